import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { openCallRecord } from '../../src/console/call-record.ts';
import { type Row, startRow } from '../../src/console/call-row.ts';
import { measureDays } from '../../src/console/quality.ts';
import { measure } from '../../src/evaluation/metrics.ts';
import { EVALUATION_FILE, toJsonReport } from '../../src/evaluation/report-json.ts';
import { systemEdges } from '../../src/system-edges.ts';
import { makeLine, NOON } from '../recording/make-line.ts';

const HOUR_MS = 3_600_000;

function makeRow(fields: Partial<Row>): Row {
  return { ...startRow(makeLine()), ...fields };
}

test('measureDays(): a call is contained when it ended and no person was asked for', () => {
  const [day, ...more] = measureDays([
    makeRow({ endedAt: NOON }),
    makeRow({ endedAt: NOON, handoff: 'asked' }),
    makeRow({ endedAt: NOON, handoff: 'transferred' }),
    makeRow({ endedAt: null }),
  ]);
  assert.deepEqual(more, []);
  assert.deepEqual([day?.day, day?.calls, day?.ended, day?.contained], ['2026-11-23', 4, 3, 1]);
});

test('measureDays(): who calls again within a day is counted, over midnight too', () => {
  const days = measureDays([
    makeRow({ caller: 'a', startedAt: NOON }),
    makeRow({ caller: 'a', startedAt: NOON + 20 * HOUR_MS }),
    makeRow({ caller: 'a', startedAt: NOON + 90 * HOUR_MS }),
    makeRow({ caller: 'b', startedAt: NOON }),
    makeRow({ caller: null, startedAt: NOON }),
    makeRow({ caller: null, startedAt: NOON + 1 }),
  ]);
  assert.deepEqual(
    days.map(({ day, calledAgain, callersKnown }) => [day, calledAgain, callersKnown]),
    [
      ['2026-11-23', 1, 2],
      ['2026-11-24', 0, 1],
      ['2026-11-27', 0, 1],
    ],
  );
});

test('measureDays(): answers, latencies, read-backs and cost are those of the calls', () => {
  const [day] = measureDays([
    makeRow({ answers: { success: 2 }, latenciesMs: [10, 30], readBacks: 1, cost: 0.1 }),
    makeRow({ answers: { success: 1, not_found: 1 }, latenciesMs: [20], ungrounded: 2 }),
  ]);
  assert.deepEqual(day?.answers, { success: 3, not_found: 1 });
  assert.deepEqual([day?.latencyP50, day?.latencyP99], [20, 30]);
  assert.deepEqual([day?.readBacks, day?.ungrounded, day?.cost, day?.costCalls], [1, 2, 0.1, 1]);
});

test('quality(): has the latest report of the evaluation, where there is one that can be read', async (t) => {
  const dir = mkdtempSync(join(tmpdir(), 'waybill-quality-'));
  t.after(() => rmSync(dir, { recursive: true }));
  const record = openCallRecord({
    ...systemEdges,
    dir,
    timeZone: 'UTC',
    readPhone: () => null,
    waitMs: 60_000,
  });
  t.after(() => record.close());
  const evaluationOf = async () => {
    const told = await record.quality(30);
    return told.ok ? told.value.evaluation : undefined;
  };
  assert.equal(await evaluationOf(), null);
  const path = join(dir, EVALUATION_FILE);
  writeFileSync(path, '{"v":2}');
  assert.equal(await evaluationOf(), null);
  const rest = { checks: [], scores: [], show: 0, damaged: 0, conflicts: [] };
  const report = { source: dir, metrics: measure([]), ...rest };
  writeFileSync(path, toJsonReport(report, NOON));
  const evaluation = await evaluationOf();
  assert.deepEqual([evaluation?.at, evaluation?.path], [NOON, path]);
  assert.equal(evaluation?.metrics.calls, 0);
  assert.equal(evaluation?.metrics.groundedness, null);
});
