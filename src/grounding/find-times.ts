import type { DateWords, SaidAge, SaidTime } from '../../machines/languages/language.ts';
import { matchesOf } from '../../machines/regex.ts';
import type { Finding } from './claim.ts';

/** Finds the times of day that an utterance names. */
export function findTimes(text: string, { timeForms }: DateWords): Finding[] {
  const found: Finding[] = [];
  for (const { pattern, read } of timeForms) {
    for (const match of matchesOf(text, pattern)) {
      const said = read(match.slice(1));
      const value = said === null ? null : writeTime(said);
      const start = match.index;
      const isTaken = found.some((other) => other.start <= start && start < other.end);
      if (value === null || isTaken) continue;
      found.push({ kind: 'time', sense: 'is', value, start, end: start + match[0].length });
    }
  }
  return found;
}

/** Finds how old the utterance says that something is, as a range of seconds. */
export function findAges(text: string, { ageForm, justNow }: DateWords): Finding[] {
  const ages = matchesOf(text, ageForm.pattern).flatMap((match): Finding[] => {
    const said = ageForm.read(match.slice(1));
    const { index: start } = match;
    if (said === null) return [];
    return [
      { kind: 'age', sense: 'is', value: writeAge(said), start, end: start + match[0].length },
    ];
  });
  const now = matchesOf(text, justNow).map(({ index: start, 0: said }): Finding => {
    return { kind: 'age', sense: 'is', value: '0-30', start, end: start + said.length };
  });
  return [...ages, ...now];
}

function writeTime(said: SaidTime): string | null {
  if ('from' in said) {
    const { from, to } = said;
    return from === to ? writeClock(from) : `${writeClock(from)}-${writeClock(to)}`;
  }
  const { hour, minutes, half } = said;
  if (hour > 23 || minutes > 59) return null;
  const inHalf = (hour % 12) * 60 + minutes;
  if (half === undefined) {
    return hour > 12 || hour === 0
      ? writeClock(hour * 60 + minutes)
      : `${writeClock(inHalf)}|${writeClock(inHalf + 720)}`;
  }
  return hour > 12 ? null : writeClock(inHalf + (half === 'morning' ? 0 : 720));
}

function writeClock(minutes: number): string {
  const hour = String(Math.floor(minutes / 60)).padStart(2, '0');
  return `${hour}:${String(minutes % 60).padStart(2, '0')}`;
}

// Half a unit either way, as people round; in fives above twenty.
function writeAge(said: SaidAge): string {
  if ('from' in said) return `${said.from}-${said.to}`;
  const { count, unitSeconds, isMore } = said;
  if (isMore) return `${Math.round(count * unitSeconds)}-${Number.MAX_SAFE_INTEGER}`;
  const slack = Math.max(0.5, count > 20 ? 2.5 : 0, count * 0.1);
  const low = Math.max(0, count - slack) * unitSeconds;
  return `${Math.round(low)}-${Math.round((count + slack) * unitSeconds)}`;
}
