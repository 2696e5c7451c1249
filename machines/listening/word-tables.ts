/** What a table has of a word: what every object has of its own, such as "constructor", is no entry. */
export function of<Entry>(
  table: Readonly<Record<string, Entry>>,
  word: string | undefined,
): Entry | undefined {
  return word !== undefined && Object.hasOwn(table, word) ? table[word] : undefined;
}
