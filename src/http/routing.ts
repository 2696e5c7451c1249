import type { FastifyInstance } from 'fastify';
import { problem, sendProblem } from './problem.ts';

/** The path of a URL as it is routed: without query, and without a slash at its end. */
export function pathOf(url: string): string {
  const [path = ''] = url.split('?', 1);
  return path.replace(/(?<=.)\/$/, '');
}

/**
 * Answers, before anything of a body is read, what no route is for: an unknown path with 404, a
 * method that a path does not have with 405, and OPTIONS with the methods that it has.
 */
export function answerUnrouted(server: FastifyInstance): void {
  const methods = new Map<string, Set<string>>();
  server.addHook('onRoute', ({ url, method }) => {
    const known = methods.get(url) ?? new Set();
    methods.set(url, known);
    for (const one of [method].flat()) known.add(one);
  });
  // After all that may refuse a stranger, who is not told what there is.
  server.addHook('preParsing', (request, reply, _payload, done) => {
    if (!request.is404) return done();
    const path = pathOf(request.url);
    const [pattern, known] = [...methods].find(([one]) => isOf(one, path)) ?? [];
    if (pattern === undefined || known === undefined) {
      sendProblem(reply, problem(404));
      return;
    }
    request.route = pattern;
    reply.header('allow', [...known, 'OPTIONS'].sort().join(', '));
    if (request.method === 'OPTIONS') reply.code(204).send();
    else sendProblem(reply, problem(405));
  });
}

/** Whether a path is one of a pattern: `:name` stands for one part, `*` for all that follow. */
function isOf(pattern: string, path: string): boolean {
  if (!/[:*]/.test(pattern)) return pattern === path;
  const wanted = pattern.split('/');
  const given = path.split('/');
  const isOpen = wanted.at(-1) === '*';
  if (isOpen ? given.length < wanted.length : given.length !== wanted.length) return false;
  return wanted.every((part, at) => part === '*' || part.startsWith(':') || part === given[at]);
}

/**
 * Takes what Node would answer by itself, and unseen: a request without a host, one that expects
 * something, and one for a tunnel. Nobody is asked for a body before somebody wants it.
 */
export function takeAllRequests(server: FastifyInstance): void {
  const { server: node, requests } = server;
  const take = (...given: unknown[]) => node.emit('request', ...given);
  node.on('checkContinue', take);
  node.on('checkExpectation', take);
  node.on('connect', ({ socket }) => requests.refuse({ code: 'CONNECT' }, socket));
  server.addHook('onRequest', ({ raw, headers: { host, expect } }, reply, done) => {
    if (raw.httpVersion !== '1.1') done();
    else if (host === undefined) sendProblem(reply, problem(400, { detail: 'No host is named' }));
    else if (expect === undefined || /^100-continue$/i.test(expect)) done();
    else sendProblem(reply, problem(417));
  });
}
