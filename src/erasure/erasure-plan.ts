import type { Language } from '../../machines/languages/language.ts';
import type { Disk } from '../edges.ts';
import type { HashCaller } from '../recording/caller-key.ts';
import { type JournalLine, openedAt } from '../recording/line.ts';
import { readDamagedHead } from '../recording/read-damaged-head.ts';
import { callIdIn, readLine } from '../recording/read-line.ts';
import { readRawLines } from '../recording/read-lines.ts';
import { type Candidate, CandidateSearch, type PendingCandidate } from './erasure-candidates.ts';
import type { JournalFile } from './journal-file.ts';
import { createMentions, type Person } from './person.ts';
import { numbersIn, pseudonymizeCall, type Rerender } from './pseudonymize-call.ts';
import type { Wording } from './pseudonymize-response.ts';
import type { Pseudonyms } from './pseudonyms.ts';
import { redactLine } from './redact-line.ts';

/** What becomes of the lines of one file, by their offsets; every other line stays as it is. */
export type FileChange = { lines: Map<number, JournalLine>; removed: Set<number> };

/** IDs of the calls that are left alone for now. */
export type UnderWay = Set<string>;

type Options = {
  disk: Disk;
  files: readonly JournalFile[];
  person: Person;
  tokens: Pseudonyms;
  wordingOf: (language: Language) => Wording;
  rerender: Rerender;
  hashCallers: readonly HashCaller[];
  /** Calls that were erased before, with the lines that they had then. */
  erased: ReadonlyMap<string, number>;
  /** Candidates that earlier runs have left. */
  pending: readonly PendingCandidate[];
  /** The calls among the candidates that are the person's, by whoever knows. */
  choose: (candidates: readonly Candidate[]) => Iterable<string>;
  now: number;
  /** Whether a service records in one of the journals. */
  isLive: boolean;
};

type Plan = {
  /** By the paths of the files. */
  files: Map<string, FileChange>;
  /** Lines of each call. */
  calls: Map<string, number>;
  underWay: UnderWay;
  /** What may mention the person, in calls that are left as they are. */
  candidates: Candidate[];
};
type Place = { path: string; offset: number };
type Found = { place: Place; line: JournalLine };

/** How long a service may hold a call in memory without a line of it; after its end, shorter. */
const SILENT_MS = 24 * 60 * 60_000;
const ENDED_MS = 10 * 60_000;

/** Finds the calls that a person occurs in, and what becomes of their lines. Changes nothing. */
export async function planErasure(options: Options): Promise<Plan> {
  const { person, tokens, wordingOf, rerender, erased, now, isLive } = options;
  const broken: Place[] = [];
  await findCalls(options, broken);
  const candidates = await findCandidates(options);
  for (const callId of options.choose(candidates)) person.callIds.add(callId);
  const calls = await collectCalls(options, broken);
  const underWay: UnderWay = new Set();
  for (const [callId, found] of calls) {
    const isErased = erased.get(callId) === found.length;
    if (isErased) calls.delete(callId);
    else if (isLive && isUnderWay(found, now)) underWay.add(callId);
  }
  for (const callId of underWay) calls.delete(callId);
  tokens.learnNumbers([...calls.values()].flatMap((found) => [...numbersIn(linesOf(found))]));
  const mentions = createMentions({ ...person, callIds: new Set() });
  const files = new Map<string, FileChange>();
  for (const { path, offset } of broken) changeOf(files, path).removed.add(offset);
  for (const found of [...calls.values()].flatMap(toLives).flatMap(toVersions)) {
    const lines = pseudonymizeCall(linesOf(found), tokens, wordingOf, rerender);
    for (const [index, { place, line: before }] of found.entries()) {
      const scrubbed = redactLine(lines[index] ?? before, mentions, tokens);
      const line = mentions(before.call_id) ? renameCall(scrubbed, tokens) : scrubbed;
      if (JSON.stringify(line) === JSON.stringify(before)) continue;
      const { lines: changed } = changeOf(files, place.path);
      // A line that stands in several versions is the first one's.
      if (!changed.has(place.offset)) changed.set(place.offset, line);
    }
  }
  const counts = [...calls].map(([callId, found]) => [callId, found.length] as const);
  const left = candidates.filter(({ callId }) => !person.callIds.has(callId));
  return { files, calls: new Map(counts), underWay, candidates: left };
}

/** A call whose very ID names the person has another one, on each of its lines the same. */
function renameCall(line: JournalLine, tokens: Pseudonyms): JournalLine {
  const callId = tokens.said(line.call_id);
  const { context } = line.snapshot;
  return {
    ...line,
    call_id: callId,
    events: line.events.map((event) =>
      event.type === 'call.opened' ? { ...event, input: { ...event.input, callId } } : event,
    ),
    snapshot: { ...line.snapshot, context: { ...context, callId } },
  };
}

/** The lines that may mention the person, in calls that surely do not. */
async function findCandidates({ disk, files, person, pending, erased }: Options) {
  const search = new CandidateSearch(person, pending);
  for (const file of files) {
    let number = 0;
    for await (const { bytes, isTorn } of readTolerantly(disk, file.path)) {
      number += 1;
      const reading = readLine(bytes);
      if (isTorn || !('line' in reading) || erased.has(reading.line.call_id)) continue;
      search.take({ file, line: number, read: reading.line });
    }
  }
  return search.candidates();
}

/** Adds the calls that mention the person, and the places of unusable lines that do. */
async function findCalls({ disk, files, person, hashCallers, isLive }: Options, broken: Place[]) {
  const mentions = createMentions(person, hashCallers);
  for (const { path } of files) {
    for await (const { bytes, offset, isTorn } of readTolerantly(disk, path)) {
      const text = bytes.toString();
      if (!mentions(text)) continue;
      const reading = readLine(bytes);
      if (!isTorn && 'line' in reading) person.callIds.add(reading.line.call_id);
      // The end of a file that a service writes to is still being written.
      else if (!isTorn || !isLive) broken.push({ path, offset });
    }
  }
}

/** Every line of these calls, and the places of unusable lines that are of one of them. */
async function collectCalls({ disk, files, person, isLive }: Options, broken: Place[]) {
  const calls = new Map<string, Found[]>();
  const known = new Set(broken.map(({ path, offset }) => `${path}:${offset}`));
  for (const { path } of files) {
    for await (const { bytes, offset, isTorn } of readTolerantly(disk, path)) {
      const callId = callIdIn(bytes) ?? readDamagedHead(bytes)?.callId ?? null;
      if (callId === null || !person.callIds.has(callId)) continue;
      const reading = readLine(bytes);
      if (!isTorn && 'line' in reading) {
        const found = calls.get(callId) ?? [];
        calls.set(callId, found);
        found.push({ place: { path, offset }, line: reading.line });
      } else if ((!isTorn || !isLive) && !known.has(`${path}:${offset}`)) {
        broken.push({ path, offset });
      }
    }
  }
  return calls;
}

/** As far as a file can be read: what is broken about it has been reported. */
async function* readTolerantly(disk: Disk, path: string) {
  try {
    yield* readRawLines(disk, path);
  } catch {
    return;
  }
}

function isUnderWay(found: Found[], now: number): boolean {
  const at = Math.max(...found.map(({ line }) => Date.parse(line.timestamp)));
  const hasEnded = found.some(({ line }) => line.state === 'ended');
  return now - at < (hasEnded ? ENDED_MS : SILENT_MS);
}

/**
 * An ID that was forgotten and is heard of again begins anew, as another call. Lines are in the
 * order of the journals that they stand in.
 */
function toLives(found: Found[]): Found[][] {
  const lives: Found[][] = [];
  const openings = found.filter(({ line }) => line.seq === 0).toSorted(byTime);
  for (const opening of openings) {
    const known = lives.find(([first]) => first && isSameOpening(first.line, opening.line));
    if (known === undefined) lives.push([opening]);
    else known.push(opening);
  }
  for (const each of found.filter(({ line }) => line.seq > 0)) {
    const isSince = ([first]: Found[]) => first !== undefined && byTime(first, each) <= 0;
    const life = lives.findLast(isSince) ?? lives[0];
    if (life === undefined) lives.push([each]);
    else life.push(each);
  }
  return lives;
}

function isSameOpening(one: JournalLine, other: JournalLine): boolean {
  const at = openedAt(one);
  return at !== null && at === openedAt(other);
}

/**
 * A call with a line for each seq, and as many more calls as some step was written again: every line
 * is rewritten as one of the call that it stands for, however often that is on record.
 */
function toVersions(life: Found[]): Found[][] {
  const bySeq = Map.groupBy(life.toSorted(byTime), ({ line }) => line.seq);
  const steps = [...bySeq].toSorted(([a], [b]) => a - b).map(([, written]) => written);
  const count = Math.max(...steps.map((written) => written.length));
  return Array.from({ length: count }, (_, version) =>
    steps.flatMap((written) => written[version] ?? written[0] ?? []),
  );
}

function byTime({ line: one }: Found, { line: other }: Found): number {
  return Date.parse(one.timestamp) - Date.parse(other.timestamp);
}

function linesOf(found: Found[]): JournalLine[] {
  return found.map(({ line }) => line);
}

function changeOf(files: Map<string, FileChange>, path: string): FileChange {
  const known = files.get(path);
  if (known !== undefined) return known;
  const change = { lines: new Map<number, JournalLine>(), removed: new Set<number>() };
  files.set(path, change);
  return change;
}
