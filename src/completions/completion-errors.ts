import { type Static, Type } from 'typebox';

/** The body of a failed request, as OpenAI has it (API reference, "Errors", read 2026-11). */
export const CompletionErrorSchema = Type.Object({
  error: Type.Object({
    message: Type.String(),
    type: Type.String(),
    param: Type.Union([Type.String(), Type.Null()]),
    code: Type.Union([Type.String(), Type.Null()]),
  }),
});

/** The body of a failed request. */
export type CompletionErrorBody = Static<typeof CompletionErrorSchema>;

type Kind = { type: string; code: string | null; detail: string };

const INVALID = 'invalid_request_error';

/** What each status is called, and what is said where nothing else is. */
const KINDS = {
  400: { type: INVALID, code: null, detail: 'The request cannot be served as it is' },
  401: { type: INVALID, code: 'invalid_api_key', detail: 'The API key is missing or incorrect' },
  404: { type: INVALID, code: 'not_found', detail: 'There is no such thing here' },
  413: { type: INVALID, code: 'request_too_large', detail: 'The body is too large' },
  415: { type: INVALID, code: 'unsupported_encoding', detail: 'The body must not be compressed' },
  429: { type: 'requests', code: 'rate_limit_exceeded', detail: 'Too many requests: try later' },
  500: { type: 'server_error', code: null, detail: 'Something went wrong here' },
  503: { type: 'server_error', code: 'overloaded', detail: 'There is no room now: try later' },
} as const satisfies Record<number, Kind>;

/** The statuses that a request may fail with. */
export type CompletionStatus = keyof typeof KINDS;

/** What whoever answers throws, so that the client is told of it; anything else becomes a 500. */
export class CompletionError extends Error {
  readonly status: CompletionStatus;
  /** The field of the body that is at fault. */
  readonly param: string | null;

  constructor(status: CompletionStatus, message?: string, param: string | null = null) {
    super(message ?? KINDS[status].detail);
    this.status = status;
    this.param = param;
  }
}

/** Makes the body of a failed request. */
export function errorBodyOf({
  status,
  message,
  param,
}: Pick<CompletionError, 'status' | 'message' | 'param'>): CompletionErrorBody {
  const { type, code } = KINDS[status];
  return { error: { message, type, param, code } };
}

/**
 * What is told of anything that was thrown: of what broke here nothing but that it did, of what
 * Fastify refuses the status and its own words.
 */
export function toCompletionError(error: unknown): CompletionError {
  if (error instanceof CompletionError) return error;
  const status = error instanceof Error && 'statusCode' in error ? error.statusCode : 500;
  if (status === 413) return new CompletionError(413);
  const isClients = typeof status === 'number' && status >= 400 && status < 500;
  return isClients ? new CompletionError(400, (error as Error).message) : new CompletionError(500);
}

/** The schemas of what a route may answer with these statuses, as it declares them. */
export function completionErrorsOf<const Failed extends CompletionStatus>(...statuses: Failed[]) {
  const entries = statuses.map((status) => [status, CompletionErrorSchema]);
  return Object.fromEntries(entries) as Record<Failed, typeof CompletionErrorSchema>;
}
