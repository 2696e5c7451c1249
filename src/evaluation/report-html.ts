import type { CallScore } from './call-score.ts';
import { escapeMarkup as esc } from './escape.ts';
import { callSection, markQuotes, STANDINGS } from './html-call.ts';
import { countPlot, latencyPlot, type Row } from './html-plots.ts';
import { STYLE } from './html-style.ts';
import { METRICS, type Metrics, writeMetric } from './metrics.ts';
import {
  byDay,
  faultsOf,
  periodOf,
  type Report,
  type Standing,
  standingOf,
  TREND,
} from './report.ts';

/** Most facts that are listed as not borne out, and most paths that are told apart. */
const INVENTIONS_MAX = 100;
const PATHS_MAX = 6;

/** The report as one HTML file: no script, nothing from outside, every text escaped. */
export function toHtml(report: Report): string {
  const { metrics, scores, source } = report;
  const period = periodOf(scores);
  const told = [
    `${metrics.calls} call${metrics.calls === 1 ? '' : 's'}`,
    `${metrics.toolCalls} tool calls`,
    ...(period === null ? [] : [period]),
    `from ${source}`,
    ...faultsOf(report),
  ];
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<title>Waybill evaluation</title>
<style>${STYLE}</style>
</head>
<body><main>
<header><h1>Waybill evaluation</h1><p>${esc(told.join(' · '))}</p></header>
${verdict(report)}
<section class="cards" aria-label="Metrics">${cards(report)}</section>
${inventions(scores)}
<h2>How it went</h2>
<section class="plots">${plots(scores)}</section>
${days(scores)}
<h2>Calls, the worst first</h2>
${calls(report)}
<h2>What the metrics mean</h2>
<dl>${definitions()}</dl>
</main></body>
</html>
`;
}

function verdict({ checks, metrics }: Report): string {
  const failed = checks.filter(({ passed }) => !passed).length;
  const invented =
    metrics.inventions === 0
      ? 'Every fact that was said stands in a record.'
      : `${metrics.inventions} of ${metrics.claims} stated facts stand in no record.`;
  if (failed > 0) {
    const told = `<strong>Failed</strong> ${failed} of ${checks.length} limits. ${invented}`;
    return `<p class="verdict bad">${told}</p>`;
  }
  const isGood = metrics.inventions === 0;
  const word = checks.length === 0 ? 'No limits were set' : `All ${checks.length} limits kept`;
  return `<p class="verdict ${isGood ? 'good' : 'bad'}"><strong>${word}.</strong> ${invented}</p>`;
}

function cards(report: Report): string {
  return METRICS.map(({ name }) => card(name, report)).join('\n');
}

/** Each day beside the others; of one day alone there is no trend. */
function days(scores: readonly CallScore[]): string {
  const all = byDay(scores);
  if (all.length < 2) return '';
  const shown = METRICS.filter(({ name }) => TREND.includes(name));
  const heads = ['Day', 'Calls', ...shown.map(({ title }) => title)];
  const rows = all.map(({ day, metrics }) => {
    const values = shown.map(({ name, unit }) => writeMetric(metrics[name], unit));
    const cells = [String(metrics.calls), ...values].map((value) => `<td>${esc(value)}</td>`);
    return `<tr><th scope="row">${esc(day)}</th>${cells.join('')}</tr>`;
  });
  const head = heads.map((title) => `<th scope="col">${esc(title)}</th>`).join('');
  return `<h2>Day by day</h2>\n<div class="days"><table><tr>${head}</tr>${rows.join('\n')}</table></div>`;
}

function definitions(): string {
  return METRICS.map(
    ({ title, definition }) => `<dt>${esc(title)}</dt><dd>${esc(definition)}</dd>`,
  ).join('\n');
}

function card(name: keyof Metrics, { metrics, checks }: Report): string {
  const metric = METRICS.find((each) => each.name === name);
  if (metric === undefined) return '';
  const value = writeMetric(metrics[name], metric.unit);
  const own = checks.filter((check) => check.metric === name);
  const rows = own.map(
    ({ passed, wanted }) => `<li${passed ? '' : ' class="failed"'}>${esc(wanted)}</li>`,
  );
  const isFailed = own.some(({ passed }) => !passed);
  const kind = metrics[name] === null ? 'value none' : 'value';
  return [
    `<article class="card${isFailed ? ' failed' : ''}"><h3>${esc(metric.title)}</h3>`,
    `<div class="${kind}">${esc(value)}</div>${of(name, metrics)}`,
    `${rows.length === 0 ? '' : `<ul>${rows.join('')}</ul>`}</article>`,
  ].join('');
}

/** What a rate is of, where that is worth a word. */
function of(name: keyof Metrics, metrics: Metrics): string {
  const text =
    name === 'groundedness'
      ? `${metrics.claims - metrics.inventions} of ${metrics.claims} stated facts`
      : name === 'fallbackShare'
        ? `${metrics.fallbackCalls} of ${metrics.calls} calls`
        : name === 'conformance' && metrics.incomplete > 0
          ? `${metrics.incomplete} incomplete calls left out`
          : name === 'transferShare' && metrics.handoffCalls > 0
            ? `${metrics.transferredCalls} transferred, ${metrics.brokenHandoffs} promised in ` +
              `vain, of ${metrics.handoffCalls} calls that asked for a person`
            : '';
  return text === '' ? '' : `<p class="of">${esc(text)}</p>`;
}

function inventions(scores: readonly CallScore[]): string {
  const all = scores.flatMap((score, index) =>
    // One utterance is shown once, with all that was invented in it.
    [...Map.groupBy(score.inventions, ({ place, said }) => `${place} ${said}`).values()].map(
      (of) => ({ of, index, callId: score.callId }),
    ),
  );
  if (all.length === 0) return '';
  const items = all.slice(0, INVENTIONS_MAX).map(({ of, index, callId }) => {
    const link = `<a href="#call-${index}">${esc(callId)}</a>`;
    const quotes = of.map(({ quote }) => quote);
    const kinds = [...new Set(of.map(({ kind }) => kind))].join(', ');
    const who = of[0]?.by === 'waybill' ? 'Waybill' : 'the assistant';
    const place = `${esc(kinds)}, said by ${who} · ${link}, ${esc(of[0]?.place ?? '')}`;
    return `<li><p>${markQuotes(of[0]?.said ?? '', quotes)}</p><small>${place}</small></li>`;
  });
  const more = all.length - items.length;
  return [
    '<h2>What no record bears out</h2>',
    `<ul class="invented">${items.join('\n')}</ul>`,
    more > 0 ? `<p class="more">and ${more} more</p>` : '',
  ].join('\n');
}

function plots(scores: readonly CallScore[]): string {
  const latencies = scores.flatMap(({ latenciesMs }) => latenciesMs);
  const answers = scores.flatMap((score) => score.answers);
  const statuses = tally(
    answers.map(({ status }) => status),
    toneOfStatus,
  );
  const sources = tally(
    answers.flatMap(({ source }) => source ?? []),
    () => 'plain',
  );
  const standings = tally(scores.map(standingOf), (standing) => standing as Row['tone']);
  const paths = tally(
    scores.map(({ path }) => path.join(' → ') || 'unknown'),
    toneOfPath,
  );
  return [
    latencies.length === 0 ? '' : figure('Time to answer tool calls', latencyPlot(latencies)),
    figure('Answers by outcome', countPlot('Answers by outcome', statuses)),
    figure('Where the answers came from', countPlot('Answers by source', sources)),
    figure(
      'Calls by how they went',
      countPlot(
        'Calls by how they went',
        standings.map((row) => ({ ...row, name: STANDINGS[row.name as Standing] })),
      ),
    ),
    figure('Paths of the calls', countPlot('Paths of the calls', paths, true), 'wide'),
  ].join('\n');
}

function figure(title: string, svg: string, kind: 'half' | 'wide' = 'half'): string {
  return `<figure class="${kind}"><figcaption>${esc(title)}</figcaption>${svg}</figure>`;
}

function tally(names: readonly string[], toneOf: (name: string) => Row['tone']): Row[] {
  const counts = Map.groupBy(names, (name) => name);
  const rows = [...counts]
    .map(([name, of]): Row => ({ name, count: of.length, tone: toneOf(name) }))
    .toSorted((a, b) => b.count - a.count || a.name.localeCompare(b.name));
  const rest = rows.slice(PATHS_MAX).reduce((sum, { count }) => sum + count, 0);
  const others: Row[] = rest === 0 ? [] : [{ name: 'others', count: rest, tone: 'plain' }];
  return [...rows.slice(0, PATHS_MAX), ...others];
}

function toneOfStatus(status: string): Row['tone'] {
  if (status === 'success') return 'good';
  if (['error', 'none', 'unreadable'].includes(status)) return 'bad';
  return status === 'unavailable' ? 'doubtful' : 'plain';
}

function toneOfPath(path: string): Row['tone'] {
  return path.includes('fallback') ? 'doubtful' : 'good';
}

function calls({ scores, show }: Report): string {
  const shown = scores.slice(0, show).map((score, index) => callSection(score, `call-${index}`));
  const more = scores.length - shown.length;
  const rest = `<p class="more">${more} more calls went no worse and are not shown.</p>`;
  return `${shown.join('\n')}${more > 0 ? rest : ''}`;
}
