import { visibleLine } from '../../machines/hidden-text.ts';
import { tellMoment } from '../../src/console/read-moment.ts';
import type { CallSummary, CallsPage } from '../../src/console/schema.ts';

/** Calls as rows, the latest first, with how they were looked for. */
export function printCalls(page: CallsPage, timeZone: string): string {
  const { calls, total, understood, faults } = page;
  const count = calls.length < total ? `the latest ${calls.length} of ${total}` : `${total}`;
  return [
    `${count} ${total === 1 ? 'call' : 'calls'}: ${visibleLine(understood)}`,
    ...faults.map((fault) => `! ${visibleLine(fault)}`),
    '',
    ...calls.map((call) => printCall(call, timeZone)),
  ].join('\n');
}

function printCall(call: CallSummary, timeZone: string): string {
  const { callId, startedAt, lastAt, state, trackingNumbers, answers, slowest, handoff } = call;
  const told = Object.entries(answers).map(([status, count]) =>
    count === 1 ? status : `${count} ${status}`,
  );
  const notes = [
    ...(handoff === null ? [] : [`a person: ${handoff}`]),
    ...(call.ungrounded > 0 ? [`${call.ungrounded} ungrounded`] : []),
    ...(slowest === null ? [] : [`slowest ${slowest} ms`]),
    ...(call.isIncomplete ? ['lines are missing'] : []),
  ];
  return [
    tellMoment(startedAt, timeZone),
    `${Math.round((lastAt - startedAt) / 1000)} s`.padStart(6),
    state.padEnd(8),
    (trackingNumbers.join(' ') || '-').padEnd(12),
    visibleLine(callId),
    told.join(', ') || 'no answer',
    ...notes,
  ].join('  ');
}
