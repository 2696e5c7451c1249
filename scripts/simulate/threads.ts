import { Worker } from 'node:worker_threads';
import { liveWorlds, type Tally } from './campaign.ts';
import { ChartCoverage } from './chart-coverage.ts';
import type { FaultName } from './faults.ts';
import { planOf } from './plan.ts';
import { type FoundSabotage, findSabotage, type SabotageName } from './sabotage.ts';
import { type SweepTask, type Swept, sweep } from './sweep.ts';

type LiveTask = { seed: number; faults: readonly FaultName[]; worlds: number[] };

/** What a thread can be given to do, and what comes of it. */
export type Work = {
  live: { task: LiveTask; result: Tally & { task: LiveTask } };
  sweep: { task: SweepTask; result: Swept & { task: SweepTask } };
  sabotage: {
    task: { name: SabotageName; seed: number; faults: readonly FaultName[]; worlds: number };
    result: { name: SabotageName; found: FoundSabotage | null };
  };
};

/** One piece of work, as it is told to a thread. */
export type Order = { [Kind in keyof Work]: { do: Kind; task: Work[Kind]['task'] } }[keyof Work];

let coverage: ChartCoverage | null = null;

/** Does one piece of work in this thread. */
export async function carryOut(order: Order): Promise<Work[keyof Work]['result']> {
  switch (order.do) {
    case 'live': {
      coverage ??= new ChartCoverage();
      const { task } = order;
      return { ...(await liveWorlds(task, task.worlds, coverage)), task };
    }
    case 'sweep': {
      const { task } = order;
      return { ...(await sweep({ ...planOf(task, task.world), callers: task.callers })), task };
    }
    case 'sabotage': {
      const { name, seed, faults, worlds } = order.task;
      return { name, found: await findSabotage(name, seed, faults, worlds) };
    }
    default:
      return order satisfies never;
  }
}

/**
 * Has work done by so many threads, of which this one is the first, until `next` has no more: what it
 * takes to start another one is most of a short campaign.
 */
export async function inThreads<Kind extends keyof Work>(
  kind: Kind,
  threads: number,
  next: () => Work[Kind]['task'] | null,
  take: (result: Work[Kind]['result']) => void,
): Promise<void> {
  const order = (): Order | null => {
    const task = next();
    return task === null ? null : ({ do: kind, task } as Order);
  };
  const takeAny = take as (result: Work[keyof Work]['result']) => void;
  await Promise.all([
    ...Array.from({ length: threads - 1 }, () => help(order, takeAny)),
    workHere(order, takeAny),
  ]);
}

type Take = (result: Work[keyof Work]['result']) => void;

async function workHere(next: () => Order | null, take: Take): Promise<void> {
  for (let order = next(); order !== null; order = next()) take(await carryOut(order));
}

function help(next: () => Order | null, take: Take): Promise<void> {
  const worker = new Worker(new URL('worker.ts', import.meta.url));
  return new Promise((resolve, reject) => {
    const giveNext = () => {
      const order = next();
      if (order !== null) worker.postMessage(order);
      else worker.terminate().then(() => resolve(), reject);
    };
    worker.on('message', (result: Work[keyof Work]['result']) => {
      take(result);
      giveNext();
    });
    worker.once('error', reject);
    giveNext();
  });
}
