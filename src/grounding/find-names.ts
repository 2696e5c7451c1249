import type { ClaimWords } from '../../machines/languages/language.ts';
import { matchesOf } from '../../machines/regex.ts';
import type { Finding } from './claim.ts';

type NameWords = ClaimWords['names'];

/** Finds whose parcel, or whom, an utterance names; places too. */
export function findNames(text: string, words: NameWords): Finding[] {
  const own = matchesOf(text, words.own).flatMap((match) => readOwn(text, match, words) ?? []);
  const others = words.leads.flatMap(({ sense, pattern }) =>
    matchesOf(text, pattern).flatMap((match) => readName(match, sense, words) ?? []),
  );
  const all = [...own, ...others];
  return all.filter(
    ({ start }, index) => !all.some((name, before) => before < index && covers(name, start)),
  );
}

function readOwn(text: string, match: RegExpExecArray, { notOwn }: NameWords): Finding | null {
  const said = match[1] ?? '';
  if (notOwn.test(said)) return null;
  const start = match.index + match[0].length;
  const value = text.slice(start);
  return { kind: 'name', sense: 'verbatim', value, start, end: start + said.length };
}

function readName(
  match: RegExpExecArray,
  sense: Finding['sense'],
  { noName, suffix }: NameWords,
): Finding | null {
  const start = match.index + match[0].length;
  const words = (match[1] ?? '').split(' ');
  const first = words.findIndex((word) => !noName.has(bare(word)));
  if (first !== 0) return null;
  const next = words.findIndex((word) => noName.has(bare(word)));
  const value = words
    .slice(0, next === -1 ? words.length : next)
    .join(' ')
    .replace(suffix, '');
  // A capital by itself is the beginning of a spelled number.
  if (/^\p{Lu}(?: |$)/u.test(value)) return null;
  return { kind: 'name', sense, value, start, end: start + value.length };
}

function bare(word: string): string {
  return word.replace(/\.$/, '');
}

function covers({ start, end }: Finding, index: number): boolean {
  return start <= index && index < end;
}
