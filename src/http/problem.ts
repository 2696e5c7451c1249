import type { FastifyError, FastifyInstance, FastifyReply } from 'fastify';
import { type Static, Type } from 'typebox';

/** What is wrong with one place of a body; `path` is a JSON Pointer (RFC 6901). */
const FaultSchema = Type.Object({ path: Type.String(), reason: Type.String() });

/** The body of every failed request (RFC 9457, application/problem+json). */
export const ProblemSchema = Type.Object({
  type: Type.Literal('about:blank'),
  title: Type.String(),
  status: Type.Integer(),
  detail: Type.Optional(Type.String()),
  errors: Type.Optional(Type.Array(FaultSchema)),
});

export type Problem = Static<typeof ProblemSchema>;

const TITLES = {
  400: 'Bad Request',
  401: 'Unauthorized',
  403: 'Forbidden',
  404: 'Not Found',
  405: 'Method Not Allowed',
  408: 'Request Timeout',
  409: 'Conflict',
  413: 'Content Too Large',
  415: 'Unsupported Media Type',
  417: 'Expectation Failed',
  422: 'Unprocessable Content',
  426: 'Upgrade Required',
  429: 'Too Many Requests',
  431: 'Request Header Fields Too Large',
  500: 'Internal Server Error',
  503: 'Service Unavailable',
};

type Status = keyof typeof TITLES;

/** The schemas of what a route may answer with these statuses, as it declares them. */
export function problemsOf<const Failed extends Status>(...statuses: Failed[]) {
  const entries = statuses.map((status) => [status, ProblemSchema]);
  return Object.fromEntries(entries) as Record<Failed, typeof ProblemSchema>;
}

/** Makes the body of a failed request. */
export function problem(status: number, rest: Pick<Problem, 'detail' | 'errors'> = {}): Problem {
  const titles: Record<number, string> = TITLES;
  return { type: 'about:blank', title: titles[status] ?? 'Error', status, ...rest };
}

/** Answers a request with a problem. */
export function sendProblem(reply: FastifyReply, body: Problem): FastifyReply {
  return reply.code(body.status).type('application/problem+json').send(body);
}

/** How the clients of a route are told that a request of theirs is turned away. */
export type TurnAway = (reply: FastifyReply, status: 429 | 503, detail: string) => FastifyReply;

/** Turns a request away with a problem. */
export const sendRefusal: TurnAway = (reply, status, detail) =>
  sendProblem(reply, problem(status, { detail }));

/** Answers every error with a problem; tells why only below 500. */
export function answerProblems(server: FastifyInstance): void {
  server.setErrorHandler((error: FastifyError, request, reply) => {
    const { statusCode } = error;
    const status = statusCode !== undefined && statusCode >= 400 ? statusCode : 500;
    if (status >= 500) request.log.error({ err: error }, 'request.failed');
    return sendProblem(reply, problem(status, status < 500 ? { detail: error.message } : {}));
  });
}
