import { styleText } from 'node:util';
import { METRICS, writeMetric } from '../../src/evaluation/metrics.ts';
import { faultsOf, periodOf, type Report, standingOf } from '../../src/evaluation/report.ts';

/** Most inventions and calls that are listed on a terminal. */
const LIST_MAX = 10;

type Style = Parameters<typeof styleText>[0];

/** Prints what an evaluation came to. */
export function printSummary(report: Report): void {
  const { metrics, checks, scores, source } = report;
  const period = periodOf(scores);
  console.log(
    paint('bold', `${metrics.calls} calls, ${metrics.toolCalls} tool calls`) +
      ` from ${source}${period === null ? '' : `, ${period}`}`,
  );
  for (const fault of faultsOf(report)) console.log(paint('yellow', fault));
  for (const { name, title, unit } of METRICS) {
    console.log(`  ${title.padEnd(24)} ${writeMetric(metrics[name], unit).padStart(12)}`);
  }
  const invented = scores.flatMap(({ callId, inventions }) =>
    inventions.map((invention) => ({ ...invention, callId })),
  );
  for (const { callId, by, kind, quote, place } of invented.slice(0, LIST_MAX)) {
    console.log(paint('red', `INVENTED ${kind} "${quote}", by ${by} in ${callId}, ${place}`));
  }
  if (invented.length > LIST_MAX) console.log(`and ${invented.length - LIST_MAX} more`);
  for (const { callId, faults } of scores
    .filter((score) => standingOf(score) === 'bad')
    .slice(0, LIST_MAX)) {
    for (const fault of faults) console.log(paint('red', `${callId}: ${fault}`));
  }
  for (const { passed, title, value, wanted } of checks) {
    const word = passed ? paint('green', 'passed') : paint('red', 'FAILED');
    console.log(`${word} ${title} is ${value}, wanted ${wanted}`);
  }
}

function paint(style: Style, text: string): string {
  return styleText(style, text, { stream: process.stdout });
}
