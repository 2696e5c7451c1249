import type { CallEvent } from '../../machines/call-events.ts';
import type { RecordedEvent } from '../../machines/record.ts';
import type { JournalLine, RecordedResult } from '../recording/line.ts';
import type { LineVerdict } from './compare-call.ts';
import { showDifference } from './print-verdicts.ts';
import { type Look, paint } from './side-by-side.ts';

/** One line of a call as a person reads it: what was said, what came, where it led, the answers. */
export function showLine(line: JournalLine, verdict: LineVerdict, look: Look): string[] {
  const head = `seq ${line.seq}  ${line.timestamp}  ${line.latency_ms} ms  ${line.correlation_id}`;
  const states = verdict.path.length === 0 ? `stays in ${line.state}` : verdict.path.join(' → ');
  const differing = new Set(verdict.differences.map(({ toolCallId }) => toolCallId));
  return [
    paint('dim', head, look),
    ...line.transcript.flatMap(({ role, text }) => row(role, text, look)),
    ...line.events.flatMap((event) => row('event', tellEvent(event), look)),
    ...row('states', states, look),
    ...(line.response?.results ?? []).flatMap((result) => {
      const mark = differing.has(result.toolCallId) ? ' (differs today)' : '';
      return row('answer', `${tellAnswer(result)}${mark}`, look);
    }),
    ...verdict.differences.flatMap((difference) => [
      paint('red', `  ${difference.where} differs`, look),
      ...showDifference(difference, look),
    ]),
    '',
  ];
}

const LABEL_WIDTH = 11;

/** A label and a text beside it, wrapped. */
function row(label: string, text: string, look: Look): string[] {
  const width = look.width - LABEL_WIDTH - 2;
  const rows = text.match(new RegExp(`.{1,${width}}(?=\\s|$)|.{1,${width}}`, 'gu')) ?? [''];
  return rows.map((part, index) => {
    const shown = index === 0 ? paint('cyan', label.padEnd(LABEL_WIDTH), look) : '';
    return `  ${shown}${index === 0 ? '' : ' '.repeat(LABEL_WIDTH)}${part.trim()}`;
  });
}

function tellEvent(event: RecordedEvent): string {
  const { type, at, ...rest } = event;
  const told = type === 'lookup.settled' ? tellLookup(event as Settled) : JSON.stringify(rest);
  return `${new Date(at).toISOString().slice(11, 23)} ${type} ${told === '{}' ? '' : told}`;
}

type Settled = Extract<CallEvent, { type: 'lookup.settled' }>;

function tellLookup({ trackingNumber, outcome }: Settled): string {
  switch (outcome.kind) {
    case 'found':
      return `${trackingNumber} found (${outcome.source}): ${JSON.stringify(outcome.delivery)}`;
    case 'missing':
      return `${trackingNumber} missing (${outcome.source})`;
    case 'failed':
      return `${trackingNumber} failed (${outcome.reason})`;
    default:
      return JSON.stringify(outcome);
  }
}

function tellAnswer({ toolCallId, name, result, error }: RecordedResult): string {
  const { status, message, source, state } = readResult(result, error);
  return `${toolCallId} ${name}: ${status}, from ${source}, to ${state}: “${message}”`;
}

/** The status and sentence of an answer, recorded or served. */
export function readResult(result: unknown, error: unknown): Record<string, unknown> {
  if (typeof result !== 'string') {
    return { status: 'error', message: error, source: 'fallback', state: 'the same state' };
  }
  try {
    return JSON.parse(result);
  } catch {
    return { status: 'unreadable', message: result };
  }
}
