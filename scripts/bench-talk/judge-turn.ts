import type { Language } from '../../machines/languages/language.ts';
import { joinPieces } from '../../machines/listening/join-pieces.ts';
import type { Meant } from '../../machines/listening/meant.ts';
import { readCorrection } from '../../machines/listening/read-correction.ts';
import { readKeypad, readNumber } from '../../machines/listening/read-number.ts';
import { readTurn } from '../../machines/listening/read-turn.ts';
import { type Conversation, contextOf, type WrittenTurn } from './conversations.ts';

/** What a turn was read as, in the form in which it is written what it means. */
export type Judgement = {
  read: string;
  isRight: boolean;
  /** A whole number was read that nobody said. */
  isWrongNumber: boolean;
  /** A yes, or a question on a parcel, was read that nobody meant. */
  isUnbidden: boolean;
};

/** Reads a turn and holds it against what it means. */
export function judgeTurn(
  turn: WrittenTurn,
  conversation: Conversation,
  language: Language,
): Judgement {
  const context = contextOf(turn, conversation);
  const things = readTurn(turn.said, context, language).map((it) =>
    tell(it, context.onTable ?? '', language),
  );
  const meanings = turn.meant.split('|').map((meaning) => meaning.split(' + '));
  const meant = meanings.flat();
  const isMeant = (thing: string) => meant.some((it) => isSame(thing, it));
  return {
    read: things.join(' + '),
    isRight: meanings.some(
      (each) =>
        each.length === things.length && each.every((it, index) => isSame(things[index] ?? '', it)),
    ),
    isWrongNumber: things.some((it) => /^(?:number|correction) \w{6,}/.test(it) && !isMeant(it)),
    isUnbidden: things.some((it) => /^(?:yes|ask \w+)$/.test(it) && !isMeant(it)),
  };
}

/** Where no characters are written, any that were read are right. */
function isSame(read: string, meant: string): boolean {
  return read === meant || (!meant.includes(' ') && read.split(' ')[0] === meant && isHeard(meant));
}

function isHeard(kind: string): boolean {
  return ['number', 'fragment', 'correction', 'answer'].includes(kind);
}

function tell(meant: Meant, onTable: string, language: Language): string {
  switch (meant.kind) {
    case 'ask':
      return `ask ${meant.topic}`;
    case 'repeat':
      return meant.slower ? 'repeat slower' : 'repeat';
    case 'number': {
      const reading = readNumber(readKeypad(meant.heard) ?? meant.heard, language);
      return `number ${reading.ok ? reading.trackingNumber : `(${reading.fault})`}`;
    }
    case 'fragment': {
      const joined = joinPieces('', meant.heard, language);
      return joined.ok && joined.given !== '' ? `fragment ${joined.given}` : 'fragment';
    }
    case 'correction': {
      const reading = readCorrection(readKeypad(meant.heard) ?? meant.heard, onTable, language);
      return 'trackingNumber' in reading ? `correction ${reading.trackingNumber}` : 'correction';
    }
    default:
      return meant.kind;
  }
}
