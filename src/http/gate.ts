import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { createDoor } from './door.ts';
import { createLimits, type LimitKind, sendLimited } from './limits.ts';
import { createShedding, type SheddingBounds, sendShed } from './shedding.ts';
import type { Urgency } from './urgency.ts';

/** What the gate works with. */
export type GateOptions = {
  /** Most requests of each kind that one call, or one address, may make in a minute. */
  ratePerMinute: number;
  shedding: SheddingBounds;
  /** Epoch milliseconds. */
  now: () => number;
  notify: (notice: GateNotice) => void;
};

/** A request that was turned away: its sender sends too many, or there are too many in all. */
export type GateNotice =
  | { type: 'request.limited'; kind: LimitKind }
  /** `unread` is what was turned away before anything of it was read. */
  | { type: 'request.shed'; kind: Urgency | 'unread' };

/** Decides which requests to the routes of one scope are taken. */
export type Gate = {
  /** Whether a request is taken; one that is not has been answered. */
  admits(
    kind: LimitKind,
    callId: string | null,
    request: FastifyRequest,
    reply: FastifyReply,
  ): Promise<boolean>;
  /**
   * How many of so many tool calls of a message are taken: each counts by itself. Null where the
   * whole message is turned away, which has been answered.
   */
  admitsCalls(
    calls: number,
    callId: string | null,
    request: FastifyRequest,
    reply: FastifyReply,
  ): Promise<number | null>;
};

declare module 'fastify' {
  interface FastifyRequest {
    /** How long the request has waited at the door, in milliseconds. */
    waitedMs: number;
  }
}

/** Puts a gate before the routes of `scope`: at the door, no body has been read yet. */
export async function createGate(scope: FastifyInstance, options: GateOptions): Promise<Gate> {
  const { ratePerMinute, shedding: bounds, notify } = options;
  const limits = await createLimits(scope, ratePerMinute);
  const shedding = await createShedding(scope, bounds);
  const door = createDoor(options);
  scope.decorateRequest('waitedMs', 0);
  scope.addHook('onRequest', async (request, reply) => {
    const waitedMs = await door.enter();
    if (waitedMs === null) {
      notify({ type: 'request.shed', kind: 'unread' });
      return sendShed(reply);
    }
    request.waitedMs = waitedMs;
  });
  function isTaken(kind: Urgency, request: FastifyRequest, reply: FastifyReply): boolean {
    if (!shedding.isToShed(kind, request.waitedMs)) return true;
    notify({ type: 'request.shed', kind });
    sendShed(reply);
    return false;
  }

  return {
    async admits(kind, callId, request, reply) {
      // A call that sends too much is told so, also while there is too much of all.
      if (!(await limits.count(kind, callId, request, reply))) {
        notify({ type: 'request.limited', kind });
        sendLimited(reply);
        return false;
      }
      return kind === 'refused' || isTaken(kind, request, reply);
    },
    async admitsCalls(calls, callId, request, reply) {
      let taken = 0;
      while (taken < calls && (await limits.count('answer', callId, request, reply))) taken += 1;
      if (taken < calls) notify({ type: 'request.limited', kind: 'answer' });
      return isTaken('answer', request, reply) ? taken : null;
    },
  };
}
