import type { CallInput } from '../../machines/call-context.ts';
import type { RecordedEvent, RecordedSnapshot } from '../../machines/record.ts';
import type { CallState, Reply } from '../../machines/reply.ts';
import {
  type Advance,
  advance,
  answerTo,
  type Move,
  openSession,
  type Session,
  type SessionEvent,
  type SessionRules,
} from '../../machines/session.ts';
import type { JournalLine } from '../recording/line.ts';

/** Replies stay what they are, and nobody waits: what was said was judged when it was. */
const RULES: SessionRules<Reply> = {
  timeouts: { silenceTimeoutMs: Number.POSITIVE_INFINITY, lingerMs: Number.POSITIVE_INFINITY },
  render: (reply) => reply,
  guard: { learn: (heard) => heard, judge: () => null },
};

/** A recorded call in a session of today. */
export class CallReplay {
  readonly #onMove: (move: Move) => void;
  #session: Session<Reply>;
  #fault: unknown = null;
  #path: CallState[] = [];
  #lastStatus = 'active';

  /** `onMove` is told of each event that the chart takes, and of where it led. */
  constructor(input: CallInput, onMove: (move: Move) => void = () => {}) {
    const opened = openSession(RULES, input, { at: 0, correlationId: '' });
    this.#onMove = onMove;
    this.#session = opened.session;
    this.#read(opened);
  }

  /** What the chart threw; null while it works. */
  get fault(): unknown {
    return this.#fault;
  }

  get snapshot(): RecordedSnapshot {
    return this.#session.snapshot;
  }

  /** Takes a line: its events, and what its snapshot tells of the process that wrote it. */
  take({ events, snapshot: { status } }: Pick<JournalLine, 'events' | 'snapshot'>): void {
    // A process that started again took the call up from its snapshot, which knows of no fault.
    if (this.#lastStatus !== 'active' && status === 'active') {
      this.#advance({ type: 'session.revived' });
      this.#fault = null;
    }
    this.#lastStatus = status;
    this.move(events);
    if (status === 'stopped') this.#advance({ type: 'session.stopped' });
  }

  /** Delivers events. */
  move(events: readonly RecordedEvent[]): void {
    this.#advance({ type: 'session.replayed', events });
  }

  /** The outer states entered since this was asked last. */
  takePath(): CallState[] {
    const path = this.#path;
    this.#path = [];
    return path;
  }

  /** The answer to a tool call, by its ID within the call; null when there is none yet. */
  answerTo(toolCallId: string): Reply | null {
    return answerTo(this.#session, toolCallId);
  }

  /** Every tool call that has an answer. */
  answered(): string[] {
    return this.#session.toolCalls.flatMap(({ toolCallId, answer }) =>
      answer === null ? [] : [toolCallId],
    );
  }

  #advance(event: SessionEvent): void {
    const advanced = advance(RULES, this.#session, event);
    this.#session = advanced.session;
    this.#read(advanced);
  }

  #read({ moves, notices }: Advance<Reply>): void {
    for (const move of moves) this.#onMove(move);
    for (const notice of notices) {
      if (notice.type === 'state.entered') this.#path.push(notice.state);
      if (notice.type === 'call.broken') this.#fault = notice.error ?? 'nothing';
    }
  }
}
