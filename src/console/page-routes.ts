import { createHash } from 'node:crypto';
import { fileURLToPath } from 'node:url';
import type { FastifyPluginAsync, FastifyReply, FastifyRequest } from 'fastify';
import { Type } from 'typebox';
import type { Disk } from '../edges.ts';
import { SECURITY } from '../http/openapi.ts';
import { problem, problemsOf, sendProblem } from '../http/problem.ts';
import { readWhole } from '../recording/journal-files.ts';

/** Where the page is after `npm run build:console`. */
export const PAGE_FOLDER = fileURLToPath(new URL('page/dist/', import.meta.url));

/** All that the page is made of: nothing else is served, whatever is asked for. */
const FILES = [
  { path: '/console', name: 'index.html', type: 'text/html; charset=utf-8' },
  { path: '/console/console.js', name: 'console.js', type: 'text/javascript; charset=utf-8' },
  { path: '/console/console.css', name: 'console.css', type: 'text/css; charset=utf-8' },
];

/** The page runs its own script and speaks with this service, and with nobody else. */
const POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "connect-src 'self'",
  "img-src 'self' data:",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ');

const HEADERS = {
  'content-security-policy': POLICY,
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
  // A browser asks each time, and is told with a few bytes that nothing has changed.
  'cache-control': 'no-cache',
};

type Options = { disk: Disk; folder?: string };

/**
 * GET /console: the operator's page, read once, at the start. Without a build it is answered with
 * 503 and what to do; everything else is served all the same.
 */
export const pageRoutes: FastifyPluginAsync<Options> = async (server, { disk, folder }) => {
  for (const { path, name, type } of FILES) {
    const body = await readWhole(disk, `${folder ?? PAGE_FOLDER}${name}`);
    const etag = body === null ? '' : `"${createHash('sha256').update(body).digest('base64url')}"`;
    const schema = {
      summary: `${name} of the console's page`,
      tags: ['console'],
      security: SECURITY.none,
      response: {
        200: {
          description: type,
          content: { [type.split(';')[0] ?? type]: { schema: Type.String() } },
        },
        304: Type.Null({ description: 'The browser has this very file' }),
        ...problemsOf(403, 500, 503),
      },
    };
    server.get(path, { schema }, async (request, reply) => {
      if (body === null) return refuseUnbuilt(reply);
      reply.headers({ ...HEADERS, etag });
      if (isKnown(request, etag)) return reply.code(304).send();
      return reply.type(type).send(body);
    });
  }
};

function refuseUnbuilt(reply: FastifyReply): FastifyReply {
  const detail = 'The console is not built: run "npm run build:console" and start the service anew';
  return sendProblem(reply, problem(503, { detail }));
}

/** Whether the browser has this very body (RFC 9110, section 13.1.2). */
function isKnown({ headers }: FastifyRequest, etag: string): boolean {
  const known = headers['if-none-match'] ?? '';
  return known === '*' || known.split(',').some((one) => one.trim().replace(/^W\//, '') === etag);
}
