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
