import type { CallInput } from '../../machines/call-context.ts';
import type { CallEvent, ToolEvent } from '../../machines/call-events.ts';
import type { RecordedEvent, RecordedSnapshot } from '../../machines/record.ts';
import { type Replay, replayEvent, startReplay } from '../../machines/replay.ts';
import { type CallState, plainReply, type Reply } from '../../machines/reply.ts';

/**
 * A call on today's chart, with the answers that its engine gives of itself: a chart that throws,
 * or leaves a tool call without an answer, is answered for with a fault (src/calls/live-call.ts).
 */
export class CallReplay {
  #replay: Replay;
  readonly #answers = new Map<string, Reply>();
  readonly #waiting = new Map<string, ToolEvent>();
  #fault: unknown = null;
  #path: CallState[];

  constructor(input: CallInput) {
    this.#replay = startReplay(input);
    this.#path = this.#replay.path;
  }

  /** What the chart threw; null while it works. */
  get fault(): unknown {
    return this.#fault;
  }

  get snapshot(): RecordedSnapshot {
    const { snapshot } = this.#replay;
    return this.#fault === null ? snapshot : { ...snapshot, status: 'error' };
  }

  /** Delivers the events of a line. */
  move(events: readonly RecordedEvent[]): void {
    for (const event of events) {
      if (event.type !== 'call.opened') this.#hear(event);
    }
  }

  /** The outer states entered since this was asked last. */
  takePath(): CallState[] {
    const path = this.#path;
    this.#path = [];
    return path;
  }

  /** The answer to a tool call; undefined when there is none yet. */
  answerTo(toolCallId: string): Reply | undefined {
    return this.#answers.get(toolCallId);
  }

  /** Every tool call that has an answer. */
  answered(): string[] {
    return [...this.#answers.keys()];
  }

  /** Answers whoever waits with a fault: so does a process that stops. */
  stop(): void {
    for (const asked of this.#waiting.values()) this.#answerFault(asked);
  }

  /** Lets a broken chart go on from where it broke: so does a process that starts again. */
  revive(): void {
    this.#fault = null;
  }

  #hear(event: CallEvent): void {
    if ('toolCallId' in event) {
      // The engine hands a tool call over once. When it does again, its first answer was lost with
      // the process that gave it, before it was on record.
      this.#answers.delete(event.toolCallId);
      this.#waiting.set(event.toolCallId, event);
    }
    if (this.#fault === null) this.#send(event);
    if (!('toolCallId' in event) || !this.#waiting.has(event.toolCallId)) return;
    if (this.#fault !== null || !this.#isWaitedFor(event)) this.#answerFault(event);
  }

  #send(event: CallEvent): void {
    try {
      this.#replay = replayEvent({ ...this.#replay, path: [], replies: [] }, event);
    } catch (error) {
      this.#fault = error ?? 'nothing';
      this.stop();
      return;
    }
    if (this.#replay.path.length > 0) this.#path.push(...this.#replay.path);
    for (const reply of this.#replay.replies) this.#answer(reply);
  }

  #isWaitedFor({ toolCallId }: ToolEvent): boolean {
    return this.#replay.snapshot.context.asks.some((ask) => ask.toolCallId === toolCallId);
  }

  #answer(reply: Reply): void {
    if (!this.#waiting.delete(reply.toolCallId)) return;
    this.#answers.set(reply.toolCallId, reply);
  }

  #answerFault(asked: ToolEvent): void {
    const { policy } = this.#replay.snapshot.context;
    const fault = { about: 'internalFault' } as const;
    this.#answer(plainReply(policy, asked, 'unavailable', 'fallback', fault));
  }
}
