/*
 * npm run eval: scores recorded calls, or plays and scores cases, without a model to judge them.
 * Exits 0 when every limit is kept, 1 when one is not, 2 when it cannot tell.
 */

import { readFile, writeFile } from 'node:fs/promises';
import { captureCase } from '../src/evaluation/capture-case.ts';
import {
  type Check,
  checkBaseline,
  checkCases,
  checkLimits,
  readBaseline,
  writeBaseline,
} from '../src/evaluation/limits.ts';
import { type Metrics, measure } from '../src/evaluation/metrics.ts';
import { type Report, worstFirst } from '../src/evaluation/report.ts';
import { toCsv } from '../src/evaluation/report-csv.ts';
import { toHtml } from '../src/evaluation/report-html.ts';
import { toJsonReport } from '../src/evaluation/report-json.ts';
import { toJUnit } from '../src/evaluation/report-junit.ts';
import { toMarkdown } from '../src/evaluation/report-markdown.ts';
import { scorePaths } from '../src/evaluation/score-path.ts';
import { readCall } from '../src/recording/read-calls.ts';
import { systemEdges } from '../src/system-edges.ts';
import { Misuse, runCommand } from './command.ts';
import { exportToVapi } from './eval/export.ts';
import { HELP } from './eval/help.ts';
import { type EvalOptions, readOptions, readThresholds } from './eval/options.ts';
import { printSummary } from './eval/print-summary.ts';

await runCommand({
  help: HELP,
  read: readOptions,
  async run(reading) {
    try {
      if (reading.do === 'eval') return await evaluate(reading.options);
      if (reading.do === 'export') {
        for (const file of await exportToVapi(reading.cases, reading.dir)) console.log(file);
        return 0;
      }
      await capture(reading.callId, reading.dirs);
      return 0;
    } catch (error) {
      // Whatever the input is that cannot be used.
      throw new Misuse(error instanceof Error ? error.message : String(error), { cause: error });
    }
  },
});

async function evaluate(options: EvalOptions): Promise<number> {
  const { paths, show, json, reports, saveBaseline } = options;
  const { scores, damaged, conflicts } = await scorePaths(systemEdges.disk, paths);
  const source = paths.join(', ');
  if (scores.length === 0) throw new Error(`There is no call in "${source}"`);
  const metrics = measure(scores);
  const checks = await checkAll(metrics, options);
  const faults = { damaged, conflicts };
  const report = { source, metrics, checks, scores: worstFirst(scores), show, ...faults };
  for (const file of reports) await writeFile(file, render(file, report));
  if (saveBaseline !== null) await writeFile(saveBaseline, writeBaseline(metrics));
  if (json) console.log(JSON.stringify({ v: 1, ...report }));
  else printSummary(report);
  return checks.every(({ passed }) => passed) && conflicts.length === 0 ? 0 : 1;
}

async function checkAll(metrics: Metrics, options: EvalOptions): Promise<Check[]> {
  const { limits, thresholds, baseline, latencyRatio } = options;
  const more = thresholds === null ? [] : readThresholds(await readFile(thresholds, 'utf8'));
  const checks = [...checkLimits(metrics, [...more, ...limits]), ...checkCases(metrics)];
  if (baseline === null) return checks;
  const before = readBaseline(await readFile(baseline, 'utf8'));
  if (before === null) throw new Error(`Cannot read the baseline "${baseline}"`);
  return [...checks, ...checkBaseline(metrics, before, { latencyRatio })];
}

async function capture(callId: string, dirs: string[]): Promise<void> {
  const lines = await Array.fromAsync(readCall(systemEdges.disk, dirs, callId));
  const script = captureCase(lines);
  if (script === null) {
    const where = dirs.join(', ');
    throw new Error(
      `Cannot make a case of "${callId}": no whole call with tool calls in "${where}"`,
    );
  }
  console.log(JSON.stringify(script));
}

function render(file: string, report: Report): string {
  if (file.endsWith('.html')) return toHtml(report);
  if (file.endsWith('.csv')) return toCsv(report);
  if (file.endsWith('.json')) return toJsonReport(report, systemEdges.clock.now());
  return file.endsWith('.md') ? toMarkdown(report) : toJUnit(report);
}
