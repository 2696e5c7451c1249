import type { FastifyInstance, FastifyRequest } from 'fastify';
import { pathOf } from './routing.ts';

type Raw = FastifyRequest['raw'];

/** Whether a request asks to go on as a WebSocket (RFC 6455, section 4.1). */
export function asksForWebSocket({ headers }: Pick<Raw, 'headers'>): boolean {
  return /^websocket$/i.test(headers.upgrade ?? '');
}

/**
 * Whether Node hands a connection over: to be a WebSocket at one of these paths, as long as somebody
 * takes it. Every other wish of that kind is not heard, and the request answered like any.
 */
export function upgradeTo(paths: readonly string[]) {
  return function (this: FastifyInstance['server'], request: Raw): boolean {
    if (this.listenerCount('upgrade') === 0) return false;
    return asksForWebSocket(request) && paths.includes(pathOf(request.url ?? ''));
  };
}

/**
 * Closes what was asked to be a WebSocket and got an answer instead: Node, which has handed the
 * connection over by then, neither closes it nor takes another request from it.
 */
export function closeRefusedUpgrades(server: FastifyInstance): void {
  const isHandedOver = (raw: Raw) => 'upgrade' in raw && raw.upgrade === true;
  server.addHook('onSend', (request, reply, _payload, done) => {
    if (isHandedOver(request.raw)) reply.header('connection', 'close');
    done();
  });
  server.addHook('onResponse', (request, _reply, done) => {
    if (isHandedOver(request.raw)) request.raw.socket.destroySoon();
    done();
  });
}
