import { fork } from 'node:child_process';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { replayInThreads } from '../../src/replay/replay-in-threads.ts';
import { replayJournal } from '../../src/replay/replay-journal.ts';
import { sentence } from '../../src/speech/sentence.ts';
import { systemEdges } from '../../src/system-edges.ts';
import { compileService } from '../build-service/compile-service.ts';
import { buildService } from '../build-service.ts';
import type { Bench } from './bench-requests.ts';
import { type Sample, toFigure } from './figures.ts';
import { multiplyJournal } from './multiply-journal.ts';
import type { StartOptions, TargetName } from './targets.ts';

const CORPUS = join(import.meta.dirname, '../../test/fixtures/corpus');
/** So many that little of what is measured is the warming up. */
const COPIES = 200;
/** Where the packages are found that it does not hold itself. */
const BUILT = join(import.meta.dirname, '../../node_modules/.cache/waybill');

/**
 * From the start of the process until it listens: built, as the image has it, and from its source, as
 * `npm start` runs it. The floor is started from its source as well.
 */
export const benchStart: Bench = async (stage, { rounds }) => {
  const program = await buildService(BUILT);
  const settings = { NODE_COMPILE_CACHE: await compileService(program) };
  const built: Sample[] = [];
  const source: Sample[] = [];
  const startMs = async (name: TargetName, options: StartOptions = {}) => {
    const target = await stage.start(name, { ...options, isGauged: false });
    await target.close();
    return target.startMs;
  };
  for (let round = -1; round < rounds; round += 1) {
    const waybill = await startMs('waybill', { program, settings });
    const sample = { waybill: await startMs('waybill'), bare: await startMs('bare') };
    if (round < 0) continue;
    built.push({ waybill });
    source.push(sample);
  }
  const common = { bench: 'start', unit: 'ms' };
  const goals = [{ of: null, atMost: 500 }];
  return [
    toFigure({ ...common, what: 'start to ready, as the image has it', goals }, built),
    toFigure({ ...common, what: 'start to ready, from its source' }, source),
  ];
};

/** What a start takes longer on the journal of calls that were open when its writer was killed. */
export const benchRecovery: Bench = async (stage, { rounds, openCallsMax, linesMax }) => {
  const journalDir = join(stage.dir, 'journal-open');
  const writer = fork(join(import.meta.dirname, 'write-journal.ts'), [
    journalDir,
    `${openCallsMax}`,
    `${linesMax}`,
  ]);
  const [code] = await once(writer, 'exit');
  if (code !== null) throw new Error('Cannot measure a recovery: its journal was not written');
  const program = await buildService(BUILT);
  const settings = { NODE_COMPILE_CACHE: await compileService(program) };
  // As the image has it, as far as both have it: the shorter the rest, the less noise of it is left.
  const image = { program, settings, isGauged: false };
  const samples: Sample[] = [];
  for (let round = -1; round < rounds; round += 1) {
    const none = await stage.start('waybill', image);
    await none.close();
    const many = await stage.start('waybill', { ...image, journalDir });
    await many.close();
    if (round >= 0) samples.push({ waybill: many.startMs - none.startMs });
  }
  const what = `${openCallsMax} open calls of ${linesMax} lines`;
  const goals = [{ of: null, atMost: 1000 }];
  return [toFigure({ bench: 'recovery', what, unit: 'ms', goals }, samples)];
};

/**
 * Recorded calls on today's charts, by one thread and by as many as there are cores, as `npm run replay`
 * does with a long journal; bare is what it takes to parse the lines as JSON. The one thread is warm;
 * the others are new each time and take some 30,000 events each to be so, whatever the journal's
 * length: hence a figure from their start, and one of their second half.
 */
export const benchReplay: Bench = async (stage, { rounds }) => {
  const { disk } = systemEdges;
  const [file = ''] = (await disk.readdir(CORPUS)).filter((name) => name.endsWith('.jsonl'));
  const path = join(stage.dir, file);
  await multiplyJournal(join(CORPUS, file), path, COPIES);
  const lines = (await readFile(join(CORPUS, file), 'utf8')).trimEnd().split('\n');
  const threads = availableParallelism();
  const perSecond = async (replay: () => Promise<number>) => {
    const startedAt = performance.now();
    const events = await replay();
    return (1000 * events) / (performance.now() - startedAt);
  };
  const byOne: Sample[] = [];
  const byAll: Sample[] = [];
  const warm: Sample[] = [];
  for (let round = -1; round < rounds; round += 1) {
    const bare = await perSecond(async () => {
      let events = 0;
      for (let copy = 0; copy < COPIES; copy += 1) {
        for (const line of lines) events += JSON.parse(line).events.length;
      }
      return events;
    });
    const waybill = await perSecond(async () => {
      const { tally } = await replayJournal({ disk, paths: path, say: sentence });
      return tally.events;
    });
    const told: Told[] = [];
    const byThread = new Map<number, number>();
    const together = await perSecond(async () => {
      const { tally } = await replayInThreads(path, threads, (thread, { events }) => {
        byThread.set(thread, events);
        told.push({ at: performance.now(), events: sumOf(byThread.values()) });
      });
      return tally.events;
    });
    if (round < 0) continue;
    byOne.push({ waybill, bare });
    byAll.push({ waybill: together });
    warm.push({ waybill: paceOf(told) });
  }
  const what = `corpus, ${COPIES} times`;
  const common = { bench: 'replay', unit: 'events/s' };
  const goals = [{ of: null, atLeast: 40_000 }];
  return [
    toFigure({ ...common, what: `${what}, one thread` }, byOne),
    toFigure({ ...common, what: `${what}, ${threads} threads from their start` }, byAll),
    toFigure({ ...common, what: `${what}, ${threads} threads, their second half`, goals }, warm),
  ];
};

/** How many events threads had replayed together, and when, in milliseconds. */
type Told = { at: number; events: number };

/** Events a second in the second half of all: each thread has loaded and compiled all it runs by then. */
function paceOf(told: readonly Told[]): number {
  const last = told.at(-1);
  const half = told.find(({ events }) => events >= (last?.events ?? 0) / 2);
  if (last === undefined || half === undefined || half === last) return Number.NaN;
  return (1000 * (last.events - half.events)) / (last.at - half.at);
}

function sumOf(numbers: Iterable<number>): number {
  return [...numbers].reduce((sum, number) => sum + number, 0);
}
