/** What a process held at a moment. */
export type Sample = {
  heapMib: number;
  handles: number;
  files: number;
  journalMib: number;
  /** How long an answer took, in milliseconds. */
  answerMs: number;
  /** How long the same bytes took at the same moment, to a server that only reads them. */
  floorMs: number;
  /** The one divided by the other: what other work there is on the machine is in both. */
  timesFloor: number;
};

/** What is judged: the journal may grow, and the machine may be slow for everybody. */
type Judged = 'heapMib' | 'handles' | 'files' | 'timesFloor';

/** How one figure went, in a line, and whether it goes on growing. */
export type Trend = { what: keyof Sample; line: string; isGrowing: boolean };

/** By how much a figure may differ between the second third and the last, as a part of it, and at least. */
const BOUNDS: Record<Judged, { part: number; least: number }> = {
  heapMib: { part: 0.1, least: 5 },
  handles: { part: 0.25, least: 10 },
  files: { part: 0.25, least: 10 },
  timesFloor: { part: 0.5, least: 1 },
};
const BARS = '▁▂▃▄▅▆▇█';

/**
 * Compares the second third and the last: what grows without end has grown by then, and the first third
 * is for warming up. Of what is held the least of each counts, since connections come and go with the
 * load, and what leaks never goes; of how long an answer takes the lower quartile, since other work on
 * the machine only adds to it, and more to two processes than to the one of the floor.
 */
export function judgeTrends(samples: readonly Sample[]): Trend[] {
  const third = Math.floor(samples.length / 3);
  return (Object.keys(BOUNDS) as Judged[]).map((what) => {
    const typical = what === 'timesFloor' ? lowerQuartileOf : leastOf;
    const before = typical(samples.slice(third, 2 * third), what);
    const after = typical(samples.slice(2 * third), what);
    const { part, least } = BOUNDS[what];
    const isGrowing = after - before > Math.max(least, part * before);
    const change = `${before.toFixed(1)} then ${after.toFixed(1)}`;
    return { what, isGrowing, line: `${what.padEnd(10)} ${change}${isGrowing ? ': GROWS' : ''}` };
  });
}

/** A plot of each figure, from its least to its most. */
export function printSamples(samples: readonly Sample[]): void {
  for (const what of Object.keys(samples[0] ?? {}) as (keyof Sample)[]) {
    const values = samples.map((sample) => sample[what]);
    const [least, most] = [Math.min(...values), Math.max(...values)];
    const bars = values.map((value) => {
      const height = most === least ? 0 : (value - least) / (most - least);
      return BARS[Math.round(height * (BARS.length - 1))];
    });
    console.log(`${what.padEnd(10)} ${bars.join('')} ${least.toFixed(1)} to ${most.toFixed(1)}`);
  }
}

function leastOf(samples: readonly Sample[], what: keyof Sample): number {
  return Math.min(...samples.map((sample) => sample[what]));
}

function lowerQuartileOf(samples: readonly Sample[], what: keyof Sample): number {
  const sorted = samples.map((sample) => sample[what]).toSorted((one, other) => one - other);
  return sorted[Math.floor(sorted.length / 4)] ?? 0;
}
