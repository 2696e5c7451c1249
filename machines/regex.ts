/**
 * Compiles a pattern that is written over several lines: line breaks and the indentation after
 * them are no part of it, every other character is. Backslashes stand as in a literal.
 */
export function regex(flags: string) {
  return (parts: TemplateStringsArray, ...values: string[]): RegExp =>
    new RegExp(source(parts, ...values), flags);
}

/** The source of such a pattern, to be put into another. */
export function source(parts: TemplateStringsArray, ...values: string[]): string {
  return String.raw(parts, ...values).replace(/\n\s*/g, '');
}

/**
 * Every match of a global pattern in a text, as matchAll() finds them. That copies the pattern for each
 * text, which costs more than most of these find: nothing.
 */
export function matchesOf(text: string, pattern: RegExp): RegExpExecArray[] {
  const matches: RegExpExecArray[] = [];
  pattern.lastIndex = 0;
  for (let match = pattern.exec(text); match !== null; match = pattern.exec(text)) {
    matches.push(match);
    // An empty match would be found again and again.
    if (match[0] === '') pattern.lastIndex += pattern.unicode && isPair(text, match.index) ? 2 : 1;
  }
  return matches;
}

/** Whether one character takes two places there. */
function isPair(text: string, index: number): boolean {
  return (text.codePointAt(index) ?? 0) > 0xffff;
}
