import { signal } from '@preact/signals';

/** What the service answered instead of what was asked for; `status` is 0 when it did not answer. */
export class ApiFault extends Error {
  readonly status: number;

  constructor(status: number, message: string) {
    super(message);
    this.status = status;
  }
}

/** Whoever waits for the token; `wasWrong` when one was given that does not fit. */
export type TokenRequest = { wasWrong: boolean; answer: (token: string | null) => void };

/** Set while the page has to ask for ADMIN_TOKEN. */
export const tokenRequest = signal<TokenRequest | null>(null);
/** Whether no token was given when one was asked for: then nobody is asked again unbidden. */
export const isLocked = signal(false);

// In memory only: gone with the page.
let token: string | null = null;
let asking: Promise<string | null> | null = null;

type Ask = { method?: 'GET' | 'POST'; body?: unknown; signal?: AbortSignal };

/** Asks the service for JSON. Throws an ApiFault, or what `signal` was aborted with. */
export async function ask<Answer>(path: string, options: Ask = {}): Promise<Answer> {
  const response = await send(path, options);
  return (await response.json()) as Answer;
}

/** Asks the service; asks for the token where one is wanted. Resolves only with a good answer. */
export async function send(path: string, options: Ask = {}): Promise<Response> {
  const used = token;
  const response = await request(path, options, used);
  if (response.ok) return response;
  if (response.status === 401) {
    // Another request may have brought a token since.
    const next = token !== used ? token : await askForToken(used !== null);
    if (next !== null) return send(path, options);
  }
  throw new ApiFault(response.status, await reasonOf(response));
}

async function request(path: string, options: Ask, bearer: string | null): Promise<Response> {
  const { method = 'GET', body, signal: aborted } = options;
  try {
    return await fetch(path, {
      method,
      headers: {
        accept: 'application/json, text/event-stream',
        ...(bearer === null ? {} : { authorization: `Bearer ${bearer}` }),
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      },
      body: body === undefined ? null : JSON.stringify(body),
      cache: 'no-store',
      ...(aborted === undefined ? {} : { signal: aborted }),
    });
  } catch {
    aborted?.throwIfAborted();
    throw new ApiFault(0, 'The service does not answer');
  }
}

/** Asks for the token again, after none was given. */
export async function unlock(): Promise<void> {
  isLocked.value = false;
  await askForToken(false);
}

/** One question for all who wait, however many there are. */
async function askForToken(wasWrong: boolean): Promise<string | null> {
  if (isLocked.value) return null;
  asking ??= new Promise<string | null>((resolve) => {
    tokenRequest.value = { wasWrong, answer: resolve };
  }).then((given) => {
    token = given;
    isLocked.value = given === null;
    asking = null;
    tokenRequest.value = null;
    return given;
  });
  return asking;
}

async function reasonOf(response: Response): Promise<string> {
  const problem = await response.json().catch(() => ({}));
  const { detail, title } = problem as { detail?: string; title?: string };
  return detail ?? title ?? `The service answered with ${response.status}`;
}
