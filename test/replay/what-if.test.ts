import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { LookupOutcome } from '../../machines/lookup-outcome.ts';
import type { JournalLine } from '../../src/recording/line.ts';
import type { CallChange } from '../../src/replay/change-call.ts';
import { tellWhatIf, type WhatIfTold } from '../../src/replay/what-if.ts';
import { TIMEOUTS } from '../calls/run-engine.ts';
import { asks, record } from './record-calls.ts';

const { silenceTimeoutMs } = TIMEOUTS;

function deliveryOf(trackingNumber: string, asOf: number): LookupOutcome {
  const delivery = { trackingNumber, status: 'delayed', issueMessage: 'Snow closed the roads.' };
  return { kind: 'found', delivery, source: 'sanity', asOf };
}

/** One parcel is found, then asked for once more from the hand, and the call ends. */
async function recordCall(): Promise<JournalLine[]> {
  const { lines, clock, track, send, end } = record();
  await track('a', 't1', 'WB100001', deliveryOf('WB100001', clock.now()));
  await send('a', { type: 'transcript.heard', role: 'caller', text: 'Why?', final: true });
  clock.advance(1000);
  await send('a', asks('t2', null));
  clock.advance(1000);
  await end('a');
  return lines;
}

/** Where an event of some type stands. */
function placeOf(lines: JournalLine[], type: string): { seq: number; event: number } {
  for (const { seq, events } of lines) {
    const event = events.findIndex((each) => each.type === type);
    if (event !== -1) return { seq, event };
  }
  throw new Error(`Cannot find "${type}"`);
}

function ask(
  lines: JournalLine[],
  at: { seq: number; event: number },
  change: CallChange['change'],
) {
  return tellWhatIf(lines, { ...at, change }, { silenceTimeoutMs });
}

function toldOf(...given: Parameters<typeof ask>): WhatIfTold {
  const result = ask(...given);
  assert.ok(result.ok, JSON.stringify(result));
  return result.told;
}

function answersIn({ moments }: WhatIfTold['changed']): string[] {
  return moments.filter(({ kind }) => kind === 'answered').map(({ text }) => text);
}

test('what if: Sanity is down, and nothing is at hand', async () => {
  const lines = await recordCall();
  const at = placeOf(lines, 'lookup.settled');
  const { recorded, changed } = toldOf(lines, at, { type: 'lookup', outcome: 'upstream' });
  assert.deepEqual(recorded.path, ['need', 'confirm', 'fetch', 'report', 'ended']);
  assert.deepEqual(changed.path.slice(0, 4), ['need', 'confirm', 'fetch', 'fallback']);
  assert.match(answersIn(recorded)[0] ?? '', /^success: .*delayed/);
  assert.match(answersIn(changed)[0] ?? '', /^unavailable: .*can't reach/);
  const [mark] = changed.moments.filter(({ kind }) => kind === 'answered');
  assert.equal(mark?.isOnlyHere, true);
  const begin = changed.moments.find(({ kind }) => kind === 'asked');
  assert.equal(begin?.isOnlyHere, false);
});

test('what if: there is no such record, or it says something else', async () => {
  const lines = await recordCall();
  const at = placeOf(lines, 'lookup.settled');
  const missing = toldOf(lines, at, { type: 'lookup', outcome: 'missing' });
  assert.match(answersIn(missing.changed)[0] ?? '', /^not_found: /);
  const fields = { status: 'delivered', issueMessage: '' };
  const other = toldOf(lines, at, { type: 'lookup', outcome: 'found', fields });
  assert.match(answersIn(other.changed)[0] ?? '', /^success: .*delivered/);
  assert.doesNotMatch(answersIn(other.changed).join(' '), /Snow|snow/);
});

test('what if: the lookup ends late, and what is said then is said by the deadline', async () => {
  const lines = await recordCall();
  const at = placeOf(lines, 'lookup.settled');
  const { changed } = toldOf(lines, at, { type: 'delay', ms: 700 });
  assert.deepEqual(changed.path.slice(0, 5), ['need', 'confirm', 'fetch', 'fallback', 'report']);
  const late = changed.moments.find(({ kind }) => kind === 'time');
  assert.equal(late?.text, 'The time for an answer is up');
  assert.equal(late.at, (lines[0]?.events[0]?.at ?? 0) + 500);
  const never = toldOf(lines, at, { type: 'drop' });
  assert.match(answersIn(never.changed)[0] ?? '', /^unavailable: /);
});

test('what if: other arguments are read as those that Vapi sends', async () => {
  const lines = await recordCall();
  const at = placeOf(lines, 'delivery.requested');
  for (const args of [{ tracking_number: 'WB 100001' }, '{"trackingId":"wb-100001"}']) {
    const same = toldOf(lines, at, { type: 'arguments', arguments: args });
    assert.deepEqual(answersIn(same.changed), answersIn(same.recorded), JSON.stringify(args));
  }
  const spoken = toldOf(lines, at, { type: 'arguments', arguments: { trackingNumber: 100001 } });
  assert.match(answersIn(spoken.changed)[0] ?? '', /^needs_confirmation: /);
  const misused = toldOf(lines, at, { type: 'arguments', arguments: '{' });
  assert.match(answersIn(misused.changed)[0] ?? '', /^error: /);
});

test('what if: a number that no record has is supposed to be missing, and that is said', async () => {
  const lines = await recordCall();
  const at = placeOf(lines, 'delivery.requested');
  const other = { trackingNumber: 'ZZ900001' };
  const { changed, assumed } = toldOf(lines, at, { type: 'arguments', arguments: other });
  assert.match(answersIn(changed)[0] ?? '', /^not_found: /);
  assert.ok(assumed.some((text) => /ZZ900001 was not looked up/.test(text)));
  assert.ok(assumed.some((text) => /stays as it was/.test(text)));
});

test('what if: other words are passed on, or only heard', async () => {
  const lines = await recordCall();
  const passed = toldOf(lines, placeOf(lines, 'delivery.requested'), {
    type: 'words',
    text: '12',
  });
  assert.match(answersIn(passed.changed)[0] ?? '', /^invalid: /);
  const heard = toldOf(lines, placeOf(lines, 'transcript.heard'), {
    type: 'words',
    text: 'Thanks.',
  });
  const said = ({ moments }: WhatIfTold['changed']) =>
    moments.filter(({ kind }) => kind === 'said').map(({ text, isOnlyHere }) => [text, isOnlyHere]);
  assert.deepEqual(said(heard.recorded), [['Caller: Why?', true]]);
  assert.deepEqual(said(heard.changed), [['Caller: Thanks.', true]]);
});

test('what if: a yes that the caller’s own words deny passes nothing', async () => {
  const { lines, clock, lookups, send, end } = record();
  // A JSON number may have lost zeros: it is read back.
  await send('a', { ...asks('t1', null), heard: 10_000_001 });
  const yes = { toolCallId: 't2', tool: 'confirm_tracking_number', confirmed: true, heard: null };
  const answered = send('a', { type: 'confirmation.given', ...yes });
  lookups.settle('10000001', deliveryOf('10000001', clock.now()));
  await answered;
  await end('a');
  const told = toldOf(lines, placeOf(lines, 'confirmation.given'), {
    type: 'words',
    text: 'No, that is wrong.',
  });
  assert.ok(told.recorded.path.includes('fetch'));
  assert.ok(!told.changed.path.includes('fetch'));
  assert.match(answersIn(told.changed)[1] ?? '', /^needs_confirmation: /);
});

test('what if: what comes later or never is missed in its place', async () => {
  const lines = await recordCall();
  const asked = placeOf(lines, 'delivery.requested');
  const never = toldOf(lines, asked, { type: 'drop' });
  // The second question names no number, and none is known.
  assert.match(answersIn(never.changed)[0] ?? '', /^invalid: What is the tracking number/);
  assert.equal(answersIn(never.changed).length, 1);
  const late = toldOf(lines, asked, { type: 'delay', ms: 60_000 });
  assert.match(answersIn(late.changed).at(-1) ?? '', /^unavailable: This call has ended/);
});

test('what if: nobody hangs up, and silence ends the call', async () => {
  const lines = await recordCall();
  const { changed } = toldOf(lines, placeOf(lines, 'call.ended'), { type: 'drop' });
  assert.equal(changed.path.at(-1), 'ended');
  const silence = changed.moments.find(({ text }) => text === 'Nothing was heard for too long');
  const heardAt = lines.at(-2)?.events.at(-1)?.at ?? 0;
  assert.equal(silence?.at, heardAt + silenceTimeoutMs);
});

test('what if: a lookup that is asked for once more ends as it did', async () => {
  const { lines, clock, track, end } = record();
  await track('a', 't1', 'WB100001');
  clock.advance(70_000);
  await track('a', 't2', 'WB100001');
  await end('a');
  const { assumed } = toldOf(lines, placeOf(lines, 'lookup.settled'), {
    type: 'lookup',
    outcome: 'missing',
  });
  assert.ok(assumed.some((text) => /Later lookups of WB100001/.test(text)));
});

test('what if: what does not fit is refused in words', async () => {
  const lines = await recordCall();
  const settled = placeOf(lines, 'lookup.settled');
  const asked = placeOf(lines, 'delivery.requested');
  const opened = { seq: 0, event: 0 };
  for (const [at, change, expected] of [
    [{ seq: 99, event: 0 }, { type: 'drop' }, /no line 99/],
    [{ seq: 0, event: 99 }, { type: 'drop' }, /no event 99/],
    [opened, { type: 'drop' }, /opened cannot be changed/],
    [settled, { type: 'arguments', arguments: {} }, /Only a tool call has arguments/],
    [settled, { type: 'words', text: 'Hm' }, /Nothing was said/],
    [asked, { type: 'words', text: ' ' }, /empty/],
    [asked, { type: 'lookup', outcome: 'missing' }, /Only a lookup/],
    [
      settled,
      { type: 'lookup', outcome: 'found', fields: { estimatedDelivery: 'soon' } },
      /"soon" is no date/,
    ],
  ] as const) {
    const result = ask(lines, at, change);
    assert.ok(!result.ok && result.why === 'unfit', JSON.stringify(change));
    assert.match(result.reason, expected);
  }
});

test('what if: what follows from the rest cannot be changed by itself', async () => {
  const { lines, clock, send } = record();
  const answers = send('a', asks('t1', 'WB100001'));
  clock.advance(600);
  await answers;
  const result = ask(lines, placeOf(lines, 'time.passed'), { type: 'drop' });
  assert.ok(!result.ok);
  assert.match(result.reason, /follows from the rest/);
});

test('what if: a call of which lines are missing is not told, and why', async () => {
  const lines = await recordCall();
  for (const [left, expected] of [
    [lines.slice(1), /Line 0 of the call is not on record/],
    [lines.toSpliced(1, 1), /Line 1 of the call is not on record/],
    [[], /does not say how the call was opened/],
  ] as const) {
    const result = ask([...left], { seq: 0, event: 1 }, { type: 'drop' });
    assert.ok(!result.ok && result.why === 'incomplete');
    assert.match(result.reason, expected);
  }
});

test('what if: a process that stopped in the call is said to be why some of it differs', async () => {
  const { engine, lines, clock, send, end } = record();
  const answers = send('a', asks('t1', 'WB100001'));
  clock.advance(100);
  await engine.close();
  await answers;
  assert.equal(lines.at(-1)?.snapshot.status, 'stopped');
  await end('a');
  const { assumed } = toldOf(lines, { seq: 0, event: 1 }, { type: 'delay', ms: 0 });
  assert.ok(assumed.some((text) => /does not run as it is on record/.test(text)));
});

test('what if: a record that today’s charts take another way is said to be one', async () => {
  const lines = await recordCall();
  const state = 'fallback' as const;
  const other = lines.map((line) => (line.seq === 1 ? { ...line, state } : line));
  const { assumed } = toldOf(other, { seq: 0, event: 1 }, { type: 'delay', ms: 0 });
  assert.ok(assumed.some((text) => /Today’s charts/.test(text)));
});
