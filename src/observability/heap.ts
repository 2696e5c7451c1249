import { getHeapSpaceStatistics, getHeapStatistics } from 'node:v8';

/*
 * V8 ends a process when what lives longer than a moment outgrows old space. `heap_size_limit` says
 * more than that: it holds the young generation too, up to three semi-spaces, which serve only for
 * what was made just now (192 MB beside `--max-old-space-size=256`, for one).
 */

const MIB = 1024 * 1024;
/** The largest semi-space that V8 takes by itself. */
const SEMI_SPACE_BYTES_MAX = 64 * MIB;
/** In a small heap the young generation is never more than this part of it. */
const YOUNG_PART_MAX = 0.1;

/** How far old space may grow, in bytes, by the options that Node was started with. */
export function oldSpaceBytesMax(
  nodeOptions: readonly string[],
  heapLimitBytes = getHeapStatistics().heap_size_limit,
): number {
  const semiSpaceMb = readOption(nodeOptions, 'max-semi-space-size');
  const youngBytes =
    semiSpaceMb === null
      ? Math.min(3 * SEMI_SPACE_BYTES_MAX, YOUNG_PART_MAX * heapLimitBytes)
      : // V8 takes the next power of two.
        3 * 2 ** Math.ceil(Math.log2(semiSpaceMb)) * MIB;
  const oldSpaceMb = readOption(nodeOptions, 'max-old-space-size');
  const outsideYoung = heapLimitBytes - youngBytes;
  // An option that did not reach V8, such as one in a file, must not raise the bound.
  return oldSpaceMb === null ? outsideYoung : Math.min(oldSpaceMb * MIB, outsideYoung);
}

/** What old space holds now, in bytes, garbage that was not collected yet included. */
export function oldSpaceBytesUsed(): number {
  let used = 0;
  for (const { space_name, space_used_size } of getHeapSpaceStatistics()) {
    if (!/^(new|read_only)_/.test(space_name)) used += space_used_size;
  }
  return used;
}

/** For how long a reading of the heap holds, in milliseconds: it grows by some MB meanwhile. */
const HELD_MS = 20;

/**
 * Makes what tells what old space holds, to all who ask for every request: V8 is asked once in a
 * while, since it gathers the figures of all spaces anew each time.
 */
export function createHeapReader(now: () => number, read = oldSpaceBytesUsed): () => number {
  let readAt = Number.NEGATIVE_INFINITY;
  let used = 0;
  return () => {
    const at = now();
    // A clock that was set back must not keep an old reading.
    if (Math.abs(at - readAt) >= HELD_MS) {
      used = read();
      readAt = at;
    }
    return used;
  };
}

/** The last that counts, in megabytes; V8 takes dashes and underscores alike. */
function readOption(nodeOptions: readonly string[], name: string): number | null {
  const pattern = new RegExp(`^--${name.replaceAll('-', '[-_]')}=(\\d+)$`);
  const values = nodeOptions.flatMap((option) => pattern.exec(option)?.[1] ?? []);
  const last = Number(values.at(-1) ?? 0);
  return last > 0 ? last : null;
}
