import { setTimeout as wait } from 'node:timers/promises';
import type { Surroundings } from './caller.ts';
import { pickKind } from './kinds.ts';

/** What Sanity does between calls. */
export type Outages = {
  setDown(isDown: boolean): void;
  /** How long it works, and how long it does not, in milliseconds. */
  everyMs: number;
  lastMs: number;
};

type Options = Omit<Surroundings, 'pause'> & {
  /** Calls a minute. */
  rate: number;
  outages: Outages;
  /** Waits; rejects when the signal says so. */
  sleep?: (ms: number, signal: AbortSignal) => Promise<void>;
  /** Told of a call that could not be played to its end. */
  onFault: (name: string, error: unknown) => void;
};

/** Calls that are played. */
export type Traffic = {
  underWay(): number;
  /** How many were begun so far. */
  played(): number;
  /** Ends it where it is: those who speak say no more. Resolves when nothing is under way. */
  stop(): Promise<void>;
};

/** Most calls at a time; beyond, the next one waits. */
const CALLS_MAX = 500;

/** Plays calls without end, several at a time, and takes Sanity down now and then. */
export function startTraffic(options: Options): Traffic {
  const { rate, choices, outages, sleep = sleepFor, onFault } = options;
  const stopping = new AbortController();
  const calls = new Set<Promise<void>>();
  const pause = (ms: number) => sleep(ms, stopping.signal);
  const around: Surroundings = { ...options, pause };
  let played = 0;

  function play(): void {
    const { name, play: playKind } = pickKind(around);
    const playing = playKind(around)
      .catch((error: unknown) => {
        if (!stopping.signal.aborted) onFault(name, error);
      })
      .finally(() => calls.delete(playing));
    calls.add(playing);
    played += 1;
  }

  async function playOnAndOn(): Promise<void> {
    for (;;) {
      if (calls.size < CALLS_MAX) play();
      // From half as long to half as long again: people do not call in step.
      await pause((60_000 / rate) * (0.5 + choices.next()));
    }
  }

  async function failNowAndThen(): Promise<void> {
    for (;;) {
      await pause(outages.everyMs);
      outages.setDown(true);
      try {
        await pause(outages.lastMs);
      } finally {
        outages.setDown(false);
      }
    }
  }

  const all = [playOnAndOn(), failNowAndThen()].map((endless) =>
    endless.catch((error: unknown) => {
      if (!stopping.signal.aborted) onFault('traffic', error);
    }),
  );
  return {
    underWay: () => calls.size,
    played: () => played,
    async stop() {
      stopping.abort();
      await Promise.all([...all, ...calls]);
    },
  };
}

async function sleepFor(ms: number, signal: AbortSignal): Promise<void> {
  await wait(ms, undefined, { signal });
}
