import type { Language } from '../../machines/languages/language.ts';
import { matchesOf } from '../../machines/regex.ts';
import type { Claim, ClaimKind, Finding } from './claim.ts';
import { findCounts } from './find-counts.ts';
import { findDates } from './find-dates.ts';
import { findDeeds } from './find-deeds.ts';
import { findIssues } from './find-issues.ts';
import { findNames } from './find-names.ts';
import { findNumbers } from './find-numbers.ts';
import { findStatuses } from './find-statuses.ts';
import { findAges, findTimes } from './find-times.ts';
import { clauseAt, type Mood, readUtterance, type Utterance } from './utterance.ts';

/** Longest text that is read; no utterance is longer, and a longer one is cut. */
const TEXT_LENGTH_MAX = 4000;

// What counts as a claim in each mood. A number, a name or a full date is one in nearly all.
const CLAIMED: Readonly<Record<Mood, readonly ClaimKind[] | 'all'>> = {
  stated: 'all',
  readBack: 'all',
  asked: [],
  supposed: ['number', 'name', 'date'],
  echoed: ['number', 'name', 'date'],
  offered: ['number', 'name', 'date'],
  requested: ['number', 'name', 'date'],
  general: ['number', 'name', 'date', 'time', 'age', 'count'],
  social: ['number', 'name'],
};

const DEED_MOODS: ReadonlySet<Mood> = new Set(['stated', 'offered', 'echoed', 'readBack']);

/**
 * Finds the claims of fact in an utterance: Waybill's own, or what an assistant's model made of it.
 * In order of their place. Pure; its patterns take time linear in the text.
 */
export function findClaims(said: string, language: Language): Claim[] {
  const { moods, otherParcel } = language.claims;
  const utterance = readUtterance(said.slice(0, TEXT_LENGTH_MAX), moods);
  const { text, sentences } = utterance;
  const turns = matchesOf(text, otherParcel).map(({ index }) => index);
  return findAll(utterance, language)
    .flatMap((finding) => keepClaimed(utterance, finding) ?? [])
    .sort((a, b) => a.start - b.start || rank(a) - rank(b) || b.end - a.end)
    .map((finding) => ({
      ...finding,
      quote: text.slice(finding.start, finding.end),
      sentence: sentences.findIndex(({ end }) => finding.start < end),
      thread: turns.filter((at) => at <= finding.start).length,
    }));
}

/** Every number that somebody names in a text, in normalized form. */
export function findNamedNumbers(said: string, { numbers }: Language): string[] {
  return findNumbers(said.slice(0, TEXT_LENGTH_MAX), numbers).map(({ value }) => value);
}

function findAll(utterance: Utterance, language: Language): Finding[] {
  const { text } = utterance;
  const { claims, statuses, deeds: deedWords, dates: dateWords, numbers: numberWords } = language;
  const issues = findIssues(utterance, claims.issues);
  const named = [...findStatuses(utterance, statuses), ...issues, ...findNames(text, claims.names)];
  const dates = findDates(text, dateWords);
  const times = findTimes(text, dateWords).filter(
    (time) => !dates.some((date) => isInside(time, date)),
  );
  const ages = findAges(text, dateWords);
  const moments = [
    ...dates.filter((date) => !ages.some((age) => isInside(date, age))),
    ...times,
    ...ages,
  ];
  const numbers = findNumbers(text, numberWords).filter(
    (number) => !moments.some((moment) => isInside(moment, number) || isInside(number, moment)),
  );
  const deeds = findDeeds(utterance, deedWords);
  const others = named.filter(({ kind, start }) => {
    // A message is no status, where somebody says that it was sent.
    if (kind === 'status') return !isWithin(deeds, start);
    // The letters that a number begins with are nobody's name.
    return kind !== 'name' || !isWithin(numbers, start);
  });
  return [
    ...deeds,
    ...others,
    ...moments,
    ...numbers,
    ...findCounts(text, [...moments, ...numbers], numberWords),
  ];
}

function isWithin(findings: readonly Finding[], index: number): boolean {
  return findings.some(({ start, end }) => start <= index && index < end);
}

function keepClaimed(utterance: Utterance, finding: Finding): Finding | null {
  const mood = clauseAt(utterance, placeOfMood(finding))?.mood ?? 'stated';
  const claimed = CLAIMED[mood];
  if (finding.kind === 'number' && (mood === 'asked' || mood === 'readBack')) {
    return { ...finding, sense: 'asked' };
  }
  if (finding.kind === 'name' && mood === 'readBack' && finding.sense !== 'verbatim') return null;
  // A character by itself is a part of the number that is read back, and no amount.
  if (finding.kind === 'count' && mood === 'readBack' && finding.value.length === 1) return null;
  // To what it commits, its own words tell better than the mood of what is around them.
  if (finding.kind === 'deed') return DEED_MOODS.has(mood) ? finding : null;
  if (claimed === 'all') return finding;
  if (finding.kind === 'date' && !/^(?:\d|\?{4}-\d\d-\d\d)/.test(finding.value)) return null;
  return claimed.includes(finding.kind) ? finding : null;
}

// A text comes before what looks like a claim at its very beginning.
function rank({ sense }: Finding): number {
  return sense === 'verbatim' ? 0 : 1;
}

/** Words of the record are said in the mood of what is said around them, whatever they are. */
function placeOfMood({ kind, sense, start, end }: Finding): number {
  if (sense !== 'verbatim') return start;
  return kind === 'name' ? end : start - 1;
}

function isInside(inner: Finding, outer: Finding): boolean {
  return outer.start <= inner.start && inner.start < outer.end;
}
