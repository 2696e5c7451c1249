import type { Delivery } from '../../machines/delivery.ts';
import type { LookupOutcome } from '../../machines/lookup-outcome.ts';
import type { RecordedEvent } from '../../machines/record.ts';
import { answersOf, type JournalLine, type RecordedResult } from '../recording/line.ts';
import type { CaseStep, EvalCase } from './case-file.ts';
import { readAnswer } from './read-answer.ts';

type Settled = Extract<RecordedEvent, { type: 'lookup.settled' }>;

/**
 * Makes a case of a recorded call: the records that its lookups found, its tool calls, and what
 * came of each as what is expected. Null when the call made no tool call, or its opening is not
 * among the lines.
 */
export function captureCase(lines: readonly JournalLine[]): EvalCase | null {
  const [first] = lines;
  const opening = first?.events.find((event) => event.type === 'call.opened');
  if (first === undefined || opening?.type !== 'call.opened') return null;
  const deliveries = firstFound(lines);
  const records = new Map(deliveries.map((delivery) => [delivery.trackingNumber, delivery]));
  const answers = new Map(lines.flatMap(answersOf).map(({ askId, result }) => [askId, result]));
  const steps: CaseStep[] = [];
  let before = opening.at;
  for (const line of lines) {
    const changed = takeChanges(line, records);
    if (line.tool_calls.length === 0) continue;
    steps.push(...takeLine(line, before, changed, answers));
    before = Date.parse(line.timestamp);
  }
  if (steps.length === 0) return null;
  return {
    name: first.call_id,
    at: new Date(opening.at).toISOString(),
    policy: opening.input.policy,
    deliveries,
    steps,
  };
}

function takeLine(
  line: JournalLine,
  before: number,
  changed: Delivery[],
  answers: ReadonlyMap<string, RecordedResult>,
): CaseStep[] {
  const asked = line.events.filter((event) => 'toolCallId' in event);
  const said = line.transcript.findLast(({ role }) => role === 'caller')?.text;
  const afterSeconds = Math.max(0, Date.parse(line.timestamp) - before) / 1000;
  return line.tool_calls.map((call, index): CaseStep => {
    const isFirst = index === 0;
    return {
      ...(isFirst && said !== undefined ? { caller: said } : {}),
      tool: call.name,
      arguments: call.arguments,
      afterSeconds: isFirst ? afterSeconds : 0,
      ...lookupIn(line),
      ...(isFirst && changed.length > 0 ? { deliveries: changed } : {}),
      ...expectationOf(line, answers.get(asked[index]?.toolCallId ?? call.id)),
    };
  });
}

function expectationOf(
  line: JournalLine,
  result: RecordedResult | undefined,
): Pick<CaseStep, 'expect'> {
  if (result === undefined) return {};
  const { status, state } = readAnswer(result);
  // Tool calls that came at once are played one after another, and pass through other states.
  const isAlone = line.tool_calls.length === 1 && state !== null;
  return { expect: { status, ...(isAlone ? { state } : {}) } };
}

function lookupIn(line: JournalLine): Pick<CaseStep, 'lookup' | 'staleSeconds'> {
  const failed = settledIn(line).find(({ outcome }) => outcome.kind === 'failed');
  // A tool call whose time was up was answered as if its lookup had failed.
  const isOverdue = line.events.some(({ type }) => type === 'time.passed');
  if (failed === undefined && !isOverdue) return {};
  const found = line.events.find((event) => event.type === 'lookup.staleFound');
  const stale =
    failed?.outcome.kind === 'failed'
      ? failed.outcome.stale
      : found?.type === 'lookup.staleFound'
        ? found.stale
        : null;
  if (stale === null) return { lookup: 'fails' };
  const staleSeconds = Math.max(0, (Date.parse(line.timestamp) - stale.asOf) / 1000);
  return { lookup: 'stale', staleSeconds };
}

/** All records from here on, where a lookup found one of them to be other than it was. */
function takeChanges(line: JournalLine, records: Map<string, Delivery>): Delivery[] {
  const changed = foundIn(line).filter((delivery) => {
    const before = records.get(delivery.trackingNumber);
    return JSON.stringify(before) !== JSON.stringify(delivery);
  });
  for (const delivery of changed) records.set(delivery.trackingNumber, delivery);
  return changed.length === 0 ? [] : [...records.values()];
}

function firstFound(lines: readonly JournalLine[]): Delivery[] {
  const all = new Map<string, Delivery>();
  for (const delivery of lines.flatMap(foundIn)) {
    if (!all.has(delivery.trackingNumber)) all.set(delivery.trackingNumber, delivery);
  }
  return [...all.values()];
}

function foundIn(line: JournalLine): Delivery[] {
  const stale = line.events.flatMap((event) =>
    event.type === 'lookup.staleFound' ? [event.stale.delivery] : [],
  );
  return [...settledIn(line).flatMap(({ outcome }) => deliveryIn(outcome)), ...stale];
}

function deliveryIn(outcome: LookupOutcome): Delivery[] {
  if (outcome.kind === 'found') return [outcome.delivery];
  return outcome.kind === 'failed' && outcome.stale !== null ? [outcome.stale.delivery] : [];
}

function settledIn({ events }: JournalLine): Settled[] {
  return events.filter((event) => event.type === 'lookup.settled');
}
