import type { Delivery } from '../../machines/delivery.ts';
import { writtenDay } from '../speech/spoken-date.ts';
import { spokenName } from '../speech/spoken-name.ts';
import { spokenStatus } from '../speech/spoken-status.ts';
import { spokenText } from '../speech/spoken-text.ts';
import type { Claim } from './claim.ts';
import { findClaims } from './find-claims.ts';
import { plainApostrophes } from './utterance.ts';
import { foldWithDigits, foldWords } from './words.ts';

/** A record in the forms in which claims are compared with it. */
export type RecordWords = {
  delivery: Delivery;
  /** The words of an unknown status, as Waybill speaks them; null for a known one. */
  status: string | null;
  isStatusReadable: boolean;
  name: string | null;
  nameWords: readonly string[];
  issue: string | null;
  /** Words of issue and status, numbers as digits. */
  freeWords: readonly string[];
  /** What the free texts of the record claim by themselves: dates, times, amounts. */
  freeClaims: readonly Claim[];
  /** As written, `16:30`, where the record has a time. */
  time: string | null;
};

const HAS_STATUS = 'has the status ';

// A record is never changed, and many claims are compared with each.
const known = new WeakMap<Delivery, RecordWords>();

/** Reads a record's words once; pure but for remembering them. */
export function readRecordWords(delivery: Delivery): RecordWords {
  const before = known.get(delivery);
  if (before !== undefined) return before;
  const words = compile(delivery);
  known.set(delivery, words);
  return words;
}

function compile(delivery: Delivery): RecordWords {
  const spoken = plainApostrophes(spokenStatus(delivery.status));
  const status = spoken.startsWith(HAS_STATUS) ? spoken.slice(HAS_STATUS.length) : null;
  const name = plainApostrophes(spokenName(delivery.customerName) ?? '') || null;
  const { issueMessage } = delivery;
  const issue = issueMessage === undefined ? null : plainApostrophes(spokenText(issueMessage));
  const free = [issue ?? '', status ?? ''];
  const written = delivery.estimatedDelivery ?? '';
  const [, time] = /^\d{4}-\d{2}-\d{2}T(\d{2}:\d{2})/.exec(written) ?? [];
  return {
    delivery,
    status,
    isStatusReadable: !spoken.startsWith('has a status'),
    name,
    nameWords: foldWords(name ?? ''),
    issue,
    freeWords: free.flatMap(foldWithDigits),
    freeClaims: free.flatMap(findClaims),
    time: time ?? null,
  };
}

/** The day on record, as `2026-12-01`, where callers are; null without a date. */
export function dayOnRecord({ estimatedDelivery }: Delivery, timeZone: string): string | null {
  return estimatedDelivery === undefined ? null : writtenDay(estimatedDelivery, timeZone);
}
