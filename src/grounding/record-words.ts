import { type Delivery, knownStatus } from '../../machines/delivery.ts';
import type { Language } from '../../machines/languages/language.ts';
import { writtenDay } from '../speech/spoken-date.ts';
import { spokenName } from '../speech/spoken-name.ts';
import { readableStatus } from '../speech/spoken-status.ts';
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

// A record is never changed, and many claims are compared with each.
const known = new Map<Language, WeakMap<Delivery, RecordWords>>();

/** Reads a record's words once in each language; pure but for remembering them. */
export function readRecordWords(delivery: Delivery, language: Language): RecordWords {
  const inLanguage = known.get(language) ?? new WeakMap<Delivery, RecordWords>();
  known.set(language, inLanguage);
  const before = inLanguage.get(delivery);
  if (before !== undefined) return before;
  const words = compile(delivery, language);
  inLanguage.set(delivery, words);
  return words;
}

function compile(delivery: Delivery, language: Language): RecordWords {
  const isKnown = knownStatus(delivery.status) !== null;
  const readable = isKnown ? null : readableStatus(delivery.status, language);
  const status = readable === null ? null : plainApostrophes(readable);
  const name = plainApostrophes(spokenName(delivery.customerName, language) ?? '') || null;
  const { issueMessage } = delivery;
  const issue =
    issueMessage === undefined ? null : plainApostrophes(spokenText(issueMessage, language));
  const free = [issue ?? '', status ?? ''];
  const written = delivery.estimatedDelivery ?? '';
  const [, time] = /^\d{4}-\d{2}-\d{2}T(\d{2}:\d{2})/.exec(written) ?? [];
  return {
    delivery,
    status,
    isStatusReadable: isKnown || status !== null,
    name,
    nameWords: foldWords(name ?? ''),
    issue,
    freeWords: free.flatMap((text) => foldWithDigits(text, language.numbers)),
    freeClaims: free.flatMap((text) => findClaims(text, language)),
    time: time ?? null,
  };
}

/** The day on record, as `2026-12-01`, where callers are; null without a date. */
export function dayOnRecord({ estimatedDelivery }: Delivery, timeZone: string): string | null {
  return estimatedDelivery === undefined ? null : writtenDay(estimatedDelivery, timeZone);
}
