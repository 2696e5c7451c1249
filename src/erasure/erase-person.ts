import type { Language } from '../../machines/languages/language.ts';
import type { Clock, Disk } from '../edges.ts';
import { type HashCaller, openCallerKey, readCallerKey } from '../recording/caller-key.ts';
import { isRecording } from '../recording/commit-rewrite.ts';
import type { JournalLine } from '../recording/line.ts';
import { maintain } from '../recording/maintain.ts';
import { decide, type PreparedFile, putInPlace, settle } from '../recording/prepared-rewrites.ts';
import { readLine } from '../recording/read-line.ts';
import { readRawLines } from '../recording/read-lines.ts';
import { draftLines } from './draft-lines.ts';
import {
  type Candidate,
  keepPending,
  type PendingCandidate,
  readPending,
} from './erasure-candidates.ts';
import { type FileChange, planErasure, type UnderWay } from './erasure-plan.ts';
import { learnFromLine, type Subject, sizeOf, startPerson } from './find-person.ts';
import { type JournalFile, listFiles } from './journal-file.ts';
import type { RandomBelow } from './number-tokens.ts';
import { createMentions, type Person } from './person.ts';
import type { Rerender } from './pseudonymize-call.ts';
import type { Wording } from './pseudonymize-response.ts';
import { Pseudonyms, type TokenKind } from './pseudonyms.ts';
import { type Resumed, resumeErasure } from './resume-erasure.ts';
import { eraseSideFiles } from './side-files.ts';

/** What erasing works with. */
export type ErasureOptions = {
  disk: Disk;
  clock: Clock;
  /** The journals that are read as one; absolute paths, none of them twice. */
  dirs: readonly string[];
  subject: Subject;
  random: RandomBelow;
  /** A name for a draft that no other has. */
  uuid: () => string;
  wordingOf: (language: Language) => Wording;
  rerender: Rerender;
  /** Finds everything and changes nothing. */
  isDryRun: boolean;
  /** Told of every call that is erased, for whoever keeps something of it elsewhere. */
  onErased?: (callIds: readonly string[]) => void;
  /** The candidates that are the person's, by their numbers in the report of the run before. */
  yesAlso?: readonly number[];
};

/** A number of a candidate that there is not. */
export class NoCandidateError extends Error {}

/** What was touched, or would be. */
export type ErasureReport = {
  /** Files that were put in place for an earlier run, which had been cut off. */
  resumed: Resumed[];
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
 * Removes a person's data from journals, archives and side files included. Every call in which the
 * person occurs is pseudonymized as a whole: who else is named in it cannot be told from who calls.
 * Runs beside a service that records; calls that the service still holds in memory are left alone,
 * since it would write their data again. All files take their places together or none does: one
 * that is cut off after that was decided is brought to its end by the next.
 */
export function erasePerson(options: ErasureOptions): Promise<ErasureReport> {
  const { disk, dirs, isDryRun } = options;
  let resumed: Resumed[] = [];
  const resume = async () => {
    resumed = await resumeErasure(options);
  };
  const work = async () => ({ ...(await erase(options)), resumed });
  return maintain(disk, dirs, isDryRun ? { work } : { work, resume });
}

async function erase(options: ErasureOptions): Promise<Omit<ErasureReport, 'resumed'>> {
  const { disk, dirs, clock, subject, isDryRun } = options;
  const person = startPerson(subject);
  const tokens = new Pseudonyms(options.random);
  const done = new Map<string, ErasureReport['files'][number]>();
  const erased = new Map<string, number>();
  const unreadable = new Set<string>();
  let underWay: UnderWay = new Set();
  const keys = await readKeys(options);
  const hashCallers = [...keys.values()];
  const pending = await readAllPending(options, keys);
  const { choose, numbered } = chooser(options.yesAlso ?? []);
  let candidates: Candidate[] = [];
  for (let rounds = 0; rounds < ROUNDS_MAX; rounds += 1) {
    const files = await listFiles(disk, dirs);
    const learned = await learn(options, files, person, erased, hashCallers);
    for (const name of learned) unreadable.add(name);
    const areLive = await Promise.all(dirs.map((dir) => isRecording(disk, dir)));
    const now = clock.now();
    const plan = await planErasure({
      ...options,
      files,
      person,
      tokens,
      erased,
      now,
      isLive: areLive.includes(true),
      hashCallers,
      pending,
      choose,
    });
    underWay = plan.underWay;
    candidates = plan.candidates;
    for (const [callId, lines] of plan.calls) erased.set(callId, lines);
    if (!isDryRun) await keepAllPending(options, keys, candidates, pending);
    const changes = files.flatMap((file) => {
      const change = plan.files.get(file.path);
      return change === undefined ? [] : [{ file, change }];
    });
    const failed = isDryRun ? new Set<JournalFile>() : await replaceFiles(options, changes);
    for (const { file, change } of changes) {
      const { changed = 0, removed = 0 } = done.get(file.path) ?? {};
      done.set(file.path, {
        name: file.label,
        changed: changed + change.lines.size,
        removed: removed + change.removed.size,
        isDone: !failed.has(file),
      });
    }
    if (isDryRun || failed.size > 0 || changes.length === 0) break;
  }
  if (!isDryRun) options.onErased?.([...erased.keys()]);
  const mentions = createMentions({ ...person, callIds: new Set(erased.keys()) }, hashCallers);
  return {
    files: [...done.values()].toSorted((a, b) => (a.name < b.name ? -1 : 1)),
    sideFiles: await eraseSideFiles(disk, dirs, mentions, isDryRun),
    calls: erased.size,
    values: tokens.counts(),
    person: sizesOf(person),
    underWay: [...underWay],
    unreadable: [...unreadable],
    candidates: candidates.map((each) => ({ ...each, number: numbered(each) })),
    uncalled: subject.by === 'caller' ? await countUncalled(options, erased, keys) : 0,
  };
}

type Change = { file: JournalFile; change: FileChange };

/**
 * Puts new files in the place of some, once all of them are made; returns those that a service does
 * not let go of. Where that is some of several, the next run does the rest.
 */
async function replaceFiles(options: ErasureOptions, changes: readonly Change[]) {
  const { disk, dirs, uuid } = options;
  const failed = new Set<JournalFile>();
  if (changes.length === 0) return failed;
  const prepared = new Map(dirs.map((dir) => [dir, [] as PreparedFile[]]));
  const drafts: { file: JournalFile; draft: PreparedFile }[] = [];
  for (const { file, change } of changes) {
    const draft = await draftLines(options, file, change);
    drafts.push({ file, draft });
    prepared.get(file.dir)?.push(draft);
  }
  await decide(disk, uuid(), prepared);
  for (const { file, draft } of drafts) {
    if (!(await putInPlace(options, file.dir, draft))) failed.add(file);
  }
  if (failed.size === 0 || failed.size === drafts.length) await settle(disk, dirs);
  return failed;
}

type Keys = ReadonlyMap<string, HashCaller>;

/** The key of each journal that has one. */
async function readKeys({ disk, dirs }: ErasureOptions): Promise<Keys> {
  const keys = new Map<string, HashCaller>();
  for (const dir of dirs) {
    const key = await readCallerKey(disk, dir);
    if (key !== null) keys.set(dir, key);
  }
  return keys;
}

/** The candidates that earlier runs have left beside any of the journals. */
async function readAllPending({ disk, subject }: ErasureOptions, keys: Keys) {
  const named = JSON.stringify(subject);
  const found = [...keys].map(([dir, hash]) => readPending(disk, dir, hash(named)));
  return (await Promise.all(found)).flat();
}

/** Keeps the candidates that are left, beside the journals that they are in. */
async function keepAllPending(
  { disk, dirs, subject, uuid }: ErasureOptions,
  keys: Keys,
  candidates: readonly Candidate[],
  pending: readonly PendingCandidate[],
): Promise<void> {
  if (candidates.length + pending.length === 0) return;
  const named = JSON.stringify(subject);
  for (const dir of dirs) {
    const own = candidates.filter((each) => each.dir === dir);
    if (own.length === 0 && !keys.has(dir)) continue;
    const hash = keys.get(dir) ?? (await openCallerKey(disk, dir, () => uuid() + uuid()));
    await keepPending(disk, dir, hash(named), own);
  }
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
  { disk, dirs }: ErasureOptions,
  erased: ReadonlyMap<string, number>,
  keys: Keys,
): Promise<number> {
  const callIds = new Set<string>();
  for (const { dir, path } of await listFiles(disk, dirs)) {
    try {
      for await (const line of readWhole(disk, path)) {
        const isUntold = line.caller === undefined || (line.caller !== null && !keys.has(dir));
        if (isUntold && !erased.has(line.call_id)) callIds.add(line.call_id);
      }
    } catch {
      // Told as unreadable.
    }
  }
  return callIds.size;
}

/** Reads everything until no more is learned of the person; returns what cannot be read. */
async function learn(
  { disk, subject }: ErasureOptions,
  files: readonly JournalFile[],
  person: Person,
  erased: ReadonlyMap<string, number>,
  hashCallers: readonly HashCaller[],
): Promise<string[]> {
  const unreadable = new Set<string>();
  for (let before = -1; sizeOf(person) > before; ) {
    before = sizeOf(person);
    for (const { path, label } of files) {
      try {
        for await (const line of readWhole(disk, path)) {
          // What stands there now are tokens, which are nobody's.
          if (!erased.has(line.call_id)) learnFromLine(person, subject, line, hashCallers);
        }
      } catch {
        unreadable.add(label);
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
