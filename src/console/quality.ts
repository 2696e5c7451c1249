import { percentile } from '../evaluation/metrics.ts';
import { type Day, dayOf } from '../recording/journal-files.ts';
import type { Row } from './call-row.ts';
import type { QualityDay } from './schema.ts';

/** Whoever calls again within so long was not helped. */
const AGAIN_MS = 86_400_000;

/** What the calls of some days come to, oldest first; days without a call are left out. Pure. */
export function measureDays(rows: readonly Row[]): QualityDay[] {
  const again = calledAgain(rows);
  const days = Map.groupBy(rows, ({ startedAt }) => dayOf(startedAt));
  return [...days]
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
    .map(([day, calls]) => measureDay(day, calls, again));
}

function measureDay(day: Day, rows: readonly Row[], again: ReadonlySet<Row>): QualityDay {
  const ended = rows.filter(({ endedAt }) => endedAt !== null);
  const latencies = rows.flatMap(({ latenciesMs }) => latenciesMs).toSorted((a, b) => a - b);
  const costs = rows.flatMap(({ cost }) => cost ?? []);
  const answers: Record<string, number> = {};
  for (const row of rows) {
    for (const [status, count] of Object.entries(row.answers)) {
      answers[status] = (answers[status] ?? 0) + count;
    }
  }
  return {
    day,
    calls: rows.length,
    contained: ended.filter(({ handoff }) => handoff === null).length,
    ended: ended.length,
    answers,
    readBacks: sum(rows.map(({ readBacks }) => readBacks)),
    latencyP50: percentile(latencies, 0.5),
    latencyP95: percentile(latencies, 0.95),
    latencyP99: percentile(latencies, 0.99),
    ungrounded: sum(rows.map(({ ungrounded }) => ungrounded)),
    calledAgain: rows.filter((row) => again.has(row)).length,
    callersKnown: rows.filter(({ caller }) => caller !== null).length,
    cost: sum(costs),
    costCalls: costs.length,
  };
}

/** The calls after which their caller called again within a day. */
function calledAgain(rows: readonly Row[]): Set<Row> {
  const again = new Set<Row>();
  const before = new Map<string, Row>();
  for (const row of rows.toSorted((a, b) => a.startedAt - b.startedAt)) {
    if (row.caller === null) continue;
    const last = before.get(row.caller);
    if (last !== undefined && row.startedAt - last.startedAt <= AGAIN_MS) again.add(last);
    before.set(row.caller, row);
  }
  return again;
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
