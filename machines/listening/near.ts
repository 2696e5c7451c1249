/** How alike two numbers are, by slips: a character other, more or fewer, or two swapped. */

/**
 * The fewest slips that lead from one text to the other, each place touched once (optimal string
 * alignment). Work grows with the product of their lengths.
 */
export function slipsBetween(a: string, b: string): number {
  return lastRow(a, b, false).at(-1) ?? 0;
}

/** The fewest slips that lead from a text to some part of another in one piece. */
export function slipsWithin(part: string, whole: string): number {
  return Math.min(...lastRow(part, whole, true));
}

function lastRow(a: string, b: string, isPart: boolean): number[] {
  let before: number[] = [];
  let row = Array.from({ length: b.length + 1 }, (_, index) => (isPart ? 0 : index));
  for (let i = 1; i <= a.length; i += 1) {
    const next = [i];
    for (let j = 1; j <= b.length; j += 1) {
      const isSame = a[i - 1] === b[j - 1];
      const other = at(row, j - 1) + (isSame ? 0 : 1);
      const isSwapped = a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1];
      const swapped = isSwapped ? at(before, j - 2) + 1 : Number.POSITIVE_INFINITY;
      next.push(Math.min(other, at(row, j) + 1, at(next, j - 1) + 1, swapped));
    }
    [before, row] = [row, next];
  }
  return row;
}

function at(row: readonly number[], index: number): number {
  return row[index] ?? Number.POSITIVE_INFINITY;
}

/**
 * Whether one number may be the other, slipped: they differ in one character that is another, one
 * more or one fewer, or in two neighbours that are swapped; or one is a part of the other. A number
 * is near to itself.
 */
export function isNear(a: string, b: string): boolean {
  if (a === '' || b === '') return false;
  if (a.includes(b) || b.includes(a)) return true;
  return slipsBetween(a, b) <= 1;
}

/**
 * Whether what was heard may be meant for a number or a part of it: at least two thirds of it
 * are as there. Wider than isNear(): what is similar is never taken for a number of its own.
 */
export function isSimilar(heard: string, trackingNumber: string): boolean {
  const allowed = Math.max(1, Math.floor(Math.min(heard.length, trackingNumber.length) / 3));
  const [part, whole] =
    heard.length <= trackingNumber.length ? [heard, trackingNumber] : [trackingNumber, heard];
  return slipsWithin(part, whole) <= allowed;
}
