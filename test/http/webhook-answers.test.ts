/*
 * What is answered goes out as it was made, byte for byte: a repeated tool call must get what is on
 * record, and what is Vapi's own, such as an assistant, must come back unchanged.
 */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { CallEngine } from '../../src/calls/engine.ts';
import { problem } from '../../src/http/problem.ts';
import type { ToolResult } from '../../src/vapi/results.ts';
import type { ServerResponse } from '../../src/vapi/server-responses.ts';
import { toolCall, toolCallsMessage } from '../build-app.ts';
import { isCollected } from '../collect-garbage.ts';
import { ALONE, serveWebhook } from './serve-webhook.ts';

const ASKED = toolCallsMessage('call', toolCall('track_delivery', {}));
const FUNCTION_CALL = {
  type: 'function-call',
  call: { id: 'call' },
  functionCall: { name: 'track_delivery', parameters: {} },
};
const TOLD = { type: 'assistant-request' };

const spoken = (content: string) => ({
  ...({ type: 'request-complete', role: 'assistant', content } as const),
});
const TEXT = 'Déjà vu, "quoted" \\ \u2028 \u{1f4e6} \ud800';

const RESULTS: [string, ToolResult[]][] = [
  ['nothing', []],
  ['a result', [{ toolCallId: 'a', name: 'n', result: TEXT, message: spoken(TEXT) }]],
  [
    'an error beside a result',
    [
      {
        toolCallId: 'a',
        name: 'n',
        error: 'No.',
        message: { ...spoken('No.'), type: 'request-failed' },
      },
      { toolCallId: 'b', name: 'n', result: '' },
    ],
  ],
  // As another version may have recorded it.
  [
    'keys in another order, and one more',
    [
      {
        result: 'r',
        message: { content: 'c', role: 'assistant', type: 'request-complete' },
        name: 'n',
        toolCallId: 'a',
        // A field that a later version may have added.
        ...{ metadata: [{ x: null }] },
      },
    ],
  ],
];

for (const [what, results] of RESULTS) {
  test(`answers: ${what} is sent byte for byte`, async (t) => {
    const engine = { ...ALONE.engine, handle: async () => results };
    const { post } = serveWebhook(t, { engine });
    for (let sent = 0; sent < 2; sent += 1) {
      const { statusCode, headers, body } = await post(ASKED);
      assert.equal(statusCode, 200);
      assert.equal(headers['content-type'], 'application/json; charset=utf-8');
      assert.equal(body, Buffer.from(JSON.stringify({ results })).toString());
    }
  });
}

test('answers: a function call gets its result, byte for byte', async (t) => {
  const handle = async () => [{ toolCallId: 'a', name: 'n', result: TEXT }];
  const { post } = serveWebhook(t, { engine: { ...ALONE.engine, handle } });
  assert.equal((await post(FUNCTION_CALL)).body, JSON.stringify({ result: TEXT }));
});

const FREE = { b: [1.5, -0, 1e21, null, { deep: [[]] }], a: '', 2: true, nothing: null, t: TEXT };

const BODIES: (ServerResponse & { kind: 'json' })['body'][] = [
  { assistantId: 'a' },
  { assistant: FREE },
  { error: TEXT },
  { destination: FREE, message: { type: 'request-start', content: TEXT, blocking: true } },
  { destination: FREE, result: TEXT },
  { documents: [] },
  { timeoutSeconds: 0.5 },
  { eligible: false },
];

for (const body of BODIES) {
  test(`answers: ${Object.keys(body)} is sent byte for byte`, async (t) => {
    const { post } = serveWebhook(t, { answerServerRequest: async () => ({ kind: 'json', body }) });
    const answer = await post(TOLD);
    assert.equal(answer.statusCode, 200);
    assert.equal(answer.body, JSON.stringify(body));
  });
}

test('answers: what waits for nothing gets an empty object', async (t) => {
  const { post } = serveWebhook(t, {});
  assert.equal((await post({ type: 'hang', call: { id: 'a' } })).body, '{}');
});

test('answers: audio is sent as it is', async (t) => {
  const bytes = Uint8Array.from({ length: 256 }, (_, index) => index);
  const contentType = 'application/octet-stream';
  const { post } = serveWebhook(t, {
    answerServerRequest: async () => ({ kind: 'audio', contentType, bytes }),
  });
  const { headers, rawPayload } = await post(TOLD);
  assert.equal(headers['content-type'], contentType);
  assert.deepEqual(new Uint8Array(rawPayload), bytes);
});

const PROBLEM_TYPE = 'application/problem+json; charset=utf-8';

test('answers: problems are sent byte for byte', async (t) => {
  const { server, post } = serveWebhook(t, {});
  const detail = 'The body is not a message that can be served';
  const errors = [{ path: '/message/call/id', reason: 'must be present, or a chat in its place' }];
  const unservable = await post({ type: 'status-update', status: 'ended' });
  assert.equal(unservable.headers['content-type'], PROBLEM_TYPE);
  assert.equal(unservable.body, JSON.stringify(problem(422, { detail, errors })));
  const empty = await server.inject({ method: 'POST', url: '/webhook' });
  assert.equal(empty.body, JSON.stringify(problem(400, { detail: 'The body is empty' })));
  const auth = { ...ALONE.auth, checkHead: () => ({ ok: false, why: 'a secret' }) as const };
  const refused = await serveWebhook(t, { auth }).post(TOLD);
  assert.equal(refused.body, JSON.stringify(problem(401)));
});

/** What a flaw of ours might give in spite of all types. */
const WRONG: [string, unknown][] = [
  ['a result that is no text', [{ toolCallId: 'a', name: 'n', result: { status: 'success' } }]],
  ['no ID', [{ name: 'n', result: 'r' }]],
  [
    'a message of another type',
    [{ toolCallId: 'a', name: 'n', message: { ...spoken('c'), type: 'x' } }],
  ],
];

for (const [what, results] of WRONG) {
  test(`answers: ${what} is no answer, and is logged`, async (t) => {
    const lines: string[] = [];
    const handle = async () => results as ToolResult[];
    const options = { engine: { ...ALONE.engine, handle } };
    const { post } = serveWebhook(t, options, { write: (line) => lines.push(line) });
    const { statusCode, headers, body } = await post(ASKED);
    assert.equal(statusCode, 500);
    assert.equal(headers['content-type'], PROBLEM_TYPE);
    assert.equal(body, JSON.stringify(problem(500)));
    assert.match(lines.join(''), /Cannot answer with 200: .*\/results\/0/);
  });
}

for (const [what, message] of [
  ['a tool call', ASKED],
  ['a function call', FUNCTION_CALL],
  ['an event', { type: 'hang', call: { id: 'call' } }],
] as const) {
  test(`POST /webhook: nothing of the body is held while the call answers ${what}`, async (t) => {
    const { promise: telling, resolve } = Promise.withResolvers<ToolResult[]>();
    const told = Promise.withResolvers<WeakRef<object>>();
    const handle: CallEngine<ToolResult>['handle'] = ({ turns }) => {
      told.resolve(new WeakRef(turns));
      return telling;
    };
    const { post } = serveWebhook(t, { engine: { handle } });
    const answer = post({ ...message, artifact: { messages: [{ role: 'user', message: 'Hi' }] } });
    assert.ok(await isCollected(await told.promise));
    resolve([{ toolCallId: 'a', name: 'n', result: 'r' }]);
    assert.equal((await answer).statusCode, 200);
  });
}
