import { regex } from '../../machines/regex.ts';
import { KNOWN_STATUSES, rowOf } from '../../machines/statuses.ts';
import type { Finding } from './claim.ts';
import type { Utterance } from './utterance.ts';

const PARCEL = "(?:parcel|package|order|shipment|delivery|item|it|it's|that|which|they)";

const STATUS = new RegExp(
  `(?<![\\w-])(?:${KNOWN_STATUSES.map((status) => `(${rowOf(status).heardAs})`).join('|')})(?!\\w)`,
  'gi',
);

const AHEAD = regex('gi')`
  (?:\b(?:will|should|shall|going to|expected to|scheduled to|set to|due to|likely to|on track to)|
  'll)(?: now| still| also| probably| most likely| likely| hopefully)?(?: be)?(?: getting)?
  (?: arriv(?:e|ing)| deliver(?:ed|y)?| get(?:ting)? (?:there|to you)| reach you| be there|
  (?: )with you)\b(?! fail)|\b${PARCEL} (?:is |'s )?arriv(?:es|ing)\b|
  \bscheduled for delivery\b|\bexpected to arrive\b
`;

const DENIAL = regex('i')`
  (?:\b(?:not|never|no longer|no|nothing|without|neither|nor)|n't|\byet to be|\byet to have)
  (?:\s+(?:yet|been|being|currently|actually|have|be|a|any|an))*\s*$
`;
// "Neither delayed nor cancelled", "not delayed or cancelled": the denial goes for both.
const DENIED_BEFORE = /(?:n't|\bnot|\bneither)\s+(?:\w+\s+){1,4}(?:or|nor)\s+(?:been\s+)?$/i;
const MODAL = regex('i')`
  (?:\b(?:will|would|should|could|can|may|might|must|shall|to|get|gets|getting|cannot|won't|
  wouldn't|shouldn't|couldn't|can't)|'ll|'d)\s+(?:(?:not|still|now|also|be|have|been|get|
  soon|probably|likely|hopefully|already|even|then|well)\s+)*$
`;
const HELPER =
  /\b(?:someone|somebody|person|colleague|agent|representative|help|manager|specialist)\b/i;
const OWN_WORK = /\b(?:request|lookup|look-up|search|call|question|system|records?)\b[^,.]*$/i;

const AS_WRITTEN = regex('gi')`
  \b(?:(?:listed|marked|shown|showing|showing up|recorded|registered|flagged|logged) as|
  status(?: (?:of|for) [^,.?!]{1,60}?)?(?: on record)?(?: is| was| says| reads| shows|:)
  (?: (?:now|currently|listed as|still))?|has the status)\s+
`;
const UNREADABLE = /\bhas a status that i can't read out/gi;

/** How much text before a wording decides how it is meant. */
const LEAD_LENGTH = 48;

/** Finds what an utterance says of where a parcel stands. */
export function findStatuses(utterance: Utterance): Finding[] {
  const { text } = utterance;
  const known = [...text.matchAll(STATUS)].flatMap((match) => readKnown(utterance, match) ?? []);
  const ahead = [...text.matchAll(AHEAD)].flatMap((match) => readAhead(utterance, match) ?? []);
  const unreadable = [...text.matchAll(UNREADABLE)].map((match) =>
    status(match.index, match[0].length, 'absent', 'unreadable'),
  );
  return [...known, ...ahead, ...unreadable, ...findAsWritten(text)];
}

function readKnown(utterance: Utterance, match: RegExpExecArray): Finding | null {
  const index = match.slice(1).findIndex((group) => group !== undefined);
  const value = KNOWN_STATUSES[index];
  if (value === undefined) return null;
  const lead = leadOf(utterance, match.index);
  if (HELPER.test(lead) || OWN_WORK.test(lead)) return null;
  const isNoDelay = value === 'delayed' && /\bno\b/i.test(match[0]);
  const isDenied =
    isNoDelay || (value !== 'failed' && (DENIAL.test(lead) || DENIED_BEFORE.test(lead)));
  // "Could not be delivered" and "yet to be processed" bring their own modal.
  const hasOwnModal = value === 'failed' || value === 'pending';
  if (!hasOwnModal && MODAL.test(lead) && !/\byet to be\s*$/i.test(lead)) return null;
  return status(match.index, match[0].length, isDenied ? 'isNot' : 'is', value);
}

function readAhead(utterance: Utterance, match: RegExpExecArray): Finding | null {
  const lead = leadOf(utterance, match.index);
  if (HELPER.test(lead) || /\b(?:was|were|been|not)\s*$|n't\s*$/i.test(lead)) return null;
  return status(match.index, match[0].length, 'is', 'ahead');
}

/** What stands between the start of the sentence and a place, the last part of it. */
function leadOf({ text, sentences }: Utterance, index: number): string {
  const sentence = sentences.find(({ start, end }) => start <= index && index < end);
  const lead = text.slice(Math.max(sentence?.start ?? 0, index - LEAD_LENGTH), index);
  return lead.slice(lead.search(/[^,;:]*$/));
}

function findAsWritten(text: string): Finding[] {
  return [...text.matchAll(AS_WRITTEN)].flatMap((match) => {
    const start = match.index + match[0].length;
    const tail = text.slice(start);
    if (tail === '') return [];
    const length = /^["“']?[^,.!?;"”]+/.exec(tail)?.[0].length ?? tail.length;
    return [status(start, length, 'verbatim', tail)];
  });
}

function status(start: number, length: number, sense: Finding['sense'], value: string): Finding {
  return { kind: 'status', sense, value, start, end: start + length };
}
