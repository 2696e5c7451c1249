import type { CallState, ReplyStatus } from '../../machines/reply.ts';
import { ENDING_LENGTH, normalizeTrackingNumber } from '../../machines/tracking-number.ts';
import { foldWords } from '../grounding/words.ts';
import { maskPhone, maskTracking } from '../observability/redaction.ts';
import type { HashCaller } from '../recording/caller-key.ts';
import type { Row } from './call-row.ts';
import { readMoment, type TimeRange, tellMoment } from './read-moment.ts';
import type { CallsQuery } from './schema.ts';

/** What is looked for, as it was understood. */
export type Search = {
  /** Null for all days on record. */
  range: TimeRange | null;
  matches: (row: Row) => boolean;
  /** In words. */
  understood: string;
};

/** What a search is understood with. */
export type SearchSurroundings = {
  now: number;
  timeZone: string;
  /** Null where there is no key: then no caller can be found. */
  hashCaller: HashCaller | null;
  /** A phone number in E.164; null for what is none. */
  readPhone: (written: string) => string | null;
  /** Whether a call on record has an ID that begins so. */
  hasCallId: (prefix: string) => boolean;
};

/** What was asked for cannot be understood; the message says why. */
export class QueryError extends Error {}

type Condition = { told: string; matches: (row: Row) => boolean };

/** Fewest characters of a call ID that one is meant by, in a box that is for all. */
const CALL_ID_LENGTH_MIN = 4;
/** Digits that may be a phone number, where nothing else says so. */
const PHONE = /^\+|^\(|^0\d{6}|^\d[\d\s()./-]{9,}$/;

/** Reads a query. Throws a QueryError for what cannot be understood. */
export function readQuery(query: CallsQuery, surroundings: SearchSurroundings): Search {
  const boxed = query.q === undefined ? {} : readBox(query.q, surroundings);
  const wanted = { ...boxed, ...query };
  const conditions = [
    ...given(wanted.callId, callIdCondition),
    ...given(wanted.trackingNumber, numberCondition),
    ...given(wanted.phone, (phone) => phoneCondition(phone, surroundings)),
    ...given(wanted.outcome, outcomeCondition),
    ...given(wanted.state, stateCondition),
    ...given(wanted.words, wordsCondition),
    ...given(wanted.ungrounded, ungroundedCondition),
    ...given(wanted.slowerThan, slowCondition),
    ...given(wanted.handoff, handoffCondition),
  ];
  const range = rangeOf(wanted, surroundings);
  const told = conditions.map((condition) => condition.told);
  if (range !== null) told.push(tellRange(range, surroundings.timeZone));
  return {
    range,
    matches: (row) =>
      (range === null || (row.startedAt < range.to && row.lastAt >= range.from)) &&
      conditions.every((condition) => condition.matches(row)),
    understood: told.length === 0 ? 'every call on record' : told.join(', '),
  };
}

/** Tells which of the fields the one box means. */
function readBox(box: string, surroundings: SearchSurroundings): CallsQuery {
  const text = box.trim();
  if (text === '') return {};
  if (text.length >= CALL_ID_LENGTH_MIN && surroundings.hasCallId(text)) return { callId: text };
  if (readMoment(text, surroundings) !== null) return { at: text };
  const one = readNumber(text, surroundings);
  if (one !== null) return one;
  return readTimeAndNumber(text, surroundings) ?? { words: text };
}

/** "14:05 0002": what an operator is told, in either order. */
function readTimeAndNumber(text: string, surroundings: SearchSurroundings): CallsQuery | null {
  const words = text.split(/\s+/);
  const splits = [
    { number: words.at(-1) ?? '', at: words.slice(0, -1).join(' ') },
    { number: words[0] ?? '', at: words.slice(1).join(' ') },
  ];
  for (const { number, at } of splits) {
    const read = readNumber(number, surroundings);
    if (read !== null && readMoment(at, surroundings) !== null) return { ...read, at };
  }
  return null;
}

/** A tracking number, the end of one, or a phone number; words hold no digit. */
function readNumber(text: string, { readPhone }: SearchSurroundings): CallsQuery | null {
  if (PHONE.test(text) && readPhone(text) !== null) return { phone: text };
  const bare = text.replace(/[\s\p{Pd}]/gu, '');
  const isSpaced = /\p{L}{3,}\s+\p{L}{3,}/u.test(text);
  if (!/\d/.test(bare) || isSpaced) return null;
  const isEnding = /^[A-Za-z0-9]+$/.test(bare) && bare.length === ENDING_LENGTH;
  return isEnding || normalizeTrackingNumber(text).ok ? { trackingNumber: text } : null;
}

function callIdCondition(callId: string): Condition {
  const { callId: id, startedAt } = readAddress(callId);
  return {
    told: `call ID beginning with ${callId}`,
    matches: (row) =>
      row.callId.startsWith(callId) ||
      (startedAt !== null && row.callId === id && row.startedAt === startedAt),
  };
}

function numberCondition(written: string): Condition {
  const bare = written.replace(/[\s\p{Pd}]/gu, '').toUpperCase();
  if (/^[A-Z0-9]{4}$/.test(bare)) {
    return {
      told: `number ending in ${bare}`,
      matches: ({ trackingNumbers }) => trackingNumbers.some((number) => number.endsWith(bare)),
    };
  }
  const reading = normalizeTrackingNumber(written);
  if (!reading.ok) {
    throw new QueryError('Cannot look for this number: expected a whole one, or its last four');
  }
  const { trackingNumber } = reading;
  return {
    told: `number ${maskTracking(trackingNumber)}`,
    matches: ({ trackingNumbers }) => trackingNumbers.includes(trackingNumber),
  };
}

function phoneCondition(written: string, { readPhone, hashCaller }: SearchSurroundings): Condition {
  const phone = readPhone(written);
  if (phone === null) {
    throw new QueryError('Cannot look for this caller: expected a whole phone number');
  }
  const told = `caller ${maskPhone(phone)}`;
  if (hashCaller === null) {
    return { told: `${told} (without a caller key none can be found)`, matches: () => false };
  }
  const caller = hashCaller(phone);
  return { told, matches: (row) => row.caller === caller };
}

function outcomeCondition(status: ReplyStatus): Condition {
  return { told: `an answer "${status}"`, matches: ({ answers }) => (answers[status] ?? 0) > 0 };
}

function stateCondition(state: CallState): Condition {
  return { told: `in state ${state}`, matches: (row) => row.state === state };
}

/** The beginning of a word is enough: "refund" is in "refunded". */
function wordsCondition(text: string): Condition {
  const words = foldWords(text);
  if (words.length === 0) throw new QueryError('Cannot look for these words: there is none');
  return {
    told: `said: ${words.join(' ')}`,
    matches: (row) => words.every((word) => row.words.includes(` ${word}`)),
  };
}

function ungroundedCondition(isWanted: boolean): Condition {
  return {
    told: isWanted ? 'with ungrounded facts' : 'without ungrounded facts',
    matches: ({ ungrounded }) => ungrounded > 0 === isWanted,
  };
}

function slowCondition(ms: number): Condition {
  return {
    told: `an answer that took ${ms} ms or more`,
    matches: ({ latenciesMs }) => latenciesMs.some((latencyMs) => latencyMs >= ms),
  };
}

function handoffCondition(isWanted: boolean): Condition {
  return {
    told: isWanted ? 'a person was asked for' : 'no person was asked for',
    matches: ({ handoff }) => (handoff !== null) === isWanted,
  };
}

function rangeOf({ at, from, to }: CallsQuery, surroundings: SearchSurroundings): TimeRange | null {
  const named = at === undefined ? null : readMoment(at, surroundings);
  if (at !== undefined && named === null) {
    throw new QueryError(
      'Cannot read this time: expected one such as "14:05", "today 14:00-14:10", "yesterday", ' +
        '"2026-11-23 9:00"',
    );
  }
  if (named === null && from === undefined && to === undefined) return null;
  return {
    from: Math.max(named?.from ?? Number.NEGATIVE_INFINITY, from ?? Number.NEGATIVE_INFINITY),
    to: Math.min(named?.to ?? Number.POSITIVE_INFINITY, to ?? Number.POSITIVE_INFINITY),
  };
}

function tellRange({ from, to }: TimeRange, timeZone: string): string {
  const [start, end] = [from, to].map((at) =>
    Number.isFinite(at) ? tellMoment(at, timeZone) : null,
  );
  if (start == null) return `until ${end} (${timeZone})`;
  return end == null ? `since ${start} (${timeZone})` : `${start} to ${end} (${timeZone})`;
}

/** What a call is asked for by: its ID, or with `@` and its beginning, for one of several with it. */
export function readAddress(address: string): { callId: string; startedAt: number | null } {
  const [, callId, startedAt] = /^(.+)@(\d{12,14})$/s.exec(address) ?? [];
  return callId === undefined
    ? { callId: address, startedAt: null }
    : { callId, startedAt: Number(startedAt) };
}

/** What a call is asked for by that is not the latest with its ID. */
export function writeAddress(callId: string, startedAt: number): string {
  return `${callId}@${startedAt}`;
}

function given<Value>(value: Value | undefined, make: (value: Value) => Condition): Condition[] {
  return value === undefined ? [] : [make(value)];
}
