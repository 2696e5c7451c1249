/**
 * Letters and digits that were said one by one, read without knowing what is looked for: see
 * said-characters.ts for finding what is known.
 */
import type { NumberWords } from '../languages/language.ts';
import type { SaidWords } from './said-characters.ts';

/** What of a language is needed to read what was spelled. */
export type SpellingWords = Pick<
  NumberWords,
  'digits' | 'times' | 'sounds' | 'spelling' | 'pairs' | 'fillers' | 'exampleLeads'
>;

/** What stands at a place, and the index of the word after it. */
type Unit = { value: string; next: number };

/** The letters that were spelled last, two or more in a row; empty where there are none. */
export function spelledLast(words: SaidWords, numbers: SpellingWords): string {
  let last = '';
  let run = '';
  for (let at = 0; at < words.length; ) {
    const unit = unitAt(words, at, numbers);
    const isLetter = unit !== null && /^[A-Z]+$/.test(unit.value);
    if (isLetter) run += unit.value;
    else if (!numbers.fillers.has(textAt(words, at))) run = '';
    if (run.length > 1) last = run;
    at = isLetter ? unit.next : at + 1;
  }
  return last;
}

/** Every word by its character where it names one, else as it is, in capitals. */
export function readUnits(words: SaidWords, numbers: SpellingWords): string[] {
  const units: string[] = [];
  for (let at = 0; at < words.length; ) {
    const unit = unitAt(words, at, numbers) ?? { value: textAt(words, at), next: at + 1 };
    if (!numbers.fillers.has(textAt(words, at))) units.push(unit.value.toUpperCase());
    at = unit.next;
  }
  return units;
}

/** A character by its name or by itself, with what explains it; "double L" is two. */
function unitAt(words: SaidWords, at: number, numbers: SpellingWords): Unit | null {
  // "Double u" is the name of one.
  const unit = characterAt(words, at, numbers) ?? repeatedAt(words, at, numbers);
  return unit && { ...unit, next: afterExample(words, unit.next, numbers) };
}

function repeatedAt(words: SaidWords, at: number, numbers: SpellingWords): Unit | null {
  const times = own(numbers.times, textAt(words, at));
  if (times === undefined) return null;
  const single = characterAt(words, at + 1, numbers);
  return single && { ...single, value: single.value.repeat(times) };
}

function characterAt(words: SaidWords, at: number, numbers: SpellingWords): Unit | null {
  const word = textAt(words, at);
  const pair = own(numbers.pairs, `${word} ${textAt(words, at + 1)}`);
  if (pair !== undefined) return { value: pair, next: at + 2 };
  const named =
    own(numbers.digits, word) ?? own(numbers.spelling, word) ?? own(numbers.sounds, word);
  const value = /^[a-z\d]$/.test(word) ? word.toUpperCase() : named;
  return value === undefined ? null : { value, next: at + 1 };
}

/** "As in Mike". */
function afterExample(words: SaidWords, at: number, { exampleLeads }: SpellingWords): number {
  const lead = exampleLeads.find((each) =>
    each.every((word, index) => textAt(words, at + index) === word),
  );
  return lead === undefined ? at : at + lead.length + 1;
}

function textAt(words: SaidWords, at: number): string {
  return words[at]?.text ?? '';
}

/** What a table has of its own: "constructor" is a word like any other. */
function own<Value>(table: Readonly<Record<string, Value>>, word: string): Value | undefined {
  return Object.hasOwn(table, word) ? table[word] : undefined;
}
