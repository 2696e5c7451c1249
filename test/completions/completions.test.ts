/* The route over a real socket, with a made-up answer in the place of calls. */
import assert from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import { gzipSync } from 'node:zlib';
import type { Part } from '../../src/completions/completion-answer.ts';
import type { Conversation } from '../../src/completions/completion-body.ts';
import {
  CompletionError,
  type CompletionErrorBody,
} from '../../src/completions/completion-errors.ts';
import { HELLO, KEY, saying, serveCompletions } from './serve-completions.ts';

const ONE: Part = { sentence: 'One moment, please.' };

async function errorOf(response: Response) {
  const { error } = (await response.json()) as CompletionErrorBody;
  return { status: response.status, ...error };
}

/** A server that keeps what it was asked. */
async function listening(t: TestContext) {
  const asked: Conversation[] = [];
  const served = await serveCompletions(t, (conversation) => {
    asked.push(conversation);
    return saying(ONE);
  });
  return { ...served, asked };
}

test('POST /chat/completions answers with one object', async (t) => {
  const { post } = await listening(t);
  const response = await post(HELLO);
  assert.equal(response.status, 200);
  assert.match(response.headers.get('content-type') ?? '', /^application\/json/);
  const { choices, object } = (await response.json()) as {
    object: string;
    choices: { message: { content: string } }[];
  };
  assert.deepEqual([object, choices[0]?.message.content], ['chat.completion', ONE.sentence]);
});

test('POST /chat/completions streams events, each before the next is made', async (t) => {
  const second = Promise.withResolvers<void>();
  const { post } = await serveCompletions(t, async function* () {
    yield ONE;
    await second.promise;
    yield { sentence: 'Your parcel is on its way.' };
  });
  const response = await post({ ...HELLO, stream: true });
  assert.match(response.headers.get('content-type') ?? '', /^text\/event-stream/);
  let text = '';
  const decoder = new TextDecoder();
  for await (const bytes of response.body ?? []) {
    text += decoder.decode(bytes);
    // It goes on only when the first sentence has come.
    if (text.includes('One moment')) second.resolve();
  }
  assert.match(text, /on its way\.[\s\S]*data: \[DONE\]\n\n$/);
});

test('POST /chat/completions: a client that goes in the middle aborts and closes', async (t) => {
  const closed = Promise.withResolvers<string>();
  const { post } = await serveCompletions(t, async function* (_conversation, signal) {
    try {
      yield ONE;
      await new Promise((resolve) => signal.addEventListener('abort', resolve));
    } finally {
      closed.resolve(signal.aborted ? 'aborted' : 'closed early');
    }
  });
  const client = new AbortController();
  const response = await post({ ...HELLO, stream: true }, {}, client.signal);
  await response.body?.getReader().read();
  client.abort();
  assert.equal(await closed.promise, 'aborted');
});

test('POST /chat/completions: a client that goes before anything is said aborts', async (t) => {
  const begun = Promise.withResolvers<void>();
  const aborted = Promise.withResolvers<void>();
  const { post } = await serveCompletions(t, async function* (_conversation, signal) {
    signal.addEventListener('abort', () => aborted.resolve());
    begun.resolve();
    await aborted.promise;
  });
  const client = new AbortController();
  const answer = post(HELLO, {}, client.signal).catch(() => 'gone');
  await begun.promise;
  client.abort();
  assert.equal(await answer, 'gone');
  await aborted.promise;
});

test('POST /chat/completions: an answer that was sent whole aborts nothing', async (t) => {
  let seen: AbortSignal | null = null;
  const { post, server } = await serveCompletions(t, (_conversation, signal) => {
    seen = signal;
    return saying(ONE);
  });
  await (await post({ ...HELLO, stream: true })).text();
  await server.close();
  assert.equal((seen as AbortSignal | null)?.aborted, false);
});

test('POST /chat/completions takes each of several keys, and refuses all others', async (t) => {
  const { post } = await serveCompletions(t, () => saying(ONE), { keys: ['old-key', KEY] });
  assert.equal((await post(HELLO, { authorization: 'Bearer old-key' })).status, 200);
  assert.equal((await post(HELLO)).status, 200);
  const refused = await post(HELLO, { authorization: 'Bearer wrong' });
  assert.equal(refused.headers.get('www-authenticate'), 'Bearer');
  const { status, type, code } = await errorOf(refused);
  assert.deepEqual([status, type, code], [401, 'invalid_request_error', 'invalid_api_key']);
});

test('POST /chat/completions asks for the key before it reads the body', async (t) => {
  const { post } = await listening(t);
  const huge = `{"messages":"${'a'.repeat(6 * 1024 * 1024)}"}`;
  const refused = await post(huge, { authorization: 'Bearer wrong' });
  assert.equal(refused.status, 401);
  await refused.text();
});

test('POST /chat/completions takes a body of 5 MB, and refuses a larger one', async (t) => {
  const { post, asked } = await listening(t);
  const bodyOf = (bytes: number) => {
    const bare = JSON.stringify({ messages: [{ role: 'user', content: '' }] });
    return bare.replace('""', `"${'a'.repeat(bytes - bare.length)}"`);
  };
  assert.equal((await post(bodyOf(5 * 1024 * 1024))).status, 200);
  assert.ok((asked[0]?.turns[0]?.text.length ?? 0) > 5_000_000);
  const { status, type } = await errorOf(await post(bodyOf(5 * 1024 * 1024 + 1)));
  assert.deepEqual([status, type], [413, 'invalid_request_error']);
});

test('POST /chat/completions refuses what it cannot read, and says what is wrong', async (t) => {
  const { post } = await listening(t);
  const rows: [body: unknown, message: RegExp, param: string | null][] = [
    ['', /empty/, null],
    ['{"messages":', /not JSON/, null],
    ['[]', /JSON object/, null],
    [{}, /'messages' must be present/, 'messages'],
    [{ messages: [] }, /at least one message/, 'messages'],
  ];
  for (const [body, message, param] of rows) {
    const error = await errorOf(await post(body));
    assert.equal(error.status, 400);
    assert.match(`${error.message}`, message);
    assert.equal(error.param, param);
  }
});

test('POST /chat/completions refuses a compressed body', async (t) => {
  const { baseURL } = await listening(t);
  const response = await fetch(`${baseURL}/chat/completions`, {
    method: 'POST',
    headers: { authorization: `Bearer ${KEY}`, 'content-encoding': 'gzip' },
    body: gzipSync(JSON.stringify(HELLO)),
  });
  assert.equal((await errorOf(response)).status, 415);
});

test('POST /chat/completions: what the answer refuses is the status, also of a stream', async (t) => {
  const { post } = await serveCompletions(t, () => {
    throw new CompletionError(429);
  });
  for (const stream of [false, true]) {
    const { status, type, code } = await errorOf(await post({ ...HELLO, stream }));
    assert.deepEqual([status, type, code], [429, 'requests', 'rate_limit_exceeded']);
  }
});

test('POST /chat/completions: what breaks is a 500 without its words, and logged', async (t) => {
  const lines: string[] = [];
  const log = { write: (line: string) => void lines.push(line) };
  const answer = () => {
    throw new Error('what nobody is to hear');
  };
  const { post } = await serveCompletions(t, answer, { log });
  const error = await errorOf(await post(HELLO));
  assert.deepEqual([error.status, error.type], [500, 'server_error']);
  assert.doesNotMatch(JSON.stringify(error), /nobody/);
  assert.ok(lines.some((line) => line.includes('request.failed')));
});

test('POST /chat/completions takes any content type', async (t) => {
  const { post } = await listening(t);
  assert.equal((await post(HELLO, { 'content-type': 'text/plain' })).status, 200);
});
