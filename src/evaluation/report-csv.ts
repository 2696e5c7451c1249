import type { CallScore } from './call-score.ts';
import { type Report, standingOf } from './report.ts';

/** A column of the table: its name, and what of a call stands in it. */
type Column = [name: string, of: (score: CallScore) => string | number | null];

const COLUMNS: readonly Column[] = [
  ['call_id', ({ callId }) => callId],
  ['started_at', ({ startedAt }) => startedAt],
  ['standing', standingOf],
  ['path', ({ path }) => path.join(' > ')],
  ['ended_reason', ({ endedReason }) => endedReason],
  ['tool_calls', ({ answers }) => answers.length],
  ['tries_until_number', ({ triesUntilNumber }) => triesUntilNumber],
  ['handoff', ({ handoff }) => handoff],
  ['claims', ({ claims }) => claims],
  ['inventions', ({ inventions }) => inventions.length],
  ['inaccurate', ({ answers }) => answers.filter(({ accurate }) => accurate === false).length],
  ['slowest_ms', ({ latenciesMs }) => (latenciesMs.length === 0 ? null : Math.max(...latenciesMs))],
  ['duration_seconds', ({ durationSeconds }) => durationSeconds],
  ['cost_usd', ({ cost }) => cost],
  ['faults', ({ faults }) => faults.join('; ')],
];

/** The report as a table, one call a line, for a spreadsheet (RFC 4180); nothing that was said is in it. */
export function toCsv({ scores }: Report): string {
  const rows = scores.map((score) => COLUMNS.map(([, of]) => cell(of(score))));
  return `${[COLUMNS.map(([name]) => name), ...rows].map((row) => row.join(',')).join('\r\n')}\r\n`;
}

/** Quoted where it must be; what a spreadsheet would take for a formula is made plain text. */
function cell(value: string | number | null): string {
  if (typeof value !== 'string') return value === null ? '' : String(value);
  const plain = /^[=+\-@\t\r]/.test(value) ? `'${value}` : value;
  return /[",\r\n]/.test(plain) ? `"${plain.replaceAll('"', '""')}"` : plain;
}
