import { type Actor, createActor } from 'xstate';
import {
  type Advance,
  advance,
  hasAsked,
  type Session,
  type SessionEvent,
  type SessionStart,
} from '../../machines/session.ts';
import { lastTurn, readConversation } from '../../machines/transcript.ts';
import { outerState } from '../../machines/transition.ts';
import type { Arrival, CallSurroundings, CallView } from './engine.ts';
import { WakeTimer } from './wake-timer.ts';

const RECORDED = Promise.resolve();
const NONE: readonly number[] = [];

/**
 * One living call: its actor, whose logic is the session, the requests that wait for an answer, and
 * the one timer that wakes it. It decides nothing: it does what the session says is to be done.
 */
export class LiveCall<Answer> {
  readonly #around: CallSurroundings<Answer>;
  readonly #callId: string;
  /** Made for the first event: of thousands that a restart takes up, most may never be heard of again. */
  #actor: Actor<CallSurroundings<Answer>['logic']> | null = null;
  /** The session that the actor is to begin with; null once it has. */
  #beginning: Session<Answer> | null;
  /** Null while nobody waits, as for most of a call. */
  #waiting: Map<number, PromiseWithResolvers<Answer[]>> | null = null;
  #deliveries = 0;
  /** The deliveries whose answers have not left. */
  #unsent: readonly number[] = NONE;
  #recorded: Promise<void> = RECORDED;
  readonly #timer: WakeTimer;
  /** What the event at hand came to; null for one that the actor did not take. */
  #advance: Advance<Answer> | null = null;
  #isStopped = false;
  /** What was seen last: whoever looks at all calls again and again makes only the new views. */
  #viewed: { session: Session<Answer>; view: CallView } | null = null;

  /** `beginning` is what opening or resuming the session came to. */
  constructor(around: CallSurroundings<Answer>, beginning: Advance<Answer>) {
    const { session } = beginning;
    this.#around = around;
    this.#callId = session.input.callId;
    this.#timer = new WakeTimer(around.wakeTimers, this);
    this.#beginning = session;
    this.#carryOut(beginning);
  }

  /**
   * The answers to the tool calls of one delivery, once they are on record. Whatever it brought can be
   * let go when this returns.
   */
  handle({ turns, callId: _, thread, ...arrival }: Arrival): Promise<Answer[]> {
    const conversation = readConversation(this.#session.transcript, turns);
    this.#deliveries += 1;
    const id = this.#deliveries;
    const chatId = thread?.chatId ?? null;
    const about = this.#unsent.length === 0 ? arrival : { ...arrival, unsent: this.#unsent };
    const event = { type: 'delivery.received', id, conversation, ...about, chatId } as const;
    // Who comes after the end of the process is told what can be told without recording it.
    if (this.#isStopped) {
      const { answers } = advance(this.#around.rules, this.#session, event);
      return Promise.resolve(answers[0]?.answers ?? []);
    }
    const answered = Promise.withResolvers<Answer[]>();
    this.#waiting ??= new Map();
    this.#waiting.set(id, answered);
    this.send(event);
    this.#unsent = [...this.#unsent, id];
    return this.#onceRecorded(id, answered.promise);
  }

  async #onceRecorded(id: number, answered: Promise<Answer[]>): Promise<Answer[]> {
    try {
      const answers = await answered;
      // A repeated delivery makes no step and waits for what it repeats: no answer goes out that is
      // not on record (invariant 5).
      await this.#recorded;
      return answers;
    } finally {
      const unsent = this.#unsent.filter((each) => each !== id);
      this.#unsent = unsent.length === 0 ? NONE : unsent;
    }
  }

  /** What the call knows now. */
  view(): CallView {
    const session = this.#session;
    if (this.#viewed?.session !== session) this.#viewed = { session, view: viewOf(session) };
    return this.#viewed.view;
  }

  get hasAsked(): boolean {
    return hasAsked(this.#session);
  }

  get isOver(): boolean {
    return this.#session.isOver;
  }

  /** Whether a delivery of the call waits for its answers. */
  get isWaiting(): boolean {
    return this.#session.deliveries.length > 0;
  }

  /** Stops the actor and the timer; whoever still waits is answered with a fault. */
  stop(): void {
    if (this.#isStopped) return;
    this.#isStopped = true;
    this.#actor?.stop();
    this.#takeAdvance();
    this.#timer.clear();
    this.#around.observer?.stopped(this.#callId);
  }

  get #session(): Session<Answer> {
    return this.#beginning ?? this.#awake().getSnapshot().context;
  }

  #awake(): Actor<CallSurroundings<Answer>['logic']> {
    if (this.#actor !== null) return this.#actor;
    const { logic, clock } = this.#around;
    const input: SessionStart<Answer> = { session: this.#beginning };
    const actor = createActor(logic, { input, clock, id: this.#callId });
    this.#actor = actor;
    // Neither keeps the first session beside the latest.
    input.session = null;
    this.#beginning = null;
    actor.on('advanced', ({ advance }) => {
      this.#advance = advance;
    });
    actor.subscribe({ error: (error) => this.#fail(error) });
    return actor.start();
  }

  /** The time that the call has named has come. */
  wake(at: number): void {
    this.send({ type: 'session.woken', at });
  }

  /** Tells the call of an event, unless it has stopped. */
  send(event: SessionEvent): void {
    if (this.#isStopped) return;
    this.#awake().send(event);
    this.#takeAdvance();
  }

  #takeAdvance(): void {
    const advanced = this.#advance;
    this.#advance = null;
    if (advanced !== null) this.#carryOut(advanced);
  }

  #carryOut({ moves, notices, steps, answers, commands, wakeAt }: Advance<Answer>): void {
    const { clock, notify, observer, record, carryOut } = this.#around;
    const at = clock.now();
    if (moves.length > 0) observer?.moved(this.#callId, moves);
    try {
      for (const notice of notices) notify({ ...notice, callId: this.#callId, at });
    } finally {
      for (const { since, ...step } of steps) {
        this.#recorded = record({ ...step, at, latencyMs: at - since });
      }
      for (const { delivery, answers: given } of answers) {
        this.#waiting?.get(delivery)?.resolve(given);
        this.#waiting?.delete(delivery);
      }
      if (this.#waiting?.size === 0) this.#waiting = null;
      if (wakeAt === null) this.#forget();
      else if (!this.#isStopped) this.#timer.arm(wakeAt);
    }
    for (const command of commands) {
      // What is said unasked follows upon the answer before it, which may still wait for its line.
      if (command.type !== 'say') carryOut(this.#callId, command);
      else this.#recorded.then(() => carryOut(this.#callId, command));
    }
  }

  /** A fault of the session itself: who waits is told so, and the next event begins anew. */
  #fail(error: unknown): void {
    const { clock, notify } = this.#around;
    notify({ type: 'call.broken', callId: this.#callId, at: clock.now(), error });
    for (const { reject } of this.#waiting?.values() ?? []) reject(error);
    this.#waiting = null;
    this.#forget();
  }

  #forget(): void {
    this.stop();
    this.#around.forget(this.#callId);
  }
}

/** A call as others may see it. */
export function viewOf(session: Session<unknown>): CallView {
  const { input, snapshot, controlUrl, startedAt, quietSince, isOver } = session;
  return {
    callId: input.callId,
    ...snapshot,
    state: outerState(snapshot.value),
    controlUrl,
    startedAt,
    heardAt: quietSince,
    lastTurn: lastTurn(session.transcript),
    lastStatus: session.lastStatus,
    answers: session.toolCalls.filter(({ answer }) => answer !== null).length,
    isOver,
  };
}
