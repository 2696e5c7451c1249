import type { Turn } from '../../machines/call-events.ts';
import { type Language, languageOf } from '../../machines/languages/language.ts';
import { readNumber } from '../../machines/listening/read-number.ts';
import type { JournalLine, RecordedResult } from '../recording/line.ts';
import { asKnownTo } from '../replay/differences.ts';
import { hearingsOf } from './hear-again.ts';
import { pseudonymizeLine } from './pseudonymize-line.ts';
import {
  pseudonymizeResult,
  SpokenTokens,
  sentenceOf,
  type Wording,
} from './pseudonymize-response.ts';
import type { Tokens } from './pseudonyms.ts';

/**
 * The lines of a call with the answers and snapshots that come of their events on today's code;
 * null when none can come of them.
 */
export type Rerender = (lines: readonly JournalLine[]) => JournalLine[] | null;

const SAID = /(\[said [a-z]{8}\])/;

/** Every tracking number that the lines of a call hold, in normalized form. */
export function numbersIn(lines: readonly JournalLine[]): Set<string> {
  const numbers = new Set<string>();
  const note = (number: string) => {
    numbers.add(number);
    return number;
  };
  const collector: Tokens = {
    number: note,
    doubtful: note,
    heard(heard, language) {
      const reading = readNumber(heard, language);
      if (reading.ok) note(reading.trackingNumber);
      return heard;
    },
    name: same,
    phone: same,
    note: same,
    said: same,
  };
  for (const line of lines) pseudonymizeLine(line, collector, ({ text }) => text);
  return numbers;
}

/**
 * The lines of one call, in order, with a token in the place of every personal value. What came of
 * a call's events on today's code does so afterwards, byte for byte; an answer that did not has its
 * facts replaced word by word instead, in the wording of the call's language. Of what was said, only Waybill's own sentences stay.
 */
export function pseudonymizeCall(
  lines: readonly JournalLine[],
  tokens: Tokens,
  wordingOf: (language: Language) => Wording,
  rerender: Rerender,
): JournalLine[] {
  const language = languageOf(lines[0]?.snapshot.context.policy.language);
  const spoken = new SpokenTokens(tokens, wordingOf(language));
  const hearings = hearingsOf(lines);
  const sayToken = ({ text }: Turn) => spoken.said(text);
  const bare = lines.map((line) => pseudonymizeLine(line, spoken, sayToken, hearings));
  const told = rerender(lines);
  const retold = told && rerender(bare);
  const answered = bare.map((line, index) => {
    const [before, then, now] = [lines[index], told?.[index], retold?.[index]];
    return before === undefined ? line : settle(line, before, spoken, then, now);
  });
  const sentences = pairSentences(lines, answered);
  const retellTurn = ({ role, text }: Turn) =>
    role === 'caller' ? spoken.said(text) : tellAgain(text, sentences, spoken);
  return answered.map((line, index) => {
    const before = lines[index] ?? line;
    const { transcript, events } = pseudonymizeLine(before, spoken, retellTurn, hearings);
    return { ...line, transcript, events };
  });
}

/** Gives a line its response, and its snapshot as it comes of the events wherever it did before. */
function settle(
  line: JournalLine,
  before: JournalLine,
  tokens: SpokenTokens,
  told: JournalLine | undefined,
  retold: JournalLine | undefined,
): JournalLine {
  const isRetold = told && isSame(asKnownTo(before, told.snapshot), before.snapshot);
  const results = before.response?.results.map((result, place) => {
    const [then, now] = [told?.response?.results[place], retold?.response?.results[place]];
    return now !== undefined && isSame(then, result) ? now : pseudonymizeResult(result, tokens);
  });
  return {
    ...line,
    response: before.response && { ...before.response, results: results ?? [] },
    snapshot: isRetold && retold ? asKnownTo(before, retold.snapshot) : line.snapshot,
  };
}

function pairSentences(before: readonly JournalLine[], after: readonly JournalLine[]) {
  const resultsOf = (lines: readonly JournalLine[]): RecordedResult[] =>
    lines.flatMap(({ response }) => response?.results ?? []);
  const told = resultsOf(after);
  const pairs = resultsOf(before).flatMap((result, place) => {
    const [from, to] = [sentenceOf(result), told[place]];
    return from === '' || to === undefined ? [] : [[from, sentenceOf(to)] as const];
  });
  // The longest first: one sentence may be the beginning of another.
  return pairs.toSorted(([a], [b]) => b.length - a.length);
}

/** Keeps the sentences that are known in what the assistant said; the rest may hold anything. */
function tellAgain(text: string, sentences: (readonly [string, string])[], tokens: Tokens): string {
  for (const [index, [from, to]] of sentences.entries()) {
    const start = text.indexOf(from);
    if (start === -1) continue;
    const rest = sentences.slice(index);
    const head = tellAgain(text.slice(0, start), rest, tokens);
    return `${head}${to}${tellAgain(text.slice(start + from.length), rest, tokens)}`;
  }
  return text
    .split(SAID)
    .map((part) => (SAID.test(part) ? part : sayAside(part, tokens)))
    .join('');
}

/** What stands between sentences keeps the space around it. */
function sayAside(text: string, tokens: Tokens): string {
  const words = text.trim();
  return words === '' ? text : text.replace(words, () => tokens.said(words));
}

function isSame(one: unknown, other: unknown): boolean {
  return JSON.stringify(one) === JSON.stringify(other);
}

function same(text: string): string {
  return text;
}
