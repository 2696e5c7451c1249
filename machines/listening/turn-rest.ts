/** What the words of a turn mean that are no signs: numbers, corrections, yes and no, and answers. */
import type { Language } from '../languages/language.ts';
import type { TurnWords } from '../languages/listening-words.ts';
import type { Asked, Found, Meant, Rest, TurnContext } from './meant.ts';
import { findNumber, type NumberInTurn, partSaid } from './number-in-turn.ts';
import { readCorrection } from './read-correction.ts';
import { readFragment, readNumber } from './read-number.ts';
import { plain, readReply } from './read-reply.ts';
import { type TurnPart, toParts } from './turn-parts.ts';
import { leadOf } from './turn-signs.ts';

/** The same without numbers that are no parcel's, and without talk around a sign. */
type Said = Omit<Rest, 'isWhole'>;

/** Fewest words that are talk, and not a word that was cut off. */
const TALK_WORDS_MIN = 2;
/** Fewest characters that begin a number where none is asked for. */
const BEGINNING_LENGTH_MIN = 3;
/** Most words of a part that is still a yes, and of all that is told beside it. */
const BESIDE_YES_MAX = 1;
const TOLD_BESIDE_YES_MAX = 2;

const WORD = /[\p{L}\p{N}']+/gu;

const NOTHING: Meant = { kind: 'nothing' };
const OFF_TOPIC: Meant = { kind: 'offTopic' };

/** Reads what is left of all parts, together. Pure. */
export function readRest(rest: readonly Rest[], at: TurnContext, language: Language): Found[] {
  const said = rest.flatMap((one) => {
    const bare = one.text.replace(language.turns.otherNumbers, ' ').trim();
    const text = one.isWhole ? bare : aroundSign(one.text, bare, language);
    return text === '' ? [] : [{ part: one.part, text, isAsked: one.isAsked && one.isWhole }];
  });
  if (said.length === 0) {
    // There were only numbers of something else.
    const cut = rest.find(({ isWhole, text }) => isWhole && text.trim() !== '');
    return cut === undefined ? [] : [{ part: cut.part, index: 0, meant: OFF_TOPIC }];
  }
  const meant = readWords(said, at, language);
  return meant.map((it) => ({ ...placeOf(it, said, language), meant: it }));
}

/** Of what stands around a sign, only a yes or no before it and whole numbers count. */
function aroundSign(text: string, bare: string, language: Language): string {
  const lead = leadOf(plain(text), language.turns);
  const number = findNumber(bare, language);
  return [lead, isWhole(number, language) ? number.heard : null]
    .filter((it) => it !== null)
    .join(', ');
}

/** Whether there is a number, or several: "two parcels, WB10447291 and QT77120094". */
function isWhole(number: NumberInTurn | null, language: Language): number is NumberInTurn {
  if (number?.kind !== 'number') return false;
  const reading = readNumber(number.heard, language);
  return reading.ok || reading.fault === 'ambiguous';
}

/** Where in the turn something stands: what was heard where it is said, a yes or no at the start. */
function placeOf(meant: Meant, said: readonly Said[], language: Language): Omit<Found, 'meant'> {
  const isHeard = 'heard' in meant && meant.kind !== 'answer';
  const holder = isHeard ? said.find(({ text }) => findNumber(text, language) !== null) : undefined;
  return { part: (holder ?? said[0])?.part ?? 0, index: isHeard ? Number.MAX_SAFE_INTEGER : -1 };
}

function readWords(said: readonly Said[], at: TurnContext, language: Language): Meant[] {
  const { turns } = language;
  const text = joined(said);
  switch (at.asked) {
    case 'readBack':
      if (at.onTable !== null) return readAnswer(said, at.onTable, language);
      break;
    case 'identity':
      if (turns.wrongNumber.test(plain(text))) return [{ kind: 'wrongParcel' }];
      if (turns.noLead.test(plain(text))) return [{ kind: 'no' }];
      return talkIn(said, turns) === null ? [] : [{ kind: 'answer', heard: text }];
    default:
  }
  const reply = leadReply(plain(text), at.asked, turns);
  const number = findNumber(text, language);
  if (number?.kind === 'number') return [...reply, { kind: 'number', heard: number.heard }];
  const pieces = readPieces(said, at, language);
  if (pieces !== null) return [pieces];
  if (at.onTable !== null && at.asked !== 'which') {
    // "It ended in five", "no, it ends in five": of the parcel that was told of.
    const correction = readCorrection(text, at.onTable, language);
    if (correction.kind === 'corrected') return [{ kind: 'correction', heard: text }];
  }
  if (reply.length > 0) return reply;
  // Whoever says nothing but characters begins with the number of another parcel.
  const beginning = at.asked === 'anythingElse' ? readFragment(text, language) : null;
  if (beginning !== null && beginning.length >= BEGINNING_LENGTH_MIN) {
    return [{ kind: 'fragment', heard: text }];
  }
  const talk = talkIn(said, turns);
  if (at.asked === 'which') return talk === null ? [] : [{ kind: 'answer', heard: text }];
  return talk === null ? [] : [talk];
}

/**
 * A part of a number, or that all of it was said, where one is asked for. Whoever is offered a person may
 * go on with the number.
 */
function readPieces(
  said: readonly Said[],
  { asked, state }: TurnContext,
  language: Language,
): Meant | null {
  const isOffered = asked === null && state === 'fallback';
  if (asked !== 'number' && asked !== 'which' && !isOffered) return null;
  // "Ready? G B": what is asked is no part of it.
  const told = joined(said.filter(({ isAsked }) => !isAsked));
  const number = findNumber(told, language);
  if (number !== null) {
    // "The last four are 7291": no number begins with that.
    const isBeginning = asked === 'which' || partSaid(told, language) !== 'other';
    return { kind: isBeginning ? 'fragment' : 'number', heard: number.heard };
  }
  const isEnded = said.some(({ text }) => language.spoken.endings.has(plain(text)));
  return isEnded && asked === 'number' ? { kind: 'fragment', heard: joined(said) } : null;
}

function joined(said: readonly Said[]): string {
  return said.map(({ text }) => text).join(', ');
}

/** A yes or no that a turn begins with; where no number is asked for, also that nothing is wanted. */
function leadReply(text: string, asked: Asked | null, turns: TurnWords): Meant[] {
  if (turns.noLead.test(text)) return [{ kind: 'no' }];
  if (asked !== 'number' && turns.nothingElse.test(text)) return [{ kind: 'no' }];
  // "Yes, mum, I'll be there": of talk to somebody else a yes may be the first word.
  const isYes = turns.yesLead.test(text) && countBeside(text, turns) <= BESIDE_YES_MAX;
  return isYes ? [{ kind: 'yes' }] : [];
}

/** What is said to "Is that right?" */
function readAnswer(said: readonly Said[], onTable: string, language: Language): Meant[] {
  const text = joined(said);
  const reply = readReply(text, language);
  const reading = readNumber(text, language);
  if (reading.ok && reading.trackingNumber === onTable) {
    return [{ kind: reply === 'no' ? 'no' : 'yes' }];
  }
  const { kind } = readCorrection(text, onTable, language);
  const isCorrected = kind === 'corrected' || kind === 'whole' || reply === 'correction';
  if (isCorrected) return [{ kind: 'correction', heard: text }];
  const isRefused = reply === 'unclear' && language.turns.noLead.test(plain(text));
  if (reply === 'no' || isRefused) return [{ kind: 'no' }];
  if (isYes(text, language)) return [{ kind: 'yes' }];
  if (reply === 'yes') return [OFF_TOPIC];
  const told = said.filter(({ isAsked }) => !isAsked);
  if (findNumber(joined(told), language) !== null) return [{ kind: 'correction', heard: text }];
  const talk = talkIn(said, language.turns);
  return talk === null ? [] : [talk];
}

/**
 * Whether a part of an answer is a yes and nothing else, beside which nothing much is told: of talk to
 * somebody else, too, a "yeah" may be the first word. What is asked beside a yes is no doubt of it.
 */
function isYes(text: string, { turns, replies }: Language): boolean {
  const parts = toParts(text, turns);
  const isPlain = (part: TurnPart) =>
    (turns.accepts.test(part.text) || replies.yes.test(part.text)) &&
    countBeside(part.text, turns) <= BESIDE_YES_MAX;
  const told = parts.filter(
    (part) => !isPlain(part) && !part.isAsked && !replies.question.test(part.text),
  );
  const words = told.reduce((sum, part) => sum + countBeside(part.text, turns), 0);
  return parts.some(isPlain) && words <= TOLD_BESIDE_YES_MAX;
}

function countBeside(text: string, { besideYes }: TurnWords): number {
  return (text.replace(besideYes, ' ').match(WORD) ?? []).length;
}

/** Talk of something else; null where there are only words that say nothing. */
function talkIn(said: readonly Said[], { filler }: TurnWords): Meant | null {
  const words = plain(joined(said)).replace(filler, ' ').match(WORD) ?? [];
  if (words.length === 0) return null;
  const isAsked = said.some((it) => it.isAsked);
  return words.length >= TALK_WORDS_MIN || isAsked ? OFF_TOPIC : NOTHING;
}
