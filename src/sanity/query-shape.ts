/** What can be seen of a GROQ query without asking anybody. */
export type QueryShape = {
  /** Names that the last projection gives; null where it cannot be told, or all are given. */
  fields: string[] | null;
  /** Whether one document is picked out of what was found. */
  picksOne: boolean;
};

type Span = { start: number; end: number };

/**
 * Reads a query of the user's own. It knows brackets, strings and comments and no more of GROQ than
 * that: what it cannot tell, it leaves open.
 */
export function readQueryShape(query: string): QueryShape {
  const bare = blank(query);
  const braces = outermost(bare);
  const last = braces.at(-1);
  // What follows the projection, such as [0], does not change which fields there are.
  const fields = last === undefined ? null : fieldsOf(query, bare, last);
  return { fields, picksOne: /\[\s*0\s*\]\s*$/.test(withoutBraces(bare, last)) };
}

/** The same text with its strings and comments blanked, at the same places. */
function blank(query: string): string {
  return query.replace(/"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*'|\/\/[^\n]*/g, (text) =>
    ' '.repeat(text.length),
  );
}

/** The braces that stand in no other braces. */
function outermost(bare: string): Span[] {
  const found: Span[] = [];
  let depth = 0;
  let start = 0;
  for (const [at, character] of [...bare].entries()) {
    if (character === '{') {
      if (depth === 0) start = at;
      depth += 1;
    } else if (character === '}' && depth > 0) {
      depth -= 1;
      if (depth === 0) found.push({ start, end: at });
    }
  }
  return found;
}

function withoutBraces(bare: string, last: Span | undefined): string {
  if (last === undefined) return bare;
  return bare.slice(last.end + 1).trim() === '' ? bare.slice(0, last.start) : bare;
}

/** The names that a projection gives; null where it spreads what is not known. */
function fieldsOf(query: string, bare: string, { start, end }: Span): string[] | null {
  const names: string[] = [];
  for (const { from, to } of partsOf(bare, start + 1, end)) {
    const part = query.slice(from, to).trim();
    if (part === '') continue;
    const [, quoted, plain] =
      /^(?:["']([^"']+)["']\s*:|([A-Za-z_]\w*)\s*(?:$|[[{.|-]))/.exec(part) ?? [];
    const name = quoted ?? plain;
    if (name === undefined) return null;
    names.push(name);
  }
  return names;
}

/** What stands between the commas of the outermost level. */
function partsOf(bare: string, start: number, end: number): { from: number; to: number }[] {
  const parts: { from: number; to: number }[] = [];
  let depth = 0;
  let from = start;
  for (let at = start; at < end; at += 1) {
    const character = bare[at] ?? '';
    if ('{[('.includes(character)) depth += 1;
    else if ('}])'.includes(character)) depth -= 1;
    else if (character === ',' && depth === 0) {
      parts.push({ from, to: at });
      from = at + 1;
    }
  }
  return [...parts, { from, to: end }];
}
