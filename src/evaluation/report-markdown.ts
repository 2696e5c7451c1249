import type { CallScore, Moment } from './call-score.ts';
import { METRICS, writeMetric } from './metrics.ts';
import { byDay, faultsOf, periodOf, type Report, standingOf, TREND } from './report.ts';

/** The report as Markdown: for a pull request or a terminal. */
export function toMarkdown(report: Report): string {
  const { metrics, scores, checks, source, show } = report;
  const inventions = scores.flatMap(({ inventions: of, callId }) =>
    of.map((invention) => ({ ...invention, callId })),
  );
  const troubled = scores.filter((score) => standingOf(score) !== 'good').slice(0, show);
  return [
    '# Waybill evaluation',
    '',
    `${metrics.calls} calls, ${metrics.toolCalls} tool calls, ${periodOf(scores) ?? 'no dates'}, ` +
      `from \`${source}\`.${faultsOf(report)
        .map((fault) => ` ${cell(fault)}.`)
        .join('')}`,
    '',
    '| Metric | Value |',
    '| --- | ---: |',
    ...METRICS.map(({ name, title, unit }) => `| ${title} | ${writeMetric(metrics[name], unit)} |`),
    '',
    ...writeDays(scores),
    ...(checks.length === 0
      ? []
      : ['## Limits', '', '| | Metric | Value | Wanted |', '| --- | --- | ---: | --- |']),
    ...checks.map(
      ({ passed, title, value, wanted }) =>
        `| ${passed ? 'passed' : '**FAILED**'} | ${title} | ${value} | ${wanted} |`,
    ),
    ...(checks.length === 0 ? [] : ['']),
    ...(inventions.length === 0 ? [] : ['## What no record bears out', '']),
    ...inventions.map(
      ({ quote, said, kind, by, place, callId }) =>
        `- ${cell(callId)}, ${by}, ${place}: the ${kind} **${cell(quote)}** in "${cell(said)}"`,
    ),
    ...(inventions.length === 0 ? [] : ['']),
    ...(troubled.length === 0 ? [] : ['## Calls to look at', '']),
    ...troubled.flatMap(writeCall),
    '## What the metrics mean',
    '',
    ...METRICS.map(({ title, definition }) => `- **${title}.** ${definition}`),
    '',
  ].join('\n');
}

/** Each day beside the others; of one day alone there is no trend. */
function writeDays(scores: readonly CallScore[]): string[] {
  const days = byDay(scores);
  if (days.length < 2) return [];
  const shown = METRICS.filter(({ name }) => TREND.includes(name));
  const row = (cells: readonly string[]) => `| ${cells.join(' | ')} |`;
  return [
    '## Day by day',
    '',
    row(['Day', 'Calls', ...shown.map(({ title }) => title)]),
    row(['---', ...['', ...shown].map(() => '---:')]),
    ...days.map(({ day, metrics }) =>
      row([
        day,
        String(metrics.calls),
        ...shown.map(({ name, unit }) => writeMetric(metrics[name], unit)),
      ]),
    ),
    '',
  ];
}

function writeCall(score: CallScore): string[] {
  const faults = score.faults.map((fault) => `- ${cell(fault)}`);
  return [
    `### ${cell(score.callId)}`,
    '',
    `${score.path.join(' → ')}`,
    '',
    ...faults,
    ...(faults.length === 0 ? [] : ['']),
    ...score.conversation.flatMap(writeMoment),
    '',
  ];
}

function writeMoment(moment: Moment): string[] {
  switch (moment.kind) {
    case 'said':
      return [`> **${moment.by}** ${cell(moment.text)}  `];
    case 'answered':
      return [`> **waybill** ${cell(moment.answer.sentence)} *(${moment.answer.status})*  `];
    case 'asked':
      return [`> *${cell(moment.tool)} ${cell(moment.arguments)}*  `];
    case 'note':
      return [`> *${cell(moment.text)}*  `];
    case 'entered':
      return [];
    default:
      return moment satisfies never;
  }
}

/** A text that breaks out of no table, list or emphasis, and is no HTML. */
function cell(text: string): string {
  return text
    .replace(/[\r\n]+/g, ' ')
    .replace(/[\\`*_[\]|#~]/g, '\\$&')
    .replace(/&/g, '&amp;')
    .replace(/</g, '&lt;');
}
