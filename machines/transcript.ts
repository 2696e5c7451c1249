/**
 * What was said in a call, each turn once. It is told twice: by conversations that grow, and by single
 * utterances of the transcriber; whichever comes first is taken.
 */
import type { Turn } from './call-events.ts';

/** Most turns that are read of a conversation which is new as a whole. */
const TURNS_MAX = 200;

/** Most entries that are looked at for these; the others are tool calls and prompts. */
const ENTRIES_MAX = 500;

/** By so many turns it is told that a conversation is the one before and more. */
const KNOWN_AGAIN = 4;

/** Most turns that wait for a step to be recorded with; what moves no call makes no step. */
const FRESH_MAX = 1000;

/** Most turns of which it is kept in mind that only one of two tellers has told them. */
const UNPAIRED_MAX = 20;

/** Most pieces of what the caller says that are held beside what the model passes on. */
const SAID_MAX = 10;
const SAID_PIECE = /.{1,500}/gsu;

/**
 * A conversation so far, as it is told again and again: an entry is read when it is looked at, and
 * is nothing where it is no turn.
 */
export type ToldTurns = { readonly length: number; at(index: number): Turn | null | undefined };

/** What was said, as far as it must be kept to know what is new. Plain JSON. */
export type Transcript = {
  /** Not on record yet. */
  fresh: Turn[];
  /** The end of the conversation when it was told last, and where in it the last turn stood. */
  told: Turn[];
  lastAt: number;
  /** Turns that came in a conversation, and no transcriber has told of; and the reverse. */
  untranscribed: Turn[];
  overheard: Turn[];
  /** What the caller has said since a number was read back last, the newest last. */
  said: string[];
};

/** What a delivery tells of the conversation: its end, in plain JSON. */
export type Conversation = {
  turns: Turn[];
  /** Where in the conversation the last of them stands. */
  lastAt: number;
  /** Whether they follow upon what was told before. */
  isContinued: boolean;
};

/** What was said last, as far as it is kept; null where nothing was said. */
export function lastTurn({ fresh, overheard, told }: Transcript): Turn | null {
  // What the transcriber alone has told of is newer than the conversation that lacks it.
  return fresh.at(-1) ?? overheard.at(-1) ?? told.at(-1) ?? null;
}

/**
 * The start of a call; of one that is taken up again, with the turns that are on record, and those of
 * them since a number was read back last.
 */
export function startTranscript(
  onRecord: readonly Turn[] = [],
  sinceReadBack: readonly Turn[] = [],
): Transcript {
  const said = sinceReadBack.reduce(addSaid, []);
  return { fresh: [], told: [], lastAt: -1, untranscribed: [], overheard: [...onRecord], said };
}

/** What was said is answered, by a number that is read back. Pure. */
export function forgetSaid(before: Transcript): Transcript {
  return before.said.length === 0 ? before : { ...before, said: [] };
}

/** Reads of a conversation so far what may be new: most is known already and is not looked at. */
export function readConversation({ told, lastAt }: Transcript, all: ToldTurns): Conversation {
  const isContinued = told.length > 0 && isKnownUntil(lastAt, told, all);
  const from = isContinued ? lastAt + 1 : Math.max(0, all.length - ENTRIES_MAX);
  const turns: Turn[] = [];
  let end = lastAt;
  for (let index = all.length - 1; index >= from && turns.length < TURNS_MAX; index -= 1) {
    const turn = all.at(index);
    if (turn == null) continue;
    if (turns.length === 0) end = index;
    turns.push(turn);
  }
  return { turns: turns.reverse(), lastAt: end, isContinued };
}

/**
 * Whether the last turns that were told stand in a conversation as they did: of one that has lost its
 * oldest turns since, another "No." may stand where the last one stood.
 */
function isKnownUntil(lastAt: number, told: readonly Turn[], all: ToldTurns): boolean {
  const known = told.slice(-KNOWN_AGAIN);
  for (let index = lastAt; index >= 0 && known.length > 0; index -= 1) {
    const turn = all.at(index);
    if (turn != null && !isSame(turn, known.pop())) return false;
  }
  return known.length === 0;
}

/** On record in the place of what a caller said when asked who they are. */
export const UNTOLD = '[answer]';

/** What the caller says that stays off the record: nothing, all, or all before the assistant speaks. */
export type Untold = 'none' | 'all' | 'answer';

/** Takes what a conversation tells. Pure. */
export function hearConversation(
  before: Transcript,
  conversation: Conversation,
  untold: Untold = 'none',
): Transcript {
  const { turns, lastAt, isContinued } = conversation;
  if (turns.length === 0) return before;
  // One that was overtaken by a later one tells nothing; to take it for what was told last would make
  // all of the later one new again.
  if (!isContinued && isBeginningOf(before.told, turns)) return before;
  const news = isContinued ? turns : newTurns(before.told, turns);
  const spokenAt = untold === 'answer' ? news.findIndex(({ role }) => role === 'assistant') : -1;
  const takeEach = (heard: Tellers, turn: Turn, index: number) =>
    take(heard, turn, untold !== 'none' && (spokenAt < 0 || index < spokenAt));
  const { mine, other, ...heard } = news.reduce(takeEach, {
    fresh: before.fresh,
    said: before.said,
    mine: before.untranscribed,
    other: before.overheard,
  });
  const told = isContinued ? [...before.told, ...turns].slice(-TURNS_MAX) : turns;
  return { ...heard, told, lastAt, untranscribed: mine, overheard: other };
}

/** Takes what the transcriber has heard for good. Pure. */
export function hearUtterance(
  before: Transcript,
  { role, text }: Turn,
  isUntold = false,
): Transcript {
  const { fresh, said } = before;
  const { mine, other, ...heard } = take(
    { fresh, said, mine: before.overheard, other: before.untranscribed },
    { role, text },
    isUntold,
  );
  return { ...before, ...heard, untranscribed: other, overheard: mine };
}

/** What is new of all that was told, and what each of the two tellers alone has told. */
type Tellers = Pick<Transcript, 'fresh' | 'said'> & { mine: Turn[]; other: Turn[] };

/** Whether what was said is on record as an answer that is not told. */
function isUntoldTurn({ role, text }: Turn): boolean {
  return role === 'caller' && text === UNTOLD;
}

/** Takes what of a turn the other teller has not told before. */
function take({ fresh, said, mine, other }: Tellers, turn: Turn, isUntold: boolean): Tellers {
  const left = other.map((told) => ({ ...told }));
  const rest = withoutTold(turn, left);
  if (rest === null) return { fresh, said, mine, other: left };
  // A process before this one has heard it, and kept no more than that it was an answer.
  const answer = rest.role === 'caller' ? left.findIndex(isUntoldTurn) : -1;
  if (answer >= 0) return { fresh, said, mine, other: left.toSpliced(answer, 1) };
  const kept = mine.length < UNPAIRED_MAX ? mine : mine.slice(1);
  const isAnswer = isUntold && rest.role === 'caller';
  return {
    fresh: [...fresh, isAnswer ? { ...rest, text: UNTOLD } : rest].slice(-FRESH_MAX),
    said: isAnswer ? said : addSaid(said, rest),
    mine: [...kept, rest],
    other: left,
  };
}

function addSaid(said: string[], { role, text }: Turn): string[] {
  if (role !== 'caller') return said;
  // A long turn comes in pieces, so that its last words count as well.
  const pieces = text.match(SAID_PIECE) ?? [];
  return [...said, ...pieces].slice(-SAID_MAX);
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

function isBeginningOf(known: Turn[], conversation: Turn[]): boolean {
  return (
    conversation.length < known.length &&
    conversation.every((turn, index) => isSame(turn, known[index]))
  );
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
  return text.split(/\s/).filter((word) => word !== '');
}

function bare(word: string | undefined): string {
  return (word ?? '').toLowerCase().replace(/[^\p{L}\p{N}]/gu, '');
}
