/** Makes one line of a text: Vapi drops tool results that contain line breaks. */
export function singleLine(text: string): string {
  // Nearly every text is one line already, and to see that costs a tenth of making one.
  if (!/[^\S ]|\p{Cc}| {2}/u.test(text)) return text.trim();
  return text.replace(/[\s\p{Cc}\u2028\u2029]+/gu, ' ').trim();
}

/**
 * Cuts a text to at most `lengthMax` UTF-16 units, at a space where there is one near the end, and
 * marks the cut with an ellipsis. A surrogate pair is never torn.
 */
export function cutText(text: string, lengthMax: number): string {
  if (text.length <= lengthMax) return text;
  const head = text.slice(0, lengthMax - 1).replace(/[\ud800-\udbff]$/, '');
  const space = head.lastIndexOf(' ');
  // Speech that stops inside a word sounds like a fault; a text without spaces has no better place.
  return `${space > lengthMax / 2 ? head.slice(0, space) : head}…`;
}
