/* What was said, on record: from every message that tells it, and each turn once. */
import assert from 'node:assert/strict';
import { cpSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { buildTestApp, type TestApp, toolCall, toolCallsMessage } from '../build-app.ts';

const call = { id: 'a' };
const ASKED = { role: 'user', message: 'Where is my parcel?' };
const ANSWERED = { role: 'bot', message: 'What is its number?' };
const TURNS = ['caller: Where is my parcel?', 'assistant: What is its number?'];

const begun = { type: 'status-update', status: 'in-progress', call };
const ended = (fields: object = {}) => ({
  type: 'status-update',
  status: 'ended',
  call,
  ...fields,
});
const final = (role: string, transcript: string, fields: object = {}) => ({
  type: 'transcript',
  transcriptType: 'final',
  role,
  transcript,
  call,
  ...fields,
});
const artifact = (...messages: object[]) => ({ artifact: { messages } });

/** What the journal says that was said, in its order. */
async function recorded({ app, config }: TestApp): Promise<string[]> {
  await app.close();
  const { dir } = config.recording;
  const files = readdirSync(dir).filter((name) => name.endsWith('.jsonl'));
  const lines = files.flatMap((name) => readFileSync(join(dir, name), 'utf8').trim().split('\n'));
  return lines.flatMap((line) =>
    JSON.parse(line).transcript.map(({ role, text }: Record<string, string>) => `${role}: ${text}`),
  );
}

const CALLS: { name: string; messages: object[]; turns: string[] }[] = [
  {
    name: 'final transcripts and the status that ends the call',
    messages: [
      final('user', 'Where is my parcel?'),
      final('assistant', 'What is its number?'),
      ended(artifact(ASKED, ANSWERED)),
    ],
    turns: TURNS,
  },
  {
    name: 'final transcripts alone',
    messages: [final('user', 'Where is my parcel?'), final('assistant', ANSWERED.message), ended()],
    turns: TURNS,
  },
  {
    name: 'the status that ends the call alone',
    messages: [ended(artifact(ASKED, ANSWERED))],
    turns: TURNS,
  },
  {
    name: 'a forwarding that has its messages beside the artifact',
    messages: [{ ...ended(), status: 'forwarding', messages: [ASKED, ANSWERED] }, ended()],
    turns: TURNS,
  },
  {
    name: 'speech updates, and transcripts of the same',
    messages: [
      { type: 'speech-update', role: 'user', status: 'stopped', call, ...artifact(ASKED) },
      final('user', 'Where is my parcel?', artifact(ASKED)),
      { type: 'speech-update', role: 'assistant', status: 'started', call, ...artifact(ASKED) },
      final('assistant', ANSWERED.message, artifact(ASKED, ANSWERED)),
      ended(artifact(ASKED, ANSWERED)),
    ],
    turns: TURNS,
  },
  {
    name: 'utterances that the conversation has as one turn',
    messages: [
      final('user', 'Where is'),
      final('user', 'my parcel?'),
      ended(artifact({ role: 'user', message: 'Where is my parcel?' }, ANSWERED)),
    ],
    turns: ['caller: Where is', 'caller: my parcel?', 'assistant: What is its number?'],
  },
  {
    name: 'a turn that has grown since',
    messages: [
      {
        type: 'speech-update',
        role: 'user',
        status: 'started',
        call,
        ...artifact({ ...ASKED, message: 'Where is' }),
      },
      final('user', 'Where is my parcel?'),
      ended(artifact(ASKED, ANSWERED)),
    ],
    turns: ['caller: Where is', 'caller: my parcel?', 'assistant: What is its number?'],
  },
  {
    name: 'the same word said twice',
    messages: [final('user', 'Yes.'), final('assistant', 'Sure?'), final('user', 'Yes.'), ended()],
    turns: ['caller: Yes.', 'assistant: Sure?', 'caller: Yes.'],
  },
  {
    name: 'a tool call between two utterances',
    messages: [
      final('user', 'Where is my parcel?'),
      toolCallsMessage('a', toolCall('request_human', {})),
      final('assistant', ANSWERED.message),
      ended(artifact(ASKED, ANSWERED)),
    ],
    turns: TURNS,
  },
  {
    name: 'transcripts, the status that ends the call, and the report',
    messages: [
      final('user', 'Where is my parcel?'),
      ended(artifact(ASKED, ANSWERED)),
      { type: 'end-of-call-report', call, messages: [ASKED, ANSWERED] },
    ],
    turns: TURNS,
  },
  {
    name: 'contents in parts',
    messages: [
      ended({
        artifact: {
          messagesOpenAIFormatted: [
            { role: 'user', content: [{ type: 'text', text: 'Where is' }, 'my parcel?'] },
            {
              role: 'assistant',
              content: [{ type: 'image_url' }, { type: 'text', text: ANSWERED.message }],
            },
          ],
        },
      }),
    ],
    turns: TURNS,
  },
  {
    name: 'messages that move no call',
    messages: [
      { type: 'model-output', call, ...artifact(ASKED) },
      ended(artifact(ASKED, ANSWERED)),
    ],
    turns: TURNS,
  },
];

test('journal: after a restart, what is on record is not recorded again', async (t) => {
  const before = await buildTestApp(t);
  for (const message of [
    begun,
    final('user', 'Where is'),
    final('user', 'my parcel?'),
    toolCallsMessage('a', toolCall('request_human', {})),
  ]) {
    await before.post(message);
  }
  await before.app.close();
  const after = await buildTestApp(t, {
    prepare: (dir) => cpSync(before.config.recording.dir, dir, { recursive: true }),
  });
  await after.post(ended(artifact(ASKED, ANSWERED)));
  assert.deepEqual(await recorded(after), [
    'caller: Where is',
    'caller: my parcel?',
    'assistant: What is its number?',
  ]);
});

for (const { name, messages, turns } of CALLS) {
  test(`journal: each turn stands once, told by ${name}`, async (t) => {
    const service = await buildTestApp(t);
    await service.post(begun);
    for (const message of messages) assert.equal((await service.post(message)).status, 200);
    assert.deepEqual(await recorded(service), turns);
  });
}

test('POST /webhook: the language of a call stands in its policy on record', async (t) => {
  const { app, config, post } = await buildTestApp(t);
  await post(begun);
  await app.close();
  const { dir } = config.recording;
  const [name = ''] = readdirSync(dir).filter((each) => each.endsWith('.jsonl'));
  const { events, snapshot } = JSON.parse(readFileSync(join(dir, name), 'utf8'));
  assert.equal(events[0].input.policy.language, 'en');
  assert.equal(snapshot.context.policy.language, 'en');
});
