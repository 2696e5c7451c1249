import { knownStatus } from '../../machines/delivery.ts';
import { regex } from '../../machines/regex.ts';
import { rowOf } from '../../machines/statuses.ts';
import { uncapitalized } from '../speech/spoken-text.ts';
import type { Claim } from './claim.ts';
import type { Evidence, Ground } from './evidence.ts';
import { type RecordWords, readRecordWords } from './record-words.ts';
import { foldWithDigits, foldWords } from './words.ts';

// Waybill's words where a text was cut.
const CUT_NOTE = ' That note is longer than';

// Where words of the record end: at a full stop, or where the speaker's own words go on.
const THOUGHT_END = regex('i')`
  ^["'”’)\]]*\s*(?:$|[.!?;…"”]|
  [,–—-]?\s*(?:so|but|which|is there|would|do you|can i|shall)\b)
`;

const STOP_WORDS = new Set(
  (
    'a an the of to for in on at by with from and or that which this these those it its is ' +
    'was are were be been being has have had as there their they he she you your we our us ' +
    'i so also still currently now then just some bad very please will would should can may ' +
    'us up out into than but s t re ve ll d because due reason left who what when where if'
  ).split(' '),
);

/** Traces what is said of where a parcel stands. */
export function traceStatus(claim: Claim, { records, claims }: Evidence): Ground | null {
  for (const { delivery } of records) {
    const end = matchStatus(claim, readRecordWords(delivery), claims);
    if (end !== null) return { by: `${delivery.trackingNumber} status`, end };
  }
  return null;
}

/** Traces what is given out as a parcel's issue, or that it has none. */
export function traceIssue(claim: Claim, { records }: Evidence): Ground | null {
  for (const { delivery } of records) {
    const end = matchIssue(claim, readRecordWords(delivery));
    if (end !== null) return { by: `${delivery.trackingNumber} issueMessage`, end };
  }
  return null;
}

function hasNothingAhead(status: string): boolean {
  const known = knownStatus(status);
  return known !== null && rowOf(known).arrival === 'none';
}

/** Where the words end that the record bears out; null if it does not. */
function matchStatus(claim: Claim, record: RecordWords, claims: readonly Claim[]): number | null {
  const { status } = record.delivery;
  const isSo = (so: boolean) => (so ? claim.end : null);
  switch (claim.sense) {
    case 'absent':
      return isSo(!record.isStatusReadable);
    case 'isNot':
      return isSo(status !== claim.value);
    case 'verbatim': {
      const written = record.status ?? status.replaceAll('_', ' ');
      return matchVerbatim(claim, written);
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

function matchIssue(claim: Claim, record: RecordWords): number | null {
  const { issue } = record;
  if (claim.sense === 'absent') return issue === null ? claim.end : null;
  if (issue === null) return claim.sense === 'gist' ? matchGist(claim, record) : null;
  if (claim.sense === 'gist') return matchGist(claim, record);
  return matchCut(claim, issue) ?? matchVerbatim(claim, issue) ?? matchGist(claim, record);
}

/**
 * Where words of the record end that an utterance says: as they are written, or but for case and
 * punctuation; from their beginning, and to their end or to the end of a sentence of theirs.
 */
function matchVerbatim({ value, start }: Claim, written: string): number | null {
  for (const skipped of /^["“']/.test(value) ? [0, 1] : [0]) {
    const end = skipped + written.length;
    const isWhole = written !== '' && value.startsWith(written, skipped);
    if (isWhole && endsThought(value, end)) return start + end;
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
    if (endsThought(value, end) && (place === wanted.length || endsInside(written, place))) {
      lastWhole = end;
    }
  }
  return lastWhole === null ? null : start + lastWhole;
}

/** A long issue is cut between two words, and Waybill says so. */
function matchCut({ value, start }: Pick<Claim, 'value' | 'start'>, issue: string): number | null {
  const at = value.indexOf(CUT_NOTE);
  if (at === -1) return null;
  const head = value.slice(0, at).replace(/\.$/, '');
  const isHead = [issue, uncapitalized(issue)].some((text) => text.startsWith(head));
  return head !== '' && isHead ? start + at : null;
}

/** Where an issue ends that stands in a text from `start` on, whole or cut; null if it does not. */
export function endOfIssue(text: string, start: number, issue: string): number | null {
  for (const form of issue === '' ? [] : [issue, uncapitalized(issue)]) {
    const end = start + form.length;
    const isWhole = text.startsWith(form, start);
    if (isWhole && (/[.!?…]["'”’)\]]*$/.test(form) || endsThought(text, end))) return end;
  }
  return matchCut({ value: text.slice(start), start }, issue);
}

/** A retelling is grounded when every word of it that carries meaning stands in the record. */
function matchGist(claim: Claim, { freeWords, nameWords }: RecordWords): number | null {
  const told = foldWithDigits(claim.quote).filter((word) => !STOP_WORDS.has(word));
  if (told.length === 0) return null;
  const stems = new Set([...freeWords, ...nameWords].map(stem));
  return told.every((word) => stems.has(stem(word))) ? claim.end : null;
}

function stem(word: string): string {
  return word.length > 4 ? word.replace(/(?:ed|ing|es|s|d|e)$/, '') : word;
}

function endsThought(text: string, index: number): boolean {
  return THOUGHT_END.test(text.slice(index, index + 24));
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
