import type { CallScore } from './call-score.ts';
import { escapeMarkup } from './escape.ts';
import type { Check } from './limits.ts';
import type { Report } from './report.ts';

/** The report as JUnit XML: a test case for every limit and for every call. */
export function toJUnit({ checks, scores }: Report): string {
  const limits = checks.map(writeCheck);
  const calls = scores.map(writeScore);
  const failures = (cases: Case[]) => cases.filter(({ fault }) => fault !== null).length;
  const suites = [suite('limits', limits), suite('calls', calls)];
  const all = [...limits, ...calls];
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    `<testsuites name="waybill eval" tests="${all.length}" failures="${failures(all)}">`,
    ...suites,
    '</testsuites>',
    '',
  ].join('\n');

  function suite(name: string, cases: Case[]): string {
    const head = `<testsuite name="${name}" tests="${cases.length}" failures="${failures(cases)}">`;
    return [`  ${head}`, ...cases.map(toXml), '  </testsuite>'].join('\n');
  }
}

type Case = { name: string; seconds: number; fault: { message: string; text: string } | null };

function writeCheck({ title, value, wanted, passed }: Check): Case {
  const message = `${title} is ${value}, wanted ${wanted}`;
  return { name: `${title}: ${wanted}`, seconds: 0, fault: passed ? null : { message, text: '' } };
}

function writeScore(score: CallScore): Case {
  const inventions = score.inventions.map(
    ({ by, quote, said, place }) => `${by} at ${place}: "${quote}" in "${said}"`,
  );
  const faults = [...score.faults, ...inventions];
  const seconds = score.latenciesMs.reduce((sum, latency) => sum + latency, 0) / 1000;
  const message = faults[0] ?? '';
  const fault = faults.length === 0 ? null : { message, text: faults.join('\n') };
  return { name: score.callId, seconds, fault };
}

function toXml({ name, seconds, fault }: Case): string {
  const time = `time="${seconds.toFixed(3)}"`;
  const head = `    <testcase classname="waybill" name="${escapeMarkup(name)}" ${time}`;
  if (fault === null) return `${head}/>`;
  const message = escapeMarkup(fault.message);
  const failure = `<failure message="${message}">${escapeMarkup(fault.text)}</failure>`;
  return `${head}>\n      ${failure}\n    </testcase>`;
}
