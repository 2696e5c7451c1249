import type { CallEvent, ToolEvent } from '../../machines/call-events.ts';
import type { Delivery } from '../../machines/delivery.ts';
import { languageOf } from '../../machines/languages/language.ts';
import type { CachedDelivery, LookupOutcome } from '../../machines/lookup-outcome.ts';
import { wireIdOf } from '../../machines/question.ts';
import { readToolArguments } from '../vapi/tool-arguments.ts';
import { toToolEvent } from '../vapi/tools.ts';
import type { RecordedBranch, RecordedLookup } from './recorded-branch.ts';
import { findPlace, isFromOutside, type PlacedEvent, type RecordedCall } from './recorded-call.ts';
import type { Plan } from './simulate-call.ts';

/** What a record may say otherwise. */
export type OtherFields = {
  status?: string;
  estimatedDelivery?: string;
  issueMessage?: string;
};

/** One event of a call that is another: the event `event` of the line `seq`. */
export type CallChange = {
  seq: number;
  event: number;
  change:
    | { type: 'arguments'; arguments?: unknown }
    | { type: 'words'; text: string }
    | {
        type: 'lookup';
        outcome: 'found' | 'missing' | 'timeout' | 'upstream' | 'breakerOpen' | 'invalid';
        fields?: OtherFields;
      }
    | { type: 'delay'; ms: number }
    | { type: 'drop' };
};

/** What the call is run with, and what had to be supposed; or in words why the change does not fit. */
export type Changing = { ok: true; plan: Plan; assumed: string[] } | { ok: false; reason: string };

type Unfit = { ok: false; reason: string };

/** What the call is run with when nothing is changed. */
export function planAsRecorded(
  { events, turns, openedAt }: RecordedCall,
  { branch, lookups, unasked, recognised }: RecordedBranch,
  silenceTimeoutMs: number,
): Plan {
  const outside = [...events.filter(({ event }) => isFromOutside(event)), ...unasked];
  return {
    outside,
    turns,
    lookups,
    recognised,
    silenceTimeoutMs: silenceOf(events, openedAt, silenceTimeoutMs),
    isWhole: branch.session.isOver,
  };
}

/** Makes one event of a call another. */
export function changePlan(
  call: RecordedCall,
  plan: Plan,
  { seq, event: index, change }: CallChange,
): Changing {
  const place = findPlace(call, { seq, event: index });
  if (place === null) {
    return unfit(
      call.lines[seq] === undefined
        ? `The call has no line ${seq}: its last one is ${call.lines.length - 1}`
        : `Line ${seq} has no event ${index}: it has ${call.lines[seq].events.length}`,
    );
  }
  const placed = call.events.find((each) => each.place === place);
  if (placed === undefined) return unfit('That the call was opened cannot be changed');
  const { event } = placed;
  const target = { call, plan, placed, event };
  switch (change.type) {
    case 'arguments':
      return changeArguments(target, change.arguments);
    case 'words':
      return changeWords(target, change.text);
    case 'lookup':
      return changeLookup(target, change);
    case 'delay':
      return move(target, change.ms);
    case 'drop':
      return move(target, null);
    default:
      return change satisfies never;
  }
}

type Target = { call: RecordedCall; plan: Plan; placed: PlacedEvent; event: CallEvent };

function changeArguments({ call, plan, placed, event }: Target, args: unknown): Changing {
  if (!('toolCallId' in event)) return unfit(`Only a tool call has arguments, not "${event.type}"`);
  const asked = askWith(call, event, args);
  if (asked === null) return unfit('What a caller answers is on no record, and cannot be another');
  return put(plan, placed, asked, []);
}

/** What the assistant would have asked, had it passed on these arguments; null for an answer. */
function askWith({ input }: RecordedCall, asked: ToolEvent, args: unknown): ToolEvent | null {
  const { toolCallId, tool, at } = asked;
  const language = languageOf(input.policy.language);
  const wire = { toolCallId: wireIdOf(toolCallId), tool, args: readToolArguments(args, language) };
  const event = toToolEvent(wire, at);
  return 'answer' in event ? null : event;
}

function changeWords({ call, plan, placed, event }: Target, text: string): Changing {
  if (text.trim() === '') return unfit('Something has to be said: the words are empty');
  if (event.type === 'transcript.heard') {
    const { place } = placed;
    const turn = { role: event.role, text };
    const others = plan.turns.filter((other) => other.place !== place);
    const turns = event.final ? [...others, { place, at: event.at, turn }] : plan.turns;
    return put({ ...plan, turns }, placed, { ...event, text }, []);
  }
  if (event.type === 'confirmation.given') {
    // What a caller says beside a yes of the model's may deny it.
    const assumed = ['The assistant’s model passes on the same answer.'];
    return put(plan, placed, { ...event, said: [text] }, assumed);
  }
  const assumed = ['The assistant’s model passes on what was said, word for word.'];
  const passed = passOn(event, text);
  if (passed === null || !('toolCallId' in event)) {
    return unfit(`Nothing was said in "${event.type}": change what was heard or asked`);
  }
  const asked = askWith(call, event, passed);
  return asked === null ? unfit('Nothing was said there') : put(plan, placed, asked, assumed);
}

/** The arguments that hold what was said; null for an event that passes nothing on. */
function passOn(event: CallEvent, text: string): Record<string, string> | null {
  switch (event.type) {
    case 'delivery.requested':
      return { trackingNumber: text };
    case 'human.requested':
      return { reason: text };
    default:
      return null;
  }
}

function changeLookup(
  { call, plan, placed, event }: Target,
  change: Extract<CallChange['change'], { type: 'lookup' }>,
): Changing {
  const lookup = lookupEndingAt(plan, placed.place);
  if (event.type !== 'lookup.settled' || lookup?.settled == null) {
    return unfit(`Only a lookup's end can be another, and not "${event.type}"`);
  }
  const { trackingNumber, outcome: before } = event;
  const ending = otherOutcome(call, lookup, change);
  if (!ending.ok) return ending;
  const { outcome } = ending;
  const lookups = plan.lookups.map((other): RecordedLookup => {
    const { settled } = other;
    if (other.trackingNumber !== trackingNumber || settled === null) return other;
    if (other === lookup)
      return { ...other, settled: { ...settled, event: { ...event, outcome } } };
    // What the cache had of it is another as well.
    if (!isReadingOf(settled.event.outcome, before)) return other;
    return {
      ...other,
      settled: { ...settled, event: { ...settled.event, outcome: cached(outcome) } },
    };
  });
  const later = lookups.slice(plan.lookups.indexOf(lookup) + 1);
  const isLeft = later.some(
    (other) => other.trackingNumber === trackingNumber && plan.lookups.includes(other),
  );
  const assumed = isLeft ? [`Later lookups of ${trackingNumber} end as they did on record.`] : [];
  return { ok: true, plan: { ...plan, lookups }, assumed };
}

function otherOutcome(
  call: RecordedCall,
  { trackingNumber, stale, settled }: RecordedLookup,
  { outcome, fields = {} }: Extract<CallChange['change'], { type: 'lookup' }>,
): { ok: true; outcome: LookupOutcome } | Unfit {
  const before = settled?.event.outcome;
  const asOf = (before !== undefined && 'asOf' in before ? before.asOf : settled?.event.at) ?? 0;
  if (outcome === 'missing')
    return { ok: true, outcome: { kind: 'missing', source: 'sanity', asOf } };
  if (outcome !== 'found') {
    const held = stale?.event.stale ?? (before?.kind === 'failed' ? before.stale : null);
    return { ok: true, outcome: { kind: 'failed', reason: outcome, stale: held } };
  }
  const { estimatedDelivery, status, issueMessage } = fields;
  if (estimatedDelivery && Number.isNaN(Date.parse(estimatedDelivery))) {
    return unfit(`"${estimatedDelivery}" is no date: write it as 2026-11-28`);
  }
  const known = recordsIn(call).find(({ delivery }) => delivery.trackingNumber === trackingNumber);
  const own = before?.kind === 'found' ? before : known;
  if (own === undefined && !status) {
    return unfit('No record of this number was read in the call: say which status it is to have');
  }
  const delivery: Delivery = {
    ...(own?.delivery ?? { trackingNumber, status: '' }),
    ...(status ? { status } : {}),
    ...(estimatedDelivery ? { estimatedDelivery } : {}),
    ...(issueMessage ? { issueMessage } : {}),
  };
  // An empty text takes the field away, as an editor would.
  if (estimatedDelivery === '') delete delivery.estimatedDelivery;
  if (issueMessage === '') delete delivery.issueMessage;
  const source = before?.kind === 'found' ? before.source : 'sanity';
  return { ok: true, outcome: { kind: 'found', delivery, source, asOf } };
}

/** Every record that stands in the call's events. */
export function recordsIn({ events }: RecordedCall): CachedDelivery[] {
  return events.flatMap(({ event }) => {
    if (event.type === 'lookup.staleFound') return [event.stale];
    if (event.type !== 'lookup.settled') return [];
    const { outcome } = event;
    if (outcome.kind === 'found') return [outcome];
    return outcome.kind === 'failed' && outcome.stale !== null ? [outcome.stale] : [];
  });
}

/** Whether an answer of the cache is what a lookup before had read. */
function isReadingOf(outcome: LookupOutcome, before: LookupOutcome): boolean {
  if (outcome.kind !== 'found' || before.kind !== 'found') return false;
  return outcome.source === 'cache' && outcome.asOf === before.asOf;
}

function cached(outcome: LookupOutcome): LookupOutcome {
  return outcome.kind === 'failed' ? outcome : { ...outcome, source: 'cache' };
}

/** Lets an event come so much later, or never, for null. */
function move({ plan, placed, event }: Target, ms: number | null): Changing {
  const { place } = placed;
  if (plan.outside.some((other) => other.place === place)) {
    const others = plan.outside.filter((other) => other.place !== place);
    const turns = plan.turns.filter((other) => other.place !== place);
    if (ms === null) return { ok: true, plan: { ...plan, outside: others, turns }, assumed: [] };
    const at = event.at + ms;
    const late = plan.turns.filter((turn) => turn.place === place).map((turn) => ({ ...turn, at }));
    return put({ ...plan, turns: [...turns, ...late] }, placed, { ...event, at }, []);
  }
  const later = <Timed extends { afterMs: number; place: number }>(told: Timed | null) =>
    told?.place !== place ? told : ms === null ? null : { ...told, afterMs: told.afterMs + ms };
  switch (event.type) {
    case 'caller.recognised':
      return { ok: true, plan: { ...plan, recognised: later(plan.recognised) }, assumed: [] };
    case 'lookup.staleFound':
    case 'lookup.settled': {
      const lookups = plan.lookups.map((lookup) => ({
        ...lookup,
        stale: later(lookup.stale),
        settled: later(lookup.settled),
      }));
      return { ok: true, plan: { ...plan, lookups }, assumed: [] };
    }
    case 'time.passed':
    case 'silence.passed':
    case 'answer.missed':
      return unfit(`"${event.type}" follows from the rest: change what it waited for`);
    default:
      throw new Error(`Cannot move "${event.type}": the plan lacks it`);
  }
}

function put(plan: Plan, { place }: PlacedEvent, event: CallEvent, assumed: string[]): Changing {
  const outside = plan.outside.map((other) => (other.place === place ? { place, event } : other));
  return { ok: true, plan: { ...plan, outside }, assumed };
}

function lookupEndingAt({ lookups }: Plan, place: number): RecordedLookup | undefined {
  return lookups.find(({ settled }) => settled?.place === place);
}

/** How long a silence was waited for then, as far as the record tells; else as it is now. */
function silenceOf(events: PlacedEvent[], openedAt: number, configuredMs: number): number {
  let heardAt = openedAt;
  let longestMs = 0;
  for (const { event } of events) {
    if (event.type === 'silence.passed') return event.at - heardAt;
    if (!isFromOutside(event)) continue;
    longestMs = Math.max(longestMs, event.at - heardAt);
    heardAt = event.at;
  }
  return Math.max(configuredMs, longestMs + 1);
}

function unfit(reason: string): Unfit {
  return { ok: false, reason };
}
