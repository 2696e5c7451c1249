import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { JournalLine } from '../../src/recording/line.ts';
import { compareCall, type Verdict } from '../../src/replay/compare-call.ts';
import { sentence } from '../../src/speech/sentence.ts';
import type { ToolResult } from '../../src/vapi/results.ts';
import { arrival, found, KNOWN_CALLER, POLICY, track } from '../calls/run-engine.ts';
import { asks, type Recording, record } from './record-calls.ts';

/** A call of four lines with three answers. */
async function recordCall(): Promise<JournalLine[]> {
  const run = record();
  await run.track('a', 't1', 'WB100001');
  await run.track('a', 't2', 'WB100002', { kind: 'missing', source: 'sanity', asOf: 0 });
  await run.send('a', { type: 'human.requested', toolCallId: 't3', tool: 'help', reason: null });
  await run.end('a');
  return run.lines;
}

function lineAt(lines: JournalLine[], seq: number): JournalLine {
  const line = lines.find((one) => one.seq === seq);
  assert.ok(line);
  return line;
}

/** What differs, in short. */
function terse({ differences }: Verdict): string[] {
  return differences.map(({ seq, where, toolCallId, leaves }) =>
    [seq, where, toolCallId, ...leaves.map(({ path }) => path)]
      .filter((it) => it !== null)
      .join(' '),
  );
}

test('compareCall(): a call replays as it was recorded', async () => {
  const { differences, ...verdict } = compareCall(await recordCall());
  assert.deepEqual(differences, []);
  assert.deepEqual(verdict, {
    callId: 'a',
    since: '2026-11-23T12:00:00.020Z',
    outcome: 'agreed',
    incompleteFrom: null,
    lines: 4,
    events: 7,
    answers: 3,
    unrecorded: [],
  });
});

test('compareCall(): answers worded by the model carry no message, and agree', async () => {
  const run = record('model');
  await run.track('a', 't1', 'WB100001');
  assert.equal(run.lines[0]?.response?.results[0]?.message, undefined);
  assert.equal(compareCall(run.lines).outcome, 'agreed');
});

test('compareCall(): a known caller, a late lookup and a repeated tool call agree', async () => {
  const run = record();
  const { engine, clock, lookups, lines, send } = run;
  const started = { type: 'call.progressed', at: clock.now(), status: 'in-progress' } as const;
  await engine.handle({ ...arrival('a', clock.now(), started), callerNumber: KNOWN_CALLER });
  const first = send('a', asks('t1', 'WB100001'));
  clock.advance(POLICY.replyDeadlineMs);
  await first;
  lookups.settle('WB100001', found('WB100001', clock.now()));
  await send('a', asks('t1', 'WB100001'), asks('t2', 'WB100001'));
  assert.deepEqual(
    lines.map(({ response }) => response?.results.map(({ toolCallId }) => toolCallId) ?? null),
    [null, null, ['t1'], null, ['t1', 't2']],
  );
  const verdict = compareCall(lines);
  assert.deepEqual(terse(verdict), []);
  assert.equal(verdict.outcome, 'agreed');
});

test('compareCall(): one word of one template names exactly the answers that changed', async () => {
  const lines = await recordCall();
  const verdict = compareCall(lines, (reply) => sentence(reply).replace('check', 'repeat'));
  assert.equal(verdict.outcome, 'differed');
  assert.deepEqual(terse(verdict), ['1 answer t2 result.message']);
  const [leaf] = verdict.differences[0]?.leaves ?? [];
  assert.match(leaf?.recorded ?? '', /Please check the number/);
  assert.match(leaf?.replayed ?? '', /Please repeat the number/);
});

test('compareCall(): a word that every sentence has names every answer', async () => {
  const lines = await recordCall();
  const verdict = compareCall(lines, (reply) => `So: ${sentence(reply)}`);
  assert.deepEqual(
    verdict.differences.map(({ toolCallId, tool }) => `${toolCallId} ${tool}`),
    ['t1 track_delivery', 't2 track_delivery', 't3 help'],
  );
});

test('compareCall(): an answer with its fields in another order is not the same bytes', async () => {
  const lines = await recordCall();
  const results = lineAt(lines, 0).response?.results ?? [];
  const [{ toolCallId, ...rest } = { toolCallId: '' }] = results;
  results.splice(0, 1, { ...rest, toolCallId });
  assert.deepEqual(terse(compareCall(lines)), ['0 answer t1 bytes']);
});

test('compareCall(): a sentence that cannot be made is a difference', async () => {
  const verdict = compareCall(await recordCall(), () => {
    throw new RangeError('no such date');
  });
  assert.equal(verdict.differences[0]?.leaves[0]?.replayed, 'no sentence: no such date');
  assert.equal(verdict.differences.length, 3);
});

test('compareCall(): a context that was tampered with is found where it was', async () => {
  const lines = await recordCall();
  lineAt(lines, 1).snapshot.context.tries = 7;
  const verdict = compareCall(lines);
  assert.deepEqual(terse(verdict), ['1 snapshot context.tries']);
  assert.deepEqual(verdict.differences[0]?.leaves, [
    { path: 'context.tries', recorded: '7', replayed: '1' },
  ]);
});

test('compareCall(): the order of fields in a snapshot does not count', async () => {
  const lines = await recordCall();
  const line = lineAt(lines, 1);
  const { value, context, status } = line.snapshot;
  line.snapshot = { status, context, value };
  assert.equal(compareCall(lines).outcome, 'agreed');
});

test('compareCall(): a call that went another way is told once, from there on nothing', async () => {
  const lines = await recordCall();
  const { events } = lineAt(lines, 1);
  events.splice(1, 1);
  assert.deepEqual(
    compareCall(lines).differences.map(({ seq, where }) => `${seq} ${where}`),
    ['1 state', '1 answer', '1 snapshot'],
  );
});

test('compareCall(): a line that was lost makes the call incomplete from there', async () => {
  const lines = await recordCall();
  const verdict = compareCall(lines.filter(({ seq }) => seq !== 1));
  assert.equal(verdict.outcome, 'incomplete');
  assert.equal(verdict.incompleteFrom, 1);
  assert.equal(verdict.lines, 3);
});

test('compareCall(): a call whose opening is gone is incomplete, and no difference', async () => {
  const lines = await recordCall();
  const { outcome, incompleteFrom } = compareCall(lines.slice(1));
  assert.deepEqual({ outcome, incompleteFrom }, { outcome: 'incomplete', incompleteFrom: 0 });
  lineAt(lines, 0).events.shift();
  assert.equal(compareCall(lines).outcome, 'incomplete');
});

test('compareCall(): what differs before a gap is told', async () => {
  const lines = (await recordCall()).filter(({ seq }) => seq !== 2);
  const verdict = compareCall(lines, (reply) => sentence(reply).replace('check', 'repeat'));
  assert.equal(verdict.outcome, 'differed');
  assert.equal(verdict.incompleteFrom, 2);
});

/** JSON that no string can be made of: a chart chokes on it, live and replayed. */
const POISON = { toString: 1 } as unknown as string;

test('compareCall(): a call whose chart broke agrees when it breaks alike', async () => {
  const { lines, send, clock, engine, lookups } = record();
  const waiting = send('a', asks('t1', 'WB100001'));
  const poisoned = engine.handle(arrival('a', clock.now(), track('t2', POISON, clock.now())));
  await Promise.all([waiting, poisoned]);
  await send('a', asks('t3', 'WB100001'));
  lookups.settle('WB100001', found('WB100001', clock.now()));
  assert.equal(lines.at(-1)?.snapshot.status, 'error');
  const verdict = compareCall(lines);
  assert.deepEqual(terse(verdict), []);
  assert.equal(verdict.answers, lines.flatMap(({ response }) => response?.results ?? []).length);
});

test('compareCall(): a chart that throws today only is a difference', async () => {
  const { lines, track: ask } = record();
  await ask('a', 't1', 'WB100001');
  const line = lineAt(lines, 0);
  line.events = line.events.map((event) =>
    event.type === 'delivery.requested' ? { ...event, heard: POISON } : event,
  );
  const verdict = compareCall(lines);
  assert.deepEqual(terse(verdict), ['0 chart state']);
  assert.match(verdict.differences[0]?.leaves[0]?.replayed ?? '', /^the chart throws: /);
});

/** A process that takes up the call where the lines of another end. */
function goOn(before: Recording, answered: { toolCallId: string; answer: ToolResult }[]) {
  const last = before.lines.at(-1);
  assert.ok(last);
  const { snapshot, seq } = last;
  const input = { callId: 'a', policy: snapshot.context.policy };
  const after = record('verbatim', before.clock);
  const at = before.clock.now();
  const answers = answered.map((each) => ({ ...each, tool: each.answer.name }));
  after.engine.resume([{ callId: 'a', input, snapshot, seq: seq + 1, at, answers }]);
  return after;
}

test('compareCall(): a call that its process left waiting goes on in the next, and agrees', async () => {
  const before = record();
  await before.send('a', { type: 'call.progressed', status: 'in-progress' });
  const waiting = before.send('a', asks('t1', 'WB100001'));
  await before.engine.close();
  await waiting;
  assert.equal(before.lines.at(-1)?.snapshot.status, 'stopped');
  const [answer] = await waiting;
  assert.ok(answer);
  const after = goOn(before, [{ toolCallId: 't1', answer }]);
  const person = { type: 'human.requested', toolCallId: 't2', tool: 'help', reason: null } as const;
  await after.send('a', asks('t1', 'WB100001'), person);
  const lines = [...before.lines, ...after.lines];
  assert.deepEqual(
    lines.map(({ seq }) => seq),
    lines.map((_, index) => index),
  );
  const verdict = compareCall(lines);
  assert.deepEqual(terse(verdict), []);
  assert.equal(verdict.outcome, 'agreed');
});

test('compareCall(): an answer that no line has is told, and is no difference', async () => {
  const lines = await recordCall();
  lineAt(lines, 2).response = null;
  const { outcome, unrecorded } = compareCall(lines);
  assert.deepEqual({ outcome, unrecorded }, { outcome: 'agreed', unrecorded: ['t3'] });
});

test('compareCall(): a call that was killed while a tool call waited agrees', async () => {
  const before = record();
  // Answers a second tool call, which puts the first on record while it waits.
  void before.send('a', asks('t1', 'WB100001'));
  await before.send('a', { ...asks('t2', null), type: 'tool.misused', problem: 'unknownTool' });
  assert.equal(before.lines.at(-1)?.snapshot.context.pendingLookups.length, 1);
  // What its process would have gone on to do, it does no more.
  const recorded = [...before.lines];
  const after = goOn(before, []);
  await after.track('a', 't1', 'WB100001');
  const verdict = compareCall([...recorded, ...after.lines]);
  assert.deepEqual(terse(verdict), []);
  assert.deepEqual([verdict.outcome, verdict.unrecorded], ['agreed', []]);
});

test('compareCall(): a call whose chart broke is alive again in the next process', async () => {
  const before = record();
  const { clock, engine } = before;
  await engine.handle(arrival('a', clock.now(), track('t1', POISON, clock.now())));
  const after = goOn(before, []);
  await after.track('a', 't2', 'WB100001');
  assert.equal(after.lines.at(-1)?.snapshot.status, 'active');
  const verdict = compareCall([...before.lines, ...after.lines]);
  assert.deepEqual(terse(verdict), []);
});
