import { loadRecordingConfig } from '../../src/config.ts';
import { LIMITS, type Limit } from '../../src/evaluation/limits.ts';
import { METRICS } from '../../src/evaluation/metrics.ts';
import { Misuse, type NoReading, readArguments } from '../command.ts';

/** What the program is to do, or the one line that says why it cannot. */
export type OptionsReading =
  | NoReading
  | { ok: true; do: 'capture'; callId: string; dirs: string[] }
  | { ok: true; do: 'export'; cases: string; dir: string }
  | { ok: true; do: 'eval'; options: EvalOptions };

export type EvalOptions = {
  /** Journals that are read as one, or a file of cases. */
  paths: string[];
  limits: Limit[];
  /** A file of limits, as JSON. */
  thresholds: string | null;
  baseline: string | null;
  saveBaseline: string | null;
  latencyRatio: number;
  /** Files to write; the ending tells the format. */
  reports: string[];
  json: boolean;
  /** Most calls that a report shows in full, the worst first. */
  show: number;
};

const FLAGS = {
  ...Object.fromEntries(LIMITS.map(({ flag }) => [flag, { type: 'string' }])),
  baseline: { type: 'string' },
  'save-baseline': { type: 'string' },
  'latency-tolerance': { type: 'string' },
  thresholds: { type: 'string' },
  report: { type: 'string', multiple: true },
  json: { type: 'boolean' },
  show: { type: 'string' },
  capture: { type: 'string' },
  from: { type: 'string', multiple: true },
  export: { type: 'string' },
} as const;

/** Waybill's own cases, where no others are named. */
const CASES = 'test/fixtures/eval/cases.jsonl';
const LATENCY_RATIO_DEFAULT = 0.25;
const SHOW_DEFAULT = 50;
const REPORT_FORMATS = /\.(?:html|md|csv|xml|json)$/;

/** Reads the program's arguments. */
export function readOptions(args: string[]): OptionsReading {
  return readArguments(args, FLAGS, (values, positionals) => {
    if (values.capture !== undefined) {
      const dirs = values.from ?? [defaultDir()];
      return { ok: true, do: 'capture', callId: values.capture, dirs };
    }
    if (values.export !== undefined) return readExport(values.export, positionals);
    if (positionals.length === 0) throw new Misuse('Nothing to evaluate: expected a PATH');
    return { ok: true, do: 'eval', options: readEval(positionals, values) };
  });
}

function readExport(
  format: string,
  [dir, cases = CASES, ...more]: readonly string[],
): OptionsReading {
  if (format !== 'vapi') throw new Misuse(`Cannot export "${format}": expected vapi`);
  if (dir === undefined) throw new Misuse('Nowhere to export to: expected a DIR');
  if (more.length > 0) throw new Misuse(`Expected DIR and CASES, not ${more.length} more`);
  return { ok: true, do: 'export', cases, dir };
}

/** Reads limits from a file's text: an object whose names are those of the flags. */
export function readThresholds(text: string): Limit[] {
  const value = parseObject(text);
  return Object.entries(value).map(([name, limit]) => {
    const known = LIMITS.find(({ flag }) => flag === name);
    if (known === undefined) throw new Misuse(`Cannot use limit "${name}": there is no such limit`);
    return { metric: known.metric, least: known.least, value: readLimit(known, limit) };
  });
}

function readEval(paths: string[], given: Record<string, unknown>): EvalOptions {
  const text = (name: string) => (typeof given[name] === 'string' ? given[name] : null);
  const reports = Array.isArray(given.report) ? given.report.map(String) : [];
  const odd = reports.find((name) => !REPORT_FORMATS.test(name));
  if (odd !== undefined)
    throw new Misuse(`Cannot write "${odd}": expected .html, .md, .csv, .xml or .json`);
  const limits = LIMITS.flatMap((limit) => {
    const { flag, metric, least } = limit;
    return given[flag] === undefined
      ? []
      : [{ metric, least, value: readLimit(limit, given[flag]) }];
  });
  return {
    paths,
    limits,
    thresholds: text('thresholds'),
    baseline: text('baseline'),
    saveBaseline: text('save-baseline'),
    latencyRatio: readNumber(
      'latency-tolerance',
      given['latency-tolerance'] ?? LATENCY_RATIO_DEFAULT,
    ),
    reports,
    json: given.json === true,
    show: readNumber('show', given.show ?? SHOW_DEFAULT),
  };
}

/** A rate is a share: a limit above 1 is a percentage that was meant as one, and is never kept. */
function readLimit({ flag, metric }: (typeof LIMITS)[number], given: unknown): number {
  const value = readNumber(flag, given);
  const isRate = METRICS.some(({ name, unit }) => name === metric && unit === 'rate');
  if (!isRate || value <= 1) return value;
  throw new Misuse(`Cannot use --${flag} "${given}": expected a rate from 0 to 1`);
}

function readNumber(name: string, given: unknown): number {
  const value = given === '' ? Number.NaN : Number(given);
  if (!Number.isFinite(value) || value < 0) {
    throw new Misuse(`Cannot use --${name} "${given}": expected a number from 0 up`);
  }
  return value;
}

function parseObject(text: string): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value === 'object' && value !== null && !Array.isArray(value)) {
      return value as Record<string, unknown>;
    }
  } catch {}
  throw new Misuse('Cannot read the limits: expected a JSON object');
}

function defaultDir(): string {
  const config = loadRecordingConfig();
  if (!config.ok) throw new Misuse(config.faults.join('; '));
  return config.recording.dir;
}
