import { join } from 'node:path';
import type { Language } from '../../machines/languages/language.ts';
import type { Disk } from '../edges.ts';
import type { HashCaller } from '../recording/caller-key.ts';
import type { JournalLine } from '../recording/line.ts';
import { readLine } from '../recording/read-line.ts';
import { readRawLines } from '../recording/read-lines.ts';
import { type Candidate, CandidateSearch, type PendingCandidate } from './erasure-candidates.ts';
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
  dir: string;
  names: string[];
  person: Person;
  tokens: Pseudonyms;
  wordingOf: (language: Language) => Wording;
  rerender: Rerender;
  hashCaller: HashCaller | null;
  /** Calls that were erased before, with the lines that they had then. */
  erased: ReadonlyMap<string, number>;
  /** Candidates that earlier runs have left. */
  pending: readonly PendingCandidate[];
  /** The calls among the candidates that are the person's, by whoever knows. */
  choose: (candidates: readonly Candidate[]) => Iterable<string>;
  now: number;
  /** Whether a service records here. */
  isLive: boolean;
};

type Plan = {
  files: Map<string, FileChange>;
  /** Lines of each call. */
  calls: Map<string, number>;
  underWay: UnderWay;
  /** What may mention the person, in calls that are left as they are. */
  candidates: Candidate[];
};
type Place = { name: string; offset: number };
type Found = { place: Place; line: JournalLine };

/** How long a service may hold a call in memory without a line of it; after its end, shorter. */
const SILENT_MS = 24 * 60 * 60_000;
const ENDED_MS = 10 * 60_000;

const CALL_ID = /"call_id":("(?:[^"\\]|\\.)*")/;

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
  for (const { name, offset } of broken) changeOf(files, name).removed.add(offset);
  for (const found of [...calls.values()].flatMap(toLives)) {
    const lines = pseudonymizeCall(linesOf(found), tokens, wordingOf, rerender);
    for (const [index, { place, line: before }] of found.entries()) {
      const scrubbed = redactLine(lines[index] ?? before, mentions, tokens);
      const line = mentions(before.call_id) ? renameCall(scrubbed, tokens) : scrubbed;
      if (JSON.stringify(line) === JSON.stringify(before)) continue;
      changeOf(files, place.name).lines.set(place.offset, line);
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
async function findCandidates({ disk, dir, names, person, pending, erased }: Options) {
  const search = new CandidateSearch(person, pending);
  for (const name of names) {
    let number = 0;
    for await (const { bytes, isTorn } of readTolerantly(disk, join(dir, name))) {
      number += 1;
      const reading = readLine(bytes);
      if (isTorn || !('line' in reading) || erased.has(reading.line.call_id)) continue;
      search.take({ name, line: number, read: reading.line });
    }
  }
  return search.candidates();
}

/** Adds the calls that mention the person, and the places of unusable lines that do. */
async function findCalls(
  { disk, dir, names, person, hashCaller, isLive }: Options,
  broken: Place[],
) {
  const mentions = createMentions(person, hashCaller);
  for (const name of names) {
    for await (const { bytes, offset, isTorn } of readTolerantly(disk, join(dir, name))) {
      const text = bytes.toString();
      if (!mentions(text)) continue;
      const reading = readLine(bytes);
      if (!isTorn && 'line' in reading) person.callIds.add(reading.line.call_id);
      // The end of a file that a service writes to is still being written.
      else if (!isTorn || !isLive) broken.push({ name, offset });
    }
  }
}

/** Every line of these calls, and the places of unusable lines that are of one of them. */
async function collectCalls({ disk, dir, names, person, isLive }: Options, broken: Place[]) {
  const calls = new Map<string, Found[]>();
  const known = new Set(broken.map(({ name, offset }) => `${name}:${offset}`));
  for (const name of names) {
    for await (const { bytes, offset, isTorn } of readTolerantly(disk, join(dir, name))) {
      const callId = callIdIn(bytes);
      if (callId === null || !person.callIds.has(callId)) continue;
      const reading = readLine(bytes);
      if (!isTorn && 'line' in reading) {
        const found = calls.get(callId) ?? [];
        calls.set(callId, found);
        found.push({ place: { name, offset }, line: reading.line });
      } else if ((!isTorn || !isLive) && !known.has(`${name}:${offset}`)) {
        broken.push({ name, offset });
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

function callIdIn(bytes: Buffer): string | null {
  const [, written] = CALL_ID.exec(bytes.toString()) ?? [];
  try {
    return written === undefined ? null : JSON.parse(written);
  } catch {
    return null;
  }
}

function isUnderWay(found: Found[], now: number): boolean {
  const at = Math.max(...found.map(({ line }) => Date.parse(line.timestamp)));
  const hasEnded = found.some(({ line }) => line.state === 'ended');
  return now - at < (hasEnded ? ENDED_MS : SILENT_MS);
}

/** An ID that was forgotten and is heard of again begins anew, as another call. */
function toLives(found: Found[]): Found[][] {
  const lives: Found[][] = [];
  for (const each of found) {
    const life = lives.at(-1);
    if (life === undefined || each.line.seq === 0) lives.push([each]);
    else life.push(each);
  }
  return lives;
}

function linesOf(found: Found[]): JournalLine[] {
  return found.map(({ line }) => line);
}

function changeOf(files: Map<string, FileChange>, name: string): FileChange {
  const known = files.get(name);
  if (known !== undefined) return known;
  const change = { lines: new Map<number, JournalLine>(), removed: new Set<number>() };
  files.set(name, change);
  return change;
}
