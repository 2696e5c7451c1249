import { regex, source } from '../../machines/regex.ts';
import type { Finding, Span } from './claim.ts';
import { COUNT, readCount } from './words.ts';

const AMOUNT = source`
  (?<![\w$€£.,-])(${COUNT})(?:(?: to | or |-| and )(${COUNT}))?
`;
const DURATION = regex('gi')`
  ${AMOUNT}[ -](?:more |full |whole |business |working |calendar )?
  (second|minute|hour|day|week|month|year)s?(?!\w)
`;
const THINGS = regex('gi')`
  ${AMOUNT}(?: more| other| failed| delivery| different| separate)*
  (?: )(parcel|package|deliver(?:y|ie)|order|shipment|item|box|attempt|piece|stop|mile|
  kilometer|kilometre|pound|kilo|euro|dollar|cent|person|people|percent|letter|digit|
  character)(?:e?s)?(?!\w)
`;
const NUMBERED = regex('gi')`
  (?<=\b(?:number|flat|apartment|unit|gate|door|locker|room|floor|house) )
  (${COUNT})(?!\w|[,-]? \w\b)
`;
const DIGITS = regex('gi')`
  (?<![\w.,:/-])[$€£#]?(?=[a-z]*\d)[a-z\d]+(?:[.,]\d+)*(?:\s?%)?(?![\w:/]|[.,]\d)
`;

// A menu's keys, lists and set phrases are no facts.
const NO_FACT_BEFORE = /\b(?:press|dial|option|step|line|version|plan)\s+$/i;
const LIST_MARK = /(?:^|\n|[.!?:]\s)\s*$/;
// What keeps the caller waiting is the assistant's own time.
const OWN_TIME = regex('i')`
  \b(?:hold|moment|bear with|give me|call(?: you)? back|wait|just|back (?:to|with) you|
  with you)\b[^.!?]*$
`;

/** Finds amounts: lengths of time, things counted, and every other number in digits. */
export function findCounts(text: string, taken: readonly Span[]): Finding[] {
  const found: Finding[] = [];
  const add = (finding: Finding | null) => {
    const isTaken = (span: Span) =>
      finding !== null && span.start < finding.end && finding.start < span.end;
    if (finding !== null && !taken.some(isTaken) && !found.some(isTaken)) found.push(finding);
  };
  for (const match of text.matchAll(DURATION)) add(readDuration(text, match));
  for (const match of text.matchAll(THINGS)) add(readThings(match));
  for (const match of text.matchAll(NUMBERED)) {
    add(count(match.index, match[0], `${readCount(match[0])}`));
  }
  for (const match of text.matchAll(DIGITS)) add(readDigits(text, match));
  return found;
}

function readDuration(text: string, match: RegExpExecArray): Finding | null {
  const [said, from = '', to, unit = ''] = match;
  const lead = text.slice(Math.max(0, match.index - 60), match.index);
  const isShort = /^(?:second|minute)/i.test(unit);
  if (isShort && OWN_TIME.test(lead)) return null;
  const counts = [from, to].flatMap((count) => (count === undefined ? [] : readCount(count)));
  // "One day" and "one moment" are figures of speech before they are amounts.
  if (counts.length === 1 && from.toLowerCase() === 'one' && isShort) return null;
  const after = text.slice(match.index + said.length, match.index + said.length + 10);
  const late = /^ (?:late|overdue|behind)\b/i.test(after) ? ' late' : '';
  return count(match.index, said, `${counts.join(' ')} ${unit.toLowerCase()}${late}`);
}

function readThings(match: RegExpExecArray): Finding | null {
  const [said, from = '', to, thing = ''] = match;
  // "One parcel" may be any parcel.
  if (from.toLowerCase() === 'one') return null;
  const counts = [from, to].flatMap((count) => (count === undefined ? [] : readCount(count)));
  return count(match.index, said, `${counts.join(' ')} ${thing.toLowerCase()}`);
}

function readDigits(text: string, match: RegExpExecArray): Finding | null {
  const lead = text.slice(Math.max(0, match.index - 20), match.index);
  if (NO_FACT_BEFORE.test(lead)) return null;
  const after = text.slice(match.index + match[0].length);
  const isListMark = LIST_MARK.test(lead) && /^[.)] /.test(after) && match[0].length < 3;
  if (isListMark || /^\/7\b/.test(after)) return null;
  return count(match.index, match[0], match[0].toLowerCase());
}

function count(start: number, said: string, value: string): Finding {
  return { kind: 'count', sense: 'is', value, start, end: start + said.length };
}
