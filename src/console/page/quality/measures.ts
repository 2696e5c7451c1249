import type { QualityDay } from '../../schema.ts';
import { countOf, moneyOf, percentOf, rateOf, spanOf, statusOf, tenthOf } from '../format.ts';
import type { PlotLine } from '../parts/plot.tsx';

type Line = {
  name: string;
  colour: PlotLine['colour'];
  of: (day: QualityDay) => number | null;
};

/** A figure of each day, or some that belong together. */
export type Measure = {
  name: string;
  /** What it is, in a sentence. */
  what: string;
  lines: readonly Line[];
  format: (value: number | null) => string;
  /** Of all the days together; null where that has no meaning. */
  overall: ((days: readonly QualityDay[]) => number | null) | null;
};

const answersOf = (day: QualityDay) =>
  Object.values(day.answers).reduce((sum, one) => sum + one, 0);
const total = (days: readonly QualityDay[], of: (day: QualityDay) => number) =>
  days.reduce((sum, day) => sum + of(day), 0);

/** A share: of each day, and of all days together. */
function share(
  part: (day: QualityDay) => number,
  whole: (day: QualityDay) => number,
): { of: Line['of']; overall: Measure['overall'] } {
  return {
    of: (day) => rateOf(part(day), whole(day)),
    overall: (days) => rateOf(total(days, part), total(days, whole)),
  };
}

const containment = share(
  (day) => day.contained,
  (day) => day.ended,
);
const notFound = share((day) => day.answers.not_found ?? 0, answersOf);
const readBacks = share(
  (day) => day.readBacks,
  (day) => day.calls,
);
const again = share(
  (day) => day.calledAgain,
  (day) => day.callersKnown,
);
const cost = share(
  (day) => day.cost,
  (day) => day.costCalls,
);

/** A line for one outcome. */
function outcome(status: string, colour: PlotLine['colour']): Line {
  return { name: statusOf(status).words, colour, of: (day) => day.answers[status] ?? 0 };
}

/** All that the page plots, the weightiest first. */
export const MEASURES: readonly Measure[] = [
  {
    name: 'Containment',
    what: 'Calls that ended without a person being asked for.',
    lines: [{ name: 'contained', colour: 'accent', of: containment.of }],
    format: percentOf,
    overall: containment.overall,
  },
  {
    name: 'Answers by outcome',
    what: 'How many answers of each kind were given.',
    lines: [
      outcome('success', 'good'),
      outcome('needs_confirmation', 'accent'),
      outcome('not_found', 'warn'),
      outcome('unavailable', 'bad'),
    ],
    format: countOf,
    overall: (days) => total(days, answersOf),
  },
  {
    name: 'Ungrounded facts',
    what: 'Facts that were said and stand in no record of their call.',
    lines: [{ name: 'ungrounded', colour: 'bad', of: (day) => day.ungrounded }],
    format: countOf,
    overall: (days) => total(days, (day) => day.ungrounded),
  },
  {
    name: 'Latency',
    what: 'How long a tool call waits for its answer: the 50th, 95th and 99th percentile.',
    lines: [
      { name: 'p50', colour: 'accent', of: (day) => day.latencyP50 },
      { name: 'p95', colour: 'warn', of: (day) => day.latencyP95 },
      { name: 'p99', colour: 'bad', of: (day) => day.latencyP99 },
    ],
    format: spanOf,
    overall: null,
  },
  {
    name: 'Not found',
    what: 'Answers that no delivery has the number.',
    lines: [{ name: 'not found', colour: 'warn', of: notFound.of }],
    format: percentOf,
    overall: notFound.overall,
  },
  {
    name: 'Read-backs per call',
    what: 'How often a number had to be read back.',
    lines: [{ name: 'read-backs', colour: 'accent', of: readBacks.of }],
    format: tenthOf,
    overall: readBacks.overall,
  },
  {
    name: 'Called again within a day',
    what: 'Of the callers who can be told apart, by a keyed hash of their number.',
    lines: [{ name: 'called again', colour: 'warn', of: again.of }],
    format: percentOf,
    overall: again.overall,
  },
  {
    name: 'Cost per call',
    what: 'Of the calls whose cost Vapi reports.',
    lines: [{ name: 'cost', colour: 'accent', of: cost.of }],
    format: moneyOf,
    overall: cost.overall,
  },
];
