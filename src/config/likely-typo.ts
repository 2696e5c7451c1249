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
  const isMisspelt = (other: string) => countEdits(name, other) <= TYPO_LETTERS_MAX;
  return known.find(isMisspelt) ?? known.find((other) => leavesWordsOut(name, other)) ?? null;
}

function leavesWordsOut(name: string, other: string): boolean {
  const [first, ...rest] = name.split('_');
  const words = other.split('_');
  return rest.length > 0 && first === words[0] && rest.every((word) => words.includes(word));
}

/** The Levenshtein distance: how many letters to insert, delete or replace. */
function countEdits(from: string, to: string): number {
  let above = Array.from({ length: to.length + 1 }, (_, column) => column);
  for (const [row, letter] of [...from].entries()) {
    const line = [row + 1];
    for (const [column, other] of [...to].entries()) {
      const replaced = (above[column] ?? 0) + (letter === other ? 0 : 1);
      line.push(Math.min(replaced, (above[column + 1] ?? 0) + 1, (line[column] ?? 0) + 1));
    }
    above = line;
  }
  return above.at(-1) ?? 0;
}
