import { crc32 } from 'node:zlib';
import type { Disk } from '../edges.ts';
import { callIdIn } from '../recording/read-line.ts';
import { type JournalItem, readLines } from '../recording/read-lines.ts';
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
] as const;

/** The counts, and where the first line of another version is, for each file. */
export type Tally = Record<(typeof COUNTS)[number], number> & { versionFaults: string[] };

/** A journal replayed: the counts, and the verdict on every call of which there is more to say. */
export type JournalReplay = { tally: Tally; verdicts: Verdict[] };

/** Part `index` of `of`: each replays the calls whose ID falls to it. */
export type Share = { index: number; of: number };

type Options = {
  disk: Disk;
  path: string;
  say: Say;
  share?: Share;
  /** Told now and then how far the reading is. */
  onProgress?: (at: { file: string; offset: number; events: number }) => void;
};

type Fault = Exclude<JournalItem, { kind: 'line' }>;

const ITEMS_PER_PROGRESS = 500;

/** A tally of nothing. */
export function emptyTally(): Tally {
  const zeros = Object.fromEntries(COUNTS.map((name) => [name, 0]));
  return { ...(zeros as Record<(typeof COUNTS)[number], number>), versionFaults: [] };
}

/** Replays a journal file, or a directory of them; rejects when it cannot be read. */
export async function replayJournal(options: Options): Promise<JournalReplay> {
  const { disk, path, say, share = { index: 0, of: 1 }, onProgress } = options;
  const tally = emptyTally();
  const verdicts: Verdict[] = [];
  const calls = new OpenCalls(say, (verdict) => {
    count(tally, verdict);
    if (verdict.outcome !== 'agreed' || verdict.unrecorded.length > 0) verdicts.push(verdict);
  });
  let items = 0;
  for await (const item of readLines(disk, path, (bytes) => isWanted(bytes, share))) {
    if (item.kind === 'line') {
      if (isMine(item.line.call_id, share)) calls.take(item.line);
    } else if (isMineToCount(item, share)) {
      countFault(tally, item);
    }
    items += 1;
    if (items % ITEMS_PER_PROGRESS === 0) onProgress?.({ ...item, events: tally.events });
  }
  calls.finish();
  return { tally, verdicts };
}

function isMine(callId: string, { index, of }: Share): boolean {
  return of === 1 || crc32(callId) % of === index;
}

/** Whether a line is of a call of this share, or may be. */
function isWanted(bytes: Buffer, share: Share): boolean {
  if (share.of === 1) return true;
  const callId = callIdIn(bytes);
  return callId === null || isMine(callId, share);
}

/** A line that no call can be seen in comes to every share, and is the first one's to count. */
function isMineToCount(item: Fault, share: Share): boolean {
  const isLine = item.kind === 'damaged' && item.damage !== 'badArchive';
  return share.index === 0 || (isLine && callIdIn(item.bytes) !== null);
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

function countFault(tally: Tally, item: Fault): void {
  if (item.kind === 'torn') {
    tally.torn += 1;
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
