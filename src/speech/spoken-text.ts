import { withoutHidden } from '../../machines/hidden-text.ts';
import type { Language } from '../../machines/languages/language.ts';

// Ranges written out, because the classes of emoji grow with the Unicode version of a Node.
const EMOJI = /[\u{2300}-\u{23ff}\u{2600}-\u{27bf}\u{2b00}-\u{2bff}\u{1f000}-\u{1faff}]\u{200d}?/gu;
// What changes or joins emoji: presentation selectors, the keycap, tags of flags.
const EMOJI_MODIFIER = /(?:\u{fe0e}|\u{fe0f}|\u{20e3}|[\u{e0000}-\u{e007f}])\u{200d}?/gu;

// What a voice would spell out or leave out: "asterisk", "number sign". A number sign is a number
// only before one.
const SYMBOL = /&|#(?=\d)|[-=]>|[→⇒•·|*_~^`\\]/gu;
type SymbolWord = keyof Language['sentences']['symbols'];
const SYMBOL_WORDS: Readonly<Record<string, SymbolWord>> = {
  '&': 'and',
  '#': 'number',
  '->': 'to',
  '=>': 'to',
  '→': 'to',
  '⇒': 'to',
};
const PAUSE = /[•·|]/;

const TAG = /<([a-z/!?][^<>]*)>/gi;
const TAG_OPENING = /<(?=[a-z/!?])/gi;
const TEMPLATE_BRACES = /\{[{%]|[%}]\}/g;

// Nearly every text is plain words, which stay as they are: to see that costs a tenth of the rest.
const PLAIN = /^[A-Za-z\d.,:;!?'"() ]+$/;
const WORD = /[A-Za-z\d]/;
const UNEVEN = /^ | $| [ ,]/;

/**
 * Free text of a record as one line that may be spoken: word for word, with every run of white
 * space as one space. Emoji go, and so do the brackets that would make a tag or a template
 * placeholder out of words; the words between them stay, since they may be facts. Symbols are words
 * or pauses. Empty when nothing can be spoken. Pure and idempotent.
 */
export function spokenText(text: string, { sentences }: Language): string {
  if (PLAIN.test(text) && WORD.test(text) && !UNEVEN.test(text)) return text;
  const say = (symbol: string) => {
    const word = SYMBOL_WORDS[symbol];
    if (word !== undefined) return sentences.symbols[word];
    return PAUSE.test(symbol) ? ', ' : ' ';
  };
  const spoken = withoutHidden(text)
    .replace(EMOJI, ' ')
    .replace(EMOJI_MODIFIER, ' ')
    .replace(TAG, ' $1 ')
    .replace(TAG_OPENING, ' ')
    .replace(TEMPLATE_BRACES, ' ')
    .replace(SYMBOL, say)
    .replace(/\s+/g, ' ')
    .replace(/ (?=,)/g, '')
    .trim();
  return /[\p{L}\p{N}]/u.test(spoken) ? spoken : '';
}

/** Cuts spoken text to at most `lengthMax` UTF-16 units, between two words where there are two. */
export function cutAtWord(text: string, lengthMax: number): string {
  if (text.length <= lengthMax) return text;
  const lastSpace = text.lastIndexOf(' ', lengthMax);
  const cut = text.slice(0, lastSpace > 0 ? lastSpace : lengthMax);
  // A word too long for the limit may have been cut inside a surrogate pair.
  return cut.replace(/[\ud800-\udbff]$/, '').replace(/[\s,;:-]+$/, '');
}

/** Ends text with a full stop, so that the voice pauses, unless it already ends a sentence. */
export function endSentence(text: string): string {
  return /[.!?…]["'”’)\]]?$/.test(text) ? text : `${text}.`;
}

/** A text as it stands after a colon: its first word without a capital, unless it may be a name. */
export function uncapitalized(text: string, { sentences }: Language): string {
  return text.replace(sentences.functionWord, (word) => word.toLowerCase());
}
