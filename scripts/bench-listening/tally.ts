import type { NumberReading } from '../../machines/listening/read-number.ts';

/** What came of some rows: how many were read right, refused, read wrong with doubt, and without. */
export type Tally = {
  rows: number;
  right: number;
  refused: number;
  doubtedWrong: number;
  silentlyWrong: number;
};

/** Tallies by the name of a family. */
export type Tallies = Map<string, Tally>;

/** Counts what was read against what was meant: null where nothing may be read without a doubt. */
export function count(
  tallies: Tallies,
  family: string,
  reading: NumberReading,
  meant: string | null,
): void {
  const tally = tallies.get(family) ?? emptyTally();
  tallies.set(family, tally);
  tally.rows += 1;
  const read = reading.ok ? reading.trackingNumber : null;
  if (read === meant) tally.right += 1;
  else if (!reading.ok) tally.refused += 1;
  else if (reading.interpreted) tally.doubtedWrong += 1;
  else tally.silentlyWrong += 1;
}

function emptyTally(): Tally {
  return { rows: 0, right: 0, refused: 0, doubtedWrong: 0, silentlyWrong: 0 };
}

/** The sum of tallies. */
export function sumOf(tallies: Tallies): Tally {
  const sum = emptyTally();
  for (const tally of tallies.values()) {
    for (const key of Object.keys(sum) as (keyof Tally)[]) sum[key] += tally[key];
  }
  return sum;
}

/** A table of tallies in text, one line a family, and their sum where there are several. */
export function toTable(tallies: Tallies): string {
  const rows = [...tallies, ...(tallies.size > 1 ? [['all', sumOf(tallies)] as const] : [])];
  const head = `${''.padEnd(26)}   rows  right  refused  doubted and wrong  silently wrong`;
  const lines = rows.map(([family, tally]) => {
    const { rows: all, right, refused, doubtedWrong, silentlyWrong } = tally;
    return [
      `  ${family.padEnd(24)}`,
      `${all}`.padStart(7),
      `${right}`.padStart(7),
      `${refused}`.padStart(9),
      `${doubtedWrong}`.padStart(19),
      `${silentlyWrong}`.padStart(16),
    ].join('');
  });
  return [head, ...lines].join('\n');
}
