import type { NumberWords } from '../../machines/languages/language.ts';
import { matchesOf, regex } from '../../machines/regex.ts';
import type { Finding, Span } from './claim.ts';

const DIGITS = regex('gi')`
  (?<![\w.,:/-])[$€£#]?(?=[a-z]*\d)[a-z\d]+(?:[.,]\d+)*(?:\s?%)?(?![\w:/]|[.,]\d)
`;

// Lists are no facts.
const LIST_MARK = /(?:^|\n|[.!?:]\s)\s*$/;

/** Finds amounts: lengths of time, things counted, and every other number in digits. */
export function findCounts(text: string, taken: readonly Span[], numbers: NumberWords): Finding[] {
  const { duration, things, numbered } = numbers.counts;
  const found: Finding[] = [];
  const add = (finding: Finding | null) => {
    const isTaken = (span: Span) =>
      finding !== null && span.start < finding.end && finding.start < span.end;
    if (finding !== null && !taken.some(isTaken) && !found.some(isTaken)) found.push(finding);
  };
  for (const match of matchesOf(text, duration)) add(readDuration(text, match, numbers));
  for (const match of matchesOf(text, things)) add(readThings(match, numbers));
  for (const match of matchesOf(text, numbered)) {
    add(count(match.index, match[0], `${numbers.readCount(match[0])}`));
  }
  for (const match of matchesOf(text, DIGITS)) add(readDigits(text, match, numbers));
  return found;
}

function readDuration(
  text: string,
  match: RegExpExecArray,
  { counts: { shortUnit, ownTimeBefore, one, lateAfter }, readCount }: NumberWords,
): Finding | null {
  const [said, from = '', to, unit = ''] = match;
  const lead = text.slice(Math.max(0, match.index - 60), match.index);
  const isShort = shortUnit.test(unit);
  // What keeps the caller waiting is the assistant's own time.
  if (isShort && ownTimeBefore.test(lead)) return null;
  const counts = [from, to].flatMap((count) => (count === undefined ? [] : readCount(count)));
  // "One day" and "one moment" are figures of speech before they are amounts.
  if (counts.length === 1 && one.test(from) && isShort) return null;
  const after = text.slice(match.index + said.length, match.index + said.length + 10);
  const value = [...counts, unit.toLowerCase(), ...(lateAfter.test(after) ? ['late'] : [])];
  return count(match.index, said, value.join(' '));
}

function readThings(
  match: RegExpExecArray,
  { counts: { one }, readCount }: NumberWords,
): Finding | null {
  const [said, from = '', to, thing = ''] = match;
  // "One parcel" may be any parcel.
  if (one.test(from)) return null;
  const counts = [from, to].flatMap((count) => (count === undefined ? [] : readCount(count)));
  return count(match.index, said, `${counts.join(' ')} ${thing.toLowerCase()}`);
}

function readDigits(
  text: string,
  match: RegExpExecArray,
  { counts: { noFactBefore } }: NumberWords,
): Finding | null {
  const lead = text.slice(Math.max(0, match.index - 20), match.index);
  if (noFactBefore.test(lead)) return null;
  const after = text.slice(match.index + match[0].length);
  const isListMark = LIST_MARK.test(lead) && /^[.)] /.test(after) && match[0].length < 3;
  if (isListMark || /^\/7\b/.test(after)) return null;
  return count(match.index, match[0], match[0].toLowerCase());
}

function count(start: number, said: string, value: string): Finding {
  return { kind: 'count', sense: 'is', value, start, end: start + said.length };
}
