/*
 * Calls are driven through the webhook while the receiver of @statelyai/inspect looks on: what it
 * sees is what the inspector draws.
 */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { toolCall, toolCallsMessage } from '../build-app.ts';
import {
  type InspectedApp,
  inspectApp,
  receive,
  type Seen,
  stateIn,
  type Watched,
} from './watch-inspect.ts';

const NUMBER = 'WB10000001';
/** Nobody's, so that no record is read by it. */
const PHONE = '+12025550177';
/** Every call here reads its number back, so that it comes to confirm. */
const SETTINGS = { CONFIRM: 'always' };

/** Lets a caller name a number, with more words than may ever be seen. */
async function ask({ post }: InspectedApp, callId: string): Promise<void> {
  const said = { role: 'user', message: 'Where is my pepper mill? My name is Lovelace.' };
  const monitor = { controlUrl: 'https://phone.vapi.ai/call-1/control' };
  await post({
    ...toolCallsMessage(callId, toolCall('track_delivery', { trackingNumber: NUMBER })),
    call: { id: callId, customer: { number: PHONE, name: 'Ada Lovelace' }, monitor },
    artifact: { messages: [said] },
  });
}

/** Lets the caller say yes to it. */
async function confirm({ post }: InspectedApp, callId: string): Promise<void> {
  await post(toolCallsMessage(callId, toolCall('confirm_tracking_number', { confirmed: true })));
}

async function hangUp({ post }: InspectedApp, callId: string): Promise<void> {
  const endedReason = 'customer-ended-call';
  await post({ type: 'status-update', call: { id: callId }, status: 'ended', endedReason });
}

const isActor = (name: string) => (message: Seen) =>
  message.type === '@xstate.actor' && message.name.startsWith(name);

/** The session of the first actor of a name. */
async function sessionOf({ until }: Watched, name: string): Promise<string> {
  return (await until(isActor(name))).sessionId;
}

/** The states that a session was in, each as often as it was entered. */
function pathOf({ seen }: Watched, session: string): string[] {
  const values = seen.filter((it) => it.sessionId === session).flatMap((it) => stateIn(it) ?? []);
  return values.filter((value, index) => value !== values[index - 1]);
}

function eventsOf({ seen }: Watched, session: string): string[] {
  return seen.flatMap((it) =>
    it.type === '@xstate.event' && it.sessionId === session ? it.event.type : [],
  );
}

test('GET /inspect: a call walks need → confirm → fetch → report before the receiver', async (t) => {
  const app = await inspectApp(t, SETTINGS);
  const watched = receive(app.socketUrl);
  await watched.until(isActor('breaker'));
  await ask(app, 'call-1');
  await confirm(app, 'call-1');
  const session = await sessionOf(watched, 'call call-1');
  await watched.until((it) => it.sessionId === session && stateIn(it) === '"report"');
  const path = ['"need"', '{"confirm":"asking"}', '"fetch"', '"report"'];
  assert.deepEqual(pathOf(watched, session), path);
  const steps = ['xstate.init', 'delivery.requested', 'confirmation.given', 'lookup.settled'];
  assert.deepEqual(
    eventsOf(watched, session).filter((type) => steps.includes(type)),
    steps,
  );
  const actor = watched.seen.find(isActor('call call-1'));
  assert.ok(actor?.type === '@xstate.actor');
  assert.deepEqual(Object.keys(JSON.parse(actor.definition ?? '').states), [
    'need',
    'confirm',
    'fetch',
    'report',
    'fallback',
    'ended',
  ]);
});

test('GET /inspect: the lookup and the breaker are seen as they go', async (t) => {
  const app = await inspectApp(t, SETTINGS);
  const watched = receive(app.socketUrl);
  const breaker = await sessionOf(watched, 'breaker');
  await ask(app, 'call-1');
  await confirm(app, 'call-1');
  const lookup = await sessionOf(watched, 'lookup ******0001');
  await watched.until((it) => it.sessionId === lookup && stateIn(it) === '"found"');
  const path = ['cache', 'breaker', 'attempt'].map((state) => `{"working":"${state}"}`);
  assert.deepEqual(pathOf(watched, lookup), [...path, '"found"']);
  const attempt = watched.seen.find(isActor('attempt'));
  assert.equal(attempt?.type === '@xstate.actor' && attempt.parentId, lookup);
  // The caller's number is looked up, too, by a permit of the same breaker.
  const told = new Set(eventsOf(watched, breaker));
  assert.deepEqual([...told], ['permit.requested', 'attempt.succeeded']);
});

test('GET /inspect: what was said, names, phones and whole numbers are not in it', async (t) => {
  const app = await inspectApp(t, SETTINGS);
  const watched = receive(app.socketUrl);
  await watched.until(isActor('breaker'));
  await ask(app, 'call-1');
  await confirm(app, 'call-1');
  await hangUp(app, 'call-1');
  const session = await sessionOf(watched, 'call call-1');
  await watched.until((it) => it.sessionId === session && stateIn(it) === '"ended"');
  const text = JSON.stringify(watched.seen);
  assert.match(text, /"trackingNumber":"\*{6}0001"/);
  assert.match(text, /"status":"[a-z_]+","|"delivery":\{/);
  for (const secret of [NUMBER, '5550177', 'pepper', 'Lovelace', 'Ada', 'control', 'embedded-']) {
    assert.ok(!text.includes(secret), secret);
  }
  const record = JSON.stringify(app.notices);
  assert.ok(record.includes(NUMBER), 'there was something to be masked');
});

test('GET /inspect: who comes late is shown each live actor and where it is', async (t) => {
  const app = await inspectApp(t, SETTINGS);
  await ask(app, 'call-1');
  await ask(app, 'call-2');
  await confirm(app, 'call-2');
  const late = receive(app.socketUrl);
  const [first, second] = [
    await sessionOf(late, 'call call-1'),
    await sessionOf(late, 'call call-2'),
  ];
  await late.until((it) => it.sessionId === first && stateIn(it) === '{"confirm":"asking"}');
  await late.until((it) => it.sessionId === second && stateIn(it) === '"report"');
  await sessionOf(late, 'breaker');
  await confirm(app, 'call-1');
  await late.until((it) => it.sessionId === first && stateIn(it) === '"report"');
  assert.equal(late.seen.filter(isActor('call call-1')).length, 1);
});

test('GET /inspect?call=ID: shows that call, its lookups and the breaker', async (t) => {
  const app = await inspectApp(t, SETTINGS);
  const watched = receive(`${app.socketUrl}?call=call-1`);
  await watched.until(isActor('breaker'));
  // Another call looks the same number up first; then the record is cached.
  await ask(app, 'call-2');
  await confirm(app, 'call-2');
  await ask(app, 'call-1');
  await confirm(app, 'call-1');
  const session = await sessionOf(watched, 'call ');
  await watched.until((it) => it.sessionId === session && stateIn(it) === '"report"');
  const names = new Set(watched.seen.flatMap((it) => (it.type === '@xstate.actor' ? it.name : [])));
  assert.deepEqual([...names].toSorted(), [
    'breaker',
    'call call-1',
    'lookup ******0001',
    'readCache',
  ]);
});

test('GET /inspect: a lookup that is joined is seen by whoever watches the second call', async (t) => {
  // The first attempt is given up: by then the second call waits too.
  const app = await inspectApp(t, { ...SETTINGS, SANITY_ATTEMPT_TIMEOUT_MS: '300' });
  for (const callId of ['call-1', 'call-2']) await ask(app, callId);
  const watched = receive(`${app.socketUrl}?call=call-2`);
  await watched.until(isActor('breaker'));
  const [attempt] = app.sanity.hangNext();
  const first = confirm(app, 'call-1');
  await attempt?.reached;
  const second = confirm(app, 'call-2');
  await watched.until((it) => stateIn(it) === '"fetch"');
  assert.deepEqual(watched.seen.filter(isActor('call call-1')), []);
  await Promise.all([first, second]);
  const lookup = await sessionOf(watched, 'lookup');
  await watched.until(
    (it) => it.sessionId === lookup && it.type === '@xstate.snapshot' && isDone(it.snapshot),
  );
});

function isDone({ status }: { status?: string }): boolean {
  return status === 'done';
}
