/**
 * Cuts an utterance into clauses and tells for each in what mood it is said, because only what is
 * stated is a claim: not what is asked, supposed, offered, or repeated after the caller.
 */

import { regex } from '../../machines/regex.ts';
import type { Span } from './claim.ts';

/** In what way a clause is said. */
export type Mood =
  | 'stated'
  | 'asked'
  /** A number or a name is read back, to be confirmed. */
  | 'readBack'
  | 'supposed'
  /** What the caller said is said again. */
  | 'echoed'
  | 'offered'
  | 'requested'
  /** What is so as a rule, of no parcel in particular. */
  | 'general'
  | 'social';

/** A stretch of an utterance in one mood. */
export type Clause = Span & { mood: Mood; sentence: number };

/** A text with its clauses, in order and without gaps. */
export type Utterance = { text: string; clauses: Clause[]; sentences: Span[] };

const SENTENCE_END = /[.!?…]+["'”)\]]*(?=\s|$)|\n+/g;
// A full stop after these ends no sentence.
const ABBREVIATION = /(?:\b(?:mr|mrs|ms|dr|st|no|approx|dept)|\b[ap]\.?m|\b[a-z]\.[a-z])$/i;
const CLAUSE_END = /[,;:]\s+|\s[-–—]+\s|—/g;

const QUESTION_LEAD = regex('i')`
  ^\W*(?:(?:and|but|so|or|now|okay|ok|then|also|please)[,\s]+)*(?:is|are|was|were|am|do|
  does|did|can|could|would|will|shall|should|may|might|have|has|had|isn't|aren't|don't|
  doesn't|didn't|what|what's|when|where|which|who|whose|why|how|anything|any)\b
`;
const TAG_QUESTION = regex('i')`
  ^\W*(?:(?:is|was|are|does|did)\s+(?:that|this|it|those)\s+(?:all\s+)?(?:right|correct|
  sound|match|the (?:right|correct))|right|correct|yes|is it|isn't it|did i (?:get|hear|
  understand))\b
`;
const READ_BACK = regex('i')`
  \b(?:i (?:just )?heard|i understood|you (?:said|gave|told)|(?:i have|i've got|i got)
  (?: (?:it|that|your number|the number|your tracking number|the tracking number)
  (?: down)? as|(?= [a-z] [a-z\d] ))|(?:just )?to (?:confirm|double[- ]check|verify)|
  let me (?:just )?(?:repeat|confirm|read)|so,? that's|so,? your (?:tracking )?number is)\b
`;

type Switch = { pattern: RegExp; mood: Mood };

// Each turns the mood from where it matches to the end of its clause.
const SWITCHES: Switch[] = [
  {
    mood: 'supposed',
    pattern: regex('i')`
        \b(?:if|unless|whether|in case|(?:once|when|whenever|until|till|before|after|
        as soon as|the moment)(?= (?:it|it's|its|your|the (?:parcel|package|order|shipment|
        delivery|driver|courier)|that|they|we|you|this|i|i'm|there)\b))\b
      `,
  },
  {
    mood: 'echoed',
    pattern: regex('i')`
        \b(?:sorry to hear|sorry (?:about|for)|apologi[sz]e|apologies|you (?:said|mentioned|
        told|say|asked|want to know|were told|think|believe)|you're (?:saying|asking|calling|
        looking|wondering)|you'd like to know|you are (?:saying|asking|calling|looking)|
        i understand|sounds like|calling (?:about|because)|ask(?:ing)? (?:about|me)|
        frustrating)\b
      `,
  },
  {
    mood: 'offered',
    pattern: regex('i')`
        \b(?:let me|i'll|i will|i can|i can't|i cannot|i could|i'd|i would|i'm going to|
        i am going to|allow me|happy to|able to|we can|we'll|i need|i'm unable to|
        i still need)\s+(?:\w+\s+){0,3}?(?:check|look|find out|find|see (?:if|whether|what|
        when|where|how)|help|assist|track|search|pull|explain|get (?:a|an|you|someone|
        somebody|more)|connect|transfer|put you|try|tell you (?:about|if|whether|when|where|
        what|how|more)|know|like to|need|have|reach)\b
      `,
  },
  {
    mood: 'requested',
    pattern:
      /^\W*(?:(?:and|so|then|now|okay|just)\s+)?(?:please|say|tell|give|hold|wait|bear with)\b/i,
  },
];

const GENERAL = /\b(?:usually|normally|typically|generally|in general|in most cases|as a rule)\b/i;
const SOCIAL = regex('i')`
  \b(?:thank you for|thanks for|have (?:a|an) (?:\w+ )?(?:good|great|nice|lovely|wonderful|
  pleasant)|good (?:morning|afternoon|evening|day|night)|enjoy|how (?:can|may) i|
  happy holidays|anything else|help(?:ing)? you today|assist(?:ing)? you today|
  calling(?: us)? today)\b
`;

/** Reads an utterance's clauses and their moods. Pure. */
export function readUtterance(said: string): Utterance {
  const text = plainApostrophes(said);
  const sentences = splitSentences(text);
  const clauses = sentences.flatMap((span, index) =>
    readSentence(text, span, index, text.slice(span.end, sentences[index + 1]?.end ?? span.end)),
  );
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

function splitSentences(text: string): Span[] {
  const spans: Span[] = [];
  let start = 0;
  for (const match of text.matchAll(SENTENCE_END)) {
    const end = match.index + match[0].length;
    const isStop = match[0].startsWith('.') && match[0].length === 1;
    if (isStop && ABBREVIATION.test(text.slice(Math.max(start, match.index - 6), match.index))) {
      continue;
    }
    spans.push({ start, end });
    start = end;
  }
  if (text.slice(start).trim() !== '') spans.push({ start, end: text.length });
  return spans;
}

function readSentence(text: string, span: Span, sentence: number, next: string): Clause[] {
  const parts = splitClauses(text, span).map((part) => ({ ...part, sentence }));
  const whole = text.slice(span.start, span.end);
  const isQuestion = /\?["'”)\]]*$/.test(whole);
  const words = parts.map(({ start, end }) => text.slice(start, end));
  const asked = isQuestion ? words.findIndex((part) => QUESTION_LEAD.test(part)) : -1;
  const isTagged = isQuestion && TAG_QUESTION.test(words.at(-1) ?? '');
  const isReadBack =
    READ_BACK.test(whole) || isTagged || (/\?\s*$/.test(next) && TAG_QUESTION.test(next.trim()));
  const isGeneral = GENERAL.test(whole);
  return parts.flatMap((part, index): Clause[] => {
    const isAsked = isQuestion && !(isTagged && index < parts.length - 1) && index >= asked;
    if (isAsked) return [{ ...part, mood: 'asked' }];
    const base: Mood = isReadBack ? 'readBack' : isGeneral ? 'general' : 'stated';
    return switchMood(part, words[index] ?? '', base);
  });
}

function splitClauses(text: string, { start, end }: Span): Span[] {
  const spans: Span[] = [];
  let from = start;
  const sentence = text.slice(start, end);
  for (const match of sentence.matchAll(CLAUSE_END)) {
    const to = start + match.index + match[0].length;
    spans.push({ start: from, end: to });
    from = to;
  }
  if (from < end) spans.push({ start: from, end });
  return spans;
}

/** The part of a clause before its mood turns, and the part after. */
function switchMood(part: Span & { sentence: number }, words: string, base: Mood): Clause[] {
  if (SOCIAL.test(words)) return [{ ...part, mood: 'social' }];
  let first: { at: number; mood: Mood } | null = null;
  for (const { pattern, mood } of SWITCHES) {
    const at = pattern.exec(words)?.index;
    if (at !== undefined && (first === null || at < first.at)) first = { at, mood };
  }
  if (first === null) return [{ ...part, mood: base }];
  const turn = part.start + first.at;
  const after: Clause = { ...part, start: turn, mood: first.mood };
  return first.at === 0 ? [after] : [{ ...part, end: turn, mood: base }, after];
}
