import { type Actor, createActor } from 'xstate';
import type { ShellEvent } from '../../machines/call-events.ts';
import {
  type Advance,
  hasAsked,
  type Session,
  type SessionEvent,
  type SessionRules,
  sessionLogic,
} from '../../machines/session.ts';
import { readConversation } from '../../machines/transcript.ts';
import { outerState } from '../../machines/transition.ts';
import type { Clock } from '../edges.ts';
import type { Arrival, CallNotice, CallStep, CallView, CarryOut } from './engine.ts';

/** What every call of an engine works with. */
export type CallSurroundings<Answer> = {
  rules: SessionRules<Answer>;
  clock: Clock;
  record: (step: CallStep<Answer>) => Promise<void>;
  carryOut: CarryOut;
  notify: (notice: CallNotice) => void;
  /** Called once, when the call's time is up and its actor has stopped. */
  forget: (callId: string) => void;
};

/**
 * One living call: its actor, whose logic is the session, the requests that wait for an answer, and
 * the one timer that wakes it. It decides nothing: it does what the session says is to be done.
 */
export class LiveCall<Answer> {
  readonly #around: CallSurroundings<Answer>;
  readonly #callId: string;
  readonly #actor: Actor<ReturnType<typeof sessionLogic<Answer>>>;
  readonly #waiting = new Map<number, (answers: Answer[]) => void>();
  #deliveries = 0;
  #recorded: Promise<void> = Promise.resolve();
  #timer: { id: unknown; dueAt: number } | null = null;

  /** `beginning` is what opening or resuming the session came to. */
  constructor(around: CallSurroundings<Answer>, beginning: Advance<Answer>) {
    const { callId } = beginning.session.input;
    this.#around = around;
    this.#callId = callId;
    const options = { input: beginning, clock: around.clock, id: callId };
    this.#actor = createActor(sessionLogic(around.rules), options).start();
    this.#carryOut(beginning);
  }

  /** The answers to the tool calls of one delivery, once they are on record. */
  async handle({ turns, callId: _, thread: __, ...arrival }: Arrival): Promise<Answer[]> {
    const conversation = readConversation(this.#session.transcript, turns);
    this.#deliveries += 1;
    const id = this.#deliveries;
    const answered = new Promise<Answer[]>((resolve) => this.#waiting.set(id, resolve));
    this.#send({ type: 'delivery.received', id, conversation, ...arrival });
    const answers = await answered;
    // A repeated delivery makes no step and waits for what it repeats: no answer goes out that is
    // not on record (invariant 5).
    await this.#recorded;
    return answers;
  }

  /** Takes what came of a command. */
  deliver(event: ShellEvent): void {
    this.#send(event);
  }

  /** What the call knows now. */
  view(): CallView {
    const { snapshot, controlUrl } = this.#session;
    const { value, context } = snapshot;
    return { callId: this.#callId, context, state: outerState(value), controlUrl };
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

  /** Lets go of a call for which there is no room: what it has heard is put on record. */
  drop(): void {
    this.#send({ type: 'session.dropped', at: this.#around.clock.now() });
    this.stop();
  }

  /** Stops the actor and the timer; whoever still waits is answered with a fault. */
  stop(): void {
    this.#actor.stop();
    this.#carryOut(this.#actor.getSnapshot().context);
    if (this.#timer !== null) this.#around.clock.clearTimeout(this.#timer.id);
    this.#timer = null;
  }

  get #session(): Session<Answer> {
    return this.#actor.getSnapshot().context.session;
  }

  #send(event: SessionEvent): void {
    this.#actor.send(event);
    this.#carryOut(this.#actor.getSnapshot().context);
  }

  #carryOut({ notices, steps, answers, commands, wakeAt }: Advance<Answer>): void {
    const { clock, notify, record, carryOut, forget } = this.#around;
    const at = clock.now();
    for (const notice of notices) notify({ ...notice, callId: this.#callId, at });
    for (const { since, ...step } of steps) {
      this.#recorded = record({ ...step, at, latencyMs: at - since });
    }
    for (const { delivery, answers: given } of answers) {
      this.#waiting.get(delivery)?.(given);
      this.#waiting.delete(delivery);
    }
    if (wakeAt === null) {
      this.stop();
      forget(this.#callId);
    } else {
      this.#arm(wakeAt);
    }
    for (const command of commands) carryOut(this.#callId, command);
  }

  /** Keeps the one timer no later than it is due; an early one arms itself again. */
  #arm(dueAt: number): void {
    const { clock } = this.#around;
    if (this.#timer !== null) {
      if (this.#timer.dueAt <= dueAt) return;
      clock.clearTimeout(this.#timer.id);
    }
    const id = clock.setTimeout(() => this.#wake(), Math.max(0, dueAt - clock.now()));
    this.#timer = { id, dueAt };
  }

  #wake(): void {
    // A wall clock that was set back meanwhile must not put off what is due.
    const at = Math.max(this.#around.clock.now(), this.#timer?.dueAt ?? 0);
    this.#timer = null;
    this.#send({ type: 'session.woken', at });
  }
}
