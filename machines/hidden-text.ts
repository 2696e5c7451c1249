// What has no sound of its own and can hide words or turn a line around: format and bidirectional
// characters, tags, private use, fillers, selectors. They go first, so that nothing which they
// kept apart is overlooked afterwards.
const HIDDEN = /[\p{Cf}\p{Co}\p{Default_Ignorable_Code_Point}\p{Noncharacter_Code_Point}]/gu;

// Control characters, and halves of a character: lone surrogates, since the u flag spares pairs.
const BROKEN = /[\p{Cc}\p{Cs}]/gu;

/** A text without the characters that no reader sees; a line break stays. Pure and idempotent. */
export function withoutHidden(text: string): string {
  return text
    .replace(HIDDEN, '')
    .replace(/\r\n?|[\u2028\u2029\u0085\v\f]/g, '\n')
    .replace(BROKEN, (character) => (character === '\n' ? '\n' : ' '));
}

/** The same on one line: every run of white space is one space, and none stands at an edge. */
export function visibleLine(text: string): string {
  return withoutHidden(text).replace(/\s+/g, ' ').trim();
}
