import { monitorEventLoopDelay } from 'node:perf_hooks';
import { readDocuments } from '../embedded-sanity/documents.ts';
import { inParallel } from './in-parallel.ts';
import { type Dataset, judgeAnswer, type Outcome, toDataset } from './judge-answer.ts';
import type { Allowed, FaultCase } from './programme.ts';
import { type FaultStage, setFaultStage } from './stage.ts';

/** How a case went. */
export type CaseResult = {
  name: string;
  outcomes: Record<Outcome, number>;
  /** Of every answer, in milliseconds, ascending. */
  latencies: number[];
  /** The most requests that one tool call caused, and how many there were per call. */
  sentMax: number;
  sentMean: number;
  /** Requests sent while the breaker was open; null if it did not open. */
  sentWhenOpen: number | null;
  /** From the last answer until no lookup was under way. */
  drainMs: number | null;
  /** Answers that came too late, and the longest time for which this whole process stood still. */
  late: number;
  stallMs: number;
  faults: string[];
};

/** A number to ask for, and what is known of it. */
type Ask = { trackingNumber: string; known: keyof Allowed };

/** How much of everything. */
type Scale = { asks: number; workers: number };

/** How much later than its deadline an answer may come, measured by its caller. */
const SLACK_MS = 150;
/** A process that stood still for so long was kept from work by its machine, or by itself. */
const STALL_MS = 75;
/** Attempts that one lookup may make. */
const ATTEMPTS_MAX = 3;
/** Asks that find the breaker as the fault has left it. */
const ASKS_UNRESET = 10;

const DELIVERIES = new URL('../embedded-sanity/deliveries.ndjson', import.meta.url);

/** Lets a fault strike a service that has some of its numbers in the cache, and judges it. */
export async function runCase(faultCase: FaultCase, scale: Scale): Promise<CaseResult> {
  const dataset = toDataset(readDocuments(DELIVERIES));
  const stage = await setFaultStage();
  const run = new CaseRun(faultCase, stage, dataset);
  const stalls = monitorEventLoopDelay({ resolution: 10 });
  const { asks, spare } = planAsks(dataset, scale.asks);
  try {
    await warmUp(stage, asks);
    await faultCase.strike(stage);
    stalls.enable();
    // Each finds a closed breaker, and so takes the longest way there is.
    await inParallel(asks, scale.workers, async (ask) => {
      await stage.client.resetBreaker();
      await run.ask(ask);
    });
    await run.drain();
    run.countSent(asks);
    await run.tryOpenBreaker(spare, scale.workers);
  } finally {
    stalls.disable();
    run.result.faults.push(...(await stage.close()));
  }
  return run.finish(stalls.max / 1e6);
}

/**
 * Tells whether a busy machine may be the only thing that is wrong with a case: some answers were
 * late while nothing in the process ran. What holds it up itself does so again on the next run.
 */
export function isWorthAnotherRun({ late, stallMs, faults }: CaseResult): boolean {
  return late > 0 && faults.length === 1 && stallMs > STALL_MS;
}

class CaseRun {
  readonly result: CaseResult;
  readonly #case: FaultCase;
  readonly #stage: FaultStage;
  readonly #dataset: Dataset;
  readonly #sentBefore = new Map<string, number>();

  constructor(faultCase: FaultCase, stage: FaultStage, dataset: Dataset) {
    this.#case = faultCase;
    this.#stage = stage;
    this.#dataset = dataset;
    this.result = {
      name: faultCase.name,
      outcomes: { fresh: 0, stale: 0, not_found: 0, unavailable: 0, invalid: 0, wrong: 0 },
      latencies: [],
      sentMax: 0,
      sentMean: 0,
      sentWhenOpen: null,
      drainMs: null,
      faults: [],
      late: 0,
      stallMs: 0,
    };
  }

  /** Asks for a number and judges the answer. */
  async ask({ trackingNumber, known }: Ask): Promise<void> {
    const { client, meters } = this.#stage;
    const { outcomes, latencies, faults } = this.result;
    this.#sentBefore.set(trackingNumber, meters.sent.get(quoted(trackingNumber)) ?? 0);
    try {
      const told = await client.track(trackingNumber);
      const verdict = judgeAnswer(told, this.#dataset);
      outcomes[verdict.outcome] += 1;
      latencies.push(told.tookMs);
      faults.push(...verdict.faults);
      if (!this.#case.allowed[known].includes(verdict.outcome)) {
        faults.push(`${verdict.outcome} for a number that is ${known}`);
      }
    } catch (error) {
      faults.push(`no answer: ${error instanceof Error ? error.message : error}`);
    }
  }

  async drain(): Promise<void> {
    const drainMs = await this.#stage.drain();
    if (drainMs === null) this.result.faults.push('lookups or requests did not end');
    else this.result.drainMs = Math.max(this.result.drainMs ?? 0, drainMs);
  }

  countSent(asks: Ask[]): void {
    const counts = asks.map(({ trackingNumber }) => this.#sentFor(trackingNumber));
    this.result.sentMax = Math.max(...counts);
    this.result.sentMean = counts.reduce((sum, count) => sum + count, 0) / counts.length;
    if (this.result.sentMax > ATTEMPTS_MAX) {
      this.result.faults.push(`${this.result.sentMax} requests for one tool call`);
    }
  }

  /** Lets the breaker open, if it does, and asks on: then nothing may be sent. */
  async tryOpenBreaker(spare: Ask[], workers: number): Promise<void> {
    const { meters, service } = this.#stage;
    const [first, second] = [spare.slice(0, ASKS_UNRESET), spare.slice(ASKS_UNRESET)];
    await inParallel(first, workers, (ask) => this.ask(ask));
    await this.drain();
    const isOpen = service.app.counters.getSnapshot().context.breaker.state === 'open';
    const { opensBreaker } = this.#case;
    if (opensBreaker !== null && isOpen !== opensBreaker) {
      this.result.faults.push(`the breaker is ${isOpen ? 'open' : 'closed'}`);
    }
    if (!isOpen) return;
    const before = meters.sentInAll();
    await inParallel(second, workers, (ask) => this.ask(ask));
    this.result.sentWhenOpen = meters.sentInAll() - before;
    if (this.result.sentWhenOpen > 0) this.result.faults.push('the open breaker let through');
  }

  finish(stallMs: number): CaseResult {
    const { latencies, faults, outcomes } = this.result;
    const share = (outcomes.fresh + outcomes.not_found) / latencies.length;
    if (share < this.#case.freshShareMin) {
      faults.push(`only ${(share * 100).toFixed(0)} % of answers are fresh`);
    }
    latencies.sort((a, b) => a - b);
    const limit = this.#stage.service.config.call.replyDeadlineMs + SLACK_MS;
    const late = latencies.filter((ms) => ms > limit).length;
    if (late > 0) {
      const stalled = `while the process stood still for ${stallMs.toFixed(0)} ms`;
      faults.push(`${late} answers after more than ${limit} ms, ${stalled}`);
    }
    return { ...this.result, late, stallMs };
  }

  #sentFor(trackingNumber: string): number {
    const before = this.#sentBefore.get(trackingNumber) ?? 0;
    return (this.#stage.meters.sent.get(quoted(trackingNumber)) ?? 0) - before;
  }
}

/** Reads the numbers that are to be in the cache, and lets them grow stale there. */
async function warmUp({ client, service, meters }: FaultStage, asks: Ask[]): Promise<void> {
  for (const { trackingNumber, known } of asks) {
    if (known !== 'cached') continue;
    const { told } = await client.track(trackingNumber);
    if (told.status !== 'success') throw new Error(`Cannot warm up: told "${told.status}"`);
  }
  meters.passTime(service.config.cache.ttlMs + 1000);
}

/** A third of each sort, and some unknown numbers more. */
function planAsks(dataset: Dataset, count: number): { asks: Ask[]; spare: Ask[] } {
  const onRecord = [...dataset.keys()];
  const third = Math.floor(count / 3);
  const unknown = Array.from(
    { length: third + 2 * ASKS_UNRESET },
    (_, index) => `ZZ${900_001 + index}`,
  );
  const asks = Array.from({ length: third }, (_, index) => [
    toAsk(onRecord[index], 'cached'),
    toAsk(onRecord[third + index], 'uncached'),
    toAsk(unknown[index], 'unknown'),
  ]);
  return {
    asks: asks.flat(),
    spare: unknown.slice(third).map((trackingNumber) => toAsk(trackingNumber, 'unknown')),
  };
}

function toAsk(trackingNumber: string | undefined, known: keyof Allowed): Ask {
  if (trackingNumber === undefined) throw new RangeError('Cannot ask so often: too few deliveries');
  return { trackingNumber, known };
}

/** As the client has a number in its URL. */
function quoted(trackingNumber: string): string {
  return JSON.stringify(trackingNumber);
}
