import { wakeAt as deadlineOf } from '../../machines/call-context.ts';
import type { ShellEvent } from '../../machines/call-events.ts';
import { wireIdOf } from '../../machines/question.ts';
import type { Reply } from '../../machines/reply.ts';
import {
  type Advance,
  advance,
  type Command,
  openSession,
  type ReceivedDelivery,
  type SessionEvent,
  type SessionRules,
} from '../../machines/session.ts';
import { Branch } from './branch.ts';
import type { Say } from './compare-call.ts';
import { type RecordedLookup, UNDER_WAY_MS_MAX } from './recorded-branch.ts';
import {
  isFromOutside,
  type PlacedEvent,
  type PlacedTurn,
  type RecordedCall,
} from './recorded-call.ts';

/** What a call is run with: what comes at its own time, and what it gets when it asks. */
export type Plan = {
  /** From outside, and of lookups that it did not ask for. */
  outside: PlacedEvent[];
  turns: PlacedTurn[];
  /** In the order in which they were asked for; one that has no end is never told of. */
  lookups: RecordedLookup[];
  recognised: { event: ShellEvent; place: number; afterMs: number } | null;
  silenceTimeoutMs: number;
  /** Whether the record goes on until the call is over: then a silence is waited for. */
  isWhole: boolean;
};

/** How long after its time a timer may fire on a busy machine, in milliseconds. */
const LATE_MS = 50;
/** The same where the record says when it did. */
const RECORDED_LATE_MS = 1000;
/** How long a lookup takes of which nothing is on record, in milliseconds. */
const ASSUMED_LOOKUP_MS = 100;
/** What has no place on record comes after what has, at the same time. */
const NOWHERE = Number.POSITIVE_INFINITY;
/** Stands for whoever called: the record does not tell the number. */
const CALLER = 'on record';
/** More than any call has, so that a fault of ours ends. */
const STEPS_MAX = 100_000;

type Due = { at: number; place: number } & (
  | { turn: PlacedTurn['turn'] }
  | { event: SessionEvent; told: PlacedEvent['event'] }
);

/**
 * Runs a call in a sandbox, by the session that live calls have. What comes from outside comes at
 * its time; what the process tells a call is made anew: a lookup that it asks for ends as it did on
 * record, as long after it was asked for; its timers fire by what it says itself. Pure.
 */
export function simulateCall(
  call: RecordedCall,
  plan: Plan,
  rules: SessionRules<Reply>,
  say: Say,
): { branch: Branch; assumed: string[] } {
  return new Simulation(call, plan, rules, say).run();
}

/** A lookup that goes on, and the older record that the call was told of meanwhile. */
type UnderWay = {
  lookup: RecordedLookup;
  askedAt: number;
  stale: Extract<ShellEvent, { type: 'lookup.staleFound' }> | null;
};

class Simulation {
  readonly #call: RecordedCall;
  readonly #plan: Plan;
  readonly #rules: SessionRules<Reply>;
  readonly #branch: Branch;
  /** The timers that fired on record. */
  readonly #fired: PlacedEvent[];
  /** From outside, in order, and from the process itself. */
  readonly #outside: Due[];
  readonly #inside: Due[] = [];
  /** What of the record was not asked for again yet. */
  readonly #lookups: RecordedLookup[];
  readonly #underWay = new Map<string, UnderWay>();
  readonly #assumed = new Set<string>();
  #wakeAt: number | null = null;
  #deliveries = 0;

  constructor(call: RecordedCall, plan: Plan, rules: SessionRules<Reply>, say: Say) {
    const timeouts = { silenceTimeoutMs: plan.silenceTimeoutMs, lingerMs: NOWHERE };
    this.#call = call;
    this.#plan = plan;
    this.#rules = { ...rules, timeouts };
    this.#lookups = [...plan.lookups];
    this.#fired = call.events.filter(({ event }) => /^(?:time|silence)\.passed$/.test(event.type));
    this.#outside = [...plan.outside.map((placed) => this.#toDue(placed)), ...plan.turns].sort(
      inOrder,
    );
    const { input, openedAt } = call;
    const opening = openSession(this.#rules, input, { at: openedAt, correlationId: '' });
    this.#branch = new Branch(opening, openedAt, say);
    this.#carryOut(opening, openedAt);
  }

  run(): { branch: Branch; assumed: string[] } {
    for (let steps = 0; steps < STEPS_MAX && this.#step(); steps += 1);
    return { branch: this.#branch, assumed: [...this.#assumed] };
  }

  /** Lets the next thing happen; false when there is none. */
  #step(): boolean {
    const wake = this.#nextWake();
    const next = this.#nextDue();
    if (wake !== null && (next === null || isBefore(wake, next))) {
      this.#tell({ type: 'session.woken', at: wake.at }, wake.at);
      return true;
    }
    if (next === null) return false;
    const queue = next === this.#inside[0] ? this.#inside : this.#outside;
    queue.shift();
    if ('turn' in next) {
      this.#branch.hear(next.turn, next.at);
      return true;
    }
    this.#branch.meet(next.told);
    this.#note(next.told);
    this.#tell(next.event, next.at);
    return true;
  }

  /** Keeps account of the lookups that go on. */
  #note(event: PlacedEvent['event']): void {
    if (event.type === 'lookup.settled') this.#underWay.delete(event.trackingNumber);
    if (event.type !== 'lookup.staleFound') return;
    const running = this.#underWay.get(event.trackingNumber);
    if (running !== undefined) running.stale = event;
  }

  #nextDue(): Due | null {
    const [inside] = this.#inside;
    const [outside] = this.#outside;
    if (inside === undefined || outside === undefined) return inside ?? outside ?? null;
    return inOrder(inside, outside) < 0 ? inside : outside;
  }

  /** When the call wakes next: as its own deadlines say, as late as the record says that it did. */
  #nextWake(): { at: number; place: number } | null {
    if (this.#wakeAt === null || this.#branch.session.isOver) return null;
    const dueAt = this.#wakeAt;
    const isDeadline = deadlineOf(this.#branch.snapshot.context) === dueAt;
    const isAtEnd = this.#outside.length === 0 && this.#inside.length === 0;
    if (!isDeadline && isAtEnd && !this.#plan.isWhole) return null;
    const type = isDeadline ? 'time.passed' : 'silence.passed';
    const recorded = this.#fired.find(
      ({ event }) => event.type === type && isLate(event.at - dueAt, RECORDED_LATE_MS),
    );
    return recorded === undefined
      ? { at: dueAt, place: NOWHERE }
      : { at: recorded.event.at, place: recorded.place };
  }

  #tell(event: SessionEvent, at: number): void {
    if (event.type === 'session.woken') this.#tellWake(at);
    const advanced = advance(this.#rules, this.#branch.session, event);
    this.#branch.take(advanced, at);
    this.#carryOut(advanced, at);
  }

  #tellWake(at: number): void {
    const deadline = deadlineOf(this.#branch.snapshot.context);
    const isDeadline = deadline !== null && deadline <= at;
    this.#branch.meet({ type: isDeadline ? 'time.passed' : 'silence.passed', at });
  }

  #carryOut({ commands, wakeAt }: Advance<Reply>, at: number): void {
    this.#wakeAt = wakeAt;
    for (const command of commands) this.#obey(command, at);
    this.#inside.sort(inOrder);
  }

  #obey(command: Command, at: number): void {
    switch (command.type) {
      case 'lookUp':
        for (const number of command.trackingNumbers) this.#lookUp(number, at);
        return;
      case 'recognise': {
        const { recognised } = this.#plan;
        if (recognised !== null) this.#answer(recognised.event, recognised, at);
        return;
      }
      default:
        // Nothing is said outside of the sandbox.
        return;
    }
  }

  #lookUp(number: string, at: number): void {
    const running = this.#underWay.get(number);
    if (running !== undefined && at - running.askedAt < UNDER_WAY_MS_MAX) {
      const { stale } = running;
      if (stale === null) return;
      const again = { ...stale, at };
      this.#answer(again, { place: this.#staleAgain(number, at), afterMs: 0 }, at);
      return;
    }
    const lookup = this.#takeLookup(number, at);
    this.#underWay.set(number, { lookup, askedAt: at, stale: null });
    this.#branch.lookUp([number], at);
    const { stale, settled, askedAt } = lookup;
    if (stale !== null) this.#answer(stale.event, stale, at);
    if (settled === null) return;
    const { outcome } = settled.event;
    // What was read from the records then would be read as much later.
    const isRead = outcome.kind !== 'failed' && outcome.source === 'sanity';
    const asOf = isRead ? outcome.asOf + at - askedAt : null;
    const moved = asOf === null ? outcome : { ...outcome, asOf };
    this.#answer({ ...settled.event, outcome: moved as typeof outcome }, settled, at);
  }

  /** Whoever joins a lookup is told of its stale record once more, at a place of its own. */
  #staleAgain(number: string, at: number): number {
    const again = this.#call.events.find(
      ({ event }) =>
        event.type === 'lookup.staleFound' && event.trackingNumber === number && event.at === at,
    );
    return again?.place ?? NOWHERE;
  }

  /** The next lookup of the number on record; else one that is supposed, in words. */
  #takeLookup(number: string, at: number): RecordedLookup {
    const index = this.#lookups.findIndex(({ trackingNumber }) => trackingNumber === number);
    const [next] = index === -1 ? [] : this.#lookups.splice(index, 1);
    if (next !== undefined) return next;
    const before = this.#plan.lookups.findLast(
      ({ trackingNumber, settled }) => trackingNumber === number && settled !== null,
    );
    if (before !== undefined) {
      this.#assumed.add(`${number} is looked up once more than on record, and ends as before.`);
      return before;
    }
    this.#assumed.add(
      `${number} was not looked up in this call: it is taken for a number that no record has.`,
    );
    const outcome = { kind: 'missing', source: 'sanity', asOf: at } as const;
    const event = { type: 'lookup.settled', at, trackingNumber: number, outcome } as const;
    const settled = { event, place: NOWHERE, afterMs: ASSUMED_LOOKUP_MS };
    return { trackingNumber: number, askedAt: at, stale: null, settled };
  }

  /** Tells the call something so long after it asked; on record only if it was at that very time. */
  #answer(event: ShellEvent, { place, afterMs }: { place: number; afterMs: number }, at: number) {
    const due = at + afterMs;
    const told = { ...event, at: due };
    this.#inside.push({
      at: due,
      place: due === event.at ? place : NOWHERE,
      event: told,
      told,
    });
  }

  /** One delivery of Vapi's for one event: by itself each moves the call as it did among others. */
  #toDue({ event, place }: PlacedEvent): Due {
    const { at } = event;
    if (!isFromOutside(event)) return { at, place, event, told: event };
    // The answer itself is on no record, only whether it was right.
    if (event.type === 'verification.given') {
      return { at, place, event: { type: 'session.replayed', events: [event] }, told: event };
    }
    this.#deliveries += 1;
    const wire =
      'toolCallId' in event ? { ...event, toolCallId: wireIdOf(event.toolCallId) } : event;
    const delivery: ReceivedDelivery = {
      type: 'delivery.received',
      id: this.#deliveries,
      at,
      correlationId: '',
      events: [wire],
      conversation: { turns: [], lastAt: -1, isContinued: false },
      callerNumber: this.#plan.recognised === null ? null : CALLER,
      controlUrl: null,
    };
    return { at, place, event: delivery, told: event };
  }
}

/** By time, and at the same time as it stands on record. */
function inOrder(a: { at: number; place: number }, b: { at: number; place: number }): number {
  if (a.at !== b.at) return a.at - b.at;
  return a.place === b.place ? 0 : a.place - b.place;
}

/**
 * Whether a timer fires before something else happens. One that is not on record did not fire in time
 * where something on record came just after it was due.
 */
function isBefore(wake: { at: number; place: number }, next: Due): boolean {
  const isOnRecord = next.place !== NOWHERE && wake.place === NOWHERE;
  if (isOnRecord && isLate(next.at - wake.at, LATE_MS)) return false;
  return inOrder(wake, next) < 0;
}

function isLate(ms: number, max: number): boolean {
  return ms >= 0 && ms <= max;
}
