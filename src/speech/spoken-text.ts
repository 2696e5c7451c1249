// Characters without a sound that can hide a word or turn the line around. They go first, so that
// nothing which they kept apart is overlooked below.
const INVISIBLE = /[\u00ad\u200b\u200e\u200f\u202a-\u202e\u2060\u2066-\u2069\ufeff]/g;

// Control characters, and halves of a character: lone surrogates, since the u flag spares pairs.
const UNSPEAKABLE = /[\p{Cc}\p{Cs}]/gu;

// Ranges written out, because the classes of emoji grow with the Unicode version of a Node. The two
// classes above are closed.
const EMOJI = /[\u{2300}-\u{23ff}\u{2600}-\u{27bf}\u{2b00}-\u{2bff}\u{1f000}-\u{1faff}]\u{200d}?/gu;
// What changes or joins emoji: presentation selectors, the keycap, tags of flags.
const EMOJI_MODIFIER = /(?:\u{fe0e}|\u{fe0f}|\u{20e3}|[\u{e0000}-\u{e007f}])\u{200d}?/gu;

const TAG = /<([a-z/!?][^<>]*)>/gi;
const TAG_OPENING = /<(?=[a-z/!?])/gi;
const TEMPLATE_BRACES = /\{[{%]|[%}]\}/g;

/**
 * Free text of a record as one line that may be spoken: word for word, with every run of white
 * space as one space. Emoji go, and so do the brackets that would make a tag or a template
 * placeholder out of words; the words between them stay, since they may be facts. Empty when
 * nothing can be spoken. Pure and idempotent.
 */
export function spokenText(text: string): string {
  return text
    .replace(INVISIBLE, '')
    .replace(UNSPEAKABLE, ' ')
    .replace(EMOJI, ' ')
    .replace(EMOJI_MODIFIER, ' ')
    .replace(TAG, ' $1 ')
    .replace(TAG_OPENING, ' ')
    .replace(TEMPLATE_BRACES, ' ')
    .replace(/\s+/g, ' ')
    .trim();
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
