import type { DateWords, SaidDate, SaidDay } from '../../machines/languages/language.ts';
import { matchesOf } from '../../machines/regex.ts';
import type { Finding } from './claim.ts';

/** Spans as they stand in a claim, from the one before on. */
export const STEPS: readonly string[] = ['last', 'this', 'next'];

/** Finds the days that an utterance names, and where it says that there is none. */
export function findDates(text: string, { dateForms, arrival, noDate }: DateWords): Finding[] {
  const found: Finding[] = [];
  for (const { pattern, read } of dateForms) {
    for (const match of matchesOf(text, pattern)) {
      const said = read(match.slice(1));
      const span = { start: match.index, end: match.index + match[0].length };
      if (said === null || found.some((other) => overlaps(other, span))) continue;
      if (isVague(said) && !arrival.test(sentenceAround(text, match.index))) continue;
      found.push({ kind: 'date', sense: 'is', value: write(said), ...span });
    }
  }
  const none = matchesOf(text, noDate).map((match): Finding => {
    const { index: start } = match;
    return { kind: 'date', sense: 'absent', value: 'none', start, end: start + match[0].length };
  });
  return [...found, ...none];
}

/** A day's name alone, or a word for one, is a claim only where the talk is of a parcel's arrival. */
function isVague(said: SaidDate): boolean {
  if (!('days' in said)) return true;
  return said.days.every(
    ({ year, month, day }) => year === undefined && month === undefined && day === undefined,
  );
}

function write(said: SaidDate): string {
  if ('days' in said) return said.days.map(writeDay).join('|');
  if ('daysAhead' in said) return `today${said.daysAhead < 0 ? '' : '+'}${said.daysAhead}`;
  return `${STEPS[said.step + 1]} ${said.span}`;
}

function writeDay({ year, month, day, weekday }: SaidDay): string {
  const date = `${year ?? '????'}-${two(month)}-${two(day)}`;
  return weekday === undefined ? date : `${date} ${weekday}`;
}

function two(value: number | undefined): string {
  return value === undefined ? '??' : String(value).padStart(2, '0');
}

function overlaps(a: { start: number; end: number }, b: { start: number; end: number }): boolean {
  return a.start < b.end && b.start < a.end;
}

function sentenceAround(text: string, index: number): string {
  const start = Math.max(text.lastIndexOf('. ', index), text.lastIndexOf('? ', index)) + 1;
  const end = text.indexOf('. ', index);
  return text.slice(start, end === -1 ? text.length : end);
}
