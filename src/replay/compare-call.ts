import type { Reply } from '../../machines/reply.ts';
import { answersOf, type JournalLine } from '../recording/line.ts';
import { sentence } from '../speech/sentence.ts';
import { CallReplay } from './call-replay.ts';
import { type Difference, diffAnswer, diffSnapshot, diffState, thrown } from './differences.ts';

/** What came of replaying one call. */
export type Verdict = {
  callId: string;
  /** When its first line was written, as the line says. */
  since: string;
  /** `incomplete` when nothing differs before a gap, after which nothing can be told. */
  outcome: 'agreed' | 'differed' | 'incomplete';
  /**
   * In the order of the lines. Every answer that differs is here, up to the line on which the call
   * itself went another way: what follows from that is no news.
   */
  differences: Difference[];
  /** The line that is missing; null for a call without gaps. */
  incompleteFrom: number | null;
  lines: number;
  events: number;
  answers: number;
  /**
   * Tool calls that are answered today and that no line answers: their process died in that moment,
   * or let an answer go out that it did not record. Empty for a call that does not agree.
   */
  unrecorded: string[];
};

/** What one line came to: the states that it entered, and where it differs. */
export type LineVerdict = { path: string[]; differences: Difference[] };

/** Makes the sentence of a reply, as the speech room does. */
export type Say = (reply: Reply) => string;

/** Compares the lines of one call, in any order, with what comes of their events today. Pure. */
export function compareCall(lines: readonly JournalLine[], say: Say = sentence): Verdict {
  const comparison = new CallComparison(say);
  for (const line of lines.toSorted((a, b) => a.seq - b.seq)) {
    if (line.seq === comparison.seq) comparison.take(line);
    else comparison.miss(line);
  }
  return comparison.verdict();
}

/** One call's comparison, line by line. */
export class CallComparison {
  readonly #say: Say;
  readonly #differences: Difference[] = [];
  readonly #recorded = new Set<string>();
  #replay: CallReplay | null = null;
  /** Of the first line, which may be long, this alone is kept. */
  #first: { callId: string; since: string } | null = null;
  #hasStrayed = false;
  #isIncomplete = false;
  #seq = 0;
  #lines = 0;
  #events = 0;
  #answers = 0;

  constructor(say: Say) {
    this.#say = say;
  }

  /** Of the line that is due. */
  get seq(): number {
    return this.#seq;
  }

  /** Compares the line that is due. */
  take(line: JournalLine): LineVerdict {
    this.#count(line);
    if (this.#isIncomplete) return { path: [], differences: [] };
    this.#replay ??= openReplay(line);
    if (this.#replay === null) {
      this.#isIncomplete = true;
      return { path: [], differences: [] };
    }
    this.#seq += 1;
    this.#replay.take(line);
    const path = this.#replay.takePath();
    if (this.#hasStrayed) return { path, differences: [] };
    const differences = this.#compare(this.#replay, line);
    this.#differences.push(...differences);
    this.#hasStrayed = differences.some(({ where }) => where !== 'answer');
    return { path, differences };
  }

  /** Takes note of a line that comes after a gap, or comes twice. */
  miss(line: JournalLine): void {
    this.#count(line);
    this.#isIncomplete = true;
  }

  verdict(): Verdict {
    const whole = this.#isIncomplete ? 'incomplete' : 'agreed';
    const outcome = this.#differences.length > 0 ? 'differed' : whole;
    const answered = outcome === 'agreed' ? (this.#replay?.answered() ?? []) : [];
    return {
      callId: this.#first?.callId ?? '',
      since: this.#first?.since ?? '',
      outcome,
      differences: this.#differences,
      incompleteFrom: this.#isIncomplete ? this.#seq : null,
      lines: this.#lines,
      events: this.#events,
      answers: this.#answers,
      unrecorded: answered.filter((toolCallId) => !this.#recorded.has(toolCallId)),
    };
  }

  #count(line: JournalLine): void {
    this.#first ??= { callId: line.call_id, since: line.timestamp };
    this.#lines += 1;
    this.#events += line.events.length;
    for (const { askId } of answersOf(line)) {
      this.#answers += 1;
      this.#recorded.add(askId);
    }
  }

  #compare(replay: CallReplay, line: JournalLine): Difference[] {
    const { fault, snapshot } = replay;
    if (fault !== null && line.snapshot.status === 'active') return [thrown(line, fault)];
    return [
      ...diffState(line, snapshot),
      ...answersOf(line).flatMap(({ askId, result }) =>
        diffAnswer(line, result, replay.answerTo(askId), this.#say),
      ),
      ...diffSnapshot(line, snapshot),
    ];
  }
}

/** The call as it was opened; null for a line that does not tell what its actor was started with. */
function openReplay({ events: [opening] }: JournalLine): CallReplay | null {
  return opening?.type === 'call.opened' ? new CallReplay(opening.input) : null;
}
