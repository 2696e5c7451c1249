import type { CallReport } from '../../machines/call-events.ts';
import type { MessageOf } from './messages.ts';
import { cutText } from './single-line.ts';

const WORD_LENGTH_MAX = 200;
const SUMMARY_LENGTH_MAX = 4000;
const TRANSCRIPT_LENGTH_MAX = 50_000;

/** Picks out of an end-of-call report what is kept; the rest holds credentials and history. */
export function toCallReport(message: MessageOf<'end-of-call-report'>): CallReport {
  const { analysis, artifact } = message;
  return {
    endedReason: bounded(message.endedReason, WORD_LENGTH_MAX),
    // The same text stands in up to two places; early 2024 knew the top level only.
    summary: bounded(analysis?.summary || message.summary, SUMMARY_LENGTH_MAX),
    transcript: bounded(artifact?.transcript || message.transcript, TRANSCRIPT_LENGTH_MAX),
    successEvaluation: bounded(analysis?.successEvaluation?.toString(), WORD_LENGTH_MAX),
    startedAt: bounded(message.startedAt, WORD_LENGTH_MAX),
    endedAt: bounded(message.endedAt, WORD_LENGTH_MAX),
    durationSeconds: readDuration(message),
    cost: finite(message.cost),
  };
}

function readDuration(message: MessageOf<'end-of-call-report'>): number | null {
  const { durationSeconds, durationMs, durationMinutes, startedAt, endedAt } = message;
  if (durationSeconds != null) return finite(durationSeconds);
  if (durationMs != null) return finite(durationMs / 1000);
  if (durationMinutes != null) return finite(durationMinutes * 60);
  return finite((Date.parse(endedAt ?? '') - Date.parse(startedAt ?? '')) / 1000);
}

function bounded(text: string | null | undefined, lengthMax: number): string | null {
  return text ? cutText(text, lengthMax) : null;
}

// JSON writes Infinity as null and -0 as 0; a journal must give back what it was given.
function finite(value: number | null | undefined): number | null {
  return value != null && Number.isFinite(value) ? value + 0 : null;
}
