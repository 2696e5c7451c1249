import { availableParallelism } from 'node:os';
import { LINE_VERSION } from '../../src/recording/line.ts';
import { readCall } from '../../src/recording/read-lines.ts';
import { CallComparison, type Verdict } from '../../src/replay/compare-call.ts';
import { showLine } from '../../src/replay/print-timeline.ts';
import {
  count,
  nameVerdict,
  showKinds,
  showVerdict,
  summarize,
} from '../../src/replay/print-verdicts.ts';
import { type Against, replayAgainst } from '../../src/replay/replay-against.ts';
import { replayInThreads } from '../../src/replay/replay-in-threads.ts';
import { type JournalReplay, replayJournal } from '../../src/replay/replay-journal.ts';
import type { Look } from '../../src/replay/side-by-side.ts';
import { sentence } from '../../src/speech/sentence.ts';
import { systemEdges } from '../../src/system-edges.ts';
import type { ReplayOptions } from './options.ts';
import { fractionAt, measure, ProgressBar } from './progress-bar.ts';

const { disk } = systemEdges;

/** A journal of fewer bytes is replayed before another thread has begun. */
const BYTES_ALONE = 64 * 1024 * 1024;
const THREADS_MAX = 8;

/** The narrowest and widest that two columns are read well in. */
const WIDTH = { min: 80, max: 120 };

/** Replays what the options name and prints it; gives the exit code. */
export async function runReplay(options: ReplayOptions): Promise<0 | 1 | 2> {
  const { target, dir, against } = options;
  try {
    const isPath = await exists(target);
    if (!isPath && /[/\\]|\.jsonl(\.gz)?$/.test(target)) {
      return refuse(`Cannot read "${target}": no such file or directory`);
    }
    if (!isPath && !(await exists(dir))) {
      return refuse(`Cannot find "${target}": no such file, and no directory "${dir}" of calls`);
    }
    const what = isPath ? { path: target } : { path: dir, callId: target };
    if (against !== null) return await replayOnServer(what, options, against);
    return isPath ? await replayPath(options) : await replayOne(options);
  } catch (error) {
    // Whatever stands in the way of reading: permissions, a disk, a server.
    const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error;
    return refuse(`Cannot replay "${target}": ${cause instanceof Error ? cause.message : cause}`);
  }
}

async function exists(path: string): Promise<boolean> {
  try {
    await disk.stat(path);
    return true;
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : '';
    if (code === 'ENOENT' || code === 'ENAMETOOLONG') return false;
    throw error;
  }
}

function refuse(fault: string): 2 {
  console.error(fault);
  return 2;
}

function lookOf(stream: NodeJS.WriteStream): Look {
  const width = stream.columns ?? WIDTH.max;
  const isColoured = stream.isTTY === true && stream.hasColors();
  return { width: Math.min(Math.max(width, WIDTH.min), WIDTH.max), isColoured };
}

async function replayPath(options: ReplayOptions): Promise<0 | 1 | 2> {
  const { target, json } = options;
  const startedAt = performance.now();
  const { tally, verdicts } = await readJournal(options);
  const seconds = (performance.now() - startedAt) / 1000;
  const fault = findFault(target, tally);
  if (fault !== null) return refuse(fault);
  verdicts.sort(byTime);
  for (const one of tally.versionFaults) {
    console.error(`${one}: this program replays versions up to ${LINE_VERSION}`);
  }
  const perSecond = tally.events / seconds;
  if (json)
    console.log(JSON.stringify({ ...tally, eventsPerSecond: perSecond, verdicts }, null, 2));
  else print(verdicts, options, summarize(tally, perSecond));
  if (tally.versionFaults.length > 0) return 2;
  const isIncomplete = tally.incomplete > 0 && !options.allowIncomplete;
  return tally.differed > 0 || tally.damaged > 0 || isIncomplete ? 1 : 0;
}

async function readJournal({ target, jobs }: ReplayOptions): Promise<JournalReplay> {
  const sizes = await measure(disk, target);
  const bar = new ProgressBar(process.stderr);
  type At = { file: string; offset: number; events: number };
  const onProgress = (thread: number, { file, offset, events }: At) =>
    bar.update(thread, fractionAt(sizes, file, offset), events);
  const threads =
    jobs ?? (sizes.total < BYTES_ALONE ? 1 : Math.min(availableParallelism(), THREADS_MAX));
  try {
    if (threads > 1) return await replayInThreads(target, threads, onProgress);
    return await replayJournal({
      disk,
      path: target,
      say: sentence,
      onProgress: (at) => onProgress(0, at),
    });
  } finally {
    bar.clear();
  }
}

/** Why there is nothing to replay; null when there is. */
function findFault(path: string, { lines, damaged, versionFaults }: JournalReplay['tally']) {
  if (lines > 0 || versionFaults.length > 0) return null;
  return damaged > 0
    ? `"${path}" is no journal: not one of its ${damaged} lines can be read`
    : `There is nothing to replay in "${path}": it holds no line of any call`;
}

function byTime(a: Verdict, b: Verdict): number {
  const [one, other] = [`${a.since} ${a.callId}`, `${b.since} ${b.callId}`];
  return one < other ? -1 : Number(one > other);
}

function print(verdicts: readonly Verdict[], { show }: ReplayOptions, summary: string): void {
  const look = lookOf(process.stdout);
  const differing = verdicts.filter(({ outcome }) => outcome === 'differed');
  const others = verdicts.filter(({ outcome }) => outcome !== 'differed');
  const blocks = [
    ...differing.slice(0, show).flatMap((verdict) => showVerdict(verdict, look)),
    ...differing.slice(show).map(nameVerdict),
    ...others.map(nameVerdict),
    ...showKinds(verdicts, look),
  ];
  for (const row of blocks) console.log(row);
  console.log(summary);
}

/** One call, or every call that had this ID, line by line. */
async function replayOne({ target, dir, json, allowIncomplete }: ReplayOptions) {
  const look = lookOf(process.stdout);
  const verdicts: Verdict[] = [];
  let comparison: CallComparison | null = null;
  for await (const line of readCall(disk, dir, target)) {
    if (comparison === null || line.seq === 0) {
      if (comparison !== null) verdicts.push(comparison.verdict());
      comparison = new CallComparison(sentence);
      if (!json) console.log(`Call ${target}\n`);
    }
    const isDue = line.seq === comparison.seq;
    if (!isDue) comparison.miss(line);
    const verdict = isDue ? comparison.take(line) : { path: [], differences: [] };
    if (!json) console.log(showLine(line, verdict, look).join('\n'));
  }
  if (comparison === null) {
    return refuse(`Cannot find "${target}": no such file, and no call of that ID in "${dir}"`);
  }
  verdicts.push(comparison.verdict());
  if (json) console.log(JSON.stringify({ verdicts }, null, 2));
  else for (const verdict of verdicts) console.log(tellVerdict(verdict));
  const isFine = ({ outcome }: Verdict) =>
    outcome === 'agreed' || (outcome === 'incomplete' && allowIncomplete);
  return verdicts.every(isFine) ? 0 : 1;
}

function tellVerdict(verdict: Verdict): string {
  const { outcome, lines, answers, unrecorded } = verdict;
  if (outcome !== 'agreed' || unrecorded.length > 0) return nameVerdict(verdict);
  return `All agrees: ${count(lines, 'line')}, ${count(answers, 'answer')}`;
}

async function replayOnServer(
  what: { path: string; callId?: string },
  options: ReplayOptions,
  against: Against,
): Promise<0 | 1 | 2> {
  const { fetch, clock } = systemEdges;
  const run = clock.now().toString(36);
  const told = await replayAgainst({ disk, fetch, ...what, against, jobs: options.jobs ?? 1, run });
  if (told.answers === 0) return refuse(`There is no answer to compare in "${options.target}"`);
  told.verdicts.sort(byTime);
  const { calls, answers, changed, uncompared } = told;
  const summary =
    `${count(calls, 'call')} against ${against.url}: ` +
    `${count(answers, 'answer')}, ${changed} differ, ${uncompared} ` +
    'not compared (they hang on the time, or on what could be reached then)';
  if (options.json) console.log(JSON.stringify(told, null, 2));
  else print(told.verdicts, options, summary);
  return changed > 0 ? 1 : 0;
}
