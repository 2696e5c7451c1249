import { fork } from 'node:child_process';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { replayJournal } from '../../src/replay/replay-journal.ts';
import { sentence } from '../../src/speech/sentence.ts';
import { systemEdges } from '../../src/system-edges.ts';
import type { Bench } from './bench-requests.ts';
import { type Sample, toFigure } from './figures.ts';

const CORPUS = join(import.meta.dirname, '../../test/fixtures/corpus');

/** From the start of the process until it listens. */
export const benchStart: Bench = async (stage, { rounds }) => {
  const samples: Sample[] = [];
  for (let round = -1; round < rounds; round += 1) {
    const sample: Sample = {};
    for (const name of ['waybill', 'bare'] as const) {
      const target = await stage.start(name);
      await target.close();
      sample[name] = target.startMs;
    }
    if (round >= 0) samples.push(sample);
  }
  const goals = [{ of: null, atMost: 500 }];
  return [toFigure({ bench: 'start', what: 'start to ready', unit: 'ms', goals }, samples)];
};

/** What a start takes longer on the journal of calls that were open when its writer was killed. */
export const benchRecovery: Bench = async (stage, { rounds, openCallsMax, linesMax }) => {
  const journalDir = join(stage.dir, 'journal-open');
  const writer = fork(join(import.meta.dirname, 'write-journal.ts'), [
    journalDir,
    `${openCallsMax}`,
    `${linesMax}`,
  ]);
  await once(writer, 'exit');
  const samples: Sample[] = [];
  for (let round = -1; round < rounds; round += 1) {
    const none = await stage.start('waybill');
    await none.close();
    const many = await stage.start('waybill', { journalDir });
    await many.close();
    if (round >= 0) samples.push({ waybill: many.startMs - none.startMs });
  }
  const what = `${openCallsMax} open calls of ${linesMax} lines`;
  const goals = [{ of: null, atMost: 1000 }];
  return [toFigure({ bench: 'recovery', what, unit: 'ms', goals }, samples)];
};

/** Recorded calls on today's charts; bare is what it takes to parse the lines as JSON. */
export const benchReplay: Bench = async (_stage, { rounds, roundMs }) => {
  const { disk } = systemEdges;
  const samples: Sample[] = [];
  const [file = ''] = (await disk.readdir(CORPUS)).filter((name) => name.endsWith('.jsonl'));
  const text = await readFile(join(CORPUS, file), 'utf8');
  const lines = text.split('\n').filter((line) => line !== '');
  for (let round = -1; round < rounds; round += 1) {
    let events = 0;
    const startedAt = performance.now();
    while (performance.now() - startedAt < roundMs) {
      const { tally } = await replayJournal({ disk, paths: CORPUS, say: sentence });
      events += tally.events;
    }
    const perSecond = (1000 * events) / (performance.now() - startedAt);
    const parsedAt = performance.now();
    let parsed = 0;
    while (performance.now() - parsedAt < roundMs / 4) {
      for (const line of lines) parsed += JSON.parse(line).events.length;
    }
    const bare = (1000 * parsed) / (performance.now() - parsedAt);
    if (round >= 0) samples.push({ waybill: perSecond, bare });
  }
  const goals = [{ of: null, atLeast: 40_000 }];
  return [toFigure({ bench: 'replay', what: 'corpus', unit: 'events/s', goals }, samples)];
};
