import type { NoticeBus } from '../observability/notices.ts';
import type { SeriesPoint } from './schema.ts';

/** How long a point of the series is, and how many are kept: ten minutes in all. */
const STEP_MS = 5_000;
const POINTS_MAX = 120;
/** How many latencies of a step are kept; beyond, the latest take the place of the first. */
const LATENCIES_MAX = 1_000;

type Options = {
  bus: Pick<NoticeBus, 'on'>;
  /** Epoch milliseconds. */
  now: () => number;
  /** How many calls go on. */
  liveCalls: () => number;
};

/** What happened of late, step by step. */
export type LiveSeries = {
  /** Oldest first, without gaps; the last one is under way. */
  read(): { stepMs: number; points: SeriesPoint[] };
};

/**
 * Counts what is told on the bus. It has no timer: a step begins with the first notice in it, or
 * when it is read. Latency is that of tool calls, from their arrival to their answer: of everything
 * that the webhook takes, only those are waited for by a caller.
 */
export function createLiveSeries({ bus, now, liveCalls }: Options): LiveSeries {
  const points: SeriesPoint[] = [blankPoint(toStep(now()), liveCalls())];
  let latencies: number[] = [];
  let measured = 0;

  /** The point of this moment. A clock that was set back goes on with the last one. */
  function current(): SeriesPoint {
    const step = toStep(now());
    let last = points.at(-1) as SeriesPoint;
    if (step <= last.at) return last;
    Object.assign(last, percentilesOf(latencies));
    latencies = [];
    measured = 0;
    const first = Math.max(last.at + STEP_MS, step - (POINTS_MAX - 1) * STEP_MS);
    for (let at = first; at <= step; at += STEP_MS) {
      last = blankPoint(at, last.live);
      points.push(last);
    }
    points.splice(0, points.length - POINTS_MAX);
    return last;
  }

  bus.on('call', (notice) => {
    const point = current();
    point.live = liveCalls();
    if (notice.type === 'guard.ungrounded') point.ungrounded += notice.kinds.length;
    if (notice.type !== 'tool.answered') return;
    const { status } = notice.reply;
    point.answers[status] = (point.answers[status] ?? 0) + 1;
    latencies[measured % LATENCIES_MAX] = Math.max(0, notice.at - notice.askedAt);
    measured += 1;
  });
  bus.on('content', (notice) => {
    const point = current();
    if (notice.type === 'attempt.ended') point.sanityAttempts += 1;
    if (notice.type !== 'cache.read') return;
    if (notice.kind === 'fresh') point.cacheHits += 1;
    else point.cacheMisses += 1;
  });

  return {
    read() {
      Object.assign(current(), percentilesOf(latencies));
      return { stepMs: STEP_MS, points };
    },
  };
}

function toStep(at: number): number {
  return Math.floor(at / STEP_MS) * STEP_MS;
}

function blankPoint(at: number, live: number): SeriesPoint {
  return {
    at,
    live: Math.max(0, live),
    answers: {},
    latencyP50: null,
    latencyP95: null,
    cacheHits: 0,
    cacheMisses: 0,
    sanityAttempts: 0,
    ungrounded: 0,
  };
}

function percentilesOf(latencies: readonly number[]) {
  const sorted = [...latencies].sort((a, b) => a - b);
  const at = (part: number) => sorted[Math.floor((sorted.length - 1) * part)] ?? null;
  return { latencyP50: at(0.5), latencyP95: at(0.95) };
}
