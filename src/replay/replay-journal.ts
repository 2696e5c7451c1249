import { crc32 } from 'node:zlib';
import type { Disk } from '../edges.ts';
import type { CallItem } from '../recording/call-sorter.ts';
import { readCalls } from '../recording/read-calls.ts';
import type { JournalPaths } from '../recording/read-lines.ts';
import type { Say, Verdict } from './compare-call.ts';
import { OpenCalls } from './open-calls.ts';

/** What is counted over a journal, or over a share of its calls. */
export const COUNTS = [
  'calls',
  'agreed',
  'differed',
  'incomplete',
  'lines',
  'events',
  'answers',
  /** Answers that differ. */
  'changed',
  /** Answers that the replay gives and no line has. */
  'unrecorded',
  /** Lines that cannot be read, those of other versions left out. */
  'damaged',
  /** Files whose last line was cut short: no fault, the writer cuts it off when it starts. */
  'torn',
  /** Lines of other versions. */
  'unknownVersions',
  /** Lines that say what another one says: their step was written twice. */
  'repeated',
  /** Damaged lines of which another journal has a whole one. */
  'mended',
] as const;

/** The counts; where the first line of another version is, for each file; and the lines that
 * contradict one another, in words. */
export type Tally = Record<(typeof COUNTS)[number], number> & {
  versionFaults: string[];
  conflicts: string[];
};

/** A journal replayed: the counts, and the verdict on every call of which there is more to say. */
export type JournalReplay = { tally: Tally; verdicts: Verdict[] };

/** Part `index` of `of`: each replays the calls whose ID falls to it. */
export type Share = { index: number; of: number };

type Options = {
  disk: Disk;
  paths: JournalPaths;
  say: Say;
  share?: Share;
  /** Told now and then how far the reading is. */
  onProgress?: (at: { file: string; offset: number; events: number }) => void;
};

const ITEMS_PER_PROGRESS = 500;

/** A tally of nothing. */
export function emptyTally(): Tally {
  const zeros = Object.fromEntries(COUNTS.map((name) => [name, 0]));
  return {
    ...(zeros as Record<(typeof COUNTS)[number], number>),
    versionFaults: [],
    conflicts: [],
  };
}

/** Replays journals, several of them as one; rejects when one cannot be read. */
export async function replayJournal(options: Options): Promise<JournalReplay> {
  const { disk, paths, say, share = { index: 0, of: 1 }, onProgress } = options;
  const tally = emptyTally();
  const verdicts: Verdict[] = [];
  const calls = new OpenCalls(say, (verdict) => {
    count(tally, verdict);
    if (verdict.outcome !== 'agreed' || verdict.unrecorded.length > 0) verdicts.push(verdict);
  });
  let items = 0;
  for await (const item of readCalls(disk, paths, (callId) => isMine(callId, share))) {
    if (item.kind === 'line') calls.take(item.line);
    else if (item.kind === 'over') calls.end(item.callId);
    else countFault(tally, item);
    items += 1;
    if (items % ITEMS_PER_PROGRESS === 0 && 'file' in item) {
      onProgress?.({ file: item.file, offset: item.offset, events: tally.events });
    }
  }
  return { tally, verdicts };
}

/** What is of no call that can be told is the first one's. */
function isMine(callId: string | null, { index, of }: Share): boolean {
  return of === 1 || (callId === null ? 0 : crc32(callId) % of) === index;
}

function count(tally: Tally, verdict: Verdict): void {
  const { outcome, lines, events, answers, differences, unrecorded } = verdict;
  tally.calls += 1;
  tally[outcome] += 1;
  tally.lines += lines;
  tally.events += events;
  tally.answers += answers;
  tally.unrecorded += unrecorded.length;
  tally.changed += differences.filter(({ where }) => where === 'answer').length;
}

function countFault(tally: Tally, item: Exclude<CallItem, { kind: 'line' | 'over' }>): void {
  if (item.kind === 'conflict') {
    tally.conflicts.push(item.told);
  } else if (item.kind !== 'damaged') {
    tally[item.kind] += 1;
  } else if (item.damage === 'unknownVersion') {
    tally.unknownVersions += 1;
    const fault = `of ${item.file} has version ${versionIn(item.bytes)}`;
    // The first of a file and version stands for all.
    if (tally.versionFaults.some((other) => other.endsWith(fault))) return;
    tally.versionFaults.push(`Line ${item.number} ${fault}`);
  } else {
    tally.damaged += 1;
  }
}

/** The version that a line says it has; its JSON was read once already. */
function versionIn(bytes: Buffer): string {
  try {
    return JSON.stringify(JSON.parse(bytes.toString()).v);
  } catch {
    return 'unknown';
  }
}
