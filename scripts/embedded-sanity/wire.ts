import { type IncomingMessage, type ServerResponse, STATUS_CODES } from 'node:http';
import { text } from 'node:stream/consumers';
import type { Params } from './groq.ts';

/** A request to Content Lake's data API, as far as its address says. */
export type DataRequest = {
  endpoint: 'query' | 'listen';
  /** Without the leading v: a date, `1` or `X`. */
  apiVersion: string;
  dataset: string;
  options: URLSearchParams;
};

/** The question in a request. */
export type Question = { query: string; params: Params };

/** Error bodies as Content Lake sends them, seen in issues of its users, read 2026-11-23. */
export const ERROR_BODIES = {
  noSession: {
    statusCode: 401,
    error: 'Unauthorized',
    errorCode: 'SIO-401-ANF',
    message: 'Session not found',
  },
  otherProject: {
    statusCode: 401,
    error: 'Unauthorized',
    errorCode: 'SIO-401-AWH',
    message: 'Session does not match project host',
  },
  notFound: { statusCode: 404, error: 'Not Found', message: 'Not Found' },
  badRequest: { statusCode: 400, error: 'Bad Request', message: 'Invalid query or parameters' },
  noDataset: (dataset: string, projectId: string) => ({
    statusCode: 404,
    error: 'Dataset not found',
    message: `Dataset "${dataset}" not found for project ID "${projectId}"`,
  }),
  ofStatus: (status: number) => ({
    statusCode: status,
    error: STATUS_CODES[status] ?? 'Error',
    message: 'Scripted by the embedded Sanity',
  }),
};

const DATA_PATH = /^\/v(1|X|\d{4}-\d{2}-\d{2})\/data\/(query|listen)\/([^/]+)$/;

/** Reads the address of a request; null when it is none of the data API. */
export function readDataRequest({ url = '/', method }: IncomingMessage): DataRequest | null {
  const { pathname, searchParams } = new URL(url, 'http://embedded');
  const [, apiVersion = '', endpoint, dataset = ''] = DATA_PATH.exec(pathname) ?? [];
  if (endpoint !== 'query' && endpoint !== 'listen') return null;
  if (method !== 'GET' && !(method === 'POST' && endpoint === 'query')) return null;
  return { endpoint, apiVersion, dataset, options: searchParams };
}

/** Reads the question from the address or, for a long one, from the body; null if it is broken. */
export async function readQuestion(
  request: IncomingMessage,
  options: URLSearchParams,
): Promise<Question | null> {
  try {
    if (request.method === 'POST') {
      const { query, params = {} } = JSON.parse(await text(request));
      return typeof query === 'string' ? { query, params } : null;
    }
    const query = options.get('query');
    const given = [...options].filter(([name]) => name.startsWith('$'));
    const params = given.map(([name, value]) => [name.slice(1), JSON.parse(value)]);
    return query === null ? null : { query, params: Object.fromEntries(params) };
  } catch (error) {
    if (error instanceof SyntaxError) return null;
    throw error;
  }
}

/** From this API version on, drafts and versions are shown only when they are asked for. */
export function isPublishedByDefault(apiVersion: string): boolean {
  return apiVersion === 'X' || (apiVersion !== '1' && apiVersion >= '2025-02-19');
}

/** Answers with JSON under the headers that Content Lake sends. */
export function sendJson(response: ServerResponse, status: number, body: unknown): void {
  const payload = JSON.stringify(body);
  response.writeHead(status, {
    'content-type': 'application/json; charset=utf-8',
    'content-length': Buffer.byteLength(payload),
    'ratelimit-limit': '500',
    'ratelimit-remaining': '499',
    'ratelimit-reset': '1',
    vary: 'origin',
  });
  response.end(payload);
}
