import type { ClaimWords } from '../../machines/languages/language.ts';
import { matchesOf } from '../../machines/regex.ts';
import type { Finding } from './claim.ts';
import type { Utterance } from './utterance.ts';

type IssueWords = ClaimWords['issues'];

/** Finds what an utterance gives out as the issue of a parcel, or as there being none. */
export function findIssues({ text, sentences }: Utterance, words: IssueWords): Finding[] {
  // The record's own words, to an end that only the record tells.
  const notes = matchesOf(text, words.says).flatMap((match) => {
    const start = match.index + match[0].length;
    return start < text.length ? issue(text, start, text.length, 'verbatim') : [];
  });
  const endOf = (index: number) =>
    sentences.find(({ start, end }) => start <= index && index < end)?.end ?? text.length;
  // A cause in words that may not be the record's.
  const causes = matchesOf(text, words.cause).flatMap((match) => {
    const start = match.index + match[0].length;
    const lead = text.slice(0, start);
    const inSentence = lead.slice(sentences.findLast((it) => it.start <= match.index)?.start ?? 0);
    const isGiven = words.givenCause.test(match[0])
      ? !words.numberTalk.test(text.slice(start))
      : false;
    if (words.ownCause.test(text.slice(start))) return [];
    if (!isGiven && !words.parcelStatus.test(inSentence)) return [];
    return issue(text, start, clauseEnd(text, start, endOf(start), words), 'gist');
  });
  const told = matchesOf(text, words.told).flatMap((match) => {
    const start = match.index + match[0].length;
    const end = clauseEnd(text, start, endOf(start), words);
    const isElse = words.notTold.test(text.slice(start, end)) || start >= end;
    return isElse ? [] : issue(text, start, end, 'gist');
  });
  const reasons = matchesOf(text, words.reason).map((match) => {
    const start = match.index + match[0].length;
    return issue(text, start, Math.max(start + 1, endOf(start)), 'gist');
  });
  const events = matchesOf(text, words.event).map((match) => {
    const start = match.index + match[0].length - (match[1] ?? '').length;
    return issue(text, start, clauseEnd(text, start, endOf(start), words), 'gist');
  });
  const none = matchesOf(text, words.none).map((match): Finding => {
    const end = match.index + match[0].length;
    return { ...issue(text, match.index, end, 'absent'), value: 'none' };
  });
  return [
    ...notes,
    ...[...causes, ...reasons, ...told, ...events].filter(
      (it, index, all) => !isInside(it, index, all),
    ),
    ...none,
  ];
}

function issue(text: string, start: number, end: number, sense: Finding['sense']): Finding {
  const value = text.slice(start, end);
  const concise = /^[^.!?]*[.!?]?/.exec(value)?.[0].trimEnd() ?? value;
  return { kind: 'issue', sense, value, start, end: start + Math.max(1, concise.length) };
}

/** Where a told cause ends: at the sentence's end, or where the talk turns to something else. */
function clauseEnd(text: string, start: number, sentenceEnd: number, { turn }: IssueWords): number {
  const at = text.slice(start, sentenceEnd).search(turn);
  return at === -1 ? sentenceEnd : start + at;
}

function isInside(it: Finding, index: number, all: readonly Finding[]): boolean {
  return all.some(
    (other, at) => at !== index && other.start <= it.start && it.start < other.end && at < index,
  );
}
