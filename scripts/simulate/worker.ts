import { parentPort } from 'node:worker_threads';
import { liveWorlds, type Share } from './campaign.ts';
import { ChartCoverage } from './chart-coverage.ts';

/** A thread that lives its share of the worlds, one share after another. */
const coverage = new ChartCoverage();

parentPort?.on('message', ({ campaign, worlds }: Share) => {
  liveWorlds(campaign, worlds, coverage).then((tally) => {
    parentPort?.postMessage(tally);
  });
});
