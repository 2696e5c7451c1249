import { knownStatus } from '../../machines/delivery.ts';
import type { Language } from '../../machines/languages/language.ts';
import { rowOf } from '../../machines/statuses.ts';
import { uncapitalized } from '../speech/spoken-text.ts';
import type { Claim } from './claim.ts';
import type { Evidence, Ground } from './evidence.ts';
import { type RecordWords, readRecordWords } from './record-words.ts';
import { foldWithDigits, foldWords } from './words.ts';

/** Traces what is said of where a parcel stands. */
export function traceStatus(claim: Claim, { records, claims, facts }: Evidence): Ground | null {
  for (const { delivery } of records) {
    const end = matchStatus(
      claim,
      readRecordWords(delivery, facts.language),
      claims,
      facts.language,
    );
    if (end !== null) return { by: `${delivery.trackingNumber} status`, end };
  }
  return null;
}

/** Traces what is given out as a parcel's issue, or that it has none. */
export function traceIssue(claim: Claim, { records, facts }: Evidence): Ground | null {
  for (const { delivery } of records) {
    const end = matchIssue(claim, readRecordWords(delivery, facts.language), facts.language);
    if (end !== null) return { by: `${delivery.trackingNumber} issueMessage`, end };
  }
  return null;
}

function hasNothingAhead(status: string): boolean {
  const known = knownStatus(status);
  return known !== null && rowOf(known).arrival === 'none';
}

/** Where the words end that the record bears out; null if it does not. */
function matchStatus(
  claim: Claim,
  record: RecordWords,
  claims: readonly Claim[],
  language: Language,
): number | null {
  const { status } = record.delivery;
  const isSo = (so: boolean) => (so ? claim.end : null);
  switch (claim.sense) {
    case 'absent':
      return isSo(!record.isStatusReadable);
    case 'isNot':
      return isSo(status !== claim.value);
    case 'verbatim': {
      const written = record.status ?? status.replaceAll('_', ' ');
      return matchVerbatim(claim, written, language);
    }
    default:
      if (claim.value === 'ahead') return isSo(!hasNothingAhead(status));
      return isSo(
        status === claim.value ||
          isEntailed(claim, status, claims) ||
          record.freeClaims.some(
            ({ kind, sense, value }) =>
              kind === 'status' && sense === claim.sense && value === claim.value,
          ),
      );
  }
}

/** Whoever says "on its way" as well as "out for delivery" of such a parcel says one thing. */
function isEntailed(claim: Claim, status: string, claims: readonly Claim[]): boolean {
  if (claim.value !== 'in_transit' || status !== 'out_for_delivery') return false;
  return claims.some(({ kind, value }) => kind === 'status' && value === 'out_for_delivery');
}

function matchIssue(claim: Claim, record: RecordWords, language: Language): number | null {
  const { issue } = record;
  if (claim.sense === 'absent') return issue === null ? claim.end : null;
  const gist = () => matchGist(claim, record, language);
  if (issue === null) return claim.sense === 'gist' ? gist() : null;
  if (claim.sense === 'gist') return gist();
  return matchCut(claim, issue, language) ?? matchVerbatim(claim, issue, language) ?? gist();
}

/**
 * Where words of the record end that an utterance says: as they are written, or but for case and
 * punctuation; from their beginning, and to their end or to the end of a sentence of theirs.
 */
function matchVerbatim(
  { value, start }: Claim,
  written: string,
  language: Language,
): number | null {
  for (const skipped of /^["“']/.test(value) ? [0, 1] : [0]) {
    const end = skipped + written.length;
    const isWhole = written !== '' && value.startsWith(written, skipped);
    if (isWhole && endsThought(value, end, language)) return start + end;
  }
  const wanted = foldWords(written);
  if (wanted.length === 0) return null;
  let place = 0;
  let lastWhole: number | null = null;
  const inWritten = written.matchAll(/[\p{L}\p{N}\p{M}]+/gu);
  for (const match of value.matchAll(/[\p{L}\p{N}\p{M}]+/gu)) {
    const [own] = inWritten.next().value ?? [];
    if (own === undefined || foldWords(match[0]).join() !== foldWords(own).join()) break;
    place += foldWords(own).length;
    const end = match.index + match[0].length;
    if (
      endsThought(value, end, language) &&
      (place === wanted.length || endsInside(written, place))
    ) {
      lastWhole = end;
    }
  }
  return lastWhole === null ? null : start + lastWhole;
}

/** A long issue is cut between two words, and Waybill says so. */
function matchCut(
  { value, start }: Pick<Claim, 'value' | 'start'>,
  issue: string,
  language: Language,
): number | null {
  const at = value.indexOf(language.claims.cutLead);
  if (at === -1) return null;
  const head = value.slice(0, at).replace(/\.$/, '');
  const isHead = [issue, uncapitalized(issue, language)].some((text) => text.startsWith(head));
  return head !== '' && isHead ? start + at : null;
}

/** Where an issue ends that stands in a text from `start` on, whole or cut; null if it does not. */
export function endOfIssue(
  text: string,
  start: number,
  issue: string,
  language: Language,
): number | null {
  for (const form of issue === '' ? [] : [issue, uncapitalized(issue, language)]) {
    const end = start + form.length;
    const isWhole = text.startsWith(form, start);
    if (isWhole && (/[.!?…]["'”’)\]]*$/.test(form) || endsThought(text, end, language))) return end;
  }
  return matchCut({ value: text.slice(start), start }, issue, language);
}

/** A retelling is grounded when every word of it that carries meaning stands in the record. */
function matchGist(
  claim: Claim,
  { freeWords, nameWords }: RecordWords,
  { claims: { stopWords, inflection }, numbers }: Language,
): number | null {
  const told = foldWithDigits(claim.quote, numbers).filter((word) => !stopWords.has(word));
  if (told.length === 0) return null;
  const stem = (word: string) => (word.length > 4 ? word.replace(inflection, '') : word);
  const stems = new Set([...freeWords, ...nameWords].map(stem));
  return told.every((word) => stems.has(stem(word))) ? claim.end : null;
}

function endsThought(text: string, index: number, { claims }: Language): boolean {
  return claims.thoughtEnd.test(text.slice(index, index + 24));
}

function endsInside(written: string, words: number): boolean {
  let seen = 0;
  for (const match of written.matchAll(/[\p{L}\p{N}\p{M}]+/gu)) {
    seen += foldWords(match[0]).length;
    if (seen !== words) continue;
    const rest = written.slice(match.index + match[0].length).trimStart();
    return /^["'”’)\]]*[.!?;:(]/.test(rest);
  }
  return false;
}
