import type { CallState } from '../../../machines/reply.ts';
import type { Said } from '../schema.ts';

/*
 * Figures as people read them, in the time zone of whoever looks. Moments are epoch milliseconds,
 * durations milliseconds; null, for what is not known, is a dash.
 */

/** What stands for nothing known. */
export const NONE = '–';

const TIME = new Intl.DateTimeFormat(undefined, { timeStyle: 'medium', hourCycle: 'h23' });
const DAY = new Intl.DateTimeFormat(undefined, { day: 'numeric', month: 'short' });
const WHOLE = new Intl.NumberFormat('en');
const TENTH = new Intl.NumberFormat('en', { maximumFractionDigits: 1 });
const MONEY = new Intl.NumberFormat('en', {
  style: 'currency',
  currency: 'USD',
  maximumFractionDigits: 3,
});

/** 14:03:05 */
export function timeOf(at: number): string {
  return TIME.format(at);
}

/** 23 Nov, 14:03:05; the day only where it is not that of `now`. */
export function momentOf(at: number, now = Date.now()): string {
  const isToday = new Date(at).toDateString() === new Date(now).toDateString();
  return isToday ? timeOf(at) : `${DAY.format(at)}, ${timeOf(at)}`;
}

/** 340 ms, 1.2 s, 2 min 05 s, 3 h 12 min */
export function spanOf(ms: number | null): string {
  if (ms === null) return NONE;
  if (ms < 1_000) return `${Math.round(ms)} ms`;
  if (ms < 60_000) return `${TENTH.format(ms / 1_000)} s`;
  const minutes = Math.floor(ms / 60_000);
  const seconds = Math.floor((ms % 60_000) / 1_000);
  if (minutes < 60) return `${minutes} min ${two(seconds)} s`;
  return `${Math.floor(minutes / 60)} h ${two(minutes % 60)} min`;
}

/** 2:05, as a clock that runs. */
export function clockOf(ms: number): string {
  const seconds = Math.max(0, Math.floor(ms / 1_000));
  const hours = Math.floor(seconds / 3_600);
  const minutes = Math.floor(seconds / 60) % 60;
  return hours > 0
    ? `${hours}:${two(minutes)}:${two(seconds % 60)}`
    : `${minutes}:${two(seconds % 60)}`;
}

/** +0:08.2, from the start of a call. */
export function offsetOf(ms: number): string {
  const tenths = Math.floor(Math.max(0, ms) / 100) % 10;
  return `+${clockOf(ms)}.${tenths}`;
}

/** 12,345 */
export function countOf(count: number | null): string {
  return count === null ? NONE : WHOLE.format(count);
}

/** 1.4 */
export function tenthOf(value: number | null): string {
  return value === null ? NONE : TENTH.format(value);
}

/** 84.2 % of a rate from 0 to 1. */
export function percentOf(rate: number | null): string {
  return rate === null ? NONE : `${TENTH.format(rate * 100)} %`;
}

/** $0.042 */
export function moneyOf(dollars: number | null): string {
  return dollars === null ? NONE : MONEY.format(dollars);
}

/** A part of a whole; null where there is no whole. */
export function rateOf(part: number, whole: number): number | null {
  return whole === 0 ? null : part / whole;
}

/** One and many: "1 call", "2 calls". */
export function counted(count: number, one: string, many = `${one}s`): string {
  return `${countOf(count)} ${count === 1 ? one : many}`;
}

/** Any value as text; what is text already stays so. */
export function textOf(value: unknown): string {
  if (value === undefined) return 'absent';
  return typeof value === 'string' ? value : JSON.stringify(value, null, 1);
}

/** How good something is, which the page tells by colour and always by words as well. */
export type Tone = 'good' | 'info' | 'warn' | 'bad' | 'quiet';

const STATUSES: Record<string, { words: string; tone: Tone }> = {
  success: { words: 'success', tone: 'good' },
  not_found: { words: 'not found', tone: 'warn' },
  needs_confirmation: { words: 'needs confirmation', tone: 'info' },
  invalid: { words: 'invalid', tone: 'warn' },
  unavailable: { words: 'unavailable', tone: 'bad' },
  handoff: { words: 'handoff', tone: 'warn' },
  error: { words: 'error', tone: 'bad' },
};

/** What an answer amounts to, in words. */
export function statusOf(status: string): { words: string; tone: Tone } {
  return STATUSES[status] ?? { words: status, tone: 'quiet' };
}

/** Every status that an answer can have, in the order in which it is shown. */
export const ALL_STATUSES = Object.keys(STATUSES);

/** Every outer state, in the order of a call. */
export const ALL_STATES: readonly CallState[] = [
  'need',
  'confirm',
  'fetch',
  'report',
  'fallback',
  'ended',
];

/** Who said something. */
export function speakerOf({ by }: Pick<Said, 'by'>): string {
  return { caller: 'Caller', waybill: 'Waybill’s words', model: 'The model’s words' }[by];
}

function two(value: number): string {
  return `${value}`.padStart(2, '0');
}
