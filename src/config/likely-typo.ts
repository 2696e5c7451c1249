/** Most letters that may differ between a typo and what was meant. */
const TYPO_LETTERS_MAX = 2;

/** Shorter names are too near to others to be called typos: HOME is no HOST. */
const TYPO_LENGTH_MIN = 8;

/**
 * The known name that `name` was probably meant to be, or null: one that differs in few letters, or
 * one of the same first word of which words were left out (SANITY_TOKEN for SANITY_API_TOKEN).
 */
export function findLikelyTypo(name: string, known: readonly string[]): string | null {
  if (name.length < TYPO_LENGTH_MIN) return null;
  const isMisspelt = (other: string) => isNear(name, other);
  return known.find(isMisspelt) ?? known.find((other) => leavesWordsOut(name, other)) ?? null;
}

function leavesWordsOut(name: string, other: string): boolean {
  const [first, ...rest] = name.split('_');
  const words = other.split('_');
  return rest.length > 0 && first === words[0] && rest.every((word) => words.includes(word));
}

/**
 * Whether few letters are inserted, deleted or replaced: the Levenshtein distance is small. Every
 * variable of the process is held against every known one, so it stops where it cannot be any more.
 */
function isNear(from: string, to: string): boolean {
  if (Math.abs(from.length - to.length) > TYPO_LETTERS_MAX) return false;
  let above = Array.from({ length: to.length + 1 }, (_, column) => column);
  for (let row = 0; row < from.length; row += 1) {
    const line = [row + 1];
    for (let column = 0; column < to.length; column += 1) {
      const replaced = (above[column] ?? 0) + (from[row] === to[column] ? 0 : 1);
      line.push(Math.min(replaced, (above[column + 1] ?? 0) + 1, (line[column] ?? 0) + 1));
    }
    // No distance gets smaller from row to row.
    if (Math.min(...line) > TYPO_LETTERS_MAX) return false;
    above = line;
  }
  return (above.at(-1) ?? 0) <= TYPO_LETTERS_MAX;
}
