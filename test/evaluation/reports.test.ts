import assert from 'node:assert/strict';
import { test } from 'node:test';
import { checkLimits } from '../../src/evaluation/limits.ts';
import { measure } from '../../src/evaluation/metrics.ts';
import { type Report, worstFirst } from '../../src/evaluation/report.ts';
import { toCsv } from '../../src/evaluation/report-csv.ts';
import { toHtml } from '../../src/evaluation/report-html.ts';
import { toJUnit } from '../../src/evaluation/report-junit.ts';
import { toMarkdown } from '../../src/evaluation/report-markdown.ts';
import { FOUND, linesOf, score } from './eval-calls.ts';

const HOSTILE = '</script><img src=x onerror=alert(1)> & "quotes" \u0007 |pipe|';

const good = score(linesOf({ ...FOUND, name: 'went-well' }));
const [step = { tool: 'track_delivery' }] = FOUND.steps;
const spoken = { ...FOUND, name: HOSTILE, steps: [{ ...step, caller: HOSTILE }] };
const lied = score(linesOf(spoken, `AI: It was delivered. ${HOSTILE}`));
const scores = worstFirst([good, lied]);
const metrics = measure(scores);
const checks = checkLimits(metrics, [{ metric: 'groundedness', least: true, value: 1 }]);
const report: Report = {
  source: 'here',
  metrics,
  checks,
  scores,
  show: 10,
  damaged: 0,
  conflicts: [],
};

test('toHtml() writes one file that fetches nothing, runs nothing and escapes every text', () => {
  const html = toHtml(report);
  const tags = [...html.matchAll(/<([a-z]+)([^>]*)>/g)];
  const loading = tags.filter(
    ([, name = '', attributes = '']) =>
      /^(?:script|img|link|iframe|object)$/.test(name) || /\b(?:src|on\w+)\s*=/.test(attributes),
  );
  assert.deepEqual(loading, []);
  assert.ok(!/@import|url\(|https?:/.test(html));
  assert.ok(html.includes('&lt;/script&gt;&lt;img src=x'));
  assert.ok(html.includes(`content="default-src 'none';`));
});

test('toHtml() shows the worst call first and open, with the invention marked', () => {
  const html = toHtml(report);
  assert.ok(html.indexOf('onerror') < html.indexOf('went-well'));
  assert.match(html, /<details class="call" id="call-0" open>/);
  assert.match(html, /<details class="call" id="call-1">/);
  assert.match(html, /It was <mark[^>]*>delivered<\/mark>/);
  for (const state of ['need', 'confirm', 'fetch', 'report', 'ended']) {
    assert.ok(html.includes(`<i class="state ${state}">${state}</i>`));
  }
});

test('toHtml() plots latency and outcomes', () => {
  const html = toHtml(report);
  assert.match(html, /<svg[^>]*aria-label="Latency of 2 answers"/);
  assert.match(html, /<svg[^>]*aria-label="Answers by outcome"/);
});

test('toHtml() shows no more calls in full than it is asked to', () => {
  const html = toHtml({ ...report, show: 1 });
  assert.ok(!html.includes('went-well'));
  assert.match(html, /1 more call/);
});

test('toJUnit() has a case for every limit and call, and fails the bad ones', () => {
  const xml = toJUnit(report);
  assert.match(xml, /<testsuites name="waybill eval" tests="3" failures="2">/);
  assert.equal(xml.match(/<testcase /g)?.length, 3);
  assert.equal(xml.match(/<failure /g)?.length, 2);
  assert.ok(!xml.includes('<img') && !xml.includes('\u0007'));
});

test('toMarkdown() tells what was invented, where, and in which call', () => {
  const markdown = toMarkdown(report);
  assert.match(markdown, /the status \*\*delivered\*\* in "It was delivered/);
  assert.match(markdown, /line 1 of the end-of-call transcript/);
  assert.match(markdown, /\*\*FAILED\*\* \| Groundedness/);
  assert.doesNotMatch(markdown, /<img/);
});

test('toCsv() has a line for each call, and nothing that a spreadsheet would run', () => {
  const lines = toCsv({ ...report, scores: [{ ...good, callId: '=1+1, "x"' }] }).split('\r\n');
  assert.equal(lines.length, 3);
  assert.match(lines[0] ?? '', /^call_id,started_at,standing,path,/);
  assert.match(lines[1] ?? '', /^"'=1\+1, ""x""",2026-[^,]+,good,need > confirm > fetch/);
});

test('measure() counts tries, containment, and the means of what Vapi reports', () => {
  const [answer] = good.answers;
  assert.ok(answer);
  const measured = measure([
    { ...good, handoff: 'told', durationSeconds: 30, cost: 0.1 },
    { ...good, durationSeconds: 60, cost: null },
    { ...good, answers: [], handoff: null, triesUntilNumber: null },
  ]);
  assert.equal(measured.containment, 0.5);
  assert.deepEqual([measured.durationSeconds, measured.cost], [45, 0.1]);
  assert.equal(measured.triesUntilNumber, 1);
  const unsure = { tool: 'track_delivery', arguments: { trackingNumber: 'WB' } };
  assert.equal(score(linesOf({ ...FOUND, steps: [unsure, ...FOUND.steps] })).triesUntilNumber, 2);
});

test('a report of several days shows them beside each other', () => {
  const later = { ...good, startedAt: '2026-12-24T10:00:00.000Z' };
  const several = { ...report, scores: [later, ...report.scores] };
  const markdown = /## Day by day\n\n\| Day \|.+\n.+\n\| 2026-1.+\n\| 2026-12-24 \| 1 \|/;
  assert.match(toMarkdown(several), markdown);
  assert.match(toHtml(several), /<th scope="row">2026-12-24<\/th><td>1<\/td>/);
  assert.doesNotMatch(toMarkdown(report), /Day by day/);
});
