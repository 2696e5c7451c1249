import type { TurnWords } from '../languages/listening-words.ts';
import { plain } from './read-reply.ts';
import { plainText } from './said-tokens.ts';

/** A part of a turn between two marks: as it came, and as patterns meet it. */
export type TurnPart = {
  raw: string;
  text: string;
  /** Whether a question mark ends it. */
  isAsked: boolean;
};

/** Most characters of a turn that are read, and most parts: whoever says more is not understood. */
const TURN_LENGTH_MAX = 2000;
const PARTS_MAX = 60;

/** Cuts a turn where marks stand, and where it turns to something else without any. */
export function toParts(said: string, { partStart }: TurnWords): TurnPart[] {
  const text = plainText(said.slice(0, TURN_LENGTH_MAX))
    .replace(/[‘’ʼ´`]/g, "'")
    .replace(/[^\S\n]+/g, ' ');
  const marked = text.match(/(?:[^.,;:?!\n…]|[.,:](?=\S))+[.,;:?!\n…]*/g) ?? [];
  return marked
    .slice(0, PARTS_MAX)
    .flatMap((sentence) => {
      const parts = sentence.split(partStart);
      return parts.map((part, index) => ({
        raw: part.replace(/[\s.,;:?!…]+$/, '').trim(),
        text: plain(part).replace(/^[\s"'([]+|[\s.,;:?!…"')\]]+$/g, ''),
        isAsked: index === parts.length - 1 && sentence.trimEnd().endsWith('?'),
      }));
    })
    .filter(({ raw }) => /[\p{L}\p{N}]/u.test(raw));
}
