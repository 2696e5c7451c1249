import type { CallInput } from '../../machines/call-context.ts';
import type { CallEvent, ReportEvent, ToolEvent, Turn } from '../../machines/call-events.ts';
import { answersOf, type JournalLine } from '../recording/line.ts';
import { readResult } from './print-timeline.ts';

/** An event of a call, and where it stands on record: counted through the call, from 0. */
export type PlacedEvent = { place: number; event: CallEvent };

/** Something that was said, at the place of the transcriber's event, or just before its line's. */
export type PlacedTurn = { place: number; at: number; turn: Turn };

/** A call on record, with its events in one row. */
export type RecordedCall = {
  input: CallInput;
  /** Epoch milliseconds. */
  openedAt: number;
  lines: readonly JournalLine[];
  /** All but the opening. */
  events: PlacedEvent[];
  /** What was said, but for the answers: those are told as such. */
  turns: PlacedTurn[];
};

/** A call, or in words why it cannot be had. */
export type CallReading = { ok: true; call: RecordedCall } | { ok: false; reason: string };

/** How far before an event it stands what was said with it. */
const JUST_BEFORE = 0.5;

/** Reads the lines of one call, in any order, as one row of events; a gap is told in words. */
export function readRecordedCall(unordered: readonly JournalLine[]): CallReading {
  const lines = unordered.toSorted((a, b) => a.seq - b.seq);
  const gap = lines.findIndex(({ seq }, index) => seq !== index);
  if (gap !== -1) {
    const missing = `Line ${gap} of the call is not on record`;
    return { ok: false, reason: `${missing}: it was deleted, erased or damaged` };
  }
  const opening = lines[0]?.events[0];
  if (opening?.type !== 'call.opened') {
    return { ok: false, reason: 'The record does not say how the call was opened' };
  }
  const events: PlacedEvent[] = [];
  const turns: PlacedTurn[] = [];
  const answered = [...new Set(lines.flatMap(sentencesOf).map(bare))];
  let place = 0;
  for (const line of lines) {
    const first = place;
    for (const event of line.events) {
      if (event.type !== 'call.opened') events.push({ place, event });
      place += 1;
    }
    const heard = findHeard(events, first);
    const spot = { place: first - JUST_BEFORE, at: line.events[0]?.at ?? opening.at };
    for (const turn of line.transcript) {
      const said = bare(turn.text);
      if (turn.role === 'assistant' && isAnswer(said, answered)) continue;
      const own = heard.find(({ role, text }) => role === turn.role && isPart(said, text));
      turns.push({ place: own?.place ?? spot.place, at: own?.at ?? spot.at, turn });
    }
  }
  return { ok: true, call: { input: opening.input, openedAt: opening.at, lines, events, turns } };
}

/** Whether an event comes from Vapi, and is none that the process tells a call. */
export function isFromOutside(event: CallEvent): event is ToolEvent | ReportEvent {
  switch (event.type) {
    case 'lookup.staleFound':
    case 'lookup.settled':
    case 'caller.recognised':
    case 'time.passed':
    case 'silence.passed':
    case 'answer.missed':
      return false;
    default:
      return true;
  }
}

/** Where an event stands by its line and its number in it; null where there is none. */
export function findPlace(
  { lines }: RecordedCall,
  { seq, event }: { seq: number; event: number },
): number | null {
  const line = lines[seq];
  if (line === undefined || event >= line.events.length) return null;
  const before = lines.slice(0, seq).reduce((count, { events }) => count + events.length, 0);
  return before + event;
}

/** What the transcriber told for good from a place on. */
function findHeard(events: PlacedEvent[], from: number) {
  const first = events.findIndex(({ place }) => place >= from);
  return events.slice(first === -1 ? events.length : first).flatMap(({ place, event }) => {
    if (event.type !== 'transcript.heard' || !event.final) return [];
    return { place, at: event.at, role: event.role, text: bare(event.text) };
  });
}

/** Whether the assistant says what it was answered. */
function isAnswer(said: string, answered: string[]): boolean {
  return answered.some((sentence) => isPart(said, sentence));
}

function isPart(a: string, b: string): boolean {
  return a.includes(b) || b.includes(a);
}

function sentencesOf(line: JournalLine): string[] {
  return answersOf(line).flatMap(({ result: { result, error } }) => {
    const { message } = readResult(result, error);
    return typeof message === 'string' && message !== '' ? [message] : [];
  });
}

function bare(text: string): string {
  return text
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, ' ')
    .trim();
}
