import { Type } from 'typebox';
import { Compile } from 'typebox/compile';
import { METRICS, type Metrics, writeMetric } from './metrics.ts';

/** Every limit by its flag, with the metric that it holds and the way it holds it. */
export const LIMITS = [
  { flag: 'min-groundedness', metric: 'groundedness', least: true },
  { flag: 'min-accuracy', metric: 'accuracy', least: true },
  { flag: 'min-tool-success', metric: 'toolSuccess', least: true },
  { flag: 'min-conformance', metric: 'conformance', least: true },
  { flag: 'min-cache-share', metric: 'cacheShare', least: true },
  { flag: 'min-transfer-share', metric: 'transferShare', least: true },
  { flag: 'min-containment', metric: 'containment', least: true },
  { flag: 'max-fallback-share', metric: 'fallbackShare', least: false },
  { flag: 'max-p50-ms', metric: 'latencyP50Ms', least: false },
  { flag: 'max-p95-ms', metric: 'latencyP95Ms', least: false },
  { flag: 'max-p99-ms', metric: 'latencyP99Ms', least: false },
] as const satisfies { flag: string; metric: keyof Metrics; least: boolean }[];

/** A limit as it was given. */
export type Limit = { metric: keyof Metrics; least: boolean; value: number };

/** A metric held against a limit or a baseline. */
export type Check = {
  metric: keyof Metrics;
  title: string;
  value: string;
  /** What was wanted: "at least 100 %". */
  wanted: string;
  passed: boolean;
};

/** The metrics of an earlier run, as they are saved. */
export type Baseline = { v: 1; metrics: Partial<Record<keyof Metrics, number | null>> };

const BaselineSchema = Type.Object({
  v: Type.Literal(1),
  metrics: Type.Record(Type.String(), Type.Union([Type.Number(), Type.Null()])),
});
const baselineValidator = Compile(BaselineSchema);

/** What a latency may be above its baseline: times are never the same twice. */
export type Tolerance = { latencyRatio: number };

const LATENCY_SLACK_MS = 5;
/** A rate that is a rounding lower is the same rate. */
const RATE_SLACK = 1e-9;

/** Reads a saved baseline; null when it is none. */
export function readBaseline(text: string): Baseline | null {
  try {
    const value: unknown = JSON.parse(text);
    return baselineValidator.Check(value) ? (value as Baseline) : null;
  } catch {
    return null;
  }
}

/** Metrics as they are saved for later runs. */
export function writeBaseline(metrics: Metrics): string {
  return `${JSON.stringify({ v: 1, metrics } satisfies Baseline, null, 2)}\n`;
}

/** Holds metrics against limits. What could not be measured passes no limit. */
export function checkLimits(metrics: Metrics, limits: readonly Limit[]): Check[] {
  return limits.map(({ metric, least, value: limit }) => {
    const value = metrics[metric];
    const passed = value !== null && (least ? value >= limit - RATE_SLACK : value <= limit);
    return check(metrics, metric, `${least ? 'at least' : 'at most'}`, limit, passed);
  });
}

/** Holds metrics against those of an earlier run: none may be worse. */
export function checkBaseline(
  metrics: Metrics,
  { metrics: before }: Baseline,
  { latencyRatio }: Tolerance,
): Check[] {
  return METRICS.flatMap(({ name, better, unit }) => {
    const limit = before[name];
    const value = metrics[name];
    // What was not measured before or is not now cannot be compared.
    if (better === null || limit === undefined || limit === null || value === null) return [];
    const slack = unit === 'ms' ? Math.max(limit * latencyRatio, LATENCY_SLACK_MS) : RATE_SLACK;
    const passed = better === 'up' ? value >= limit - slack : value <= limit + slack;
    return [check(metrics, name, 'baseline', limit, passed)];
  });
}

/** Every expectation of a case has to be met. */
export function checkCases({ missed }: Metrics): Check[] {
  if (missed === 0) return [];
  return [
    {
      metric: 'missed',
      title: 'Expectations not met',
      value: String(missed),
      wanted: 'none',
      passed: false,
    },
  ];
}

function check(
  metrics: Metrics,
  metric: keyof Metrics,
  word: string,
  limit: number,
  passed: boolean,
): Check {
  const found = METRICS.find(({ name }) => name === metric);
  const unit = found?.unit ?? 'count';
  return {
    metric,
    title: found?.title ?? metric,
    value: writeMetric(metrics[metric], unit),
    wanted: `${word} ${writeMetric(limit, unit)}`,
    passed,
  };
}
