import { type Actor, createActor, type StateValue } from 'xstate';
import type { callMachine } from '../../machines/call.ts';
import {
  type CallContext,
  type CallInput,
  initialCallContext,
  wakeAt,
} from '../../machines/call-context.ts';
import type { CallEvent, ToolEvent } from '../../machines/call-events.ts';
import { askIdOf, questionOf, wireIdOf } from '../../machines/question.ts';
import type { RecordedSnapshot } from '../../machines/record.ts';
import { type CallState, plainReply, type Reply } from '../../machines/reply.ts';
import type { Clock } from '../edges.ts';
import { CallLog } from './call-log.ts';
import type { Arrival, CallNotice, CallStep, CallView, RestoredCall } from './engine.ts';

/** How long the process waits on a call, in milliseconds. */
export type CallPatience = {
  /** Without any event, before the call is taken for ended. */
  silenceTimeoutMs: number;
  /** After its end, during which late and repeated tool calls still get their answer. */
  lingerMs: number;
};

/** What every call of an engine works with. */
export type CallSurroundings<Answer> = {
  machine: typeof callMachine;
  patience: CallPatience;
  clock: Clock;
  render: (reply: Reply) => Answer;
  record: (step: CallStep<Answer>) => Promise<void>;
  /** Says a sentence in the call unasked; resolves when it was tried. */
  speak: (callId: string, controlUrl: string, reply: Reply) => void;
  /** Told of every event before the actor is. */
  observe: (callId: string, event: CallEvent, context: CallContext) => void;
  notify: (notice: CallNotice) => void;
  /** For what happens before anything was delivered. */
  newCorrelationId: () => string;
  /** Called once, when the call's time is up and its actor has stopped. */
  forget: (callId: string) => void;
};

type Pending<Answer> = PromiseWithResolvers<Answer> & {
  /** Of its own within the call; see askIdOf(). */
  toolCallId: string;
  /** Null where it is not on record. */
  question: string | null;
  tool: string;
  at: number;
  isAnswered: boolean;
};

/** A tool call by its ID within the call, and its answer. */
type Asked<Answer> = { toolCallId: string; answer: Promise<Answer> };

/**
 * One call's actor with what surrounds it: the answers given, the requests that wait for one, what
 * is not on record yet, and the one timer that wakes it. An actor that throws ends, and its call
 * goes on being answered with a fallback; no other call notices (invariant 8).
 */
export class LiveCall<Answer> {
  readonly #around: CallSurroundings<Answer>;
  readonly #input: CallInput;
  readonly #actor: Actor<typeof callMachine>;
  readonly #log: CallLog;
  readonly #answers = new Map<string, Pending<Answer>>();
  /** The same by the ID on the wire: whoever uses one again may ask something else. */
  readonly #asked = new Map<string, Pending<Answer>[]>();
  #controlUrl: string | null = null;
  #callerNumber: string | null = null;
  /** Of the latest delivery; a call that was taken up has had none, and gets one of its own. */
  #correlationId: string | null = null;
  #deliveries = 0;
  #recorded: Promise<void> = Promise.resolve();
  #hasMoved = false;
  /** Tool calls that were answered and whose answer no step has yet. */
  readonly #unrecorded = new Set<string>();
  #isBroken = false;
  #isMet = false;
  /** What reports have told; each is taken once, however often it comes. */
  readonly #reports = new Set<string>();
  #isOver = false;
  #quietSince: number;
  #timer: { id: unknown; dueAt: number } | null = null;

  constructor(
    around: CallSurroundings<Answer>,
    input: CallInput,
    at: number,
    restored?: RestoredCall<Answer>,
  ) {
    const { machine, clock, notify } = around;
    const { callId } = input;
    this.#around = around;
    this.#input = input;
    this.#quietSince = at;
    this.#log = new CallLog(restored?.seq ?? 0, restored?.said);
    this.#actor =
      restored?.snapshot == null
        ? createActor(machine, { input, clock, id: callId })
        : createActor(machine, {
            ...{ input, clock, id: callId },
            snapshot: revive(machine, restored.snapshot, input),
          });
    this.#actor.on('reply', ({ reply }) => this.#answer(reply));
    this.#actor.on('late.found', ({ reply }) => this.#speak(reply));
    this.#actor.on('state.entered', ({ state }) =>
      notify({ type: 'state.entered', callId, state }),
    );
    this.#actor.subscribe({ error: (error) => this.#break(error) });
    if (restored === undefined) this.#open(at);
    else this.#resume(restored);
    this.#arm();
  }

  /**
   * The answers to the tool calls of one delivery, once they are on record. `deliver` hands its
   * events over with ask() and hear(), in order.
   */
  async handle(
    delivery: Pick<Arrival, 'at' | 'correlationId' | 'controlUrl' | 'turns' | 'callerNumber'>,
    deliver: () => Asked<Answer>[],
  ): Promise<Answer[]> {
    this.#correlationId = delivery.correlationId;
    this.#controlUrl = delivery.controlUrl ?? this.#controlUrl;
    this.#callerNumber = delivery.callerNumber ?? this.#callerNumber;
    this.#log.hear(delivery.turns);
    const { asked, answers } = await this.#deliver(deliver);
    // One event may answer two deliveries: the step of the first leaves the other's to its own.
    for (const { toolCallId } of asked) {
      if (this.#unrecorded.delete(toolCallId)) this.#hasMoved = true;
    }
    const answered = asked.map(({ toolCallId }) => toolCallId);
    this.#commit({ answers, answered }, delivery.at, delivery.correlationId);
    // A repeated delivery commits nothing and waits for what it repeats: no answer goes out that
    // is not on record (invariant 5).
    await this.#recorded;
    return answers;
  }

  /** Counts a delivery for as long as it is under way, whatever becomes of it. */
  async #deliver(deliver: () => Asked<Answer>[]) {
    this.#deliveries += 1;
    try {
      const asked = deliver();
      return { asked, answers: await Promise.all(asked.map(({ answer }) => answer)) };
    } finally {
      this.#deliveries -= 1;
    }
  }

  /**
   * The answer to a tool call, and its ID within the call. The same ID, tool and arguments have the
   * answer of their first delivery, however often they are delivered; a known ID with another
   * question is another tool call (invariant 1).
   */
  ask(event: ToolEvent): Asked<Answer> {
    const { tool, at } = event;
    const { callId } = this.#input;
    const { notify } = this.#around;
    const before = this.#asked.get(event.toolCallId) ?? [];
    const question = questionOf(event);
    const known = before.find((other) => (other.question ?? question) === question);
    if (known !== undefined) {
      notify({ type: 'tool.repeated', callId, tool });
      return { toolCallId: known.toolCallId, answer: known.promise };
    }
    if (before.length > 0) notify({ type: 'tool.id_reused', callId, tool });
    const toolCallId = askIdOf(event.toolCallId, before.length);
    const resolvers = Promise.withResolvers<Answer>();
    const pending = { ...resolvers, toolCallId, question, tool, at, isAnswered: false };
    this.#keep(pending);
    this.hear({ ...event, toolCallId });
    // Never silence: a tool call that the chart neither answered nor keeps waiting is our fault.
    if (!pending.isAnswered && !this.#isWaitedFor(toolCallId)) this.#answerFault(pending);
    return { toolCallId, answer: pending.promise };
  }

  /** Delivers an event from Vapi. */
  hear(event: CallEvent): void {
    if (event.type === 'report.received') {
      const report = JSON.stringify(event.report);
      if (this.#reports.has(report)) return;
      this.#reports.add(report);
    }
    if (!this.#isOver) this.#quietSince = event.at;
    if (event.type === 'transcript.heard' && event.final) this.#log.overhear(event);
    this.tell(event);
  }

  /** Delivers an event of the process's own, which does not show that the call is alive. */
  tell(event: CallEvent): void {
    this.#log.note(event);
    if (this.#isBroken) return;
    const before = this.#actor.getSnapshot();
    this.#around.observe(this.#input.callId, event, before.context);
    this.#actor.send(event);
    const after = this.#actor.getSnapshot();
    if (after.context !== before.context || after.value !== before.value) this.#hasMoved = true;
    this.#noticeEnd(event.at);
    this.#arm();
    // While a delivery is under way, its own step records this too.
    if (this.#deliveries === 0) this.#commit(null, event.at, this.#currentId());
  }

  /** Whether it is time to find out who calls: once, and not when the call is over. */
  meet(): boolean {
    const isFirst = !this.#isMet && !this.#isOver;
    this.#isMet = true;
    return isFirst;
  }

  /** What the call knows now. */
  view(): CallView {
    return {
      context: this.#actor.getSnapshot().context,
      state: this.#state(),
      controlUrl: this.#controlUrl,
    };
  }

  /** Who calls, in E.164, as far as a delivery to this process has told. */
  get callerNumber(): string | null {
    return this.#callerNumber;
  }

  get hasAsked(): boolean {
    return this.#answers.size > 0;
  }

  get isOver(): boolean {
    return this.#isOver;
  }

  /** Whether a delivery of the call waits for its answers. */
  get isWaiting(): boolean {
    return this.#deliveries > 0;
  }

  /** Lets go of a call for which there is no room: what it has heard is put on record. */
  letGo(): void {
    if (this.#log.hasMore) this.#hasMoved = true;
    const at = this.#around.clock.now();
    this.#commit(null, at, this.#currentId());
    this.stop();
  }

  /** Stops the actor and the timer; whoever still waits is answered with a fault. */
  stop(): void {
    if (this.#timer !== null) this.#around.clock.clearTimeout(this.#timer.id);
    this.#timer = null;
    this.#actor.stop();
    this.#answerAllWaiting();
  }

  #open(at: number): void {
    this.#log.note({ type: 'call.opened', at, input: this.#input });
    this.#hasMoved = true;
    this.#around.notify({ type: 'call.opened', callId: this.#input.callId });
    this.#actor.start();
  }

  #keep(pending: Pending<Answer>): void {
    this.#answers.set(pending.toolCallId, pending);
    const id = wireIdOf(pending.toolCallId);
    this.#asked.set(id, [...(this.#asked.get(id) ?? []), pending]);
  }

  #resume({ answers, asked, callId, snapshot }: RestoredCall<Answer>): void {
    // It begins anew, and its record says so.
    if (snapshot === null) {
      this.#log.note({ type: 'call.opened', at: this.#quietSince, input: this.#input });
    }
    const questions = new Map(asked?.map((event) => [event.toolCallId, questionOf(event)]));
    for (const { toolCallId, answer } of answers) {
      const resolvers = Promise.withResolvers<Answer>();
      resolvers.resolve(answer);
      const question = questions.get(toolCallId) ?? null;
      const at = this.#quietSince;
      this.#keep({ ...resolvers, toolCallId, question, tool: '', at, isAnswered: true });
    }
    this.#actor.start();
    this.#isOver = this.#actor.getSnapshot().hasTag('over');
    this.#isMet = this.#context().callerNumbers.length > 0;
    this.#around.notify({ type: 'call.resumed', callId, state: this.#state() });
    // Whoever waited for a lookup is gone with the process that it waited in.
    const deadline = wakeAt(this.#context());
    const at = this.#around.clock.now();
    if (deadline !== null) this.tell({ type: 'time.passed', at: Math.max(at, deadline) });
  }

  #answer(reply: Reply): void {
    const pending = this.#answers.get(reply.toolCallId);
    if (pending === undefined || pending.isAnswered) return;
    pending.isAnswered = true;
    this.#unrecorded.add(reply.toolCallId);
    const { notify, clock } = this.#around;
    const latencyMs = clock.now() - pending.at;
    notify({ type: 'tool.answered', callId: this.#input.callId, reply, latencyMs });
    pending.resolve(this.#render(reply));
  }

  /** A sentence that cannot be made is a fault of ours, and a caller hears that much. */
  #render(reply: Reply): Answer {
    const { render, notify } = this.#around;
    try {
      return render(reply);
    } catch (error) {
      notify({ type: 'call.broken', callId: this.#input.callId, error });
      const fault = { about: 'internalFault' } as const;
      return render(plainReply(reply.terms, reply, 'unavailable', 'fallback', fault));
    }
  }

  #answerFault(pending: Pending<Answer>): void {
    const { policy } = this.#input;
    const fault = { about: 'internalFault' } as const;
    this.#answer(plainReply(policy, pending, 'unavailable', 'fallback', fault));
  }

  #answerAllWaiting(): void {
    for (const pending of this.#answers.values()) {
      if (!pending.isAnswered) this.#answerFault(pending);
    }
  }

  #speak(reply: Reply): void {
    if (this.#controlUrl === null) return;
    this.#around.speak(this.#input.callId, this.#controlUrl, reply);
  }

  #isWaitedFor(toolCallId: string): boolean {
    if (this.#isBroken) return false;
    return this.#context().asks.some((ask) => ask.toolCallId === toolCallId);
  }

  #currentId(): string {
    this.#correlationId ??= this.#around.newCorrelationId();
    return this.#correlationId;
  }

  #context(): CallContext {
    return this.#actor.getSnapshot().context;
  }

  #state(): CallState {
    return outerState(this.#actor.getSnapshot().value);
  }

  /** Records what happened since the last step, if it moved or answered the call. */
  #commit(
    sent: { answers: Answer[]; answered: string[] } | null,
    since: number,
    correlationId: string,
  ): void {
    if (!this.#hasMoved) return;
    this.#hasMoved = false;
    const { clock, record } = this.#around;
    const { value, context, status } = this.#actor.getSnapshot();
    const at = clock.now();
    this.#recorded = record({
      callId: this.#input.callId,
      callerNumber: this.#callerNumber,
      correlationId,
      at,
      answers: sent?.answers.length ? sent.answers : null,
      answered: sent?.answered ?? [],
      ...this.#log.take(),
      state: this.#state(),
      snapshot: { value, context, status },
      latencyMs: at - since,
    });
  }

  #break(error: unknown): void {
    this.#isBroken = true;
    this.#around.notify({ type: 'call.broken', callId: this.#input.callId, error });
    this.#answerAllWaiting();
    if (!this.#isOver) this.#end(this.#around.clock.now(), 'broken');
    this.#arm();
  }

  #noticeEnd(at: number): void {
    const snapshot = this.#actor.getSnapshot();
    if (this.#isOver || !snapshot.hasTag('over')) return;
    this.#end(at, snapshot.context.ended?.reason ?? null);
  }

  #end(at: number, reason: string | null): void {
    this.#isOver = true;
    this.#quietSince = at;
    this.#around.notify({ type: 'call.ended', callId: this.#input.callId, reason });
  }

  /** When the call must be looked at next, in epoch milliseconds. */
  #dueAt(): number {
    const { silenceTimeoutMs } = this.#around.patience;
    // Nobody hangs up in writing: whoever writes again after a silence begins anew.
    const lingerMs = this.#input.medium === 'text' ? 0 : this.#around.patience.lingerMs;
    const quietUntil = this.#quietSince + (this.#isOver ? lingerMs : silenceTimeoutMs);
    if (this.#isBroken) return quietUntil;
    return Math.min(wakeAt(this.#context()) ?? quietUntil, quietUntil);
  }

  /** Keeps the one timer no later than it is due; an early one arms itself again. */
  #arm(): void {
    const { clock } = this.#around;
    const dueAt = this.#dueAt();
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
    const deadline = this.#isBroken ? null : wakeAt(this.#context());
    if (deadline !== null && deadline <= at) this.tell({ type: 'time.passed', at });
    else if (this.#dueAt() > at) this.#arm();
    else if (this.#isOver) this.#forget();
    else this.tell({ type: 'silence.passed', at });
  }

  #forget(): void {
    const { callId } = this.#input;
    this.stop();
    this.#around.notify({ type: 'call.forgotten', callId });
    this.#around.forget(callId);
  }
}

/** The outer state in a chart's value. */
export function outerState(value: unknown): CallState {
  return (typeof value === 'string' ? value : Object.keys(value as object)[0]) as CallState;
}

/**
 * The chart's state from its record; a copy, since xstate changes what it is given. Throws for what
 * no chart can have come to.
 */
function revive(machine: typeof callMachine, snapshot: RecordedSnapshot, input: CallInput) {
  const { value, context: recorded } = structuredClone(snapshot);
  // A record of an older version lacks what contexts have learnt to hold since.
  const context = { ...initialCallContext(input), ...recorded };
  if (context.asks.length > 0 && outerState(value) !== 'fetch') {
    // Nothing would ever answer it, and its deadline would be due again and again.
    throw new Error('Cannot go on: a tool call waits where none can');
  }
  return machine.resolveState({ value: value as StateValue, context });
}
