/**
 * Traces claims to the records of a call. What a claim says of a parcel has to stand in the record
 * of that very parcel, if the utterance names one; else in any record that was read by then.
 */
import type { Language } from '../../machines/languages/language.ts';
import { matchesOf } from '../../machines/regex.ts';
import type { Claim } from './claim.ts';
import type { Evidence, Ground } from './evidence.ts';
import type { Facts, KnownRecord } from './facts.ts';
import { findClaims } from './find-claims.ts';
import { readRecordWords } from './record-words.ts';
import { traceDate } from './trace-dates.ts';
import { endOfIssue, traceIssue, traceStatus } from './trace-texts.ts';
import {
  traceAge,
  traceCount,
  traceDeed,
  traceName,
  traceNumber,
  traceTime,
} from './trace-values.ts';
import { plainApostrophes } from './utterance.ts';

/** How far behind "listed as" the words of a known status begin: after "now", a quote mark. */
const KNOWN_STATUS_WITHIN = 12;

/** A claim, whether it is grounded, and in what. */
export type Tracing = { claim: Claim; grounded: boolean; by: string | null };

/** Traces the claims of one utterance, said at `at` (epoch milliseconds). Pure. */
export function traceClaims(text: string, facts: Facts, at: number): Tracing[] {
  const own = withoutContact(text, facts.contact);
  const separate = leaveOutNested(claimsOf(own, facts), facts, at);
  return separate.map((claim) => {
    const records = recordsMeant(claim, separate, facts);
    const ground = trace(claim, { records, facts, at, claims: separate });
    return { claim, grounded: ground !== null, by: ground?.by ?? null };
  });
}

/** How a person is reached is the company's own word: whatever it states, it is no fact of a call. */
function withoutContact(text: string, contact: string): string {
  if (contact === '') return text;
  return text.replaceAll(contact, `${'x'.repeat(contact.length - 1)}.`);
}

/** What is stated in a text without being grounded: the whole guard in one step. Pure. */
export function findUngrounded(text: string, facts: Facts, at: number): Claim[] {
  return traceClaims(text, facts, at)
    .filter(({ grounded }) => !grounded)
    .map(({ claim }) => claim);
}

/** Where words of a record may begin in an utterance: a sentence, or what a colon leads to. */
const BEGINNING = /^|(?<=[.!?…:]["'”’)\]]*\s)/g;

/** The claims of a text, and as one claim each the notes and names of records that stand in it. */
function claimsOf(said: string, { records, language }: Facts): Claim[] {
  const text = plainApostrophes(said);
  const quoted = quotedIn(text, records, language);
  if (quoted.length === 0) return findClaims(text, language);
  // Whatever a note says or asks, it changes nothing in how the rest is meant.
  const masked = quoted.filter(({ kind }) => kind === 'issue').reduce(mask, text);
  const claims = findClaims(masked, language);
  const quotes = quoted.map(({ kind, start, end }): Claim => {
    const { sentence = 0, thread = 0 } = claims.findLast((claim) => claim.start <= start) ?? {};
    const value = text.slice(start);
    const quote = text.slice(start, end);
    return { kind, sense: 'verbatim', value, quote, start, end, sentence, thread };
  });
  // What is known to be quoted comes before what looks like a claim at the same place.
  return [...quotes, ...claims].sort((a, b) => a.start - b.start);
}

type Quoted = { kind: 'issue' | 'name'; start: number; end: number };

/** Where notes and names of records stand in what Waybill itself says. */
function quotedIn(text: string, records: readonly KnownRecord[], language: Language): Quoted[] {
  const { ownLead, afterOwn } = language.claims.names;
  const known = records.map(({ delivery }) => readRecordWords(delivery, language));
  const quoted: Quoted[] = [];
  for (const { index: start } of matchesOf(text, BEGINNING)) {
    // A note may hold what looks like the beginning of another.
    if (quoted.some((other) => other.kind === 'issue' && start < other.end)) continue;
    const ends = known.map(({ issue }) =>
      issue === null ? null : endOfIssue(text, start, issue, language),
    );
    const end = Math.max(...ends.map((one) => one ?? -1));
    if (end > start) quoted.push({ kind: 'issue', start, end });
    if (end > start || !text.startsWith(ownLead, start)) continue;
    const nameStart = start + ownLead.length;
    const names = known.flatMap(({ name }) => name ?? []);
    // "Ann" is no name of the record where "Annabel" is said.
    const name = names.find(
      (one) => text.startsWith(one, nameStart) && afterOwn.test(text.slice(nameStart + one.length)),
    );
    if (name !== undefined) {
      quoted.push({ kind: 'name', start: nameStart, end: nameStart + name.length });
    }
  }
  return quoted;
}

/** Stands for a quotation: one word, which ends a sentence where that did. */
function mask(text: string, { start, end }: Quoted): string {
  const mark = /[.!?…]["'”’)\]]*$/.test(text.slice(start, end)) ? '.' : 'x';
  return `${text.slice(0, start)}${'x'.repeat(end - start - 1)}${mark}${text.slice(end)}`;
}

/**
 * What looks like a claim inside the words of a text is part of that one claim: words of a record
 * are not the speaker's own, and one invention is one.
 */
function leaveOutNested(claims: readonly Claim[], facts: Facts, at: number): Claim[] {
  const kept: Claim[] = [];
  let textEnd = 0;
  for (const [index, claim] of claims.entries()) {
    if (claim.start < textEnd) continue;
    const isText = claim.sense === 'verbatim' || (claim.sense === 'gist' && claim.kind === 'issue');
    const ground = isText && trace(claim, { records: facts.records, facts, at, claims: [] });
    if (ground === null && isKnownStatus(claim, claims[index + 1])) continue;
    kept.push(claim);
    if (isText) textEnd = (ground || claim).end ?? claim.end;
  }
  return kept;
}

/** "Listed as delivered": where the words are those of a known status, that is what is claimed. */
function isKnownStatus(text: Claim, next: Claim | undefined): boolean {
  if (text.kind !== 'status' || next === undefined) return false;
  return next.kind === 'status' && next.start - text.start < KNOWN_STATUS_WITHIN;
}

/** The records that a claim may be about, the latest reading first. */
function recordsMeant(claim: Claim, claims: readonly Claim[], facts: Facts): KnownRecord[] {
  const latestFirst = [...facts.records].reverse();
  const anchor = anchorOf(claim, claims);
  if (anchor === null || claim.kind === 'number') return latestFirst;
  return latestFirst.filter(({ delivery: { trackingNumber } }) =>
    anchor.sense === 'partial'
      ? trackingNumber.endsWith(anchor.value)
      : trackingNumber === anchor.value,
  );
}

/** The number that a claim speaks of: the last one before it, else the next in its sentence. */
function anchorOf(claim: Claim, claims: readonly Claim[]): Claim | null {
  const numbers = claims.filter(({ kind, thread }) => kind === 'number' && thread === claim.thread);
  const before = numbers.findLast(({ start }) => start < claim.start);
  const next = numbers.find(
    ({ start, sentence }) => start > claim.start && sentence === claim.sentence,
  );
  return before ?? next ?? null;
}

function trace(claim: Claim, evidence: Evidence): Ground | null {
  switch (claim.kind) {
    case 'status':
      return traceStatus(claim, evidence);
    case 'issue':
      return traceIssue(claim, evidence);
    case 'date':
      return traceDate(claim, evidence);
    case 'time':
      return traceTime(claim, evidence);
    case 'age':
      return traceAge(claim, evidence);
    case 'number':
      return traceNumber(claim, evidence);
    case 'name':
      return traceName(claim, evidence);
    case 'count':
      return traceCount(claim, evidence);
    case 'deed':
      return traceDeed(claim, evidence);
    default:
      return claim.kind satisfies never;
  }
}
