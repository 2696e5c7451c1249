import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { Type } from 'typebox';
import { isLoopback } from '../edges.ts';
import type { Metrics } from '../observability/metrics.ts';
import { isSameSecret } from '../vapi/auth.ts';
import { SECURITY } from './openapi.ts';
import { problem, problemsOf, sendProblem } from './problem.ts';
import { pathOf } from './routing.ts';
import { asksForWebSocket } from './upgrades.ts';

/** Who may do what on the internal port. */
export type AdminGuardOptions = {
  /** Address that the port is bound to. */
  host: string;
  token?: string | undefined;
};

/** Probes send no token, and tell nothing but whether the service works. */
const PROBES: readonly string[] = ['/healthz', '/readyz'];
/** The console's page, which has nothing to tell before it was given the token: it asks for that. */
const PAGE = /^\/console(\/[\w.-]+)?$/;
/** What is scraped by whatever name there is for this machine. */
const METRICS = '/metrics';

/** What changes nothing (RFC 9110, section 9.2.1). */
const SAFE_METHODS = ['GET', 'HEAD', 'OPTIONS'];

/** What a browser names a token by, which can send no other header with a WebSocket. */
const TOKEN_PROTOCOL = /^bearer\.([\w-]+)$/;

/**
 * Guards the internal port. A page of another site may have a browser ask here, by an Origin of its
 * own or by a name of its own that leads to this machine: neither is served. On loopback whoever is
 * on the machine may read, and change something or be told on and on with the token, if there is one.
 * Bound to anything else, nothing but the probes and the console's page goes without the token; and
 * if there is none, only the probes go.
 */
export function guardAdmin(server: FastifyInstance, { host, token }: AdminGuardOptions): void {
  const isOpen = isLoopback(host);
  if (!isOpen && token === undefined) server.log.warn({ host }, 'admin.refuses_all');
  server.addHook('onRequest', async (request, reply) => {
    if (PROBES.includes(pathOf(request.url))) return;
    if (pathOf(request.url) !== METRICS && isForeign(request, isOpen)) {
      return refuse(reply, 403, 'This is not asked for by the name of this machine');
    }
    // A WebSocket tells on and on, and no browser asks first whether a page may open one.
    const isSafe = SAFE_METHODS.includes(request.method) && !asksForWebSocket(request);
    if (isOpen && isSafe) return;
    if (!isSafe && isFromOtherSite(request)) {
      return refuse(reply, 403, 'A page of another site may change nothing here');
    }
    if (token === undefined) {
      if (isOpen) return;
      return refuse(reply, 403, 'Set ADMIN_TOKEN to be served here: the port is not on loopback');
    }
    if (isSafe && PAGE.test(pathOf(request.url))) return;
    if (isGiven(request, token)) return;
    reply.header('www-authenticate', 'Bearer');
    return refuse(reply, 401, 'Send ADMIN_TOKEN as a bearer token');
  });
}

/**
 * Whether a request names another host than this one, or comes from a page of one. Beyond loopback
 * the names of this host are not known, and the token is what a foreign page lacks.
 */
function isForeign({ headers }: FastifyRequest, isLocal: boolean): boolean {
  const host = headers.host ?? '';
  const name = URL.parse(`http://${host}`)?.hostname ?? '';
  if (isLocal && !isLoopback(name)) return true;
  const { origin } = headers;
  if (origin === undefined) return false;
  return URL.parse(origin)?.host !== URL.parse(`http://${host}`)?.host;
}

/** A browser says so; it would also send what a page makes it send to this machine. */
function isFromOtherSite({ headers }: FastifyRequest): boolean {
  const site = headers['sec-fetch-site'];
  return site !== undefined && site !== 'same-origin' && site !== 'none';
}

function isGiven({ headers }: FastifyRequest, token: string): boolean {
  const given = headers.authorization?.match(/^bearer +(.*)$/i)?.[1] ?? tokenIn(headers);
  return isSameSecret(given, token);
}

/** The token among the subprotocols of a WebSocket: `bearer.` and the base64url of it. */
function tokenIn({ 'sec-websocket-protocol': protocols = '' }: FastifyRequest['headers']): string {
  const named = protocols.split(',').flatMap((one) => one.trim().match(TOKEN_PROTOCOL)?.[1] ?? []);
  return Buffer.from(named[0] ?? '', 'base64url').toString();
}

function refuse(reply: FastifyReply, status: number, detail: string): FastifyReply {
  return sendProblem(reply, problem(status, { detail }));
}

/** What comes of POST /admin/circuit-breaker/reset. */
export const BREAKER_SCHEMA = {
  tags: ['operations'],
  summary: 'Closes the circuit breaker',
  security: SECURITY.admin,
  response: { 200: Type.Object({ state: Type.String() }), ...problemsOf(401, 403, 500) },
};

/** The routes of the internal port that change something. */
export const adminRoutes: FastifyPluginAsyncTypebox<{
  breaker: { reset(): void; state(): string };
}> = async (server, { breaker }) => {
  server.post('/admin/circuit-breaker/reset', { schema: BREAKER_SCHEMA }, async () => {
    breaker.reset();
    return { state: breaker.state() };
  });
};

/** What comes of GET /metrics. */
export const METRICS_SCHEMA = {
  tags: ['operations'],
  summary: 'Metrics, in the text format of Prometheus',
  security: SECURITY.admin,
  produces: ['text/plain'],
  response: { 200: Type.String(), ...problemsOf(401, 403, 500) },
};

/** GET /metrics: for Prometheus, in its text format. */
export const metricsRoute: FastifyPluginAsyncTypebox<{
  metrics: Pick<Metrics, 'contentType' | 'render'>;
}> = async (server, { metrics }) => {
  server.get(METRICS, { schema: METRICS_SCHEMA }, async (_request, reply) => {
    reply.type(metrics.contentType);
    return metrics.render();
  });
};
