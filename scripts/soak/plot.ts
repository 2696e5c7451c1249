import type { Sample } from './trends.ts';

/** A panel for each figure, by its name and its unit. */
const PANELS: readonly { what: keyof Sample; title: string }[] = [
  { what: 'heapMib', title: 'Heap after a collection, MiB' },
  { what: 'handles', title: 'Handles, timers included' },
  { what: 'files', title: 'Open files' },
  { what: 'journalMib', title: 'Journal, MiB' },
  { what: 'answerMs', title: 'A 60 KB event and a tool call, ms' },
  { what: 'timesFloor', title: 'The same, as a multiple of a server that only reads' },
];
const WIDTH = 720;
const PANEL_HEIGHT = 110;
const MARGIN = { left: 64, right: 16, top: 30, bottom: 16 };

/** Draws how each figure went over the minutes, from zero to its most. */
export function plotSamples(samples: readonly Sample[], minutes: number): string {
  const height = PANELS.length * PANEL_HEIGHT + 24;
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${height}" font-family="sans-serif" font-size="12">`,
    `<title>${minutes} minutes of soaking</title>`,
    `<rect width="${WIDTH}" height="${height}" fill="#fff"/>`,
    ...PANELS.map((panel, index) => drawPanel(samples, panel, index * PANEL_HEIGHT)),
    `<text x="${WIDTH - MARGIN.right}" y="${height - 8}" text-anchor="end" fill="#555">${minutes} min; the shaded third is for warming up</text>`,
    '</svg>',
    '',
  ].join('\n');
}

function drawPanel(
  samples: readonly Sample[],
  { what, title }: (typeof PANELS)[number],
  top: number,
): string {
  const values = samples.map((sample) => sample[what]);
  const most = Math.max(...values, Number.MIN_VALUE);
  const [left, right] = [MARGIN.left, WIDTH - MARGIN.right];
  const [ceiling, floor] = [top + MARGIN.top, top + PANEL_HEIGHT - MARGIN.bottom];
  const step = (right - left) / Math.max(1, values.length - 1);
  const points = values.map((value, index) => {
    const y = floor - (value / most) * (floor - ceiling);
    return `${(left + index * step).toFixed(1)},${y.toFixed(1)}`;
  });
  return [
    `<rect x="${left}" y="${ceiling}" width="${((right - left) / 3).toFixed(1)}" height="${floor - ceiling}" fill="#f0f0f0"/>`,
    `<text x="${left}" y="${top + 20}" fill="#111">${title}</text>`,
    `<text x="${left - 8}" y="${ceiling + 4}" text-anchor="end" fill="#555">${most.toFixed(1)}</text>`,
    `<text x="${left - 8}" y="${floor + 4}" text-anchor="end" fill="#555">0</text>`,
    `<path d="M${left} ${floor}H${right}" stroke="#999" fill="none"/>`,
    `<polyline points="${points.join(' ')}" fill="none" stroke="#1a5fb4" stroke-width="1.5"/>`,
  ].join('\n');
}
