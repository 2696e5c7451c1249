/**
 * Traces claims to the records of a call. What a claim says of a parcel has to stand in the record
 * of that very parcel, if the utterance names one; else in any record that was read by then.
 */
import type { Claim } from './claim.ts';
import type { Evidence, Ground } from './evidence.ts';
import type { Facts, KnownRecord } from './facts.ts';
import { findClaims } from './find-claims.ts';
import { traceDate } from './trace-dates.ts';
import { traceIssue, traceStatus } from './trace-texts.ts';
import { traceAge, traceCount, traceName, traceNumber, traceTime } from './trace-values.ts';

/** How far behind "listed as" the words of a known status begin: after "now", a quote mark. */
const KNOWN_STATUS_WITHIN = 12;

/** A claim, whether it is grounded, and in what. */
export type Tracing = { claim: Claim; grounded: boolean; by: string | null };

/** Traces the claims of one utterance, said at `at` (epoch milliseconds). Pure. */
export function traceClaims(claims: readonly Claim[], facts: Facts, at: number): Tracing[] {
  const separate = leaveOutNested(claims, facts, at);
  return separate.map((claim) => {
    const records = recordsMeant(claim, separate, facts);
    const ground = trace(claim, { records, facts, at, claims: separate });
    return { claim, grounded: ground !== null, by: ground?.by ?? null };
  });
}

/** What is stated in a text without being grounded: the whole guard in one step. Pure. */
export function findUngrounded(text: string, facts: Facts, at: number): Claim[] {
  return traceClaims(findClaims(text), facts, at)
    .filter(({ grounded }) => !grounded)
    .map(({ claim }) => claim);
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
    default:
      return claim.kind satisfies never;
  }
}
