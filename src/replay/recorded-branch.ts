import { isOccasion } from '../../machines/advancing.ts';
import type { CallEvent } from '../../machines/call-events.ts';
import type { Reply } from '../../machines/reply.ts';
import { type Advance, advance, openSession, type SessionRules } from '../../machines/session.ts';
import { Branch } from './branch.ts';
import type { Say } from './compare-call.ts';
import type { PlacedEvent, RecordedCall } from './recorded-call.ts';

type Told<Type extends CallEvent['type']> = {
  event: Extract<CallEvent, { type: Type }>;
  place: number;
  /** Since it was asked for, in milliseconds. */
  afterMs: number;
};

/** A lookup as the call had it: when it was asked for, and what the call was told of it. */
export type RecordedLookup = {
  trackingNumber: string;
  askedAt: number;
  stale: Told<'lookup.staleFound'> | null;
  /** Null for one of which the call never heard the end. */
  settled: Told<'lookup.settled'> | null;
};

/** The call as its record has it, on today's charts, and what it asked the process for. */
export type RecordedBranch = {
  branch: Branch;
  lookups: RecordedLookup[];
  /** What the call was told of lookups that it did not ask for, as one with its ID before it did. */
  unasked: PlacedEvent[];
  recognised: Told<'caller.recognised'> | null;
};

/** No lookup takes as long: one that has is of a process that stopped. */
export const UNDER_WAY_MS_MAX = 60_000;

/** Replays a call as it is on record, line by line. */
export function replayRecorded(
  call: RecordedCall,
  rules: SessionRules<Reply>,
  say: Say,
): RecordedBranch {
  const { input, openedAt, lines, events, turns } = call;
  const opening = openSession(rules, input, { at: openedAt, correlationId: '' });
  const branch = new Branch(opening, openedAt, say);
  const lookups = new LookupCollector();
  const waiting = turns.toSorted((a, b) => a.place - b.place);
  const tellTurns = (until: number) => {
    while ((waiting[0]?.place ?? Number.POSITIVE_INFINITY) <= until) {
      const said = waiting.shift();
      if (said !== undefined) branch.hear(said.turn, said.at);
    }
  };
  const move = (advanced: Advance<Reply>, at: number) => {
    branch.take(advanced, at);
    for (const command of advanced.commands) {
      if (command.type !== 'lookUp') continue;
      branch.lookUp(lookups.ask(command.trackingNumbers, at), at);
    }
  };
  let place = 0;
  let next = 0;
  let wasActive = true;
  for (const line of lines) {
    const { status } = line.snapshot;
    // A process that started again took the call up from its snapshot, which knows of no fault.
    if (!wasActive && status === 'active') {
      move(advance(rules, branch.session, { type: 'session.revived' }), line.events[0]?.at ?? 0);
      branch.fault = null;
    }
    wasActive = status === 'active';
    place += line.events.length;
    for (; (events[next]?.place ?? place) < place; next += 1) {
      const placed = events[next] as PlacedEvent;
      tellTurns(placed.place);
      branch.meet(placed.event);
      lookups.take(placed);
      const told = { type: 'session.replayed', events: [placed.event] } as const;
      move(advance(rules, branch.session, told), placed.event.at);
    }
    tellTurns(place - 1);
    if (status === 'stopped') {
      const at = Date.parse(line.timestamp);
      move(advance(rules, branch.session, { type: 'session.stopped' }), at);
    }
  }
  const { all, unasked } = lookups;
  return { branch, lookups: all, unasked, recognised: findRecognised(events) };
}

/** Brings together what a call asked for and what it was told. */
class LookupCollector {
  readonly all: RecordedLookup[] = [];
  readonly unasked: PlacedEvent[] = [];
  readonly #underWay = new Map<string, RecordedLookup>();

  /** Gives the numbers whose lookup begins; the others join one that is under way. */
  ask(trackingNumbers: readonly string[], at: number): string[] {
    return trackingNumbers.filter((trackingNumber) => {
      const known = this.#underWay.get(trackingNumber);
      if (known !== undefined && at - known.askedAt < UNDER_WAY_MS_MAX) return false;
      const lookup = { trackingNumber, askedAt: at, stale: null, settled: null };
      this.all.push(lookup);
      this.#underWay.set(trackingNumber, lookup);
      return true;
    });
  }

  take({ event, place }: PlacedEvent): void {
    if (event.type !== 'lookup.staleFound' && event.type !== 'lookup.settled') return;
    const lookup = this.#underWay.get(event.trackingNumber);
    if (lookup === undefined) {
      this.unasked.push({ event, place });
      return;
    }
    const afterMs = event.at - lookup.askedAt;
    if (event.type === 'lookup.staleFound') {
      lookup.stale ??= { event, place, afterMs };
    } else {
      lookup.settled = { event, place, afterMs };
      this.#underWay.delete(event.trackingNumber);
    }
  }
}

/** When it became known who calls, since it was worth knowing first. */
function findRecognised(events: PlacedEvent[]): Told<'caller.recognised'> | null {
  const occasion = events.find(({ event }) => isOccasion(event));
  for (const { event, place } of events) {
    if (event.type !== 'caller.recognised') continue;
    return { event, place, afterMs: event.at - (occasion?.event.at ?? event.at) };
  }
  return null;
}
