import { type Static, Type } from 'typebox';
import { Compile } from 'typebox/compile';
import { METRICS } from './metrics.ts';
import type { Report } from './report.ts';

/** A report for programs: what the evaluation came to, and when. */
export const JsonReportSchema = Type.Object({
  v: Type.Literal(1),
  /** Epoch milliseconds. */
  at: Type.Number(),
  source: Type.String(),
  metrics: Type.Record(Type.String(), Type.Union([Type.Number(), Type.Null()])),
});

/** A report for programs. */
export type JsonReport = Static<typeof JsonReportSchema>;

/** What the console shows: the report of this name in the directory of the journal. */
export const EVALUATION_FILE = 'evaluation.json';

const validator = Compile(JsonReportSchema);

/** Writes the metrics of a report, and no call of it. */
export function toJsonReport({ source, metrics }: Report, at: number): string {
  const named = Object.fromEntries(METRICS.map(({ name }) => [name, metrics[name]]));
  const report: JsonReport = { v: 1, at, source, metrics: { calls: metrics.calls, ...named } };
  return `${JSON.stringify(report, null, 2)}\n`;
}

/** Reads a report for programs; null for anything else. */
export function readJsonReport(text: string): JsonReport | null {
  try {
    const value: unknown = JSON.parse(text);
    return validator.Check(value) ? value : null;
  } catch {
    return null;
  }
}
