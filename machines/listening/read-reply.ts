/**
 * What a caller's words say to "Is that right?" after a number was read back. A rule for doubt: the
 * model's reading of an answer is held against the words themselves, and nothing is passed by it.
 */
import { withoutHidden } from '../hidden-text.ts';
import type { ReplyWords } from '../languages/language.ts';

/**
 * What a reply says: that the number is right or is not, or what else it is. A correction changes
 * the number, or gives one or a part of one; unclear is what says none of these, as questions do.
 */
export type ReplyReading = 'yes' | 'no' | 'correction' | 'unclear';

/** What of a language is needed to read replies. */
export type ReplyLanguage = {
  replies: ReplyWords;
  /** Words that name characters, by whatever they stand for. */
  numbers: Readonly<Record<'digits' | 'times' | 'spelling', Readonly<Record<string, unknown>>>>;
};

/** A part of a sentence that says one thing. */
type Clause = { text: string; isAsked: boolean };

/** More than anybody says in a breath: the rest of a longer text is not read. */
const READ_LENGTH_MAX = 5000;

/**
 * Reads one turn. A negation or a repair beats a yes, after what has only the form of one is taken
 * out ("no problem", "no, that's right"). A number or a part of one is a correction even beside a
 * yes: whether it is another than that on the table, machines/listening/read-correction.ts knows.
 * Pure; never throws; the work grows with the length of the text alone.
 */
export function readReply(said: string, language: ReplyLanguage): ReplyReading {
  const clauses = toClauses(plain(said.slice(0, READ_LENGTH_MAX)), language.replies);
  const readings = clauses.map((clause, at) => readClause(clause, clauses[at + 1], language));
  // A "no" beside a part of a number says what is not so, and what is.
  const order = ['correction', 'no', 'yes'] as const;
  return order.find((reading) => readings.includes(reading)) ?? 'unclear';
}

/**
 * Reads all turns since the number was read back, oldest first. The last clear word counts, but a
 * no or a correction stands against a later yes, which may answer something else that was asked
 * meanwhile, unless it is taken back in so many words ("oh sorry, yes, that's right").
 */
export function readReplies(turns: readonly string[], language: ReplyLanguage): ReplyReading {
  let standing: ReplyReading = 'unclear';
  for (const turn of turns) {
    const reading = readReply(turn, language);
    if (reading === 'unclear') continue;
    const isDenied = standing === 'no' || standing === 'correction';
    const isTakenBack = language.replies.takesBack.test(plain(turn));
    if (reading !== 'yes' || !isDenied || isTakenBack) standing = reading;
  }
  return standing;
}

function readClause(
  { text, isAsked }: Clause,
  next: Clause | undefined,
  language: ReplyLanguage,
): ReplyReading {
  const { replies } = language;
  if (isAsked) return readAsked(text, replies);
  const isChanged = matches(text, replies.corrections) || turnsTo(text, next, replies);
  if (isChanged || isNumberAlone(text, language)) return 'correction';
  const isPartSaid = () => wordsOf(text).some((word) => isCharacter(word, language));
  if (replies.no.test(text)) return isPartSaid() ? 'correction' : 'no';
  return replies.yes.test(text) ? 'yes' : 'unclear';
}

/** A question denies nothing, except that it may ask for another number. */
function readAsked(text: string, replies: ReplyWords): ReplyReading {
  return matches(text, replies.correctionsAsked) ? 'correction' : 'unclear';
}

function matches(text: string, patterns: readonly RegExp[]): boolean {
  return patterns.some((pattern) => pattern.test(text));
}

/** "Sorry, the blue one", where what comes after is neither a yes nor a question. */
function turnsTo(text: string, next: Clause | undefined, replies: ReplyWords): boolean {
  const lead = replies.turn.exec(text)?.[0];
  if (lead === undefined) return false;
  const rest = text.slice(lead.length).trim();
  const more = rest === '' ? next : { text: rest, isAsked: replies.question.test(rest) };
  if (more === undefined || more.isAsked || replies.yes.test(more.text)) return false;
  return wordsOf(more.text).length > 1;
}

/** Whether a clause is nothing but a number or a part of one. */
function isNumberAlone(text: string, { replies, numbers }: ReplyLanguage): boolean {
  const words = wordsOf(text.replace(replies.aroundNumber, ' '));
  const characters = words.filter((word) => isCharacter(word, { replies, numbers }));
  const isPart = (word: string) =>
    isCharacter(word, { replies, numbers }) ||
    replies.ambiguous.has(word) ||
    Object.hasOwn(numbers.times, word) ||
    // "ZK three oh eight": among several characters, letters may stand together.
    (characters.length >= TOGETHER_MIN && /^[a-z]{2,3}$/.test(word));
  return characters.length > 0 && words.every(isPart);
}

const TOGETHER_MIN = 3;

/** A digit or a letter by its name or by itself, or what is written with a digit. */
function isCharacter(word: string, { replies, numbers }: ReplyLanguage): boolean {
  if (replies.ambiguous.has(word)) return false;
  return /\d|^[a-z]$/.test(word) || NAMES.some((names) => Object.hasOwn(numbers[names], word));
}

const NAMES = ['digits', 'spelling'] as const;

function wordsOf(text: string): string[] {
  return text.match(/[\p{L}\p{N}']+/gu) ?? [];
}

function toClauses(text: string, replies: ReplyWords): Clause[] {
  // Twice, since what is taken out may have stood between a "no" and its "that's right".
  const bare = text.replace(replies.harmless, ' , ').replace(replies.harmless, ' , ');
  const sentences = bare.match(/[^.!?\n]+[.!?]*/g) ?? [];
  return sentences.flatMap((sentence) => {
    const parts = sentence
      .split(/[,;:()"]|\s[-–—]+\s/)
      .flatMap((part) => part.split(replies.clauseStart))
      .map((part) => part.replace(/[.!?]+$/, '').trim())
      .filter((part) => part !== '');
    const isQuestion = sentence.endsWith('?');
    return parts.map((part, index) => ({
      text: part,
      isAsked:
        replies.question.test(part) ||
        // A "no?" denies however it is sung.
        (isQuestion && index === parts.length - 1 && replies.no.exec(part)?.index !== 0),
    }));
  });
}

/** Lower case, straight apostrophes, no accents, one space between words. */
export function plain(text: string): string {
  const bare = withoutHidden(text).normalize('NFKD').replace(/\p{M}/gu, '').toLowerCase();
  const straight = bare.replace(/[‘’ʼ´`]/g, "'").replace(/ß/g, 'ss');
  return straight.replace(/[^\S\n]+/g, ' ').trim();
}
