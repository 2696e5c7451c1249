import { LRUMapWithDelete } from 'mnemonist';
import type { AskedEvent, TurnEvent } from '../../machines/call-events.ts';
import { questionOf } from '../../machines/question.ts';

type Asking = AskedEvent | TurnEvent;

/** Of how many calls it is known, the latest ones, and of how many questions of each. */
const CALLS_MAX = 5000;
const QUESTIONS_MAX = 50;

/**
 * What this process has answered, by call and question. A tool call that is delivered again here while
 * its call cannot be reached is told the same once more: that it may be told was decided by the call.
 */
export class ToldAnswers<Answer> {
  readonly #calls = new LRUMapWithDelete<string, Map<string, Answer>>(CALLS_MAX);

  note(callId: string, asked: readonly Asking[], answers: readonly Answer[]): void {
    // A delivery that could not be read has an answer to each of its tool calls, or to none.
    if (asked.length !== answers.length) return;
    const told = this.#calls.get(callId) ?? new Map<string, Answer>();
    for (const [index, answer] of answers.entries()) {
      const question = keyOf(asked[index]);
      if (question !== null) told.set(question, answer);
    }
    for (const oldest of told.keys().take(Math.max(0, told.size - QUESTIONS_MAX))) {
      told.delete(oldest);
    }
    this.#calls.set(callId, told);
  }

  /** The answers to all of it, or null where one of them was not given here. */
  recall(callId: string, asked: readonly Asking[]): Answer[] | null {
    const told = this.#calls.get(callId);
    const answers = asked.flatMap((event) => told?.get(keyOf(event) ?? '') ?? []);
    return answers.length > 0 && answers.length === asked.length ? answers : null;
  }

  forget(callId: string): void {
    this.#calls.delete(callId);
  }
}

/** Null for what is no question, or cannot be read as one. */
function keyOf(event: Asking | undefined): string | null {
  try {
    return event === undefined || event.type === 'turn.said' ? null : questionOf(event);
  } catch {
    return null;
  }
}
