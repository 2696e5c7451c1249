/* Whole calls without a model, over the route, with the service behind it. */
import assert from 'node:assert/strict';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import OpenAI from 'openai';
import { HOLD_MS } from '../../src/completions/answer-turn.ts';
import { verdictsOn } from '../erasure/erase-journal.ts';
import { KEY } from './serve-completions.ts';
import { offered, talkTo } from './talk-to.ts';

const QUESTION = 'What is the tracking number, please?';
const REPORT =
  "Your parcel is delayed. It's now expected on Tuesday, December 1st: held at customs. " +
  'Is there anything else?';
/** The second attempt is made when a caller has been told to wait. */
const SLOW = { SANITY_ATTEMPT_TIMEOUT_MS: String(HOLD_MS + 200) };
const TOOLS = [offered('endCall'), offered('transferCall')];

/** What stands in the journal. */
async function written(dir: string): Promise<string> {
  const files = (await readdir(dir)).filter((name) => name.endsWith('.jsonl'));
  return (await Promise.all(files.map((it) => readFile(join(dir, it), 'utf8')))).join('');
}

test('talk: a number is spelled, corrected, confirmed and reported, and a person is called for', async (t) => {
  const { caller, app, config } = await talkTo(t, {
    settings: { TRANSFER_DESTINATION: '+15550100000' },
  });
  const { say } = caller();
  const told: (string | null)[] = [];
  for (const said of [
    ...[null, 'It is W B one zero four four seven two nine five', 'no, it ends in one', 'yes'],
    'Why is it late?',
  ]) {
    told.push((await say(said)).content);
  }
  assert.deepEqual(told, [
    `Hello, you've reached parcel tracking. ${QUESTION}`,
    'I heard W B, 1 0 4 4, 7 2 9 5. Is that right?',
    'I heard W B, 1 0 4 4, 7 2 9 1, ending in 1. Is that right?',
    REPORT,
    'Held at customs.',
  ]);
  const { content, tools } = await say('I want to speak to a person', { tools: TOOLS });
  assert.equal(content, "I'll get a person to help you. One moment, please.");
  assert.deepEqual(tools, [{ name: 'transferCall', arguments: { destination: '+15550100000' } }]);
  await app.close();
  assert.deepEqual(await verdictsOn(config.recording.dir), { 'call-a': 'agreed' });
});

test('talk: the same turn asked again has the same answer, and the call is where it was', async (t) => {
  const { caller, complete } = await talkTo(t);
  const { say, messages } = caller();
  await say('W B one zero four four seven two nine one');
  const before = [...messages];
  const first = await say('yes');
  const body = { call: { id: 'call-a' }, messages: [...before, { role: 'user', content: 'yes' }] };
  const second = await complete(body);
  assert.equal(first.content, REPORT);
  assert.equal(second.content, REPORT);
});

const SPELLED = 'W B one zero four four seven two nine one';
const READ_BACK = 'I heard W B, 1 0 4 4, 7 2 9 1. Is that right?';
const ANEW =
  'Sorry about that. Please say the tracking number again, one letter or digit at a time.';

for (const { to, rows } of [
  {
    to: 'the number',
    rows: [
      [[SPELLED], READ_BACK],
      // Nobody has heard the question yet to which this would be a yes.
      [[`${SPELLED} okay yes`], READ_BACK],
      [[SPELLED, 'yes'], READ_BACK],
    ],
  },
  {
    to: 'the question whether it is right',
    rows: [
      [['yes'], REPORT],
      [["yes that's right"], REPORT],
      [['yes', "that's right, thanks"], REPORT],
      [['yes', 'oh no'], ANEW],
    ],
  },
  {
    to: 'the question, and another digit',
    rows: [
      [['yes'], REPORT],
      [
        ['yes no wait, it ends in five'],
        'I heard W B, 1 0 4 4, 7 2 9 5, ending in 5. Is that right?',
      ],
    ],
  },
] as const) {
  test(`talk: a turn that grows before its answer was heard is said to what was asked: ${to}`, async (t) => {
    const { complete } = await talkTo(t);
    const asked = async (said: readonly string[]) => {
      const before = to === 'the number' ? [] : [SPELLED, READ_BACK];
      const messages = [
        ...before.map((content, index) => ({ role: index === 0 ? 'user' : 'assistant', content })),
        ...said.map((content) => ({ role: 'user', content })),
      ];
      return (await complete({ call: { id: 'call-a' }, messages })).content;
    };
    if (to !== 'the number')
      await complete({ call: { id: 'call-a' }, messages: [{ role: 'user', content: SPELLED }] });
    for (const [said, answer] of rows) assert.equal(await asked(said), answer, said.join(' | '));
  });
}

test('talk: an answer to who calls that grows is tried once where it was right, and never on record', async (t) => {
  const { complete, sanity, config } = await talkTo(t, { settings: { VERIFY: 'caller' } });
  sanity.upsert({
    _id: 'd-v',
    _type: 'delivery',
    trackingNumber: 'ZK308117',
    status: 'delivered',
    customerName: 'Ann Gonzalez',
  });
  const given = [
    { role: 'user', content: 'ZK308117' },
    { role: 'assistant', content: 'The last name?' },
  ];
  const told: (string | null)[] = [];
  for (const said of [null, 'Gonzalez', 'Gonzalez, Blofeld', 'Gonzalez, Blofeld Fleming']) {
    const messages =
      said === null ? given.slice(0, 1) : [...given, { role: 'user', content: said }];
    told.push((await complete({ call: { id: 'call-a' }, messages })).content);
  }
  assert.equal(told[1], 'Your parcel ending in 8 1 1 7 was delivered. Is there anything else?');
  assert.deepEqual(told.slice(2), [told[1], told[1]]);
  const after = [
    { role: 'user', content: 'Gonzalez, Blofeld Fleming' },
    { role: 'assistant', content: told[1] },
    { role: 'user', content: 'when?' },
  ];
  await complete({ call: { id: 'call-a' }, messages: [...given, ...after] });
  assert.doesNotMatch(await written(config.recording.dir), /Blofeld|Fleming/);
});

test('talk: a no in the same breath is heard, whatever else is', async (t) => {
  const { say } = (await talkTo(t)).caller();
  await say('W B one zero four four seven two nine one');
  const { content } = await say('no, it ends in five, and when does it come?');
  assert.equal(content, 'I heard W B, 1 0 4 4, 7 2 9 5, ending in 5. Is that right?');
});

test('talk: a no to what was told is about the parcel, and ends no call', async (t) => {
  const { caller } = await talkTo(t);
  const readBack = 'I heard W B, 1 0 4 4, 7 2 9 5, ending in 5. Is that right?';
  const rows = [
    ['no, it ends in five', readBack],
    ['the last one is a five', readBack],
    ["no, that's not my parcel", ANEW],
    ['wrong parcel', ANEW],
    ['no, wait', 'Take your time.'],
    ['no why is that', 'Held at customs.'],
    ['no but I have another one', `Sure. ${QUESTION}`],
  ] as const;
  for (const [index, [said, answer]] of rows.entries()) {
    const { say } = caller({ call: { id: `call-${index}` } });
    await say('W B one zero four four seven two nine one');
    assert.equal((await say('yes')).content, REPORT);
    const { content, tools } = await say(said, { tools: TOOLS });
    assert.deepEqual([said, content, tools], [said, answer, []]);
  }
  const { say } = caller({ call: { id: 'call-done' } });
  await say('WB10447291');
  assert.equal((await say('no that was all', { tools: TOOLS })).tools[0]?.name, 'endCall');
});

test('talk: whoever cannot say who they are is helped by a person, and a yes to no question is asked for the number', async (t) => {
  const { caller, sanity } = await talkTo(t, { settings: { VERIFY: 'caller' } });
  const about = { _type: 'delivery', status: 'delivered', customerName: 'Ann Gonzalez' };
  sanity.upsert({ ...about, _id: 'd-v', trackingNumber: 'ZK308117' });
  const asked = caller();
  await asked.say('ZK308117');
  const unknown = await asked.say("I don't know");
  assert.equal(unknown.content, "I'm sorry, I can't put you through to a person on this line.");
  const { say } = caller({ call: { id: 'call-b' } });
  for (const _time of [1, 2]) assert.match(String((await say('yes')).content), /tracking number/);
  const { content } = await say('yes');
  assert.match(String(content), /tracking number, please\? You can say it/);
});

test('talk: a goodbye ends the call where that is offered, and is words where it is not', async (t) => {
  const { caller } = await talkTo(t);
  const first = await caller().say('goodbye');
  assert.deepEqual([first.content, first.tools], ['Thank you for calling. Goodbye.', []]);
  const second = await caller({ call: { id: 'call-b' } }).say('bye', { tools: TOOLS });
  assert.deepEqual(second.tools, [{ name: 'endCall', arguments: {} }]);
});

test('talk: where no call is passed on, nobody promises a person', async (t) => {
  const { say } = (await talkTo(t)).caller();
  const { content, tools } = await say('I want a person', { tools: TOOLS });
  assert.equal(content, "I'm sorry, I can't put you through to a person on this line.");
  assert.deepEqual(tools, []);
});

test('talk: whoever has to wait is told so, and then has the answer in the same stream', async (t) => {
  const { caller, sanity } = await talkTo(t, { settings: SLOW, mayHold: true });
  sanity.hangNext();
  const { content } = await caller().say('WB10447291');
  assert.match(String(content), /^One moment, please\. Your parcel ending in 7 2 9 1 is delayed\./);
});

test('talk: a silence is asked about, and GREETING greets', async (t) => {
  const settings = { GREETING: 'Parcels Inc. Your number?', RECORDING_NOTICE: 'This is recorded.' };
  const { caller } = await talkTo(t, { settings });
  const { say, messages } = caller();
  assert.equal((await say()).content, 'This is recorded. Parcels Inc. Your number?');
  assert.equal((await say()).content, `Are you still there? ${QUESTION}`);
  messages.push({ role: 'tool', content: 'a result' });
  const { content } = await say('hello');
  assert.equal(content, `Hello. ${QUESTION}`);
});

test('talk: a known caller is asked about the one parcel under way, where that is set', async (t) => {
  const phone = '+15550100001';
  const { caller, sanity, post, config } = await talkTo(t, { settings: { ASK_OWN: 'on' } });
  const document = { _type: 'delivery', customerPhone: phone };
  sanity.upsert({ ...document, _id: 'd-b', trackingNumber: 'QM524217', status: 'in_transit' });
  sanity.upsert({ ...document, _id: 'd-c', trackingNumber: 'QM520001', status: 'delivered' });
  const call = { id: 'call-own', customer: { number: phone } };
  await post({ type: 'status-update', status: 'in-progress', call });
  while (!(await written(config.recording.dir)).includes('caller.recognised')) {
    await new Promise(setImmediate);
  }
  const { say } = caller({ call });
  const { content } = await say();
  assert.equal(
    content,
    "Hello, you've reached parcel tracking. Is it the parcel ending in 4 2 1 7?",
  );
  assert.match(String((await say('yes, that one')).content), /on its way/);
});

test('talk: without a call, a conversation is known by what was said in it', async (t) => {
  const { caller } = await talkTo(t);
  const [a, b] = [caller({}), caller({})];
  await a.say('Hello');
  await b.say('Hello');
  assert.match(String((await a.say('WB10447295')).content), /can't find .* WB10447295/);
  assert.match(String((await b.say('WB10447291')).content), /^Your parcel ending in 7291 is/);
  assert.match(String((await a.say('no, it ends in one')).content), /WB10447291, ending in 1\./);
  assert.match(String((await b.say('why is it late?')).content), /^Held at customs/);
});

test('talk: what is no conversation is refused, and what is odd is answered', async (t) => {
  const { complete } = await talkTo(t);
  const call = { id: 'call-a' };
  const user = (content: unknown) => [{ role: 'user', content }];
  const long = Array.from({ length: 500 }, (_, index) => ({
    role: index % 2 ? 'assistant' : 'user',
    content: `turn ${index}`,
  }));
  const rows: [string, object, number][] = [
    ['no messages and no call', { messages: [] }, 400],
    ['no messages in a call', { messages: [], call }, 200],
    ['only a prompt', { messages: [{ role: 'system', content: 'x' }] }, 200],
    ['500 turns', { messages: [...long, ...user('WB10447291')], call }, 200],
    ['an image', { messages: user([{ type: 'image_url', image_url: {} }]), call }, 200],
    ['roles that nobody knows', { messages: [{ role: 'wizard', content: 'x' }], call }, 200],
    ['five answers', { messages: user('hello'), n: 5, call }, 200],
    ['a call ID of two lines', { messages: user('hello'), call: { id: 'a\nb' } }, 400],
    ['a body of more than 5 MB', { messages: user('x'.repeat(6_000_000)), call }, 413],
  ];
  for (const [what, body, status] of rows) {
    const answer = await complete(body);
    assert.equal(answer.status, status, what);
    if (status === 200) assert.ok(answer.content.length > 0, what);
  }
});

test('talk: a call that is over says so', async (t) => {
  const { caller, post } = await talkTo(t);
  const call = { id: 'call-a' };
  const { say } = caller({ call });
  await say('hello');
  await post({ type: 'status-update', status: 'ended', endedReason: 'customer-ended-call', call });
  assert.match(String((await say('WB10447291')).content), /^This call has ended/);
});

test('talk: the openai client streams from it; who hangs up in the middle stops nothing', async (t) => {
  const { app, sanity } = await talkTo(t, { settings: SLOW, mayHold: true });
  const { publicUrl } = await app.listen();
  const client = new OpenAI({ baseURL: publicUrl, apiKey: KEY, maxRetries: 0 });
  const body = { call: { id: 'call-a' } };
  const ask = (said: string, signal?: AbortSignal) =>
    client.chat.completions.create(
      {
        model: 'waybill',
        messages: [{ role: 'user', content: said }],
        stream: true,
        ...body,
      },
      { ...(signal && { signal }) },
    );
  const leaving = new AbortController();
  sanity.hangNext();
  const broken = await ask('WB10447291', leaving.signal);
  for await (const { choices } of broken) {
    if (choices[0]?.delta.content) leaving.abort();
  }
  const pieces: string[] = [];
  for await (const { choices } of await ask('WB10447291')) {
    const content = choices[0]?.delta.content;
    if (content) pieces.push(content);
  }
  assert.match(pieces.join(''), /Your parcel ending in 7 2 9 1 is delayed\./);
  assert.ok(pieces.length > 1, 'sentence by sentence');
});

test('talk: what identifies a caller is on record nowhere', async (t) => {
  const { caller, sanity, app, config } = await talkTo(t, { settings: { VERIFY: 'caller' } });
  sanity.upsert({
    _id: 'delivery-b',
    _type: 'delivery',
    trackingNumber: 'QM520846',
    status: 'delivered',
    customerName: 'Ada Okonkwo',
  });
  const { say } = caller();
  assert.match(String((await say('QM520846')).content), /last name on the parcel\?$/);
  assert.match(String((await say('Fitzgerald')).content), /couldn't verify/);
  assert.match(String((await say('It is Okonkwo')).content), /was delivered|delivered/);
  await app.close();
  assert.doesNotMatch(await written(config.recording.dir), /Fitzgerald|It is Okonkwo/);
});

test('talk: whoever does not say who they are is asked on, and not said goodbye to', async (t) => {
  const { caller, sanity } = await talkTo(t, { settings: { VERIFY: 'caller' } });
  const parcel = { _id: 'delivery-b', _type: 'delivery', trackingNumber: 'QM520846' };
  sanity.upsert({ ...parcel, status: 'delivered', customerName: 'Ada Okonkwo' });
  const { say } = caller();
  await say('QM520846');
  await say('no');
  const { content, tools } = await say('no', { tools: TOOLS });
  assert.match(String(content), /last name on the parcel\?$/);
  assert.deepEqual(tools, []);
});

test('talk: what is told with a parcel is not told again to whoever asked for that, too', async (t) => {
  const { caller, sanity } = await talkTo(t, { settings: { CONFIRM: 'always' } });
  const parcel = { _type: 'delivery', issueMessage: 'The driver was ill.' };
  for (const [index, status] of ['in_transit', 'cancelled'].entries()) {
    const trackingNumber = `QM52084${index}`;
    sanity.upsert({ ...parcel, _id: `delivery-${index}`, trackingNumber, status });
    const { say } = caller({ call: { id: `call-${index}` } });
    await say(trackingNumber);
    const { content } = await say('Yes, that is right. Is anything wrong with it?');
    assert.match(String(content), / the driver was ill\. Is there anything else\?$/i);
    assert.equal(String(content).match(/driver/g)?.length, 1, String(content));
  }
});

test('talk: what is asked of whoever asks two things is asked once, and a wrong number is taken back', async (t) => {
  const { caller, sanity } = await talkTo(t, { settings: { VERIFY: 'caller', CONFIRM: 'always' } });
  const parcel = { _type: 'delivery', status: 'delayed', customerName: 'Ada Okonkwo' };
  sanity.upsert({ ...parcel, _id: 'delivery-b', trackingNumber: 'QM520846' });
  sanity.upsert({ ...parcel, _id: 'delivery-c', trackingNumber: 'QM520857' });
  const { say } = caller();
  await say('QM520846');
  const { content } = await say('Yes, that is right. Is anything wrong with it?');
  assert.deepEqual(String(content).match(/last name/g), ['last name']);
  const another = await say('Sorry, the number is QM520857.');
  assert.equal(another.content, 'I heard Q M, 5 2 0, 8 5 7. Is that right?');
  await say('yes');
  assert.match(String((await say("No, that's the wrong number.")).content), /^Sorry about that\./);
});
