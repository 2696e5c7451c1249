/**
 * What an assistant says it has done or will do, beside looking a parcel up: no tool does it, so it
 * is a claim that something of the call has to back. Found by how such things are said: somebody
 * who acts, in a form that commits, a verb of one of these classes and what it is done to.
 */

import type { DeedWords } from '../../machines/languages/language.ts';
import { matchesOf } from '../../machines/regex.ts';
import type { Finding } from './claim.ts';
import type { Utterance } from './utterance.ts';

/** Whether something is said to be done, or is promised. */
type Aspect = 'done' | 'promised';

/** Finds what is said to have been done, or is promised. */
export function findDeeds({ text, sentences }: Utterance, words: DeedWords): Finding[] {
  const sentenceOf = (index: number) =>
    sentences.find(({ start, end }) => start <= index && index < end);
  const isMeant = (start: number, end: number): boolean => {
    const sentence = sentenceOf(start);
    const lead = text.slice(sentence?.start ?? 0, start);
    const rest = text.slice(end, sentence?.end ?? text.length);
    if (words.denied.test(lead) || words.conditionBefore.test(lead)) return false;
    return !words.conditionAfter.test(rest) && !/\?["'”’)\]]*\s*$/.test(rest);
  };
  const deeds: Finding[] = [];
  const add = (value: string, aspect: Aspect, start: number, end: number) => {
    if (!isMeant(start, end)) return;
    // What it is done to is told by the word after "the" or "your".
    const more = words.determiner.test(text.slice(start, end))
      ? (/^ [\w-]+/.exec(text.slice(end))?.[0].length ?? 0)
      : 0;
    // One thing that is done is one claim, whatever else its words look like.
    if (deeds.some((other) => start < other.end && other.start < end)) return;
    deeds.push({ kind: 'deed', sense: 'is', value: `${value} ${aspect}`, start, end: end + more });
  };
  const places = matchesOf(text, words.commits).map(({ index }) => index);
  for (const [value, pattern] of words.committed) {
    for (const { index, 0: whole, 1: commits = '', 2: done = '' } of matchAt(
      text,
      pattern,
      places,
    )) {
      add(value, aspectOf(commits, done, words), index, index + whole.trimEnd().length);
    }
  }
  for (const [value, pattern] of words.impersonal) {
    for (const { index, 0: whole } of matchesOf(text, pattern)) {
      add(value, aspectOf(whole, '', words), index, index + whole.trimEnd().length);
    }
  }
  for (const { index, 0: whole } of matchesOf(text, words.somethingDone)) {
    add('other', 'done', index, index + whole.length);
  }
  for (const { index, 0: whole } of matchesOf(text, words.assured)) {
    const sentence = sentenceOf(index);
    if (!words.arrival.test(text.slice(sentence?.start ?? 0, sentence?.end))) continue;
    add('arrival', 'promised', index, index + whole.length);
  }
  return deeds;
}

/** The matches of a sticky pattern that begin at one of some places, none within another. */
function* matchAt(text: string, pattern: RegExp, places: readonly number[]) {
  let free = 0;
  for (const place of places) {
    if (place < free) continue;
    pattern.lastIndex = place;
    const match = pattern.exec(text);
    if (match === null) continue;
    free = place + match[0].length;
    yield match;
  }
}

function aspectOf(commits: string, done: string, { hasDone, willDo, past }: DeedWords): Aspect {
  if (hasDone.test(commits)) return 'done';
  if (willDo.test(commits)) return 'promised';
  return past.test(done) ? 'done' : 'promised';
}
