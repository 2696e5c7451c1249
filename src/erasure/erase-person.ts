import { join } from 'node:path';
import type { Language } from '../../machines/languages/language.ts';
import type { Clock, Disk } from '../edges.ts';
import { type HashCaller, openCallerKey, readCallerKey } from '../recording/caller-key.ts';
import { isRecording } from '../recording/commit-rewrite.ts';
import { readFileName } from '../recording/journal-files.ts';
import type { JournalLine } from '../recording/line.ts';
import { maintain } from '../recording/maintain.ts';
import { readLine } from '../recording/read-line.ts';
import { readRawLines } from '../recording/read-lines.ts';
import { type Candidate, keepPending, readPending } from './erasure-candidates.ts';
import { planErasure, type UnderWay } from './erasure-plan.ts';
import { learnFromLine, type Subject, sizeOf, startPerson } from './find-person.ts';
import type { RandomBelow } from './number-tokens.ts';
import { createMentions, type Person } from './person.ts';
import type { Rerender } from './pseudonymize-call.ts';
import type { Wording } from './pseudonymize-response.ts';
import { Pseudonyms, type TokenKind } from './pseudonyms.ts';
import { replaceLines } from './replace-lines.ts';
import { eraseSideFiles } from './side-files.ts';

/** What erasing works with. */
export type ErasureOptions = {
  disk: Disk;
  clock: Clock;
  dir: string;
  subject: Subject;
  random: RandomBelow;
  /** A name for a draft that no other has. */
  uuid: () => string;
  wordingOf: (language: Language) => Wording;
  rerender: Rerender;
  /** Finds everything and changes nothing. */
  isDryRun: boolean;
  /** The candidates that are the person's, by their numbers in the report of the run before. */
  yesAlso?: readonly number[];
};

/** A number of a candidate that there is not. */
export class NoCandidateError extends Error {}

/** What was touched, or would be. */
export type ErasureReport = {
  /** By name, with the lines that were changed and the unusable ones that were taken out. */
  files: { name: string; changed: number; removed: number; isDone: boolean }[];
  /** Side files that were deleted. */
  sideFiles: string[];
  calls: number;
  /** Values that were replaced, by kind. */
  values: Record<TokenKind, number>;
  person: { numbers: number; phones: number; names: number };
  /** Calls that go on, or may still be reported on: left whole, to be erased by another run. */
  underWay: string[];
  /** Files that could not be read whole. */
  unreadable: string[];
  /** What may mention the person: whoever knows decides, see `yesAlso`. Numbered from 1. */
  candidates: (Candidate & { number: number })[];
  /** Calls of which the record does not say who called, where a caller is looked for. */
  uncalled: number;
};

/** New lines may come while the others are being erased. */
const ROUNDS_MAX = 4;

/**
 * Removes a person's data from a journal, archives and side files included. Every call in which the
 * person occurs is pseudonymized as a whole: who else is named in it cannot be told from who calls.
 * Runs beside a service that records; calls that the service still holds in memory are left alone,
 * since it would write their data again.
 */
export function erasePerson(options: ErasureOptions): Promise<ErasureReport> {
  const { disk, dir } = options;
  return maintain(disk, dir, () => erase(options));
}

async function erase(options: ErasureOptions): Promise<ErasureReport> {
  const { disk, dir, clock, subject, isDryRun } = options;
  const person = startPerson(subject);
  const tokens = new Pseudonyms(options.random);
  const files = new Map<string, ErasureReport['files'][number]>();
  const erased = new Map<string, number>();
  const unreadable = new Set<string>();
  let underWay: UnderWay = new Set();
  const hashCaller = await readCallerKey(disk, dir);
  const named = JSON.stringify(subject);
  const pending = hashCaller ? await readPending(disk, dir, hashCaller(named)) : [];
  const { choose, numbered } = chooser(options.yesAlso ?? []);
  let candidates: Candidate[] = [];
  for (let rounds = 0; rounds < ROUNDS_MAX; rounds += 1) {
    const names = await listFiles(disk, dir);
    const learned = await learn(options, names, person, erased, hashCaller);
    for (const name of learned) unreadable.add(name);
    const isLive = await isRecording(disk, dir);
    const now = clock.now();
    const plan = await planErasure({
      ...options,
      names,
      person,
      tokens,
      erased,
      now,
      isLive,
      hashCaller,
      pending,
      choose,
    });
    underWay = plan.underWay;
    candidates = plan.candidates;
    for (const [callId, lines] of plan.calls) erased.set(callId, lines);
    for (const [name, change] of plan.files) {
      const { changed = 0, removed = 0 } = files.get(name) ?? {};
      const isDone = isDryRun || (await replaceLines(options, name, change));
      files.set(name, {
        name,
        changed: changed + change.lines.size,
        removed: removed + change.removed.size,
        isDone,
      });
    }
    const isStuck = [...files.values()].some(({ isDone }) => !isDone);
    if (isDryRun || isStuck || plan.files.size === 0) break;
  }
  if (!isDryRun && candidates.length + pending.length > 0) {
    const newKey = () => options.uuid() + options.uuid();
    const hash = hashCaller ?? (await openCallerKey(disk, dir, newKey));
    await keepPending(disk, dir, hash(named), candidates);
  }
  const mentions = createMentions({ ...person, callIds: new Set(erased.keys()) }, hashCaller);
  return {
    files: [...files.values()].toSorted((a, b) => (a.name < b.name ? -1 : 1)),
    sideFiles: await eraseSideFiles(disk, dir, mentions, isDryRun),
    calls: erased.size,
    values: tokens.counts(),
    person: sizesOf(person),
    underWay: [...underWay],
    unreadable: [...unreadable],
    candidates: candidates.map((each) => ({ ...each, number: numbered(each) })),
    uncalled: subject.by === 'caller' ? await countUncalled(options, erased, hashCaller) : 0,
  };
}

/** Takes the candidates that were named, by the numbers that they have when they are first seen. */
function chooser(yesAlso: readonly number[]) {
  const numbers = new Map<string, number>();
  const keyOf = ({ callId, seq }: Candidate) => JSON.stringify([callId, seq]);
  let isFirst = true;
  function* choose(candidates: readonly Candidate[]): Generator<string> {
    for (const each of candidates) {
      if (!numbers.has(keyOf(each))) numbers.set(keyOf(each), numbers.size + 1);
    }
    if (!isFirst) return;
    isFirst = false;
    for (const number of yesAlso) {
      const chosen = candidates[number - 1];
      if (chosen === undefined) throw new NoCandidateError(`There is no candidate ${number}`);
      yield chosen.callId;
    }
  }
  return { choose, numbered: (each: Candidate) => numbers.get(keyOf(each)) ?? 0 };
}

/** Calls of which the record does not say who called, or in a way that no key here reads. */
async function countUncalled(
  { disk, dir }: ErasureOptions,
  erased: ReadonlyMap<string, number>,
  hashCaller: HashCaller | null,
): Promise<number> {
  const callIds = new Set<string>();
  for (const name of await listFiles(disk, dir)) {
    try {
      for await (const line of readWhole(disk, join(dir, name))) {
        const isUntold = line.caller === undefined || (line.caller !== null && !hashCaller);
        if (isUntold && !erased.has(line.call_id)) callIds.add(line.call_id);
      }
    } catch {
      // Told as unreadable.
    }
  }
  return callIds.size;
}

async function listFiles(disk: Disk, dir: string): Promise<string[]> {
  const names = await disk.readdir(dir);
  return names.filter((name) => readFileName(name) !== null).toSorted();
}

/** Reads everything until no more is learned of the person; returns what cannot be read. */
async function learn(
  { disk, dir, subject }: ErasureOptions,
  names: string[],
  person: Person,
  erased: ReadonlyMap<string, number>,
  hashCaller: HashCaller | null,
): Promise<string[]> {
  const unreadable = new Set<string>();
  for (let before = -1; sizeOf(person) > before; ) {
    before = sizeOf(person);
    for (const name of names) {
      try {
        for await (const line of readWhole(disk, join(dir, name))) {
          // What stands there now are tokens, which are nobody's.
          if (!erased.has(line.call_id)) learnFromLine(person, subject, line, hashCaller);
        }
      } catch {
        unreadable.add(name);
      }
    }
  }
  return [...unreadable];
}

async function* readWhole(disk: Disk, path: string): AsyncGenerator<JournalLine> {
  for await (const { bytes } of readRawLines(disk, path)) {
    const reading = readLine(bytes);
    if ('line' in reading) yield reading.line;
  }
}

function sizesOf({ numbers, phones, names }: Person) {
  return { numbers: numbers.size, phones: phones.size, names: names.size };
}
