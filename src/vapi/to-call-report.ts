import type { CallReport } from '../../machines/call-events.ts';
import type { MessageOf } from './messages.ts';
import { cutText } from './single-line.ts';
import { isRecord } from './tolerant-reader.ts';

const WORD_LENGTH_MAX = 200;
const SUMMARY_LENGTH_MAX = 4000;
const TRANSCRIPT_LENGTH_MAX = 50_000;
const JSON_LENGTH_MAX = 10_000;
/** A signed link is long; one that is cut leads nowhere. */
const URL_LENGTH_MAX = 2000;

/** What is kept of a report only where it is asked for. */
export type ReportKeeping = {
  /** Whether to keep the link to the recording. */
  keepRecordingUrl?: boolean | undefined;
};

/**
 * Picks out of an end-of-call report what is kept; the rest holds credentials and history. What the
 * call's own snapshot says comes last: reports of early 2024 have it nowhere else.
 */
export function toCallReport(
  message: MessageOf<'end-of-call-report'>,
  { keepRecordingUrl = false }: ReportKeeping = {},
): CallReport {
  const { analysis, artifact, call } = message;
  const startedAt = bounded(message.startedAt || call?.startedAt, WORD_LENGTH_MAX);
  const endedAt = bounded(message.endedAt || call?.endedAt, WORD_LENGTH_MAX);
  const costsSum = sumOf(message.costs);
  return {
    endedReason: bounded(message.endedReason || call?.endedReason, WORD_LENGTH_MAX),
    // The same text stands in up to two places; early 2024 knew the top level only.
    summary: bounded(analysis?.summary || message.summary, SUMMARY_LENGTH_MAX),
    transcript: bounded(artifact?.transcript || message.transcript, TRANSCRIPT_LENGTH_MAX),
    successEvaluation: bounded(analysis?.successEvaluation?.toString(), WORD_LENGTH_MAX),
    startedAt,
    endedAt,
    durationSeconds: readDuration(message, startedAt, endedAt),
    // A snapshot's cost is 0 as long as it is not known.
    cost: finite(message.cost ?? costsSum ?? (call?.cost || null)),
    ...given('costsSum', costsSum),
    ...given('assistantVersion', bounded(message.assistantVersion, WORD_LENGTH_MAX)),
    ...given('recordingUrl', keepRecordingUrl ? findRecording(message) : null),
    ...given('structuredData', boundedJson(analysis?.structuredData)),
    ...given('structuredOutputs', readOutputs(artifact?.structuredOutputs)),
  };
}

/** The first link that may be followed: both voices on one track before one on each. */
function findRecording(message: MessageOf<'end-of-call-report'>): string | null {
  const { artifact } = message;
  const links = [
    artifact?.recordingUrl,
    artifact?.recording?.mono?.combinedUrl,
    message.recordingUrl,
    artifact?.recording?.stereoUrl,
    artifact?.stereoRecordingUrl,
    message.stereoRecordingUrl,
  ];
  return links.map(toLink).find((link) => link !== null) ?? null;
}

/** A link as a browser reads it; null for what no listener may be sent to. */
function toLink(text: string | null | undefined): string | null {
  if (!text || text.length > URL_LENGTH_MAX) return null;
  const url = URL.parse(text);
  if (url?.protocol !== 'https:' || url.username !== '' || url.password !== '') return null;
  return url.href.length > URL_LENGTH_MAX ? null : url.href;
}

function readDuration(
  message: MessageOf<'end-of-call-report'>,
  startedAt: string | null,
  endedAt: string | null,
): number | null {
  const { durationSeconds, durationMs, durationMinutes } = message;
  if (durationSeconds != null) return finite(durationSeconds);
  if (durationMs != null) return finite(durationMs / 1000);
  if (durationMinutes != null) return finite(durationMinutes * 60);
  return finite((Date.parse(endedAt ?? '') - Date.parse(startedAt ?? '')) / 1000);
}

function sumOf(costs: MessageOf<'end-of-call-report'>['costs']): number | null {
  const known = (costs ?? []).flatMap(({ cost }) => cost ?? []);
  if (known.length === 0) return null;
  // In units of a billionth: 0.1 and 0.2 are 0.3.
  return finite(known.reduce((sum, cost) => sum + Math.round(cost * 1e9), 0) / 1e9);
}

/** Vapi keeps each beside how it was made and who may see it. */
function readOutputs(wire: unknown): CallReport['structuredOutputs'] | null {
  if (!isRecord(wire)) return null;
  const read = Object.entries(wire).flatMap(([id, output]) =>
    isRecord(output) && 'result' in output
      ? [
          [
            id,
            { name: typeof output.name === 'string' ? output.name : null, result: output.result },
          ],
        ]
      : [],
  );
  if (read.length === 0) return null;
  return boundedJson(Object.fromEntries(read)) as CallReport['structuredOutputs'] | null;
}

/** A value as JSON gives it back; null for one that is too long, too deep, or nothing. */
function boundedJson(value: unknown): unknown {
  if (value == null) return null;
  try {
    const text = JSON.stringify(value);
    return text.length > JSON_LENGTH_MAX ? null : JSON.parse(text);
  } catch {
    return null;
  }
}

function given<Name extends string, Value>(name: Name, value: Value) {
  // The type of a computed name is wider than the one name that there is.
  return (value == null ? {} : { [name]: value }) as { [name in Name]?: NonNullable<Value> };
}

function bounded(text: string | null | undefined, lengthMax: number): string | null {
  return text ? cutText(text, lengthMax) : null;
}

// JSON writes Infinity as null and -0 as 0; a journal must give back what it was given.
function finite(value: number | null | undefined): number | null {
  return value != null && Number.isFinite(value) ? value + 0 : null;
}
