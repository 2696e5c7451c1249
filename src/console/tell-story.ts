import type { CallInput } from '../../machines/call-context.ts';
import type { RecordedEvent, RecordedSnapshot } from '../../machines/record.ts';
import type { CallState } from '../../machines/reply.ts';
import { moveChart, reviveChart, startChart } from '../../machines/transition.ts';
import { readAnswer } from '../evaluation/read-answer.ts';
import { compileLate } from '../recording/late-validator.ts';
import { answersOf, type JournalLine, type RecordedResult } from '../recording/line.ts';
import { findChanges } from './find-changes.ts';
import { SaidFacts } from './said-facts.ts';
import { type Fact, type Lookup, LookupSchema, type Step } from './schema.ts';

/** What a call's lines tell, unmasked. */
export type ToldCall = {
  steps: Step[];
  /** Of the step after the last of these; null where there is none. */
  next: number | null;
  lookups: Lookup[];
  recordingUrl: string | null;
};

/** Which steps are wanted: from a seq on, so many. */
export type StepsWanted = { from: number; limit: number };

/** More steps than fill so many characters are left for the next page; one is always told. */
const PAGE_LENGTH_MAX = 1_000_000;

/** An event of a line, and what it did to the chart. */
type Move = { event: RecordedEvent; active: string[]; entered: CallState[]; lookUps: string[] };

/** Tells the steps of a call, in order, of all its lines. Pure. */
export function tellCall(lines: readonly JournalLine[], { from, limit }: StepsWanted): ToldCall {
  const hearing = new SaidFacts();
  const lookups = new Lookups();
  const asked = new Map<string, unknown>();
  const told: ToldCall = { steps: [], next: null, lookups: lookups.all, recordingUrl: null };
  let before: RecordedSnapshot | null = null;
  let length = 0;
  for (const line of lines) {
    const isFull = told.steps.length >= limit || length >= PAGE_LENGTH_MAX;
    const isTold = line.seq >= from && !isFull;
    if (line.seq >= from && isFull) told.next ??= line.seq;
    for (const call of line.tool_calls) asked.set(call.id, call.arguments);
    const moves = moveThrough(before, line);
    for (const move of moves) lookups.take(move);
    for (const { event } of moves) told.recordingUrl ??= recordingUrlOf(event);
    const { said, answers } = hearing.take(line, { isTraced: isTold });
    if (isTold) {
      const step = tellStep(line, { before, moves, said, facts: answers, asked });
      length += JSON.stringify(step).length;
      told.steps.push(step);
    }
    before = line.snapshot;
  }
  return told;
}

/** The IDs of the chart's states that a value stands for, the outer ones first. */
export function activeStates(value: unknown, parent = 'call'): string[] {
  if (typeof value === 'string') return [`${parent}.${value}`];
  return Object.entries(value as Record<string, unknown>).flatMap(([name, inner]) => {
    const id = `${parent}.${name}`;
    return [id, ...(isEmpty(inner) ? [] : activeStates(inner, id))];
  });
}

function isEmpty(inner: unknown): boolean {
  return inner === undefined || JSON.stringify(inner) === '{}';
}

type Around = {
  before: RecordedSnapshot | null;
  moves: Move[];
  said: Step['said'];
  facts: Fact[][];
  asked: ReadonlyMap<string, unknown>;
};

function tellStep(line: JournalLine, { before, moves, said, facts, asked }: Around): Step {
  const at = Date.parse(line.timestamp);
  const answers = answersOf(line).map(({ result }, index) =>
    tellAnswer(result, asked.get(result.toolCallId), facts[index] ?? []),
  );
  return {
    seq: line.seq,
    startedAt: Math.min(at, ...moves.map(({ event }) => event.at)),
    at,
    correlationId: line.correlation_id,
    state: line.state,
    path: moves.flatMap(({ entered }) => entered),
    latency: line.latency_ms,
    said,
    answers,
    events: moves.map(({ event: { type, at: eventAt, ...detail }, active }) => ({
      type,
      at: eventAt,
      detail,
      active,
    })),
    changes: findChanges(before ?? firstSnapshot(line), line.snapshot),
  };
}

function tellAnswer(
  result: RecordedResult,
  given: unknown,
  facts: Fact[],
): Step['answers'][number] {
  const { toolCallId, tool, status, source, stale, sentence } = readAnswer(result);
  return {
    toolCallId,
    tool,
    arguments: given ?? {},
    status,
    source,
    ageSeconds: ageOf(result.result),
    isStale: stale,
    sentence,
    facts,
  };
}

function ageOf(result: unknown): number | null {
  const [, age] = typeof result === 'string' ? (/"ageSeconds":(\d+)/.exec(result) ?? []) : [];
  return age === undefined ? null : Number(age);
}

/** What a call begins with; of one whose beginning is not on record, nothing. */
function firstSnapshot({ events: [opening] }: JournalLine): unknown {
  return opening?.type === 'call.opened' ? startChart(opening.input).snapshot : {};
}

/**
 * Moves the chart through the events of a line from where the line before it left it. A chart that
 * does not go on, or that nobody knows where it was, is told as it was or came to be.
 */
function moveThrough(before: RecordedSnapshot | null, line: JournalLine): Move[] {
  let snapshot = before === null ? null : revive(before);
  return line.events.map((event) => {
    const nothing = { event, entered: [], lookUps: [] };
    const moved = event.type === 'call.opened' ? startChart(event.input) : tryMove(snapshot, event);
    if (moved === null) {
      return { ...nothing, active: activeStates((snapshot ?? line.snapshot).value) };
    }
    snapshot = moved.snapshot;
    const entered = moved.emitted.flatMap((one) => (one.type === 'state.entered' ? one.state : []));
    return { event, entered, lookUps: moved.lookUps, active: activeStates(snapshot.value) };
  });
}

function revive(snapshot: RecordedSnapshot): RecordedSnapshot | null {
  const { callId, policy, medium } = snapshot.context;
  const input: CallInput = { callId, policy, ...(medium === undefined ? {} : { medium }) };
  try {
    return reviveChart(snapshot, input);
  } catch {
    return null;
  }
}

function tryMove(
  snapshot: RecordedSnapshot | null,
  event: Exclude<RecordedEvent, { type: 'call.opened' }>,
) {
  if (snapshot === null) return null;
  try {
    return moveChart(snapshot, event);
  } catch {
    return null;
  }
}

const trailValidator = compileLate(LookupSchema.properties.trail);

/** The lookups of a call, as it had them. */
class Lookups {
  readonly all: Lookup[] = [];

  take({ event, lookUps }: Move): void {
    for (const trackingNumber of lookUps) {
      if (this.#openOf(trackingNumber) === undefined) this.#start(trackingNumber, event.at);
    }
    if (event.type !== 'lookup.settled') return;
    const { trackingNumber, outcome, at } = event;
    const lookup = this.#openOf(trackingNumber) ?? this.#start(trackingNumber, at);
    lookup.endedAt = at;
    lookup.outcome = outcome.kind === 'failed' ? outcome.reason : outcome.kind;
    lookup.source = outcome.kind === 'failed' ? null : outcome.source;
    const trail = 'trail' in event ? event.trail : [];
    if (trailValidator.Check(trail)) lookup.trail = trail;
    const [first] = lookup.trail;
    // Whoever joins a lookup that goes on already has all of its trail.
    if (first !== undefined) lookup.startedAt = Math.min(lookup.startedAt, first.startedAt);
  }

  #openOf(trackingNumber: string): Lookup | undefined {
    return this.all.find((one) => one.trackingNumber === trackingNumber && one.endedAt === null);
  }

  #start(trackingNumber: string, startedAt: number): Lookup {
    const lookup: Lookup = {
      trackingNumber,
      startedAt,
      endedAt: null,
      outcome: null,
      source: null,
      trail: [],
    };
    this.all.push(lookup);
    return lookup;
  }
}

/** Kept with KEEP_RECORDING_URL alone. */
function recordingUrlOf(event: RecordedEvent): string | null {
  if (event.type !== 'report.received') return null;
  const { recordingUrl } = event.report as { recordingUrl?: unknown };
  return typeof recordingUrl === 'string' ? recordingUrl : null;
}
