import type { CallEvent } from '../../machines/call-events.ts';
import { languageOf } from '../../machines/languages/language.ts';
import { readNumber } from '../../machines/listening/read-number.ts';
import type { RecordedEvent } from '../../machines/record.ts';
import { type CallState, REPLY_STATUSES, type ReplyStatus } from '../../machines/reply.ts';
import { readAnswer } from '../evaluation/read-answer.ts';
import { foldWords } from '../grounding/words.ts';
import { maskTracking } from '../observability/redaction.ts';
import type { Day } from '../recording/journal-files.ts';
import { answersOf, type JournalLine, openedAt } from '../recording/line.ts';
import type { PartialLine } from '../recording/read-line.ts';
import type { CallSummary } from './schema.ts';

/** Where lines of a call lie, among those of others: from its first to the end of its last one. */
export type Span = { day: Day; from: number; to: number };

/**
 * A call as the index holds it: what calls are found by, and what a row of a list tells. It grows
 * with the lines of its call. Nothing in it is masked. Times are epoch milliseconds.
 */
export type Row = {
  callId: string;
  medium: 'voice' | 'text';
  startedAt: number;
  lastAt: number;
  endedAt: number | null;
  endedReason: string | null;
  state: CallState;
  /** Every number that was asked for or passed, normalized. */
  trackingNumbers: string[];
  answers: Partial<Record<ReplyStatus, number>>;
  status: ReplyStatus | null;
  /** Of each delivery with tool calls. */
  latenciesMs: number[];
  readBacks: number;
  ungrounded: number;
  handoff: 'asked' | 'transferred' | null;
  cost: number | null;
  /** The keyed hash of who calls. */
  caller: string | null;
  lines: number;
  firstSeq: number;
  /** Of the line that comes next. */
  nextSeq: number;
  hasDamage: boolean;
  /** Every word that was said, once, folded, between spaces. */
  words: string;
  spans: Span[];
};

/** How a row is held in memory, roughly: what is beside its words, in bytes. */
export const ROW_BYTES = 700;

/** Vapi's reason for the end of a call that was passed on. */
const FORWARDED = 'assistant-forwarded-call';
/** How much of the hash of a caller tells callers apart in a list. */
const CALLER_LENGTH_SHOWN = 8;
/** Words of one call that are kept; nobody says so many. */
const WORDS_LENGTH_MAX = 20_000;

/** The row of a call that begins, or of which this is the first line in its file. */
export function startRow({ call_id, seq, timestamp }: PartialLine): Row {
  const at = Date.parse(timestamp);
  return {
    callId: call_id,
    medium: 'voice',
    startedAt: at,
    lastAt: at,
    endedAt: null,
    endedReason: null,
    state: 'need',
    trackingNumbers: [],
    answers: {},
    status: null,
    latenciesMs: [],
    readBacks: 0,
    ungrounded: 0,
    handoff: null,
    cost: null,
    caller: null,
    lines: 0,
    firstSeq: seq,
    nextSeq: seq,
    hasDamage: false,
    words: ' ',
    spans: [],
  };
}

/** Adds a line to the row of its call. */
export function addLine(row: Row, line: JournalLine): void {
  addHead(row, line);
  const { context } = line.snapshot;
  if (context.medium !== undefined) row.medium = context.medium;
  if (line.caller != null) row.caller = line.caller;
  if (context.ended !== null) {
    row.endedAt = context.ended.at;
    row.endedReason ??= context.ended.reason;
  }
  for (const { text } of line.transcript) addWords(row, text);
  for (const event of line.events) addEvent(row, event);
  for (const number of context.passedNumbers) addNumber(row, number);
  const answers = answersOf(line);
  if (answers.length > 0) row.latenciesMs.push(line.latency_ms);
  for (const { result } of answers) {
    const { status, sentence } = readAnswer(result);
    addWords(row, sentence);
    if (!isStatus(status)) continue;
    row.answers[status] = (row.answers[status] ?? 0) + 1;
    row.status = status;
    if (status === 'needs_confirmation') row.readBacks += 1;
    if (status === 'handoff') row.handoff ??= 'asked';
  }
}

/**
 * Whether a line says again what is on record of a call without gaps: with several machines a step
 * may be written twice. Another call of the same ID was opened at another time.
 */
export function isRepeated(row: Row, line: JournalLine): boolean {
  const { seq } = line;
  if (row.lines !== row.nextSeq - row.firstSeq || seq >= row.nextSeq) return false;
  return seq === 0 ? row.firstSeq === 0 && openedAt(line) === row.startedAt : seq >= row.firstSeq;
}

/** Adds what is left of a line that is damaged. */
export function addRest(row: Row, rest: PartialLine): void {
  addHead(row, rest);
  row.hasDamage = true;
}

/** The row of a call of which one part lies in the file of a day and the rest in the next one's. */
export function joinRows(first: Row, next: Row): Row {
  const answers = { ...first.answers };
  for (const status of REPLY_STATUSES) {
    const sum = (first.answers[status] ?? 0) + (next.answers[status] ?? 0);
    if (sum > 0) answers[status] = sum;
  }
  const isTransferred = first.handoff === 'transferred' || next.handoff === 'transferred';
  return {
    ...next,
    startedAt: first.startedAt,
    endedReason: first.endedReason ?? next.endedReason,
    trackingNumbers: [...new Set([...first.trackingNumbers, ...next.trackingNumbers])],
    answers,
    status: next.status ?? first.status,
    latenciesMs: [...first.latenciesMs, ...next.latenciesMs],
    readBacks: first.readBacks + next.readBacks,
    ungrounded: first.ungrounded + next.ungrounded,
    handoff: isTransferred ? 'transferred' : (first.handoff ?? next.handoff),
    cost: next.cost ?? first.cost,
    caller: next.caller ?? first.caller,
    lines: first.lines + next.lines,
    firstSeq: first.firstSeq,
    hasDamage: first.hasDamage || next.hasDamage,
    words: first.words + next.words.trimStart(),
    spans: [...first.spans, ...next.spans],
  };
}

/** Whether lines of a call are missing or damaged, or begin after the call did. */
export function isIncomplete({ firstSeq, nextSeq, lines, hasDamage }: Row): boolean {
  return firstSeq > 0 || hasDamage || lines !== nextSeq - firstSeq;
}

/** A row as it is told. `address` is what the call is asked for by. */
export function toSummary(row: Row, address: string, isMasked: boolean): CallSummary {
  const { latenciesMs, caller, trackingNumbers, medium, startedAt, lastAt, lines } = row;
  const { endedAt, endedReason, state, answers, status, readBacks, ungrounded } = row;
  return {
    callId: address,
    medium,
    startedAt,
    lastAt,
    endedAt,
    endedReason,
    state,
    trackingNumbers: isMasked ? trackingNumbers.map(maskTracking) : trackingNumbers,
    answers,
    status,
    slowest: latenciesMs.length === 0 ? null : Math.max(...latenciesMs),
    readBacks,
    ungrounded,
    handoff: row.handoff,
    cost: row.cost,
    caller: caller?.slice(0, CALLER_LENGTH_SHOWN) ?? null,
    lines,
    isIncomplete: isIncomplete(row),
  };
}

function addHead(row: Row, { seq, timestamp, state }: PartialLine): void {
  row.nextSeq = Math.max(row.nextSeq, seq + 1);
  row.lastAt = Math.max(row.lastAt, Date.parse(timestamp));
  row.state = state;
  row.lines += 1;
}

function addEvent(row: Row, event: RecordedEvent): void {
  if (event.type === 'call.opened') {
    row.startedAt = Math.min(row.startedAt, event.at);
    return;
  }
  if ('heard' in event) {
    const reading = readNumber(event.heard, languageOf(undefined));
    if (reading.ok) addNumber(row, reading.trackingNumber);
  }
  noteEvent(row, event);
}

function noteEvent(row: Row, event: CallEvent): void {
  switch (event.type) {
    case 'lookup.settled':
      addNumber(row, event.trackingNumber);
      break;
    case 'transcript.heard':
      if (event.final) addWords(row, event.text);
      break;
    case 'human.requested':
      row.handoff ??= 'asked';
      break;
    case 'transfer.updated':
      row.handoff = 'transferred';
      break;
    case 'call.progressed':
      if (event.status === 'forwarding') row.handoff = 'transferred';
      break;
    case 'report.received': {
      const { report } = event;
      row.cost = report.cost ?? report.costsSum ?? row.cost;
      row.endedReason = report.endedReason ?? row.endedReason;
      if (report.endedReason === FORWARDED) row.handoff = 'transferred';
      if (report.transcript !== null) addWords(row, report.transcript);
      break;
    }
    default:
  }
}

function addNumber({ trackingNumbers }: Row, number: string): void {
  if (!trackingNumbers.includes(number)) trackingNumbers.push(number);
}

function addWords(row: Row, text: string): void {
  if (row.words.length > WORDS_LENGTH_MAX) return;
  for (const word of foldWords(text)) {
    if (!row.words.includes(` ${word} `)) row.words += `${word} `;
  }
}

function isStatus(text: string): text is ReplyStatus {
  return REPLY_STATUSES.some((status) => status === text);
}
