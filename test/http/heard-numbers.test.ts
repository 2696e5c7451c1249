/*
 * What a caller said is heard beside what the model passes on: no parcel is told that the caller's own
 * words deny, and no part of a number is taken for a number.
 */
import assert from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import { buildTestApp, told, toolCall } from '../build-app.ts';

type Turn = { role: 'user' | 'bot'; message: string };

/** Whose last number is one slip from another's, and a part of it a number by itself. */
const PARCELS = {
  QM520846: 'delivered',
  QM520864: 'cancelled',
  QM520849: 'delayed',
  '520849': 'failed',
  UNKNOWN: 'pending',
};

/** A call in which every tool call brings the whole conversation so far, as Vapi sends it. */
async function begin(
  context: TestContext,
  settings: Record<string, string> = {},
  customerNumber?: string,
) {
  const service = await buildTestApp(context, { settings });
  for (const [trackingNumber, status] of Object.entries(PARCELS)) {
    service.sanity.upsert({
      _id: `delivery-${trackingNumber.toLowerCase()}`,
      _type: 'delivery',
      trackingNumber,
      status,
    });
  }
  const messages: Turn[] = [];
  const call = { id: 'call-a', ...(customerNumber && { customer: { number: customerNumber } }) };
  return {
    ...service,
    /** The caller says something. */
    says: (message: string) => messages.push({ role: 'user', message }),
    /** The model calls a tool; what comes of it is spoken. */
    async calls(tool: string, args: Record<string, unknown>) {
      const { body } = await service.post({
        type: 'tool-calls',
        call,
        toolCallList: [toolCall(tool, args)],
        artifact: { messages: [...messages] },
      });
      const [result] = body.results;
      const message = result.message.content as string;
      messages.push({ role: 'bot', message });
      return { status: result.error === undefined ? told(result).status : 'error', message };
    },
    lookups: () => service.sanity.requests.list.map(({ params }) => JSON.stringify(params)),
  };
}

const ALWAYS = { CONFIRM: 'always' };
const NEVER = { CONFIRM: 'never' };
const READ_BACK = /^I heard Q M, 5 2 0, 8 4 6\. Is that right\?$/;

for (const words of ['No, that is wrong.', "that's not it", 'Nope.', 'wait, no']) {
  test(`heard: after "${words}" a model's yes tells no parcel`, async (t) => {
    const { says, calls, sanity } = await begin(t, ALWAYS);
    says('Where is QM520846?');
    assert.match(
      (await calls('track_delivery', { trackingNumber: 'QM520846' })).message,
      READ_BACK,
    );
    says(words);
    const denied = await calls('confirm_tracking_number', { confirmed: true });
    assert.equal(denied.status, 'needs_confirmation');
    assert.match(denied.message, READ_BACK);
    assert.equal(sanity.requests.count, 0);
    says('Yes, that is right.');
    const passed = await calls('confirm_tracking_number', { confirmed: true });
    assert.match(passed.message, /was delivered/);
  });
}

test('heard: a yes that is denied is counted and logged, without a word of what was said', async (t) => {
  const { says, calls, logs, app } = await begin(t, ALWAYS);
  await calls('track_delivery', { trackingNumber: 'QM520846' });
  says('No, certainly not.');
  await calls('confirm_tracking_number', { confirmed: true });
  const [line, ...more] = logs.filter(({ event }) => event === 'confirmation.denied');
  assert.deepEqual(more, []);
  assert.partialDeepStrictEqual(line, { level: 'warn', call_id: 'call-a', by: 'no' });
  assert.doesNotMatch(JSON.stringify(logs), /certainly/);
  const { body } = await app.adminServer.inject({ url: '/metrics' });
  assert.match(body, /^confirmations_denied_total\{by="no"\} 1$/m);
});

test('heard: what a transcriber has heard for good counts, and what it may still change does not', async (t) => {
  const { calls, post } = await begin(t, ALWAYS);
  const heard = (transcript: string, transcriptType: string) =>
    post({
      ...{ type: 'transcript', call: { id: 'call-a' }, role: 'user' },
      ...{ transcript, transcriptType },
    });
  await calls('track_delivery', { trackingNumber: 'QM520846' });
  await heard('No.', 'final');
  const denied = await calls('confirm_tracking_number', { confirmed: true });
  assert.match(denied.message, READ_BACK);
  await heard('No', 'partial');
  await heard('Now I see, yes.', 'final');
  const passed = await calls('confirm_tracking_number', { confirmed: true });
  assert.match(passed.message, /was delivered/);
});

for (const settings of [{}, NEVER, ALWAYS]) {
  const { CONFIRM = 'when-unsure' } = settings as { CONFIRM?: string };
  test(`heard: with CONFIRM=${CONFIRM}, the end of a number that is corrected is no number`, async (t) => {
    const { says, calls, sanity } = await begin(t, settings);
    says('Q as in queen, M as in mother, 520846');
    await calls('track_delivery', { trackingNumber: 'Q as in queen, M as in mother, 520846' });
    says('No, it is 520849.');
    const corrected = await calls('track_delivery', { trackingNumber: '520849' });
    assert.equal(corrected.status, 'needs_confirmation');
    assert.match(corrected.message, /Q M, 5 2 0, 8 4 9|Q M, 5 2 0, 8 4 6/);
    assert.equal(sanity.requests.count, 0);
  });
}

test('heard: a known caller who swaps two characters of a number is read it back', async (t) => {
  const { calls, sanity, app } = await begin(t, {}, '+12025550199');
  sanity.upsert({ trackingNumber: 'QM520846', customerPhone: '+12025550199' });
  await app.publicServer.inject({
    method: 'POST',
    url: '/webhook',
    payload: {
      message: {
        type: 'status-update',
        status: 'in-progress',
        call: { id: 'call-a', customer: { number: '+12025550199' } },
      },
    },
  });
  const { message } = await calls('track_delivery', { trackingNumber: 'QM520864' });
  assert.equal(message, 'I heard Q M, 5 2 0, 8 6 4. Is that right?');
});

for (const trackingNumber of ['Q M, 5 2 0, 8 4 6', 'QM520846.', 'Q.M. 520846', '"QM520846"']) {
  test(`heard: ${trackingNumber} beside a yes is the number that was read back`, async (t) => {
    const { calls } = await begin(t, ALWAYS);
    await calls('track_delivery', { trackingNumber: 'QM520846' });
    const { message } = await calls('confirm_tracking_number', { confirmed: true, trackingNumber });
    assert.match(message, /was delivered/);
  });
}

for (const trackingNumber of [
  'yes',
  'correct',
  'unknown',
  'N/A',
  '{{trackingNumber}}',
  'yes please',
]) {
  test(`heard: "${trackingNumber}" beside a yes changes nothing`, async (t) => {
    const { calls } = await begin(t, ALWAYS);
    await calls('track_delivery', { trackingNumber: 'QM520846' });
    const { message } = await calls('confirm_tracking_number', { confirmed: true, trackingNumber });
    assert.match(message, /was delivered/);
  });
}

for (const [confirmed, answer] of [
  ['correct', /was delivered/],
  ['right', /was delivered/],
  ['wrong', /^Sorry about that\./],
  ['incorrect', /^Sorry about that\./],
] as const) {
  test(`heard: confirmed as "${confirmed}" is read`, async (t) => {
    const { calls } = await begin(t, ALWAYS);
    await calls('track_delivery', { trackingNumber: 'QM520846' });
    assert.match((await calls('confirm_tracking_number', { confirmed })).message, answer);
  });
}

for (const settings of [{}, NEVER]) {
  const { CONFIRM = 'when-unsure' } = settings as { CONFIRM?: string };
  for (const trackingNumber of ['unknown', 'N/A', 'yes please', 'not provided', '{{number}}']) {
    test(`heard: with CONFIRM=${CONFIRM}, "${trackingNumber}" is no number and is not spelled out`, async (t) => {
      const { calls, sanity } = await begin(t, settings);
      const { status, message } = await calls('track_delivery', { trackingNumber });
      assert.equal(status, 'invalid');
      assert.doesNotMatch(message, /\b[A-Z] [A-Z]\b/);
      assert.equal(sanity.requests.count, 0);
    });
  }

  for (const trackingNumber of [
    'QM520846 please',
    'tracking number QM520846',
    'q m five two oh eight four six',
    'quebec mike five two zero eight forty six',
  ]) {
    test(`heard: with CONFIRM=${CONFIRM}, "${trackingNumber}" is read back before it is looked up`, async (t) => {
      const { calls, sanity } = await begin(t, settings);
      const { message } = await calls('track_delivery', { trackingNumber });
      assert.match(message, READ_BACK);
      assert.equal(sanity.requests.count, 0);
      assert.match(
        (await calls('confirm_tracking_number', { confirmed: true })).message,
        /was delivered/,
      );
    });
  }
}

test('heard: a number of 34 characters is looked up', async (t) => {
  const { calls, sanity } = await begin(t);
  const trackingNumber = '9611020987654312345672961102098765';
  sanity.upsert({
    _id: 'delivery-long',
    _type: 'delivery',
    trackingNumber,
    status: 'in_transit',
  });
  assert.equal(trackingNumber.length, 34);
  const first = await calls('track_delivery', { trackingNumber });
  // Whether its check digit is right is another matter.
  const { message } =
    first.status === 'success'
      ? first
      : await calls('confirm_tracking_number', { confirmed: true });
  assert.match(message, /on its way|in transit/);
});
