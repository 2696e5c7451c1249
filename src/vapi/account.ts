import { type Fetch, nameCause } from '../edges.ts';

/** Something that Vapi keeps, by its ID. */
export type Resource = { id: string; [field: string]: unknown };

/** What of an account is read and written here, by its path in Vapi's API. */
export type ResourceKind = 'assistant' | 'tool' | 'credential';

/** An account at Vapi. Each rejects with a VapiRefusal where Vapi gives no answer, or another. */
export type VapiAccount = {
  list(kind: ResourceKind): Promise<Resource[]>;
  /** Null where there is none of this ID. */
  get(kind: ResourceKind, id: string): Promise<Resource | null>;
  create(kind: ResourceKind, body: object): Promise<Resource>;
  /** What is sent takes the place of all that was under each of its names. */
  update(kind: ResourceKind, id: string, body: object): Promise<Resource>;
};

/** What Vapi has said in place of what was asked for, in one line without the key. */
export class VapiRefusal extends Error {
  /** HTTP status; null without an answer. */
  readonly status: number | null;

  constructor(status: number | null, message: string) {
    super(message);
    this.status = status;
  }
}

type Options = { host: string; key: string; fetch: Fetch; timeoutMs: number };

/** The most that Vapi lists at a time. */
const LIST_MAX = 1000;
const DETAIL_LENGTH_MAX = 300;

/**
 * Opens an account with its private key.
 * Source: https://docs.vapi.ai/api-reference and Vapi's OpenAPI file (VapiAI/docs eabfa53, 2026-08-20).
 */
export function openVapiAccount({ host, key, fetch, timeoutMs }: Options): VapiAccount {
  async function ask(method: string, path: string, body?: object): Promise<unknown> {
    const what = `${method} ${path.replace(/\?.*/, '')}`;
    const refuse = (status: number | null, detail: string) => {
      const told = detail
        .replaceAll(key, '…')
        .replace(/[\s\p{Cc}]+/gu, ' ')
        .trim();
      const line = `Vapi did not take ${what}: ${told.slice(0, DETAIL_LENGTH_MAX)}`;
      return new VapiRefusal(status, line);
    };
    const sent = body === undefined ? {} : { body: JSON.stringify(body) };
    const headers = { authorization: `Bearer ${key}`, 'content-type': 'application/json' };
    let status: number;
    let text: string;
    try {
      // A redirect is not followed: the key is for one host.
      const response = await fetch(`${host}/${path}`, {
        method,
        headers,
        redirect: 'manual',
        signal: AbortSignal.timeout(timeoutMs),
        ...sent,
      });
      status = response.status;
      text = await response.text();
    } catch (error) {
      throw refuse(null, nameCause(error));
    }
    const answer = parse(text);
    if (status < 200 || status > 299) throw refuse(status, `HTTP ${status}: ${reasonOf(answer)}`);
    if (answer === undefined) throw refuse(status, 'the answer is no JSON');
    return answer;
  }

  const one = async (method: string, path: string, body?: object): Promise<Resource> => {
    const answer = await ask(method, path, body);
    if (isResource(answer)) return answer;
    throw new VapiRefusal(null, `Vapi's answer to ${method} ${path} has no ID`);
  };

  return {
    async list(kind) {
      const answer = await ask('GET', `${kind}?limit=${LIST_MAX}`);
      return Array.isArray(answer) ? answer.filter(isResource) : [];
    },
    async get(kind, id) {
      try {
        return await one('GET', `${kind}/${encodeURIComponent(id)}`);
      } catch (error) {
        if (error instanceof VapiRefusal && error.status === 404) return null;
        throw error;
      }
    },
    create: (kind, body) => one('POST', kind, body),
    update: (kind, id, body) => one('PATCH', `${kind}/${encodeURIComponent(id)}`, body),
  };
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function reasonOf(answer: unknown): string {
  if (typeof answer !== 'object' || answer === null || !('message' in answer)) return 'no reason';
  const { message } = answer;
  return Array.isArray(message) ? message.join('; ') : String(message);
}

function isResource(answer: unknown): answer is Resource {
  return (
    typeof answer === 'object' && answer !== null && 'id' in answer && typeof answer.id === 'string'
  );
}
