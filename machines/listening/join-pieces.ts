import type { Heard } from '../call-events.ts';
import type { SpokenLanguage } from '../languages/spoken-languages.ts';
import { TRACKING_NUMBER_LENGTH } from '../tracking-number.ts';
import { readFragment, readKeypad } from './read-number.ts';
import { fold, plainText, SAID_LENGTH_MAX, toTokens } from './said-tokens.ts';

/**
 * What there is of a number that is given in pieces, after one more of them; `isLast`: the caller has
 * said that there are no more, or keyed a `#`. A fault leaves what there was as it is: `noPiece`
 * where nothing could be read, `tooLong` where a number cannot have as many characters.
 */
export type JoinedPieces =
  | { ok: true; given: string; isLast: boolean }
  | { ok: false; fault: 'noPiece' | 'tooLong' };

/**
 * Puts one more piece of a number, said or keyed, to those that were given before ('' where it is
 * the first). Whoever begins anew, with all that was given already, is taken at the last word. What
 * is put together is always doubted: read it with readNumber() for its faults, and read it back.
 */
export function joinPieces(given: string, heard: Heard, language: SpokenLanguage): JoinedPieces {
  if (typeof heard === 'string' && heard.length > SAID_LENGTH_MAX) {
    return { ok: false, fault: 'tooLong' };
  }
  const { said, isLast } = withoutEnding(String(heard ?? ''), language);
  // "Yes, that's all of it."
  const isBare = toTokens(said).every(
    ({ kind, text }) => kind === 'sign' || language.spoken.asides.drop.includes(text),
  );
  if (isBare && isLast) return { ok: true, given, isLast };
  const keyed = readKeypad(said);
  const piece = keyed ?? readFragment(typeof heard === 'number' ? heard : said, language);
  if (piece === null) return { ok: false, fault: 'noPiece' };
  const joined = isAnew(given, piece) ? piece : given + piece;
  if (joined.length > TRACKING_NUMBER_LENGTH.max) return { ok: false, fault: 'tooLong' };
  return { ok: true, given: joined, isLast: isLast || (keyed !== null && said.includes('#')) };
}

/** Of so few characters, a number may end with the very ones that were given first by chance. */
const ENDING_LENGTH_MIN = 3;

/**
 * Whether what is said has all in it that was given before: at its beginning, or, of a whole number,
 * at its end.
 */
export function isAnew(given: string, piece: string): boolean {
  if (piece.length <= given.length) return false;
  const isWhole = piece.length >= TRACKING_NUMBER_LENGTH.min;
  const isEnd = isWhole && given.length >= ENDING_LENGTH_MIN && piece.endsWith(given);
  return piece.startsWith(given) || isEnd;
}

/** What was said without the words that end it, and whether they were there. */
function withoutEnding(
  text: string,
  { spoken }: SpokenLanguage,
): { said: string; isLast: boolean } {
  const said = plainText(text).trim();
  const words = said.split(/\s+/);
  for (let count = ENDING_WORDS_MAX; count > 0; count -= 1) {
    const ending = fold(words.slice(-count).join(' ')).replace(/^[^a-z]+|[^a-z]+$/g, '');
    if (spoken.endings.has(ending)) {
      return { said: words.slice(0, -count).join(' '), isLast: true };
    }
  }
  return { said, isLast: false };
}

/** Most words in the phrases that end a number. */
const ENDING_WORDS_MAX = 5;
