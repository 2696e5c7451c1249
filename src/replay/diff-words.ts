/** A run of words, and whether the other text lacks it. */
export type Run = { text: string; isChanged: boolean };

/** Beyond this many words apiece, what lies between a common beginning and end counts as changed. */
const WORDS_MAX = 1000;

/** Two texts as runs of words that they share and words that they do not. */
export function diffWords(before: string, after: string): { before: Run[]; after: Run[] } {
  const [old, young] = [toWords(before), toWords(after)];
  const kept = findShared(old, young);
  return {
    before: toRuns(old, new Set(kept.map(([index]) => index))),
    after: toRuns(young, new Set(kept.map(([, index]) => index))),
  };
}

function toWords(text: string): string[] {
  return text.split(/(?<=\s)(?=\S)/);
}

/** Pairs of indexes of the words that both texts have, in order. */
function findShared(old: string[], young: string[]): [number, number][] {
  const length = Math.min(old.length, young.length);
  let head = 0;
  while (head < length && isSame(old[head], young[head])) head += 1;
  let tail = 0;
  while (tail < length - head && isSame(old.at(-1 - tail), young.at(-1 - tail))) tail += 1;
  const middle = findLongest(
    old.slice(head, old.length - tail),
    young.slice(head, young.length - tail),
  );
  return [
    ...Array.from({ length: head }, (_, index): [number, number] => [index, index]),
    ...middle.map(([a, b]): [number, number] => [a + head, b + head]),
    ...Array.from({ length: tail }, (_, index): [number, number] => [
      old.length - tail + index,
      young.length - tail + index,
    ]),
  ];
}

/** The longest common subsequence, by the table of its lengths. */
function findLongest(old: string[], young: string[]): [number, number][] {
  if (old.length > WORDS_MAX || young.length > WORDS_MAX) return [];
  const width = young.length + 1;
  const lengths = new Uint16Array((old.length + 1) * width);
  const at = (a: number, b: number) => lengths[a * width + b] ?? 0;
  for (let a = old.length - 1; a >= 0; a -= 1) {
    for (let b = young.length - 1; b >= 0; b -= 1) {
      lengths[a * width + b] = isSame(old[a], young[b])
        ? at(a + 1, b + 1) + 1
        : Math.max(at(a + 1, b), at(a, b + 1));
    }
  }
  const pairs: [number, number][] = [];
  for (let a = 0, b = 0; a < old.length && b < young.length; ) {
    if (isSame(old[a], young[b])) pairs.push([a++, b++]);
    else if (at(a + 1, b) >= at(a, b + 1)) a += 1;
    else b += 1;
  }
  return pairs;
}

function isSame(a: string | undefined, b: string | undefined): boolean {
  return a?.trimEnd() === b?.trimEnd();
}

function toRuns(words: string[], shared: ReadonlySet<number>): Run[] {
  const runs: Run[] = [];
  for (const [index, word] of words.entries()) {
    const isChanged = !shared.has(index);
    const last = runs.at(-1);
    if (last?.isChanged === isChanged) last.text += word;
    else runs.push({ text: word, isChanged });
  }
  return runs;
}
