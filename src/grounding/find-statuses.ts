import type { StatusWords } from '../../machines/languages/language.ts';
import { matchesOf } from '../../machines/regex.ts';
import { KNOWN_STATUSES } from '../../machines/statuses.ts';
import type { Finding } from './claim.ts';
import type { Utterance } from './utterance.ts';

/** How much text before a wording decides how it is meant. */
const LEAD_LENGTH = 48;

/** Finds what an utterance says of where a parcel stands. */
export function findStatuses(utterance: Utterance, words: StatusWords): Finding[] {
  const { text } = utterance;
  const known = matchesOf(text, words.heard).flatMap(
    (match) => readKnown(utterance, match, words) ?? [],
  );
  const ahead = matchesOf(text, words.ahead).flatMap(
    (match) => readAhead(utterance, match, words) ?? [],
  );
  const unreadable = matchesOf(text, words.unreadableHeard).map((match) =>
    status(match.index, match[0].length, 'absent', 'unreadable'),
  );
  return [...known, ...ahead, ...unreadable, ...findAsWritten(text, words)];
}

function readKnown(
  utterance: Utterance,
  match: RegExpExecArray,
  words: StatusWords,
): Finding | null {
  const index = match.slice(1).findIndex((group) => group !== undefined);
  const value = KNOWN_STATUSES[index];
  if (value === undefined) return null;
  const row = words.rows[value];
  const lead = leadOf(utterance, match.index);
  if (words.helper.test(lead) || words.ownWork.test(lead)) return null;
  const isDenied =
    row.deniedBy?.test(match[0]) ||
    words.denial.test(lead) ||
    (!row.deniesItself && words.deniedBefore.test(lead));
  // "Could not be delivered" and "yet to be processed" bring their own modal.
  const isPutOff = !row.hasOwnModal && words.modal.test(lead) && !words.deniedModal.test(lead);
  if (isPutOff) return null;
  return status(match.index, match[0].length, isDenied ? 'isNot' : 'is', value);
}

function readAhead(
  utterance: Utterance,
  match: RegExpExecArray,
  { helper, notAhead }: StatusWords,
): Finding | null {
  const lead = leadOf(utterance, match.index);
  if (helper.test(lead) || notAhead.test(lead)) return null;
  return status(match.index, match[0].length, 'is', 'ahead');
}

/** What stands between the start of the sentence and a place, the last part of it. */
function leadOf({ text, sentences }: Utterance, index: number): string {
  const sentence = sentences.find(({ start, end }) => start <= index && index < end);
  const lead = text.slice(Math.max(sentence?.start ?? 0, index - LEAD_LENGTH), index);
  return lead.slice(lead.search(/[^,;:]*$/));
}

function findAsWritten(text: string, { asWritten }: StatusWords): Finding[] {
  return matchesOf(text, asWritten).flatMap((match) => {
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
