/**
 * Cuts an utterance into clauses and tells for each in what mood it is said, because only what is
 * stated is a claim: not what is asked, supposed, offered, or repeated after the caller.
 */

import type { ClaimWords, TurnedMood } from '../../machines/languages/language.ts';
import { matchesOf } from '../../machines/regex.ts';
import type { Span } from './claim.ts';

/** In what way a clause is said. */
export type Mood =
  | 'stated'
  | 'asked'
  /** A number or a name is read back, to be confirmed. */
  | 'readBack'
  /** What is supposed, offered, requested, or what the caller said and is said again. */
  | TurnedMood
  /** What is so as a rule, of no parcel in particular. */
  | 'general'
  | 'social';

type MoodWords = ClaimWords['moods'];

/** A stretch of an utterance in one mood. */
export type Clause = Span & { mood: Mood; sentence: number };

/** A text with its clauses, in order and without gaps. */
export type Utterance = { text: string; clauses: Clause[]; sentences: Span[] };

const SENTENCE_END = /[.!?…]+["'”)\]]*(?=\s|$)|\n+/g;
const CLAUSE_END = /[,;:]\s+|\s[-–—]+\s|—/g;

/** Reads an utterance's clauses and their moods. Pure. */
export function readUtterance(said: string, words: MoodWords): Utterance {
  const text = plainApostrophes(said);
  const sentences = splitSentences(text, words);
  const clauses = sentences.flatMap((span, sentence) => {
    const next = text.slice(span.end, sentences[sentence + 1]?.end ?? span.end);
    return readSentence(text, { ...span, sentence, next }, words);
  });
  return { text, clauses, sentences };
}

/** Writes every apostrophe alike; the text stays as long as it was, and places what they were. */
export function plainApostrophes(text: string): string {
  return text.replace(/[’‘]/g, "'");
}

/** The clause that holds a place of the text. */
export function clauseAt({ clauses }: Utterance, index: number): Clause | null {
  return clauses.find(({ start, end }) => start <= index && index < end) ?? null;
}

function splitSentences(text: string, { abbreviation }: MoodWords): Span[] {
  const spans: Span[] = [];
  let start = 0;
  for (const match of matchesOf(text, SENTENCE_END)) {
    const end = match.index + match[0].length;
    const isStop = match[0].startsWith('.') && match[0].length === 1;
    if (isStop && abbreviation.test(text.slice(Math.max(start, match.index - 6), match.index))) {
      continue;
    }
    spans.push({ start, end });
    start = end;
  }
  if (text.slice(start).trim() !== '') spans.push({ start, end: text.length });
  return spans;
}

/** A sentence with its number, and the text of the one after it. */
type Sentence = Span & { sentence: number; next: string };

function readSentence(
  text: string,
  { next, sentence, ...span }: Sentence,
  moods: MoodWords,
): Clause[] {
  const parts = splitClauses(text, span).map((part) => ({ ...part, sentence }));
  const whole = text.slice(span.start, span.end);
  const isQuestion = /\?["'”)\]]*$/.test(whole);
  const words = parts.map(({ start, end }) => text.slice(start, end));
  const asked = isQuestion ? words.findIndex((part) => moods.questionLead.test(part)) : -1;
  const isTagged = isQuestion && moods.tagQuestion.test(words.at(-1) ?? '');
  const isReadBack =
    moods.readBack.test(whole) ||
    isTagged ||
    (/\?\s*$/.test(next) && moods.tagQuestion.test(next.trim()));
  const isGeneral = moods.general.test(whole);
  return parts.flatMap((part, index): Clause[] => {
    const isAsked = isQuestion && !(isTagged && index < parts.length - 1) && index >= asked;
    if (isAsked) return [{ ...part, mood: 'asked' }];
    const base: Mood = isReadBack ? 'readBack' : isGeneral ? 'general' : 'stated';
    return switchMood(part, words[index] ?? '', base, moods);
  });
}

function splitClauses(text: string, { start, end }: Span): Span[] {
  const spans: Span[] = [];
  let from = start;
  const sentence = text.slice(start, end);
  for (const match of matchesOf(sentence, CLAUSE_END)) {
    const to = start + match.index + match[0].length;
    spans.push({ start: from, end: to });
    from = to;
  }
  if (from < end) spans.push({ start: from, end });
  return spans;
}

/** The part of a clause before its mood turns, and the part after. */
function switchMood(
  part: Span & { sentence: number },
  words: string,
  base: Mood,
  { social, turns }: MoodWords,
): Clause[] {
  if (social.test(words)) return [{ ...part, mood: 'social' }];
  let first: { at: number; mood: Mood } | null = null;
  for (const { pattern, mood } of turns) {
    const at = pattern.exec(words)?.index;
    if (at !== undefined && (first === null || at < first.at)) first = { at, mood };
  }
  if (first === null) return [{ ...part, mood: base }];
  const turn = part.start + first.at;
  const after: Clause = { ...part, start: turn, mood: first.mood };
  return first.at === 0 ? [after] : [{ ...part, end: turn, mood: base }, after];
}
