import { visibleLine } from '../../machines/hidden-text.ts';
import { tellMoment } from '../../src/console/read-moment.ts';
import type { Fact, Lookup, Step, Story } from '../../src/console/schema.ts';

const LABEL_WIDTH = 11;

/** One call as a person reads it. What callers said is told on one line, without what no eye sees. */
export function printStory(story: Story, timeZone: string): string {
  const { call, steps, lookups, faults, commands, isMasked } = story;
  const told = Object.entries(call.answers).map(([status, count]) => `${count} ${status}`);
  const rows: [string, string][] = [
    ['call', `${call.callId} (${call.medium}${isMasked ? ', masked' : ''})`],
    ['began', `${tellMoment(call.startedAt, timeZone)} ${timeZone}`],
    ['state', call.endedReason === null ? call.state : `${call.state}: ${call.endedReason}`],
    ['numbers', call.trackingNumbers.join(', ') || 'none'],
    ['answers', told.join(', ') || 'none'],
    ['replay', commands.replay],
    ['erase', commands.erase],
  ];
  return [
    ...rows.map(([label, text]) => row(label, text, '')),
    ...faults.map((fault) => row('!', fault, '')),
    ...steps.flatMap((step) => ['', ...printStep(step, lookups)]),
  ].join('\n');
}

function printStep(step: Step, lookups: readonly Lookup[]): string[] {
  const { seq, at, startedAt, correlationId, latency, path, state, said, answers, events } = step;
  const ended = lookups.filter(({ endedAt }) =>
    events.some((event) => event.type === 'lookup.settled' && event.at === endedAt),
  );
  const way = path.length === 0 ? `stays in ${state}` : path.join(' → ');
  return [
    `seq ${seq}  ${clock(startedAt)}  ${way}  ${latency} ms  ${correlationId}`,
    ...said.flatMap(({ role, text, facts }) => [row(role, text), ...facts.map(printFact)]),
    ...events.map(({ type, at: eventAt }) => row('event', `${clock(eventAt)} ${type}`)),
    ...ended.flatMap((lookup) => printLookup(lookup)),
    ...answers.flatMap(({ tool, arguments: given, status, source, sentence, facts }) => [
      row('asked', `${tool} ${JSON.stringify(given)}`),
      row('answered', `${status}, from ${source ?? 'nothing'}: “${sentence}”`),
      ...facts.map(printFact),
    ]),
    ...(at - startedAt > 0 ? [row('recorded', clock(at))] : []),
  ];
}

function printLookup({ trackingNumber, outcome, source, startedAt, endedAt, trail }: Lookup) {
  const took = endedAt === null ? '' : `, ${endedAt - startedAt} ms`;
  const parts = trail.map(
    (part) => `${part.kind} ${part.result} ${part.endedAt - part.startedAt} ms`,
  );
  return [
    row('lookup', `${trackingNumber} ${outcome ?? 'goes on'} (${source ?? 'no source'}${took})`),
    ...(parts.length === 0 ? [] : [row('', parts.join(', '))]),
  ];
}

function printFact({ kind, quote, isGrounded, by }: Fact): string {
  const mark = isGrounded ? 'fact' : 'UNGROUNDED';
  return row(mark, `${kind} “${quote}”${by === null ? '' : `: ${by}`}`);
}

function row(label: string, text: string, indent = '  '): string {
  return `${indent}${label.padEnd(LABEL_WIDTH)}${visibleLine(text)}`;
}

function clock(at: number): string {
  return `${new Date(at).toISOString().slice(11, 23)}Z`;
}
