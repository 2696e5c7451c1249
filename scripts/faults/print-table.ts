import { paint } from '../demo/print-call.ts';
import type { ImperfectResult } from './imperfect-records.ts';
import type { ReturnResult } from './outage-return.ts';
import type { RandomResult } from './random-failures.ts';
import type { CaseResult } from './run-case.ts';
import type { HourResult } from './simulated-hour.ts';

type Column = { title: string; width: number; cell: (result: CaseResult) => string };

const COLUMNS: Column[] = [
  { title: 'What goes wrong', width: -31, cell: ({ name }) => name },
  { title: 'fresh', width: 6, cell: ({ outcomes }) => String(outcomes.fresh) },
  { title: 'stale', width: 6, cell: ({ outcomes }) => String(outcomes.stale) },
  { title: 'none', width: 6, cell: ({ outcomes }) => String(outcomes.not_found) },
  { title: 'sorry', width: 6, cell: ({ outcomes }) => String(outcomes.unavailable) },
  { title: 'invalid', width: 6, cell: ({ outcomes }) => String(outcomes.invalid) },
  { title: 'p50', width: 6, cell: ({ latencies }) => quantile(latencies, 0.5) },
  { title: 'p95', width: 5, cell: ({ latencies }) => quantile(latencies, 0.95) },
  { title: 'max', width: 5, cell: ({ latencies }) => quantile(latencies, 1) },
  { title: 'sent', width: 6, cell: ({ sentMean }) => sentMean.toFixed(1) },
  { title: 'most', width: 5, cell: ({ sentMax }) => String(sentMax) },
  { title: 'open', width: 5, cell: ({ sentWhenOpen }) => String(sentWhenOpen ?? '-') },
  { title: 'drain', width: 6, cell: ({ drainMs }) => drainMs?.toFixed(0) ?? 'never' },
];

const LEGEND = `fresh, stale, none, sorry, invalid: answers from a record just read, from one in the cache with its
age, that there is none, that the records cannot be reached, that there is a problem with the
record. p50, p95, max: ms until the answer.
sent, most: requests per tool call, on average and at most; open: those with the breaker open.
drain: ms from the last answer until no lookup and no request was under way.`;

/** Prints what the columns mean and their heads. */
export function printHeads(): void {
  console.log(`${paint('dim', LEGEND)}\n`);
  console.log(paint('bold', COLUMNS.map(({ title, width }) => pad(title, width)).join('')));
}

/** Prints one row, and what is wrong with it. */
export function printCase(result: CaseResult): void {
  const row = COLUMNS.map(({ width, cell }) => pad(cell(result), width)).join('');
  console.log(`${row}  ${mark(result.faults)}`);
  printFaults(result.faults);
}

/** Prints each imperfect record with what is told of it and what the operator hears. */
export function printImperfect(results: readonly ImperfectResult[]): void {
  console.log(
    paint('bold', `\n${results.length} imperfect records, and what callers hear of each`),
  );
  for (const { title, sentence, operator, faults } of results) {
    console.log(`${pad(title, -44)}  ${mark(faults)}  ${shorten(sentence)}`);
    for (const heard of operator) console.log(paint('dim', `${pad('', -44)}      log: ${heard}`));
    printFaults(faults);
  }
}

const SENTENCE_SHOWN_MAX = 150;

function shorten(sentence: string): string {
  const { length } = sentence;
  return length <= SENTENCE_SHOWN_MAX ? sentence : `${sentence.slice(0, SENTENCE_SHOWN_MAX - 1)}…`;
}

/** Prints what became of those who asked just after an outage. */
export function printReturn({ callers, fresh, probes, slowestMs, faults }: ReturnResult) {
  console.log(
    `\nAfter an outage ${fresh} of ${callers} callers at once are answered, by ${probes} probe ` +
      `and the rest after it, slowest answer ${slowestMs.toFixed(0)} ms  ${mark(faults)}`,
  );
  printFaults(faults);
}

/** Prints how the lookups with random failures ended. */
export function printRandom({
  lookups,
  inTime,
  late,
  sent,
  breakerChanges,
  ...rest
}: RandomResult) {
  const share = percent((inTime + late) / lookups);
  const parts = `${inTime} in time, ${late} late`;
  console.log(
    `\n30 % of requests fail: ${share} of ${lookups} lookups end fresh (${parts}), ` +
      `${(sent / lookups).toFixed(2)} requests each, slowest answer ${rest.slowestMs.toFixed(0)} ms, ` +
      `breaker changed ${breakerChanges} times  ${mark(rest.faults)}`,
  );
  printFaults(rest.faults);
}

/** Prints the hit rate of a simulated hour. */
export function printHour(
  { knownShare, calls, reads, hits, requests }: HourResult,
  faults: string[],
) {
  console.log(
    `Simulated hour, ${percent(knownShare, 0)} of callers known: ${percent(hits / reads)} of ` +
      `${reads} lookups from the cache; ${calls} calls, ${requests} requests to Sanity  ${mark(faults)}`,
  );
  printFaults(faults);
}

function printFaults(faults: string[]): void {
  const counts = new Map<string, number>();
  for (const fault of faults) counts.set(fault, (counts.get(fault) ?? 0) + 1);
  for (const [fault, count] of counts) console.log(paint('red', `    ${count} x ${fault}`));
}

function mark(faults: string[]): string {
  return faults.length === 0 ? paint('green', 'ok') : paint('red', 'WRONG');
}

/** Pads to a width: on the left, or for a negative one on the right. */
function pad(text: string, width: number): string {
  return width < 0 ? text.padEnd(-width) : text.padStart(width);
}

function quantile(ascending: number[], share: number): string {
  return ascending[Math.round(share * (ascending.length - 1))]?.toFixed(0) ?? '-';
}

function percent(share: number, digits = 1): string {
  return `${(share * 100).toFixed(digits)} %`;
}
