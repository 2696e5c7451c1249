import type { Turn } from '../../machines/call-events.ts';
import type { LoggedEvent } from './engine.ts';

/**
 * Most events that wait for a step to be recorded with. What moves no call makes no step, and a
 * long call has many such events; of those the oldest go first.
 */
const EVENTS_MAX = 1000;

/** What of a call is not on record yet. */
export class CallLog {
  #events: LoggedEvent[] = [];
  #turns: Turn[] = [];
  #told: Turn[] = [];
  #seq: number;

  constructor(seq: number) {
    this.#seq = seq;
  }

  note(event: LoggedEvent): void {
    this.#events.push(event);
    if (this.#events.length > EVENTS_MAX) this.#events.shift();
  }

  /** Takes the conversation so far, of which most is known already. */
  hear(conversation: Turn[]): void {
    if (conversation.length === 0) return;
    this.#turns.push(...newTurns(this.#told, conversation));
    this.#told = conversation;
  }

  /** Whether there is anything since the last take. */
  get hasMore(): boolean {
    return this.#events.length > 0 || this.#turns.length > 0;
  }

  /** Everything since the last take, under the next number. */
  take(): { seq: number; events: LoggedEvent[]; turns: Turn[] } {
    const taken = { seq: this.#seq, events: this.#events, turns: this.#turns };
    this.#seq += 1;
    this.#events = [];
    this.#turns = [];
    return taken;
  }
}

/**
 * What a conversation has beyond what was known of it. Vapi sends it whole each time, but for the
 * oldest turns of a long one, and may word a turn anew that was cut short.
 */
function newTurns(known: Turn[], conversation: Turn[]): Turn[] {
  for (let shared = Math.min(known.length, conversation.length); shared > 0; shared -= 1) {
    const tail = known.slice(-shared);
    if (tail.every((turn, index) => isSame(turn, conversation[index]))) {
      return conversation.slice(shared);
    }
  }
  return conversation.slice(Math.min(known.length, conversation.length - 1));
}

function isSame(a: Turn, b: Turn | undefined): boolean {
  return a.role === b?.role && a.text === b.text;
}
