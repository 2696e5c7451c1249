import { setTimeout as wait } from 'node:timers/promises';
import { type BodyKind, makeBody } from './bodies.ts';
import { type Figure, type Goal, type Sample, toFigure } from './figures.ts';
import type { Load } from './load.ts';
import { type Stage, TARGETS, type Target, type TargetName } from './targets.ts';

/** How much is done for a figure. */
export type Effort = {
  rounds: number;
  roundMs: number;
  connections: number;
  /** How many calls a round goes to, and how many live calls a bench holds at most. */
  calls: number;
  liveCallsMax: number;
  /** Of the journal that is recovered. */
  openCallsMax: number;
  linesMax: number;
};

/** Measures something; what it starts belongs to its stage. */
export type Bench = (stage: Stage, effort: Effort) => Promise<Figure[]>;

const KB = 1000;

/** Tool calls that are answered from the record in hand. */
export const benchBodies: Bench = async (stage, effort) => {
  const figures: Figure[] = [];
  for (const kb of [1, 10, 40, 100]) {
    const goals: Goal[] =
      kb === 10 || kb === 40
        ? [
            { of: 'bare', atLeast: 0.5 },
            { of: 'honest', atLeast: 0.8 },
          ]
        : [];
    const load = { kind: 'tool-calls', size: { bytes: kb * KB }, isCold: false } as const;
    figures.push(
      ...(await benchLoad(stage, effort, 'bodies', `tool call of ${kb} KB`, load, goals)),
    );
  }
  const whole = figures.findLast(({ unit }) => unit === 'µs of CPU')?.values.waybill ?? 0;
  const byParse = { waybill: whole / parseMicroseconds(100 * KB) };
  const what = 'all of 100 KB by its JSON.parse';
  const goals: Goal[] = [{ of: null, atMost: 2 }];
  return [...figures, toFigure({ bench: 'bodies', what, unit: '', goals }, [byParse])];
};

/** How long it takes to make text of the bytes of a body and parse it, at the best of many times. */
function parseMicroseconds(bytes: number): number {
  const body = Buffer.from(JSON.stringify(makeBody('tool-calls', bytes)));
  let best = Number.POSITIVE_INFINITY;
  for (let time = 0; time < 500; time += 1) {
    const startedAt = performance.now();
    JSON.parse(body.toString());
    best = Math.min(best, performance.now() - startedAt);
  }
  return 1000 * best;
}

/** What asks for nothing: nine of ten messages. */
export const benchEvents: Bench = async (stage, effort) => {
  const figures: Figure[] = [];
  const kinds: BodyKind[] = ['speech-update', 'conversation-update', 'transcript'];
  for (const kind of kinds) {
    const load = { kind, size: { bytes: 10 * KB }, isCold: false } as const;
    const goals: Goal[] = [{ of: 'bare', atLeast: 0.6 }];
    figures.push(...(await benchLoad(stage, effort, 'events', `${kind} of 10 KB`, load, goals)));
  }
  return figures;
};

/**
 * What an event costs as the history that it brings grows: a call of 400 events has had one of each
 * length. What it costs beyond the bare route, which reads the same bytes, must not grow with it.
 */
export const benchGrowth: Bench = async (stage, effort) => {
  const targets = { waybill: await stage.start('waybill'), bare: await stage.start('bare') };
  const turns = [50, 150, 250, 350];
  const samples = new Map<number, Sample[]>(turns.map((count) => [count, []]));
  const calls = { first: 0, count: 50 };
  for (let round = -1; round < effort.rounds; round += 1) {
    for (const count of turns) {
      const sample: Sample = {};
      for (const name of ['waybill', 'bare'] as const) {
        const load = { port: targets[name].port, connections: effort.connections, calls };
        const sent = { kind: 'speech-update', size: { turns: count }, isCold: false } as const;
        sample[name] = await timeCpu(stage, targets[name], {
          ...load,
          ...sent,
          until: { requests: 500 },
        });
      }
      if (round >= 0) samples.get(count)?.push(sample);
    }
  }
  for (const target of Object.values(targets)) await target.close();
  const bench = 'growth';
  const unit = 'µs of CPU';
  const figures = turns.map((count) =>
    toFigure({ bench, what: `event with ${count} turns`, unit }, samples.get(count) ?? []),
  );
  const own = figures.map(({ values: { waybill = 0, bare = 0 } }) => waybill - bare);
  const what = 'of most turns by that of fewest, beyond bare';
  const grown = { waybill: (own.at(-1) ?? 0) / (own[0] ?? 0) };
  const goals: Goal[] = [{ of: null, atMost: 2 }];
  return [...figures, toFigure({ bench, what, unit: '', goals }, [grown])];
};

/** CPU time of a request, in microseconds. */
async function timeCpu(stage: Stage, target: Target, load: Load): Promise<number> {
  const before = await target.gauge('cpu');
  const { requests } = await stage.load(load);
  const after = await target.gauge('cpu');
  return (1000 * (after.cpuMs - before.cpuMs)) / requests;
}

/** The first question of a call, for a parcel that nobody asked for before. */
export const benchLookups: Bench = (stage, effort) => {
  const load = { kind: 'tool-calls', size: { bytes: 10 * KB }, isCold: true } as const;
  return benchLoad(stage, effort, 'lookups', 'cold lookup, 10 KB', load, []);
};

const FAILED_PART_MAX = 0.25;

type Sent = Pick<Load, 'kind' | 'size' | 'isCold'>;

/** Loads the service and its floors in turns, by requests of one kind. */
export async function benchLoad(
  stage: Stage,
  effort: Effort,
  bench: string,
  what: string,
  sent: Sent,
  goals: Goal[],
): Promise<Figure[]> {
  const targets = new Map<TargetName, Target>();
  for (const name of TARGETS) targets.set(name, await stage.start(name));
  const perSecond: Sample[] = [];
  const latency: Sample[] = [];
  const cpu: Sample[] = [];
  // One round that does not count, so that every side has compiled what it runs.
  for (let round = -1; round < effort.rounds; round += 1) {
    const own = [perSecond, latency, cpu].map(() => ({}) as Sample);
    for (const [name, target] of targets) {
      const calls = { first: (round + 1) * effort.calls, count: effort.calls };
      const load = { port: target.port, connections: effort.connections, calls, ...sent };
      if (!sent.isCold) {
        // The history grows by little between two messages of a call, and is known by the second.
        const opening = { ...load, ...OPENING, size: sent.size };
        await stage.load({ ...opening, until: { requests: calls.count } });
        await rested(target);
      }
      const before = await target.gauge('cpu');
      const { requests, ms, p99, failed } = await stage.load({
        ...load,
        until: { ms: effort.roundMs },
      });
      const after = await target.gauge('cpu');
      // On a machine that pauses a process, some events are shed, which counts for nothing.
      if (failed > FAILED_PART_MAX * requests) {
        throw new Error(`${what}: ${failed} of ${requests} failed (${name})`);
      }
      const seconds = ms / 1000;
      Object.assign(own[0] as Sample, { [name]: (requests - failed) / seconds });
      Object.assign(own[1] as Sample, { [name]: p99 });
      Object.assign(own[2] as Sample, { [name]: (1000 * (after.cpuMs - before.cpuMs)) / requests });
    }
    if (round < 0) continue;
    for (const [at, samples] of [perSecond, latency, cpu].entries()) {
      samples.push(own[at] as Sample);
    }
  }
  for (const target of targets.values()) await target.close();
  return [
    toFigure({ bench, what, unit: '1/s', goals }, perSecond),
    toFigure({ bench, what, unit: 'µs of CPU' }, cpu),
    toFigure({ bench, what, unit: 'p99 ms', goals: [{ of: 'bare', atMost: 2.5 }] }, latency),
  ];
}

/** Resolves when a target has done what it does beside its answers, such as recognising callers. */
async function rested(target: Target): Promise<void> {
  for (;;) {
    const before = await target.gauge('cpu');
    await wait(REST_MS);
    const after = await target.gauge('cpu');
    if (after.cpuMs - before.cpuMs < RESTED_PART * REST_MS) return;
  }
}

const REST_MS = 100;
/** Of one processor. */
const RESTED_PART = 0.1;

/** Every call asks once before anything is measured, so that it has a record in hand. */
const OPENING = { kind: 'tool-calls', size: { bytes: KB }, isCold: false } as const;

/** A live call that waits for nothing: what it takes, and what it costs the others. */
export const benchCalls: Bench = async (stage, effort) => {
  const figures: Figure[] = [];
  const latencies: Sample[] = [];
  const nodeOptions = ['--max-old-space-size=6000'];
  for (const live of [100, 10_000, 100_000].filter((count) => count <= effort.liveCallsMax)) {
    const target = await stage.start('waybill', { nodeOptions });
    const load = { port: target.port, connections: effort.connections, ...OPENING };
    // Calls of their own, whose answers are timed, and whose code is compiled by then.
    const own = { first: 50_000_000, count: 100 };
    await stage.load({ ...load, calls: own, until: { requests: 2000 } });
    const before = await target.gauge('heap');
    await stage.load({ ...load, calls: { first: 0, count: live }, until: { requests: live } });
    const after = await target.gauge('heap');
    const samples: Sample[] = [];
    for (let round = 0; round < effort.rounds; round += 1) {
      const until = { ms: effort.roundMs };
      const { p99 } = await stage.load({ ...load, calls: own, until });
      samples.push({ waybill: p99 });
    }
    await target.close();
    const what = `${live} live calls`;
    const perCall = (after.heapBytes - before.heapBytes) / live;
    const kb: Goal[] = live < 10_000 ? [] : [{ of: null, atMost: 8.0 }];
    if (live >= 10_000) {
      figures.push(
        toFigure({ bench: 'calls', what, unit: 'KiB of heap each', goals: kb }, [
          { waybill: perCall / 1024 },
        ]),
      );
    }
    const figure = toFigure({ bench: 'calls', what, unit: 'p99 ms' }, samples);
    latencies.push(figure.values);
    figures.push(figure);
  }
  const [few, many] = [latencies[0]?.waybill, latencies.at(-1)?.waybill];
  if (few !== undefined && many !== undefined && latencies.length > 1) {
    figures.push(
      toFigure(
        {
          bench: 'calls',
          what: 'p99 of most by that of 100',
          unit: '',
          goals: [{ of: null, atMost: 1.3 }],
        },
        [{ waybill: many / few }],
      ),
    );
  }
  return figures;
};
