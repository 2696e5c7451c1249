import { type CallInput, wakeAt } from '../../machines/call-context.ts';
import { wireIdOf } from '../../machines/question.ts';
import {
  type Advance,
  advance,
  answerTo,
  type Move,
  openSession,
  type Session,
  type SessionEvent,
  type SessionNotice,
  type SessionRules,
  type Step,
} from '../../machines/session.ts';
import { readConversation } from '../../machines/transcript.ts';
import { isLateEnding } from '../calls/engine.ts';
import {
  type Awaited,
  type CallReply,
  type CallRequest,
  type Told,
  type ToldDelivery,
  toToldTurns,
  WIRE_VERSION,
} from './call-request.ts';
import {
  type Armed,
  KEPT_BYTES_MAX,
  KEPT_VERSION,
  type KeptCall,
  type LiveCall,
} from './kept-call.ts';

/** What happened to a call, for whoever operates the service. */
export type StepNotice = SessionNotice | { type: 'call.missed' };

/** What a request, or the time, came to. */
export type Stepped<Answer> = {
  /** What is kept from now on, as it is kept; null for nothing at all. */
  text: string | null;
  /** The call, where it goes on. */
  session: Session<Answer> | null;
  reply: CallReply<Answer>;
  steps: Step<Answer>[];
  moves: Move[];
  notices: StepNotice[];
  /** A wake that is to be sent, beside those on their way. */
  arm: Armed | null;
};

type Given<Answer> = {
  rules: SessionRules<Answer>;
  input: CallInput;
  shape: string;
  kept: KeptCall<Answer> | null;
  /** What could not be gone on from. */
  fault: Error | null;
};

/** How long it is known of a call that it was forgotten, in milliseconds. */
const TOMBSTONE_MS = 3_600_000;
/**
 * How long after a deadline the object itself keeps it, in milliseconds: whoever waits does so in time,
 * and this is for the call of which nobody waits any more.
 */
const DEADLINE_LEFT_MS = 30_000;
/** A wake that is so late, in milliseconds, was lost: Restate gave it up, or somebody purged it. */
const WAKE_LATE_MS_MAX = 300_000;
/** Least time between two wakes of a call, in milliseconds. */
const WAKES_APART_MS = 1000;
/** Of how many tool calls it is known to whom their answers were given, and to how many of these. */
const OFFERS_MAX = 20;
const OFFERED_TO_MAX = 2;

/** What a call comes to by a request. Pure: the same state and request give the same. */
export function stepCall<Answer>(
  given: Given<Answer>,
  { at, told, awaited }: CallRequest,
): Stepped<Answer> {
  const stepping = new Stepping(given, at);
  for (const each of told) stepping.tell(each);
  for (const each of awaited) stepping.await(each);
  return stepping.end();
}

/** What a call comes to when the time has come that it was armed for. Pure. */
export function wakeCall<Answer>(given: Given<Answer>, { dueAt }: Armed): Stepped<Answer> {
  const stepping = new Stepping(given, dueAt);
  stepping.wake(dueAt);
  return stepping.end();
}

/** A call whose state is taken away, because it tells of a person; late reports open it no more. */
export function eraseCall<Answer>(given: Given<Answer>, at: number): Stepped<Answer> {
  const stepping = new Stepping(given, at);
  stepping.erase();
  return stepping.end();
}

class Stepping<Answer> {
  readonly #given: Given<Answer>;
  readonly #now: number;
  readonly #outcome = {
    steps: [] as Step<Answer>[],
    moves: [] as Move[],
    notices: [] as StepNotice[],
  };
  readonly #reply: CallReply<Answer> = {
    v: WIRE_VERSION,
    answered: [],
    pending: [],
    lost: [],
    commands: [],
    lookingUp: [],
  };
  #call: KeptCall<Answer>['call'] | null;
  #armed: Armed | null;
  /** Until when it is not woken again, once it was. */
  #wokenUntil = 0;
  /** When the call wants to be woken, as far as this request tells. */
  #wakeAt: number | null = null;

  constructor(given: Given<Answer>, now: number) {
    this.#given = given;
    this.#now = now;
    // What was kept stays what it was: a request that cannot be kept has not happened.
    const call = given.kept?.call ?? null;
    this.#call = call?.kind === 'live' ? { ...call, offers: { ...call.offers } } : call;
    this.#armed = given.kept?.armed ?? null;
    if (given.fault !== null) this.#notify({ type: 'call.broken', error: given.fault });
  }

  tell(told: Told): void {
    switch (told.type) {
      case 'delivery':
        this.#receive(told);
        break;
      case 'event':
        if (told.event.type === 'lookup.settled') this.#withdrawLookUp(told.event.trackingNumber);
        this.#advance(told.event);
        break;
      case 'woken':
        this.#advance({ type: 'session.woken', at: told.at });
        break;
      default:
        told satisfies never;
    }
  }

  /** What this request has asked for, and brings itself, is not asked for. */
  #withdrawLookUp(settled: string): void {
    this.#reply.commands = this.#reply.commands.flatMap((command) => {
      if (command.type !== 'lookUp') return command;
      const trackingNumbers = command.trackingNumbers.filter((number) => number !== settled);
      return trackingNumbers.length === 0 ? [] : { ...command, trackingNumbers };
    });
  }

  /** Whoever waits for a delivery hears of it as soon as it is answered, whatever brought that about. */
  await({ ref, toolCallIds }: Awaited): void {
    const call = this.#call;
    if (call?.kind === 'live') {
      const answers = toolCallIds.flatMap((id) => answerTo(call.session, id) ?? []);
      const isKnown = toolCallIds.every((id) => isAsked(call.session, id));
      if (answers.length === toolCallIds.length) this.#offer(call, ref, toolCallIds, answers);
      else if (isKnown) this.#reply.pending.push({ ref, toolCallIds });
      else this.#reply.lost.push(ref);
      return;
    }
    this.#reply.lost.push(ref);
  }

  wake(dueAt: number): void {
    this.#armed = null;
    this.#wokenUntil = dueAt + WAKES_APART_MS;
    if (this.#call?.kind === 'live') this.#advance({ type: 'session.woken', at: dueAt });
    else this.#call = null;
  }

  erase(): void {
    const call = this.#call;
    if (call === null || call.kind === 'ended') return;
    this.#call = { kind: 'ended', seq: seqOf(call) };
    if (call.kind === 'live') this.#notify({ type: 'call.forgotten' });
  }

  end(): Stepped<Answer> {
    // What came after a delivery in the same request may have answered it.
    for (const each of this.#reply.pending.splice(0)) this.await(each);
    const call = this.#call;
    if (call?.kind === 'live') this.#reply.lookingUp = numbersAwaited(call.session);
    if (call === null) return { ...this.#ended(null), text: null, arm: null };
    const { arm, text } = this.#keep(call);
    if (call.kind !== 'live' || Buffer.byteLength(text) <= KEPT_BYTES_MAX) {
      return { ...this.#ended(call), text, arm };
    }
    return this.#shrink(call, Buffer.byteLength(text));
  }

  #ended(call: KeptCall<Answer>['call'] | null): Omit<Stepped<Answer>, 'text' | 'arm'> {
    const session = call?.kind === 'live' ? call.session : null;
    return { ...this.#outcome, reply: this.#reply, session };
  }

  /** What is kept of a call, and the wake that it needs beside the one on its way. */
  #keep(call: KeptCall<Answer>['call']): { text: string; arm: Armed | null } {
    const { shape, kept } = this.#given;
    const generation = kept?.generation ?? 0;
    const dueAt = Math.max(this.#dueAt(call), this.#wokenUntil);
    const isArmed =
      this.#armed !== null &&
      this.#armed.dueAt <= dueAt &&
      this.#armed.dueAt + WAKE_LATE_MS_MAX > this.#now;
    const arm = isArmed ? null : { generation: generation + 1, dueAt };
    const text = JSON.stringify({
      v: KEPT_VERSION,
      shape,
      generation: arm?.generation ?? generation,
      armed: arm ?? this.#armed,
      call,
    } satisfies KeptCall<Answer>);
    return { text, arm };
  }

  #dueAt(call: KeptCall<Answer>['call']): number {
    if (call.kind !== 'live') return this.#now + TOMBSTONE_MS;
    const { snapshot, quietSince } = call.session;
    const due = this.#wakeAt ?? quietSince + this.#given.rules.timeouts.silenceTimeoutMs;
    const deadline = snapshot.status === 'active' ? wakeAt(snapshot.context) : null;
    return deadline !== null && deadline <= due ? deadline + DEADLINE_LEFT_MS : due;
  }

  /**
   * A call that has become too large: what it has heard is put on record and let go. If that is not
   * enough, this request has not happened, and the call repeats what it has answered and answers no more.
   */
  #shrink(call: LiveCall<Answer>, bytes: number): Stepped<Answer> {
    const { rules, kept } = this.#given;
    const dropped = advance(rules, call.session, { type: 'session.dropped', at: this.#now });
    const { arm, text } = this.#keep({ ...call, session: dropped.session });
    if (Buffer.byteLength(text) <= KEPT_BYTES_MAX) {
      this.#outcome.steps.push(...dropped.steps);
      return { ...this.#ended({ ...call, session: dropped.session }), text, arm };
    }
    const before = kept?.call.kind === 'live' ? kept.call.session : null;
    const { answered, pending, lost } = this.#reply;
    const refs = [...answered, ...pending].map(({ ref }) => ref);
    const error = new Error(`Cannot keep the call: its state has ${bytes} bytes`);
    const fallen = this.#keep({
      kind: 'fallen',
      seq: before?.seq ?? 0,
      toolCalls: before?.toolCalls.filter(({ answer }) => answer !== null) ?? [],
    });
    return {
      ...fallen,
      session: null,
      steps: [],
      moves: [],
      notices: [
        { type: 'call.broken', error },
        { type: 'call.ended', reason: 'broken' },
        { type: 'call.forgotten' },
      ],
      reply: { ...this.#reply, answered: [], pending: [], lost: [...lost, ...refs], commands: [] },
    };
  }

  #receive(told: ToldDelivery): void {
    if (this.#call?.kind === 'fallen') this.#repeat(this.#call.toolCalls, told);
    else if (this.#heeds(told)) this.#deliver(told);
    else this.#answer(told.ref, []);
  }

  #heeds({ events, at }: ToldDelivery): boolean {
    if (this.#call?.kind === 'live') return true;
    // What only tells what was said opens no call.
    if (events.length === 0) return false;
    const isForgotten = this.#call?.kind === 'ended';
    const { lingerMs } = this.#given.rules.timeouts;
    const isMissed = isLateEnding(events, { at, lingerMs, isForgotten });
    if (isMissed) this.#notify({ type: 'call.missed' });
    return !isMissed;
  }

  #deliver(told: ToldDelivery): void {
    const { ref, turns, missedAt, type: _, ...about } = told;
    const call = this.#open(told);
    call.deliveries += 1;
    const id = call.deliveries;
    const conversation = readConversation(call.session.transcript, toToldTurns(turns));
    const isMissed = missedAt !== undefined && !isGivenToOthers(call, told);
    const { answers } = this.#advance({
      type: 'delivery.received',
      id,
      conversation,
      ...about,
      ...(isMissed ? { missedAt } : {}),
    });
    const given = answers.find(({ delivery }) => delivery === id);
    const open = call.session.deliveries.find((delivery) => delivery.id === id);
    if (given === undefined) {
      this.#reply.pending.push({ ref, toolCallIds: open?.toolCallIds ?? [] });
    } else {
      const asked = about.events.flatMap((event) =>
        'toolCallId' in event ? event.toolCallId : [],
      );
      this.#offer(call, ref, asked, given.answers);
    }
  }

  /** A call that fell has no answer but those that it gave before. */
  #repeat(
    toolCalls: readonly { wireId: string; answer: Answer | null }[],
    told: ToldDelivery,
  ): void {
    const asked = told.events.flatMap((event) => ('toolCallId' in event ? event.toolCallId : []));
    const answers = asked.flatMap(
      (id) => toolCalls.find(({ wireId }) => wireId === id)?.answer ?? [],
    );
    if (answers.length === asked.length) this.#answer(told.ref, answers);
    else this.#reply.lost.push(told.ref);
  }

  #answer(ref: string, answers: Answer[]): void {
    this.#reply.answered.push({ ref, answers });
  }

  /** Gives answers to a delivery, and keeps in mind that they were. */
  #offer(
    call: LiveCall<Answer>,
    ref: string,
    toolCallIds: readonly string[],
    answers: Answer[],
  ): void {
    this.#answer(ref, answers);
    for (const id of toolCallIds.map(wireIdOf)) {
      const others = (call.offers[id] ?? []).filter((other) => other !== ref);
      call.offers[id] = [...others, ref].slice(-OFFERED_TO_MAX);
    }
    const names = Object.keys(call.offers);
    for (const id of names.slice(0, -OFFERS_MAX)) delete call.offers[id];
  }

  #open(beginning: { at: number; correlationId: string }): LiveCall<Answer> {
    if (this.#call?.kind === 'live') return this.#call;
    const { rules, input } = this.#given;
    const opened = openSession(rules, input, beginning);
    const seq = this.#call === null ? 0 : seqOf(this.#call);
    const call: LiveCall<Answer> = {
      kind: 'live',
      // A call that was forgotten and begins anew goes on with its numbers: its record has them.
      session: { ...opened.session, seq },
      deliveries: 0,
      offers: {},
    };
    this.#call = call;
    this.#take(opened);
    return call;
  }

  #advance(event: SessionEvent): Pick<Advance<Answer>, 'answers'> {
    const call = this.#call;
    if (call?.kind !== 'live') return { answers: [] };
    const advanced = advance(this.#given.rules, call.session, event);
    call.session = advanced.session;
    this.#take(advanced);
    if (advanced.wakeAt === null) this.#call = { kind: 'ended', seq: advanced.session.seq };
    return advanced;
  }

  #take({ steps, moves, notices, commands, wakeAt: dueAt }: Advance<Answer>): void {
    this.#outcome.steps.push(...steps);
    this.#outcome.moves.push(...moves);
    this.#outcome.notices.push(...notices);
    this.#reply.commands.push(...commands);
    this.#wakeAt = dueAt;
  }

  #notify(notice: StepNotice): void {
    this.#outcome.notices.push(notice);
  }
}

/**
 * Whether others were given the answers that whoever says it has missed: theirs may have been sent, and
 * are the answer then. Two were told something else; who asks again hears what the call said.
 */
function isGivenToOthers<Answer>(call: LiveCall<Answer>, { ref, events }: ToldDelivery): boolean {
  return events.some(
    (event) =>
      'toolCallId' in event && (call.offers[event.toolCallId] ?? []).some((other) => other !== ref),
  );
}

function isAsked({ toolCalls }: Session<unknown>, toolCallId: string): boolean {
  return toolCalls.some((asked) => asked.toolCallId === toolCallId);
}

function numbersAwaited({ snapshot }: Session<unknown>): string[] {
  return [...new Set(snapshot.context.pendingLookups.map(({ trackingNumber }) => trackingNumber))];
}

function seqOf<Answer>(call: KeptCall<Answer>['call']): number {
  return call.kind === 'live' ? call.session.seq : call.seq;
}
