import type { Turn } from '../../machines/call-events.ts';
import type { RecordedEvent } from '../../machines/record.ts';
import type { ToldTurns } from './engine.ts';

/**
 * Most events that wait for a step to be recorded with. What moves no call makes no step, and a
 * long call has many such events; of those the oldest go first.
 */
const EVENTS_MAX = 1000;

/** Most turns that are read of a conversation which is new as a whole. */
const TURNS_MAX = 200;

/** Most entries that are looked at for these; the others are tool calls and prompts. */
const ENTRIES_MAX = 500;

/** Most turns of which it is kept in mind that only one of two tellers has told them. */
const UNPAIRED_MAX = 20;

/**
 * What of a call is not on record yet. What was said is told twice, by conversations that grow and
 * by single utterances of the transcriber; whichever comes first is taken, and each turn once.
 */
export class CallLog {
  #events: RecordedEvent[] = [];
  #turns: Turn[] = [];
  /** The conversation when it was told last, and where in it the last turn stood. */
  #told: Turn[] = [];
  #lastAt = -1;
  /** Turns that came in a conversation, and no transcriber has told of; and the reverse. */
  #untranscribed: Turn[] = [];
  #overheard: Turn[] = [];
  #seq: number;

  /** `said` is on record from an earlier process; whoever tells of it tells nothing new. */
  constructor(seq: number, said: readonly Turn[] = []) {
    this.#seq = seq;
    this.#overheard = said.map((turn) => ({ ...turn }));
  }

  note(event: RecordedEvent): void {
    this.#events.push(event);
    if (this.#events.length > EVENTS_MAX) this.#events.shift();
  }

  /** Takes the conversation so far, of which most is known already and is not read again. */
  hear(conversation: ToldTurns): void {
    if (conversation.length === 0) return;
    const last = this.#told.at(-1);
    const isLonger = last !== undefined && isSame(last, conversation.at(this.#lastAt));
    const from = isLonger ? this.#lastAt + 1 : Math.max(0, conversation.length - ENTRIES_MAX);
    const turns: Turn[] = [];
    let lastAt = this.#lastAt;
    for (let index = conversation.length - 1; index >= from; index -= 1) {
      const turn = turns.length < TURNS_MAX ? conversation.at(index) : null;
      if (turn == null) continue;
      if (turns.length === 0) lastAt = index;
      turns.push(turn);
    }
    turns.reverse();
    if (turns.length === 0) return;
    this.#lastAt = lastAt;
    for (const turn of isLonger ? turns : newTurns(this.#told, turns)) {
      this.#take(turn, this.#overheard, this.#untranscribed);
    }
    this.#told = isLonger ? [...this.#told, ...turns].slice(-TURNS_MAX) : turns;
  }

  /** Takes what the transcriber has heard for good. */
  overhear({ role, text }: Turn): void {
    this.#take({ role, text }, this.#untranscribed, this.#overheard);
  }

  /** Whether there is anything since the last take. */
  get hasMore(): boolean {
    return this.#events.length > 0 || this.#turns.length > 0;
  }

  /** Everything since the last take, under the next number. */
  take(): { seq: number; events: RecordedEvent[]; turns: Turn[] } {
    const taken = { seq: this.#seq, events: this.#events, turns: this.#turns };
    this.#seq += 1;
    this.#events = [];
    this.#turns = [];
    return taken;
  }

  /** Takes what of a turn the other teller has not told before. */
  #take(turn: Turn, toldByOther: Turn[], toldByThis: Turn[]): void {
    const rest = withoutTold(turn, toldByOther);
    if (rest === null) return;
    this.#turns.push(rest);
    // A copy: what is used up of it stays on record.
    toldByThis.push({ ...rest });
    if (toldByThis.length > UNPAIRED_MAX) toldByThis.shift();
  }
}

/**
 * What a conversation has beyond what was known of it. Vapi sends it whole each time, but for the
 * oldest turns of a long one; a turn may have grown since, or be worded anew that was cut short.
 */
function newTurns(known: Turn[], conversation: Turn[]): Turn[] {
  for (let shared = Math.min(known.length, conversation.length); shared > 0; shared -= 1) {
    const tail = known.slice(-shared);
    if (tail.every((turn, index) => isSame(turn, conversation[index]))) {
      return conversation.slice(shared);
    }
  }
  const last = known.at(-1);
  const grown = conversation[known.length - 1];
  if (last !== undefined && grown !== undefined) {
    const rest = withoutTold(grown, [{ ...last }]);
    if (rest !== grown) {
      return [...(rest === null ? [] : [rest]), ...conversation.slice(known.length)];
    }
  }
  return conversation.slice(Math.min(known.length, conversation.length - 1));
}

function isSame(a: Turn, b: Turn | null | undefined): boolean {
  return a.role === b?.role && a.text === b.text;
}

/**
 * What a turn says beyond what was told of it, null for nothing; what was told is used up by it.
 * Several utterances may be one turn of the conversation, and punctuation differs.
 */
function withoutTold(turn: Turn, told: Turn[]): Turn | null {
  let rest = turn.text;
  for (;;) {
    const index = told.findIndex(
      (other) => other.role === turn.role && isBegunBy(rest, other.text),
    );
    const other = told[index];
    if (other === undefined) break;
    const [words, others] = [wordsOf(rest), wordsOf(other.text)];
    if (others.length > words.length) {
      other.text = others.slice(words.length).join(' ');
      return null;
    }
    told.splice(index, 1);
    rest = words.slice(others.length).join(' ');
    if (rest === '') return null;
  }
  return rest === turn.text ? turn : { ...turn, text: rest };
}

/** Whether one text has the words with which the other begins. */
function isBegunBy(text: string, other: string): boolean {
  const [words, others] = [wordsOf(text), wordsOf(other)];
  const shared = Math.min(words.length, others.length);
  if (shared === 0) return false;
  for (let index = 0; index < shared; index += 1) {
    if (bare(words[index]) !== bare(others[index])) return false;
  }
  return true;
}

function wordsOf(text: string): string[] {
  return text.split(/\s+/).filter((word) => word !== '');
}

function bare(word: string | undefined): string {
  return (word ?? '').toLowerCase().replace(/[^\p{L}\p{N}]+/gu, '');
}
