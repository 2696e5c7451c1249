import type { FastifyInstance, FastifyReply, FastifyRequest, RouteOptions } from 'fastify';
import { problem, sendProblem } from './problem.ts';

/** How senders of both ports say who they are; a route names those that it takes. */
export const SECURITY = {
  /** On loopback, for whoever only reads, it is not asked for. */
  admin: [{ adminToken: [] }],
  /** One of these, as VAPI_AUTH says. */
  vapi: [{ vapiSecret: [] }, { vapiBearer: [] }, { vapiSignature: [] }],
  none: [],
};

/** Where the routes are told, on the internal port. */
export const DOCS_PATH = '/docs';

/** What a connection carries, and not an answer. */
const OF_CONNECTION = ['connection', 'date', 'transfer-encoding'];

/**
 * Describes the routes of both ports in one OpenAPI document, made of the schemas that they check
 * by: /docs/json on the internal port, with a page for people at /docs. What makes it is loaded when
 * it is first asked for, since a start has no need of it. To be called before any route is registered.
 */
export function describePorts(internal: FastifyInstance, open: FastifyInstance): void {
  const routes = { internal: collectRoutes(internal), open: collectRoutes(open) };
  let opening: Promise<FastifyInstance> | undefined;
  const load = async () => {
    const { openDocs } = await import('./open-docs.ts');
    // The public port's routes are told too, whether or not anybody has asked there yet.
    await open.ready();
    return openDocs(routes);
  };
  const answer = async ({ method, url, headers }: FastifyRequest, reply: FastifyReply) => {
    opening ??= load();
    // What could not be loaded once may be another time.
    const docs = await opening.catch((error: unknown) => {
      opening = undefined;
      throw error;
    });
    const page = await docs.inject({ method: method === 'HEAD' ? 'HEAD' : 'GET', url, headers });
    if (page.statusCode >= 400) return sendProblem(reply, problem(page.statusCode));
    for (const [name, value] of Object.entries(page.headers)) {
      if (value !== undefined && !OF_CONNECTION.includes(name)) reply.header(name, value);
    }
    return reply.code(page.statusCode).send(page.rawPayload);
  };
  for (const url of [DOCS_PATH, `${DOCS_PATH}/*`]) {
    internal.get(url, { schema: { hide: true } }, answer);
  }
  internal.addHook('onClose', async () => {
    const docs = await opening?.catch(() => null);
    await docs?.close();
  });
}

/** The routes of a server, as they come. */
function collectRoutes(server: FastifyInstance): readonly RouteOptions[] {
  const routes: RouteOptions[] = [];
  server.addHook('onRoute', (route) => {
    if (route.schema?.hide !== true) routes.push(route);
  });
  return routes;
}
