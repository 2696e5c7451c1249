import { availableParallelism } from 'node:os';
import { LINE_VERSION } from '../../src/recording/line.ts';
import { readCallItems } from '../../src/recording/read-calls.ts';
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
  const { targets, dirs, against } = options;
  const [target] = targets;
  try {
    const missing = await findMissing(targets);
    const isCall =
      missing === target && targets.length === 1 && !/[/\\]|\.jsonl(\.gz)?$/.test(target);
    if (missing !== null && !isCall) {
      return refuse(`Cannot read "${missing}": no such file or directory`);
    }
    const noDir = isCall ? await findMissing(dirs) : null;
    if (noDir !== null) {
      return refuse(`Cannot find "${target}": no such file, and no directory "${noDir}" of calls`);
    }
    const what = isCall ? { paths: dirs, callId: target } : { paths: targets };
    if (against !== null) return await replayOnServer(what, options, against);
    return isCall ? await replayOne(target, options) : await replayPaths(options);
  } catch (error) {
    // Whatever stands in the way of reading: permissions, a disk, a server.
    const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error;
    return refuse(
      `Cannot replay ${quote(targets)}: ${cause instanceof Error ? cause.message : cause}`,
    );
  }
}

/** The first of some paths where there is nothing; null when there is something at each. */
async function findMissing(paths: readonly string[]): Promise<string | null> {
  for (const path of paths) if (!(await exists(path))) return path;
  return null;
}

function quote(paths: readonly string[]): string {
  return paths.map((path) => `"${path}"`).join(', ');
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

async function replayPaths(options: ReplayOptions): Promise<0 | 1 | 2> {
  const { targets, json } = options;
  const startedAt = performance.now();
  const { tally, verdicts } = await readJournal(options);
  const seconds = (performance.now() - startedAt) / 1000;
  const fault = findFault(targets, tally);
  if (fault !== null) return refuse(fault);
  verdicts.sort(byTime);
  for (const one of tally.versionFaults) {
    console.error(`${one}: this program replays versions up to ${LINE_VERSION}`);
  }
  for (const conflict of tally.conflicts) console.error(conflict);
  const perSecond = tally.events / seconds;
  if (json)
    console.log(JSON.stringify({ ...tally, eventsPerSecond: perSecond, verdicts }, null, 2));
  else print(verdicts, options, summarize(tally, perSecond));
  if (tally.versionFaults.length > 0) return 2;
  const isIncomplete = tally.incomplete > 0 && !options.allowIncomplete;
  const faults = tally.differed + tally.damaged + tally.conflicts.length;
  return faults > 0 || isIncomplete ? 1 : 0;
}

async function readJournal({ targets, jobs }: ReplayOptions): Promise<JournalReplay> {
  const sizes = await measure(disk, targets);
  const bar = new ProgressBar(process.stderr);
  type At = { file: string; offset: number; events: number };
  const onProgress = (thread: number, { file, offset, events }: At) =>
    bar.update(thread, fractionAt(sizes, file, offset), events);
  const threads =
    jobs ?? (sizes.total < BYTES_ALONE ? 1 : Math.min(availableParallelism(), THREADS_MAX));
  try {
    if (threads > 1) return await replayInThreads(targets, threads, onProgress);
    return await replayJournal({
      disk,
      paths: targets,
      say: sentence,
      onProgress: (at) => onProgress(0, at),
    });
  } finally {
    bar.clear();
  }
}

/** Why there is nothing to replay; null when there is. */
function findFault(
  paths: readonly string[],
  { lines, damaged, versionFaults }: JournalReplay['tally'],
) {
  if (lines > 0 || versionFaults.length > 0) return null;
  const [is, holds] = paths.length === 1 ? ['is', 'it holds'] : ['are', 'they hold'];
  return damaged > 0
    ? `${quote(paths)} ${is} no journal: not one of its ${damaged} lines can be read`
    : `There is nothing to replay in ${quote(paths)}: ${holds} no line of any call`;
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
async function replayOne(target: string, { dirs, json, allowIncomplete }: ReplayOptions) {
  const look = lookOf(process.stdout);
  const verdicts: Verdict[] = [];
  const conflicts: string[] = [];
  let comparison: CallComparison | null = null;
  for await (const item of readCallItems(disk, dirs, target)) {
    if (item.kind === 'conflict') conflicts.push(item.told);
    if (item.kind === 'over' && comparison !== null) {
      verdicts.push(comparison.verdict());
      comparison = null;
    }
    if (item.kind !== 'line') continue;
    const { line } = item;
    if (comparison === null && !json) console.log(`Call ${target}\n`);
    comparison ??= new CallComparison(sentence);
    const isDue = line.seq === comparison.seq;
    if (!isDue) comparison.miss(line);
    const verdict = isDue ? comparison.take(line) : { path: [], differences: [] };
    if (!json) console.log(showLine(line, verdict, look).join('\n'));
  }
  if (verdicts.length === 0) {
    return refuse(
      `Cannot find "${target}": no such file, and no call of that ID in ${quote(dirs)}`,
    );
  }
  for (const conflict of conflicts) console.error(conflict);
  if (json) console.log(JSON.stringify({ verdicts, conflicts }, null, 2));
  else for (const verdict of verdicts) console.log(tellVerdict(verdict));
  const isFine = ({ outcome }: Verdict) =>
    outcome === 'agreed' || (outcome === 'incomplete' && allowIncomplete);
  return verdicts.every(isFine) && conflicts.length === 0 ? 0 : 1;
}

function tellVerdict(verdict: Verdict): string {
  const { outcome, lines, answers, unrecorded } = verdict;
  if (outcome !== 'agreed' || unrecorded.length > 0) return nameVerdict(verdict);
  return `All agrees: ${count(lines, 'line')}, ${count(answers, 'answer')}`;
}

async function replayOnServer(
  what: { paths: readonly string[]; callId?: string },
  options: ReplayOptions,
  against: Against,
): Promise<0 | 1 | 2> {
  const { fetch, clock } = systemEdges;
  const run = clock.now().toString(36);
  const told = await replayAgainst({ disk, fetch, ...what, against, jobs: options.jobs ?? 1, run });
  if (told.answers === 0)
    return refuse(`There is no answer to compare in ${quote(options.targets)}`);
  told.verdicts.sort(byTime);
  const { calls, answers, changed, uncompared, conflicts } = told;
  for (const conflict of conflicts) console.error(conflict);
  const summary =
    `${count(calls, 'call')} against ${against.url}: ` +
    `${count(answers, 'answer')}, ${changed} differ, ${uncompared} ` +
    'not compared (they hang on the time, or on what could be reached then)';
  if (options.json) console.log(JSON.stringify(told, null, 2));
  else print(told.verdicts, options, summary);
  return changed + conflicts.length > 0 ? 1 : 0;
}
