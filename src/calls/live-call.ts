import { type Actor, createActor } from 'xstate';
import type { callMachine } from '../../machines/call.ts';
import { type CallContext, type CallInput, wakeAt } from '../../machines/call-context.ts';
import type { CallEvent, ToolEvent } from '../../machines/call-events.ts';
import { plainReply, type Reply } from '../../machines/reply.ts';
import type { Clock } from '../edges.ts';
import type { CallNotice } from './engine.ts';

/** How long the process waits on a call, in milliseconds. */
export type CallPatience = {
  /** Without any event, before the call is taken for ended. */
  silenceTimeoutMs: number;
  /** After its end, during which late and repeated tool calls still get their answer. */
  lingerMs: number;
};

type Options<Answer> = {
  machine: typeof callMachine;
  input: CallInput;
  patience: CallPatience;
  clock: Clock;
  render: (reply: Reply) => Answer;
  notify: (notice: CallNotice) => void;
  /** Called once, when the call's time is up and its actor has stopped. */
  onForgotten: () => void;
};

type Pending<Answer> = PromiseWithResolvers<Answer> & {
  toolCallId: string;
  tool: string;
  at: number;
  isAnswered: boolean;
};

/**
 * One call's actor with what surrounds it: the answers given, the requests that wait for one, and
 * the one timer that wakes it. An actor that throws ends, and its call goes on being answered with
 * a fallback; no other call notices (invariant 8).
 */
export class LiveCall<Answer> {
  readonly #options: Options<Answer>;
  readonly #callId: string;
  readonly #actor: Actor<typeof callMachine>;
  readonly #answers = new Map<string, Pending<Answer>>();
  #isBroken = false;
  #isOver = false;
  #quietSince: number;
  #timer: { id: unknown; dueAt: number } | null = null;

  constructor(options: Options<Answer>, at: number) {
    const { machine, input, clock, notify } = options;
    const { callId } = input;
    this.#options = options;
    this.#callId = callId;
    this.#quietSince = at;
    this.#actor = createActor(machine, { input, clock, id: callId });
    this.#actor.on('reply', ({ reply }) => this.#answer(reply));
    this.#actor.on('state.entered', ({ state }) =>
      notify({ type: 'state.entered', callId, state }),
    );
    this.#actor.subscribe({ error: (error) => this.#break(error) });
    notify({ type: 'call.opened', callId });
    this.#actor.start();
    this.#arm();
  }

  /** The answer to a tool call: that of its first delivery, however often it is delivered. */
  ask(event: ToolEvent): Promise<Answer> {
    const { toolCallId, tool, at } = event;
    const known = this.#answers.get(toolCallId);
    if (known !== undefined) {
      this.#options.notify({ type: 'tool.repeated', callId: this.#callId, tool });
      return known.promise;
    }
    const resolvers = Promise.withResolvers<Answer>();
    const pending = { ...resolvers, toolCallId, tool, at, isAnswered: false };
    this.#answers.set(toolCallId, pending);
    this.hear(event);
    // Never silence: a tool call that the chart neither answered nor keeps waiting is our fault.
    if (!pending.isAnswered && !this.#isWaitedFor(toolCallId)) this.#answerFault(pending);
    return pending.promise;
  }

  /** Delivers an event from Vapi. */
  hear(event: CallEvent): void {
    if (!this.#isOver) this.#quietSince = event.at;
    this.tell(event);
  }

  /** Delivers an event of the process's own, which does not show that the call is alive. */
  tell(event: CallEvent): void {
    if (this.#isBroken) return;
    this.#actor.send(event);
    this.#noticeEnd(event.at);
    this.#arm();
  }

  /** What the call knows now. */
  context(): CallContext {
    return this.#actor.getSnapshot().context;
  }

  /** Stops the actor and the timer; whoever still waits is answered with a fault. */
  stop(): void {
    if (this.#timer !== null) this.#options.clock.clearTimeout(this.#timer.id);
    this.#timer = null;
    this.#actor.stop();
    this.#answerAllWaiting();
  }

  #answer(reply: Reply): void {
    const pending = this.#answers.get(reply.toolCallId);
    if (pending === undefined || pending.isAnswered) return;
    pending.isAnswered = true;
    const { render, notify, clock } = this.#options;
    const latencyMs = clock.now() - pending.at;
    notify({ type: 'tool.answered', callId: this.#callId, reply, latencyMs });
    pending.resolve(render(reply));
  }

  #answerFault(pending: Pending<Answer>): void {
    this.#answer(plainReply(pending, 'unavailable', 'fallback', { about: 'internalFault' }));
  }

  #answerAllWaiting(): void {
    for (const pending of this.#answers.values()) {
      if (!pending.isAnswered) this.#answerFault(pending);
    }
  }

  #isWaitedFor(toolCallId: string): boolean {
    if (this.#isBroken) return false;
    const { asks } = this.context();
    return asks.some((ask) => ask.toolCallId === toolCallId);
  }

  #break(error: unknown): void {
    this.#isBroken = true;
    this.#options.notify({ type: 'call.broken', callId: this.#callId, error });
    this.#answerAllWaiting();
    this.#end(this.#options.clock.now(), 'broken');
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
    this.#options.notify({ type: 'call.ended', callId: this.#callId, reason });
  }

  /** When the call must be looked at next, in epoch milliseconds. */
  #dueAt(): number {
    const { silenceTimeoutMs, lingerMs } = this.#options.patience;
    const quietUntil = this.#quietSince + (this.#isOver ? lingerMs : silenceTimeoutMs);
    if (this.#isBroken) return quietUntil;
    return Math.min(wakeAt(this.context()) ?? quietUntil, quietUntil);
  }

  /** Keeps the one timer no later than it is due; an early one arms itself again. */
  #arm(): void {
    const { clock } = this.#options;
    const dueAt = this.#dueAt();
    if (this.#timer !== null) {
      if (this.#timer.dueAt <= dueAt) return;
      clock.clearTimeout(this.#timer.id);
    }
    const id = clock.setTimeout(() => this.#wake(), Math.max(0, dueAt - clock.now()));
    this.#timer = { id, dueAt };
  }

  #wake(): void {
    this.#timer = null;
    const at = this.#options.clock.now();
    const deadline = this.#isBroken ? null : wakeAt(this.context());
    if (deadline !== null && deadline <= at) this.tell({ type: 'time.passed', at });
    else if (this.#dueAt() > at) this.#arm();
    else if (this.#isOver) this.#forget();
    else this.tell({ type: 'silence.passed', at });
  }

  #forget(): void {
    this.stop();
    this.#options.notify({ type: 'call.forgotten', callId: this.#callId });
    this.#options.onForgotten();
  }
}
