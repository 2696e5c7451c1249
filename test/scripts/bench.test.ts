import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { benchLoad } from '../../scripts/bench/bench-requests.ts';
import { fill, makeBody, toForm } from '../../scripts/bench/bodies.ts';
import { missedGoals, toFigure, toTable } from '../../scripts/bench/figures.ts';
import { multiplyJournal } from '../../scripts/bench/multiply-journal.ts';
import { openStage } from '../../scripts/bench/targets.ts';
import { COUNTS, replayJournal } from '../../src/replay/replay-journal.ts';
import { sentence } from '../../src/speech/sentence.ts';
import { systemEdges } from '../../src/system-edges.ts';
import { readMessage } from '../../src/vapi/read-message.ts';

const NAMED = { bench: 'bodies', what: 'tool call', unit: '1/s' };

test('bench: a figure is the median of its rounds, and its ratios those of each round', () => {
  const samples = [
    { waybill: 10, bare: 20 },
    { waybill: 30, bare: 30 },
    { waybill: 20, bare: 80 },
  ];
  const { values, ratios } = toFigure(NAMED, samples);
  assert.deepEqual(values, { waybill: 20, bare: 30 });
  assert.deepEqual(ratios, { bare: 0.5 });
});

test('bench: a goal that is missed is named, and marked in the table', () => {
  const goals = [
    { of: 'bare', atLeast: 0.5 },
    { of: null, atMost: 15 },
  ] as const;
  const figure = toFigure({ ...NAMED, goals: [...goals] }, [{ waybill: 10, bare: 40 }]);
  assert.deepEqual(missedGoals(figure), ['bodies, tool call: by bare 0.25, at least 0.5 wanted']);
  assert.match(toTable([figure]), /≥ 0\.5 bare, ≤ 15 ✗ \|$/);
  const met = toFigure({ ...NAMED, goals: [...goals] }, [{ waybill: 10, bare: 20 }]);
  assert.deepEqual(missedGoals(met), []);
});

for (const bytes of [1000, 10_000, 100_000]) {
  test(`bench: a body of ${bytes} bytes is about so long, and is read as Vapi's are`, () => {
    const body = makeBody('tool-calls', bytes);
    const length = JSON.stringify(body).length;
    assert.ok(Math.abs(length - bytes) < 0.15 * bytes, `${length}`);
    assert.ok(readMessage(body).ok);
  });
}

test('bench: each request has its own call and tool call, and all else in common', () => {
  const form = toForm(makeBody('tool-calls', 1000));
  const blanks = { call: 1, toolCall: 2, caller: 3, parcel: 4 };
  const [one, other] = [fill(form, blanks), fill(form, { ...blanks, toolCall: 5 })];
  assert.equal(one.length, other.length);
  assert.match(String(one), /"trackingNumber":"WB00000004"/);
  assert.equal(String(one).replaceAll('W00000002', 'W00000005'), String(other));
  assert.ok(!String(one).includes('#'));
});

test('bench: a journal of copies replays as the one that was copied', async (t) => {
  const dir = await mkdtemp(join(tmpdir(), 'waybill-bench-'));
  t.after(() => rm(dir, { recursive: true }));
  const name = 'transcripts-2026-11-23.jsonl';
  const corpus = join(import.meta.dirname, '../fixtures/corpus');
  const [from, to] = [join(corpus, name), join(dir, name)];
  await multiplyJournal(from, to, 3);
  const replay = (path: string) =>
    replayJournal({ disk: systemEdges.disk, paths: path, say: sentence });
  const [one, three] = [await replay(from), await replay(to)];
  for (const count of COUNTS) assert.equal(three.tally[count], 3 * one.tally[count], count);
  assert.ok(one.tally.agreed > 0);
});

test('bench: the service and its floors answer what they are sent', async (t) => {
  const stage = await openStage();
  t.after(() => stage.close());
  const effort = { rounds: 1, roundMs: 100, connections: 4, calls: 10, warmUpRequests: 20 };
  const limits = { liveCallsMax: 0, openCallsMax: 0, linesMax: 0 };
  const sent = { kind: 'tool-calls', size: { bytes: 10_000 }, isCold: false } as const;
  const cases = [{ what: 'smoke', sent, goals: [] }];
  const figures = await benchLoad(stage, { ...effort, ...limits }, 'bodies', cases);
  assert.deepEqual(
    figures.map(({ unit }) => unit),
    ['1/s', 'µs of CPU', 'p99 ms'],
  );
  for (const { values } of figures) {
    for (const target of ['waybill', 'bare', 'honest'] as const) {
      assert.ok((values[target] ?? 0) > 0, target);
    }
  }
});
