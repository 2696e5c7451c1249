import { TARGETS, type TargetName } from './targets.ts';

/** What a ratio must come to: the service's value by that of a floor, or of itself. */
export type Goal = { of: TargetName | null; atLeast?: number; atMost?: number };

/** What was measured, of the service and of its floors, in one unit. */
export type Figure = {
  bench: string;
  what: string;
  unit: string;
  values: Partial<Record<TargetName, number>>;
  /** The service by its floors: medians of the ratios of each round. */
  ratios: Partial<Record<TargetName, number>>;
  goals: Goal[];
};

/** One round of a figure. */
export type Sample = Partial<Record<TargetName, number>>;

/** A figure of all its rounds. */
export function toFigure(
  named: Pick<Figure, 'bench' | 'what' | 'unit'> & { goals?: Goal[] },
  samples: readonly Sample[],
): Figure {
  const values: Figure['values'] = {};
  const ratios: Figure['ratios'] = {};
  for (const target of TARGETS) {
    const own = samples.flatMap((sample) => sample[target] ?? []);
    if (own.length > 0) values[target] = median(own);
    if (target === 'waybill') continue;
    const parts = samples.flatMap(({ waybill, [target]: floor }) =>
      waybill === undefined || floor === undefined ? [] : [waybill / floor],
    );
    if (parts.length > 0) ratios[target] = median(parts);
  }
  return { goals: [], ...named, values, ratios };
}

/** What of its goals a figure misses, in words. */
export function missedGoals({ bench, what, values, ratios, goals }: Figure): string[] {
  return goals.flatMap(({ of, atLeast = Number.NEGATIVE_INFINITY, atMost = Infinity }) => {
    const came = of === null ? values.waybill : ratios[of];
    if (came === undefined || (came >= atLeast && came <= atMost)) return [];
    const wanted = came < atLeast ? `at least ${atLeast}` : `at most ${atMost}`;
    return [`${bench}, ${what}: ${of === null ? '' : `by ${of} `}${show(came)}, ${wanted} wanted`];
  });
}

/** The figures as a table in Markdown. */
export function toTable(figures: readonly Figure[]): string {
  const head = [
    'bench',
    'what',
    'unit',
    'waybill',
    'bare',
    'honest',
    'by bare',
    'by honest',
    'goal',
  ];
  const rows = figures.map((figure) => [
    figure.bench,
    figure.what,
    figure.unit,
    ...TARGETS.map((target) => show(figure.values[target])),
    show(figure.ratios.bare),
    show(figure.ratios.honest),
    figure.goals.map(showGoal).join(', ') + (missedGoals(figure).length > 0 ? ' ✗' : ''),
  ]);
  const widths = head.map((name, at) =>
    Math.max(name.length, ...rows.map((row) => row[at]?.length ?? 0)),
  );
  const line = (cells: readonly string[]) =>
    `| ${cells.map((cell, at) => cell.padEnd(widths[at] ?? 0)).join(' | ')} |`;
  return [line(head), line(widths.map((width) => '-'.repeat(width))), ...rows.map(line)].join('\n');
}

function showGoal({ of, atLeast, atMost }: Goal): string {
  const bound = atLeast === undefined ? `≤ ${atMost}` : `≥ ${atLeast}`;
  return of === null ? bound : `${bound} ${of}`;
}

function show(value: number | undefined): string {
  if (value === undefined) return '';
  if (value >= 100) return `${Math.round(value)}`;
  return value.toFixed(value >= 10 ? 1 : 2);
}

/** The middle of some numbers. */
export function median(numbers: readonly number[]): number {
  const sorted = numbers.toSorted((a, b) => a - b);
  const middle = Math.floor(sorted.length / 2);
  const upper = sorted[middle] ?? Number.NaN;
  return sorted.length % 2 === 1 ? upper : ((sorted[middle - 1] ?? upper) + upper) / 2;
}
