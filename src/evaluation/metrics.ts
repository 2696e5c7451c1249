import type { CallScore } from './call-score.ts';

/** What an evaluation comes to. Rates are from 0 to 1, and null where there is nothing to rate. */
export type Metrics = {
  calls: number;
  toolCalls: number;
  /** Answers that say what their record says and what their case expects. */
  accuracy: number | null;
  /** Tool calls that were served; `error`, `unavailable` and no answer are not. */
  toolSuccess: number | null;
  /** Calls whose path is the one that the chart takes on the same events. */
  conformance: number | null;
  /** Stated facts that stand in a record of the call. */
  groundedness: number | null;
  claims: number;
  inventions: number;
  /** Milliseconds, of webhook deliveries with tool calls. */
  latencyP50Ms: number | null;
  latencyP95Ms: number | null;
  latencyP99Ms: number | null;
  /** Answers from data whose data came from the cache. */
  cacheShare: number | null;
  /** Calls that were in fallback at least once. */
  fallbackShare: number | null;
  fallbackCalls: number;
  /** Calls in which a person was promised that were passed on. */
  transferShare: number | null;
  /** Calls in which a person was asked for, and those of them that were passed on, or were not. */
  handoffCalls: number;
  transferredCalls: number;
  brokenHandoffs: number;
  /** Calls with a tool call that ended without anybody being asked to take over. */
  containment: number | null;
  /** Tool calls until a number was understood, in the middle. */
  triesUntilNumber: number | null;
  /** Means of what Vapi reports: seconds, and US dollars. */
  durationSeconds: number | null;
  cost: number | null;
  /** Calls of which lines are missing; they count in no path. */
  incomplete: number;
  /** Expectations of cases that were not met. */
  missed: number;
};

/** How a metric is written. */
export type Unit = 'rate' | 'ms' | 'count' | 'mean' | 'seconds' | 'dollars';

/** Every metric by its name, with what it is and how it is written. */
export const METRICS: {
  name: keyof Metrics;
  title: string;
  definition: string;
  unit: Unit;
  /** Which way is better; null for a number that is neither good nor bad. */
  better: 'up' | 'down' | null;
}[] = [
  {
    name: 'groundedness',
    title: 'Groundedness',
    definition:
      'Share of the statuses, dates, times, ages, numbers, names, amounts and issue texts said ' +
      'by Waybill and by the assistant that are traced to a record read for the call by then, and ' +
      'of the deeds and promises that something of the call backs.',
    unit: 'rate',
    better: 'up',
  },
  {
    name: 'accuracy',
    title: 'Accuracy',
    definition:
      'Share of the judged answers that are right: a success gives a record that was read for ' +
      'the call and says nothing else, a "not found" is of a number that a lookup missed, and an ' +
      'answer with an expectation meets it.',
    unit: 'rate',
    better: 'up',
  },
  {
    name: 'toolSuccess',
    title: 'Tool success',
    definition:
      'Share of the tool calls before hang-up that were served; "error", "unavailable" and no ' +
      'answer are not.',
    unit: 'rate',
    better: 'up',
  },
  {
    name: 'conformance',
    title: 'Path conformance',
    definition:
      'Share of the calls whose recorded states are those that the chart goes through on the ' +
      'recorded events. Calls of which lines are missing are left out.',
    unit: 'rate',
    better: 'up',
  },
  {
    name: 'latencyP50Ms',
    title: 'Latency p50',
    definition: 'Half of the webhook deliveries with tool calls were answered within this time.',
    unit: 'ms',
    better: 'down',
  },
  {
    name: 'latencyP95Ms',
    title: 'Latency p95',
    definition: '95 of 100 such deliveries were answered within this time.',
    unit: 'ms',
    better: 'down',
  },
  {
    name: 'latencyP99Ms',
    title: 'Latency p99',
    definition: '99 of 100 such deliveries were answered within this time.',
    unit: 'ms',
    better: 'down',
  },
  {
    name: 'cacheShare',
    title: 'Cache share',
    definition: 'Share of the answers from data whose data came from the cache.',
    unit: 'rate',
    better: null,
  },
  {
    name: 'fallbackShare',
    title: 'Calls with a fallback',
    definition: 'Share of the calls that entered the state fallback at least once.',
    unit: 'rate',
    better: 'down',
  },
  {
    name: 'transferShare',
    title: 'Handoffs transferred',
    definition:
      'Share of the calls in which a person was promised that were really passed on, as Vapi ' +
      'told by a transfer, by the status "forwarding" or by the reason for the end.',
    unit: 'rate',
    better: 'up',
  },
  {
    name: 'containment',
    title: 'Containment',
    definition:
      'Share of the calls with a tool call that came to their end without a person: nobody was ' +
      'asked for or promised, and the call was not passed on. High by itself is not good: a caller ' +
      'who should have got a person counts, too.',
    unit: 'rate',
    better: null,
  },
  {
    name: 'triesUntilNumber',
    title: 'Tries until a number',
    definition:
      'Mean number of tool calls, read-backs and refusals among them, until a number was ' +
      'understood well enough to be looked up; of the calls that came so far.',
    unit: 'mean',
    better: 'down',
  },
  {
    name: 'durationSeconds',
    title: 'Duration of a call',
    definition: "Mean of the calls whose end-of-call report tells it, in seconds, by Vapi's clock.",
    unit: 'seconds',
    better: null,
  },
  {
    name: 'cost',
    title: 'Cost of a call',
    definition:
      'Mean of the calls whose end-of-call report tells it, in US dollars, all parts together.',
    unit: 'dollars',
    better: null,
  },
];

const UNSERVED = ['error', 'unavailable', 'none', 'unreadable'];

/** Sums up the scores of calls. */
export function measure(scores: readonly CallScore[]): Metrics {
  const answers = scores.flatMap((score) => score.answers);
  const judged = answers.filter(({ accurate }) => accurate !== null);
  // After hang-up nothing is looked up any more, and nobody hears the answer.
  const served = answers.filter(({ state }) => state !== 'ended');
  const ofData = answers.filter(({ source }) => source === 'sanity' || source === 'cache');
  const whole = scores.filter(({ conformance }) => conformance !== 'incomplete');
  const claims = sum(scores.map((score) => score.claims));
  const inventions = sum(scores.map((score) => score.inventions.length));
  const latencies = scores.flatMap((score) => score.latenciesMs).toSorted((a, b) => a - b);
  const fallbackCalls = scores.filter(({ path }) => path.includes('fallback')).length;
  const transferred = scores.filter(({ handoff }) => handoff === 'transferred').length;
  const asking = scores.filter((score) => score.answers.length > 0);
  const broken = scores.filter(({ handoff }) => handoff === 'broken').length;
  return {
    calls: scores.length,
    toolCalls: answers.length,
    accuracy: rate(judged.filter(({ accurate }) => accurate).length, judged.length),
    toolSuccess: rate(
      served.filter(({ status }) => !UNSERVED.includes(status)).length,
      served.length,
    ),
    conformance: rate(
      whole.filter(({ conformance }) => conformance === 'conforms').length,
      whole.length,
    ),
    groundedness: rate(claims - inventions, claims),
    claims,
    inventions,
    latencyP50Ms: percentile(latencies, 0.5),
    latencyP95Ms: percentile(latencies, 0.95),
    latencyP99Ms: percentile(latencies, 0.99),
    cacheShare: rate(ofData.filter(({ source }) => source === 'cache').length, ofData.length),
    fallbackShare: rate(fallbackCalls, scores.length),
    fallbackCalls,
    transferShare: rate(transferred, transferred + broken),
    handoffCalls: scores.filter(({ handoff }) => handoff !== null).length,
    transferredCalls: transferred,
    brokenHandoffs: broken,
    containment: rate(asking.filter(({ handoff }) => handoff === null).length, asking.length),
    triesUntilNumber: mean(scores.map((score) => score.triesUntilNumber)),
    durationSeconds: mean(scores.map((score) => score.durationSeconds)),
    cost: mean(scores.map((score) => score.cost)),
    incomplete: scores.length - whole.length,
    missed: sum(scores.map(({ missed }) => missed)),
  };
}

/** The smallest of sorted values that a share of them does not exceed. */
export function percentile(sorted: readonly number[], share: number): number | null {
  return sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)] ?? null;
}

/** A metric's value as it is read: "98.2 %", "12.3 ms". */
export function writeMetric(value: number | null, unit: Unit): string {
  if (value === null) return 'not measured';
  if (unit === 'count') return String(value);
  if (unit === 'mean') return value.toFixed(2);
  if (unit === 'seconds') return `${value.toFixed(1)} s`;
  if (unit === 'dollars') return `$${value.toFixed(3)}`;
  if (unit === 'ms') return `${value < 100 ? value.toFixed(1) : Math.round(value)} ms`;
  // A rate that is not whole must never read as if it were.
  const percent = value * 100;
  const rounded = percent > 99.9 && percent < 100 ? Math.floor(percent * 100) / 100 : percent;
  return `${rounded.toFixed(percent === 100 || percent === 0 ? 0 : percent > 99.9 ? 2 : 1)} %`;
}

function rate(part: number, whole: number): number | null {
  return whole === 0 ? null : part / whole;
}

function mean(values: readonly (number | null)[]): number | null {
  const known = values.filter((value) => value !== null);
  return known.length === 0 ? null : sum(known) / known.length;
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
