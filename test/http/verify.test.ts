/*
 * Whoever calls from a number that is not on the record shows that the parcel is theirs to ask about,
 * and what they answer stands nowhere.
 */
import assert from 'node:assert/strict';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { buildTestApp, told, toolCall } from '../build-app.ts';

const NUMBER = 'QM520846';
const QUESTION = 'To be sure that I tell the right person: what is the last name on the parcel?';
const AGAIN = `I'm sorry, I couldn't verify that. ${QUESTION}`;
const RECORD = { customerName: 'Ada Okonkwo', customerPhone: '+15550100001' };

async function begin(context: TestContext, record: object = RECORD, customerNumber?: string) {
  const service = await buildTestApp(context, { settings: { VERIFY: 'caller' } });
  service.sanity.upsert({
    _id: 'delivery-a',
    _type: 'delivery',
    trackingNumber: NUMBER,
    status: 'delayed',
    issueMessage: 'Held at customs.',
    ...record,
  });
  const call = { id: 'call-a', ...(customerNumber && { customer: { number: customerNumber } }) };
  const messages: { role: string; message: string }[] = [];
  const send = (message: object) => service.post({ ...message, call });
  return {
    ...service,
    send,
    async calls(tool: string, args: Record<string, unknown>, said?: string) {
      if (said !== undefined) messages.push({ role: 'user', message: said });
      const list = { toolCallList: [toolCall(tool, args)], artifact: { messages: [...messages] } };
      const { body } = await send({ type: 'tool-calls', ...list });
      const [result] = body.results;
      messages.push({ role: 'bot', message: result.message.content });
      return result;
    },
  };
}

/** Everything that is on record or in the log. */
async function written({ config, logs }: Awaited<ReturnType<typeof begin>>): Promise<string> {
  const { dir } = config.recording;
  const names = (await readdir(dir)).filter((name) => name.endsWith('.jsonl'));
  const files = await Promise.all(names.map((name) => readFile(join(dir, name), 'utf8')));
  return [...files, JSON.stringify(logs)].join('\n');
}

test('verify: nothing of a parcel is told before its question has the right answer', async (context) => {
  const call = await begin(context);
  const asked = await call.calls('track_delivery', { trackingNumber: NUMBER });
  assert.deepEqual(told(asked), {
    status: 'needs_confirmation',
    message: QUESTION,
    source: 'fallback',
    state: 'confirm',
  });
  const issue = await call.calls('get_delivery_issue', {});
  assert.equal(told(issue).message, QUESTION);
  const right = await call.calls('verify_caller', { answer: 'O K O N K W O' });
  const { status, message } = told(right);
  assert.equal(status, 'success');
  assert.match(String(message), /held at customs/);
});

test('verify: a wrong answer and a record without one are told in the same words', async (context) => {
  const ways: unknown[] = [];
  for (const record of [RECORD, {}]) {
    const call = await begin(context, record);
    const results = [
      await call.calls('track_delivery', { trackingNumber: NUMBER }),
      await call.calls('verify_caller', { answer: 'Fitzgerald' }),
      await call.calls('verify_caller', { answer: 'Fitzwilliam' }),
      await call.calls('track_delivery', { trackingNumber: NUMBER }),
    ];
    ways.push(results.map((result) => told(result)));
    assert.equal(told(results[1]).message, AGAIN);
    assert.equal(told(results[2]).status, 'handoff');
    assert.equal(told(results[3]).status, 'handoff');
    assert.doesNotMatch(JSON.stringify(results), /delayed|customs|Okonkwo/);
  }
  assert.deepEqual(ways[0], ways[1]);
});

test('verify: whoever calls from the number on the record is asked nothing', async (context) => {
  const call = await begin(context, RECORD, RECORD.customerPhone);
  await call.send({ type: 'status-update', status: 'in-progress' });
  const result = await call.calls('track_delivery', { trackingNumber: NUMBER });
  assert.equal(told(result).status, 'success');
});

test('verify: a postcode is asked for where there is one, and never told', async (context) => {
  const call = await begin(context, { ...RECORD, postalCode: 'SW1A 1AA' });
  const asked = await call.calls('track_delivery', { trackingNumber: NUMBER });
  assert.match(String(told(asked).message), /what is the postcode on the parcel\?$/);
  const result = await call.calls('verify_caller', { answer: 'S W one A, one double A' });
  assert.equal(told(result).status, 'success');
  assert.doesNotMatch(JSON.stringify(result), /SW1A|postalCode/);
});

test('verify: the same answer twice is one, and another one with its ID is another', async (context) => {
  const call = await begin(context);
  await call.calls('track_delivery', { trackingNumber: NUMBER });
  const give = async (answer: string) => {
    const toolCallList = [toolCall('verify_caller', { answer }, 'call_1')];
    const { body } = await call.send({ type: 'tool-calls', toolCallList });
    return body.results[0];
  };
  const wrong = await give('Fitzgerald');
  assert.equal(told(wrong).message, AGAIN);
  assert.deepEqual(await give('Fitzgerald'), wrong);
  assert.equal(told(await give('Okonkwo')).status, 'success');
  assert.deepEqual(await give('Fitzgerald'), wrong);
});

test('verify: an answer stands neither on record nor in the log', async (context) => {
  const call = await begin(context);
  await call.calls('track_delivery', { trackingNumber: NUMBER });
  const heard = { type: 'transcript', role: 'user', transcript: 'It is Fitzgerald.' };
  await call.send({ ...heard, transcriptType: 'partial' });
  await call.send({ ...heard, transcriptType: 'final' });
  await call.calls('verify_caller', { answer: 'Fitzgerald' }, 'It is Fitzgerald.');
  await call.calls('verify_caller', { answer: 'Okonkwo' }, 'Fitz... no, Okonkwo.');
  // A transcriber that comes late, and what is said once the parcel was told of.
  await call.send({ ...heard, transcriptType: 'final', transcript: 'Okonkwo, not Fitz.' });
  await call.send({ type: 'speech-update', role: 'assistant', status: 'started' });
  await call.send({ ...heard, transcriptType: 'final', transcript: 'And when does it come?' });
  await call.send({
    type: 'end-of-call-report',
    analysis: { summary: 'Ada Fitz called.', successEvaluation: 'Fitz passed.' },
    artifact: {
      transcript: 'AI: Your name?\nUser: It is Fitzgerald.',
      structuredOutputs: { a: { name: 'name', result: 'Fitzgerald' } },
    },
  });
  await call.app.close();
  const text = await written(call);
  assert.match(text, /And when does it come/);
  assert.match(text, /"passed":false/);
  assert.match(text, /"name":"verify_caller","arguments":\{"answer":"\[answer\]"\}/);
  assert.doesNotMatch(text, /Fitz/);
});
