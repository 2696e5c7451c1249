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
  /** Requests of each target before anything is measured. */
  warmUpRequests: number;
  /** Of the journal that is recovered. */
  openCallsMax: number;
  linesMax: number;
};

/** Measures something; what it starts belongs to its stage. */
export type Bench = (stage: Stage, effort: Effort) => Promise<Figure[]>;

const KB = 1000;

/** Tool calls that are answered from the record in hand. */
export const benchBodies: Bench = async (stage, effort) => {
  const goals: Goal[] = [
    { of: 'bare', atLeast: 0.5 },
    { of: 'honest', atLeast: 0.8 },
  ];
  const cases = [1, 10, 40, 100].map((kb) => ({
    what: `tool call of ${kb} KB`,
    sent: { kind: 'tool-calls', size: { bytes: kb * KB }, isCold: false } as const,
    goals: kb === 10 || kb === 40 ? goals : [],
  }));
  const figures = await benchLoad(stage, effort, 'bodies', cases);
  const whole = figures.findLast(({ unit }) => unit === 'µs of CPU')?.values.waybill ?? 0;
  const byParse = { waybill: whole / parseMicroseconds(100 * KB) };
  const named = { bench: 'bodies', what: 'all of 100 KB by its JSON.parse', unit: '' };
  return [...figures, toFigure({ ...named, goals: [{ of: null, atMost: 2 }] }, [byParse])];
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
export const benchEvents: Bench = (stage, effort) => {
  const kinds: BodyKind[] = ['speech-update', 'conversation-update', 'transcript-final'];
  const cases = kinds.map((kind) => ({
    what: `${kind} of 10 KB`,
    sent: { kind, size: { bytes: 10 * KB }, isCold: false },
    goals: [{ of: 'bare', atLeast: 0.6 } satisfies Goal],
  }));
  return benchLoad(stage, effort, 'events', cases);
};

/**
 * What an event costs as the history that it brings grows: a call of 400 events has had one of each
 * length. What it costs beyond the bare route, which reads the same bytes, must not grow with it.
 */
export const benchGrowth: Bench = async (stage, effort) => {
  const targets = { waybill: await stage.start('waybill'), bare: await stage.start('bare') };
  const turns = [50, 150, 250, 350];
  const calls = { first: 0, count: 50 };
  const measure = async (name: keyof typeof targets, count: number, requests: number) => {
    const { port } = targets[name];
    const sent = { kind: 'speech-update', size: { turns: count }, isCold: false } as const;
    const load = { port, connections: effort.connections, calls, ...sent, until: { requests } };
    return timeCpu(stage, targets[name], load);
  };
  for (const name of ['waybill', 'bare'] as const) {
    // What is still being compiled would count for the lengths that come first.
    for (const count of turns) await measure(name, count, effort.warmUpRequests / turns.length);
  }
  const samples = new Map<number, Sample[]>(turns.map((count) => [count, []]));
  for (let round = 0; round < effort.rounds * GROWTH_TURNS; round += 1) {
    for (const count of turns) {
      const waybill = await measure('waybill', count, GROWTH_REQUESTS);
      const bare = await measure('bare', count, GROWTH_REQUESTS);
      samples.get(count)?.push({ waybill, bare });
    }
  }
  for (const target of Object.values(targets)) await target.close();
  const common = { bench: 'growth', unit: 'µs of CPU' };
  const figures = turns.flatMap((count) => {
    const rounds = samples.get(count) ?? [];
    const own = rounds.map(({ waybill = 0, bare = 0 }) => ({ waybill: waybill - bare }));
    return [
      toFigure({ ...common, what: `event with ${count} turns` }, rounds),
      toFigure({ ...common, what: `event with ${count} turns, beyond bare` }, own),
    ];
  });
  // Each length's own cost is a difference of two that were measured one right after the other, and the
  // median of many: that of two medians would be of two moments of the machine.
  const own = figures.filter(({ what }) => what.endsWith('beyond bare'));
  const [fewest, most] = [own[0]?.values.waybill, own.at(-1)?.values.waybill];
  const what = 'of most turns by that of fewest, beyond bare';
  const goals: Goal[] = [{ of: null, atMost: 2 }];
  const grown = { waybill: (most ?? 0) / (fewest ?? 0) };
  return [...figures, toFigure({ bench: 'growth', what, unit: '', goals }, [grown])];
};

/** Each round of other benches is so many short ones in turns here, of so many requests. */
const GROWTH_TURNS = 5;
const GROWTH_REQUESTS = 300;

/** CPU time of a request, in microseconds. */
async function timeCpu(stage: Stage, target: Target, load: Load): Promise<number> {
  const before = await target.gauge('cpu');
  const { requests } = await stage.load(load);
  const after = await target.gauge('cpu');
  return (1000 * (after.cpuMs - before.cpuMs)) / requests;
}

/** The first question of a call, for a parcel that nobody asked for before. */
export const benchLookups: Bench = (stage, effort) => {
  const sent = { kind: 'tool-calls', size: { bytes: 10 * KB }, isCold: true } as const;
  return benchLoad(stage, effort, 'lookups', [{ what: 'cold lookup, 10 KB', sent, goals: [] }]);
};

/** Requests of one kind, and what the service has to come to of what the floors do. */
export type Case = { what: string; sent: Pick<Load, 'kind' | 'size' | 'isCold'>; goals: Goal[] };

/** Loads the service and its floors in turns, by requests of one kind after the other. */
export async function benchLoad(
  stage: Stage,
  effort: Effort,
  bench: string,
  cases: readonly Case[],
): Promise<Figure[]> {
  const targets = new Map<TargetName, Target>();
  for (const name of TARGETS) targets.set(name, await stage.start(name));
  let calls = { first: 0, count: effort.calls };
  const turnTo = (target: Target) => {
    calls = { ...calls, first: calls.first + calls.count };
    return { port: target.port, connections: effort.connections, calls };
  };
  // Until every side has compiled what it runs, which takes longer the more that is.
  const warmings = [
    { ...OPENING, size: { bytes: 10 * KB } },
    ...cases.map(({ sent }) => sent).filter(({ isCold }) => isCold),
  ];
  const until = { requests: effort.warmUpRequests };
  for (const target of targets.values()) {
    for (const sent of warmings) await stage.load({ ...turnTo(target), ...sent, until });
  }
  const figures: Figure[] = [];
  for (const { what, sent, goals } of cases) {
    const rounds: Measured[] = [];
    for (let round = 0; round < effort.rounds; round += 1) {
      const measured: Measured = { perSecond: {}, latency: {}, cpu: {} };
      for (const [name, target] of targets) {
        const load = { ...turnTo(target), ...sent };
        // The history grows by little between two messages of a call, and is known by the second.
        const opening = { ...load, ...OPENING, size: sent.size };
        if (!sent.isCold) await stage.load({ ...opening, until: { requests: calls.count } });
        await rested(target);
        const before = await target.gauge('cpu');
        const until = { ms: effort.roundMs };
        const { requests, ms, p99, failed } = await stage.load({ ...load, until });
        const after = await target.gauge('cpu');
        // On a machine that pauses a process, some events are shed, which counts for nothing.
        if (failed > FAILED_PART_MAX * requests) {
          throw new Error(`${what}: ${failed} of ${requests} failed (${name})`);
        }
        measured.perSecond[name] = (1000 * (requests - failed)) / ms;
        measured.latency[name] = p99;
        measured.cpu[name] = (1000 * (after.cpuMs - before.cpuMs)) / requests;
      }
      rounds.push(measured);
    }
    const named = { bench, what };
    const slowest: Goal[] = [{ of: 'bare', atMost: 2.5 }];
    figures.push(
      toFigure(
        { ...named, unit: '1/s', goals },
        rounds.map(({ perSecond }) => perSecond),
      ),
      toFigure(
        { ...named, unit: 'µs of CPU' },
        rounds.map(({ cpu }) => cpu),
      ),
      toFigure(
        { ...named, unit: 'p99 ms', goals: slowest },
        rounds.map(({ latency }) => latency),
      ),
    );
  }
  for (const target of targets.values()) await target.close();
  return figures;
}

type Measured = Record<'perSecond' | 'latency' | 'cpu', Sample>;

const FAILED_PART_MAX = 0.25;

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
    await stage.load({ ...load, calls: own, until: { requests: effort.warmUpRequests } });
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
    const kb: Goal[] = live < 100_000 ? [] : [{ of: null, atMost: 8.0 }];
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
