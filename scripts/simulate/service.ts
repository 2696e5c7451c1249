// The service loads it when it first asks: here that would take time which is not the simulation's.
import '@sanity/client';
import { languageOf } from '../../machines/languages/language.ts';
import type { SessionRules } from '../../machines/session.ts';
import type { BreakerNotice } from '../../src/calls/breaker.ts';
import type { SpokenNotice } from '../../src/calls/commands.ts';
import type { Arrival, CallNotice, CallStep } from '../../src/calls/engine.ts';
import type { LocalEngine } from '../../src/calls/local-engine.ts';
import { type Inspectors, openCalls } from '../../src/calls/open-calls.ts';
import type { Config } from '../../src/config.ts';
import type { Clock, Disk, Edges, Fetch, Random } from '../../src/edges.ts';
import type { Rerender } from '../../src/erasure/pseudonymize-call.ts';
import { liveGuard } from '../../src/grounding/live-guard.ts';
import { Opened } from '../../src/opened.ts';
import type { JournalNotice } from '../../src/recording/journal-notice.ts';
import { openRecording } from '../../src/recording/open-recording.ts';
import type { FollowerState } from '../../src/sanity/live-updates.ts';
import { type Content, type ContentNotice, openContent } from '../../src/sanity/open-content.ts';
import { sentence } from '../../src/speech/sentence.ts';
import { unaskedWords } from '../../src/speech/unasked-sentences.ts';
import { createLiveControl } from '../../src/vapi/live-control.ts';
import { createRender, type ToolResult } from '../../src/vapi/results.ts';
import type { DiskGate, MemoryDisk } from './memory-disk.ts';
import type { Task, Timeline } from './timeline.ts';
import { createTurnDoor, type TurnAnswer } from './turn-door.ts';
import { createDoor, type DoorAnswer } from './webhook-door.ts';

/** The parts of the service that `npm run simulate -- --sabotage` may spoil, each as it is built. */
export type Tampering = {
  config?: (config: Config) => Config;
  clock?: (clock: Clock) => Clock;
  fetch?: (fetch: Fetch) => Fetch;
  render?: (render: SessionRules<ToolResult>['render']) => SessionRules<ToolResult>['render'];
  timeouts?: (
    timeouts: SessionRules<ToolResult>['timeouts'],
  ) => SessionRules<ToolResult>['timeouts'];
  content?: (content: Content, clock: Clock) => Content;
  record?: (record: Record, clock: Clock) => Record;
  say?: (say: Say) => Say;
  engine?: (engine: LocalEngine<ToolResult>) => LocalEngine<ToolResult>;
  /** What a message becomes, before its call is told. */
  events?: (callId: string, events: Arrival['events']) => Arrival['events'];
  /** What is sent for it. */
  answers?: (answers: ToolResult[]) => ToolResult[];
  resumes?: boolean;
  /** How the erasure words answers anew. */
  rerender?: (rerender: Rerender) => Rerender;
};

type Record = (step: CallStep<ToolResult>) => Promise<void>;
type Say = (controlUrl: string, sentence: string) => Promise<string>;

/** What the processes of a simulation have around them. */
export type Surroundings = {
  timeline: Timeline;
  /** By how much the process's time of day is off, in milliseconds. */
  wallOffset: () => number;
  disk: MemoryDisk;
  /** Comes before every piece of work of the disk, of processes that live. */
  diskGate: DiskGate;
  fetch: Fetch;
  random: Random;
  config: Config;
  tampering: Tampering;
  onNotice: (notice: LifeNotice) => void;
  /** Looks on at the charts; undefined where nobody does. */
  inspectors: Inspectors | undefined;
};

/** What a process tells of itself. */
export type LifeNotice =
  | CallNotice
  | ContentNotice
  | JournalNotice
  | BreakerNotice
  | SpokenNotice
  | { type: 'background.failed'; error: unknown };

/** One process of the service, from its start to its end. */
export type Life = {
  /** What comes of a body; never settles once the process is dead. */
  post(bytes: string, correlationId: string): Promise<DoorAnswer>;
  /** What is said for a turn of a call without a model, until `signal` says that nobody waits. */
  talk(bytes: string, signal: AbortSignal): Promise<TurnAnswer>;
  /** An operator closes the breaker. */
  resetBreaker(): void;
  /** Ends the process at once: nothing that it has begun goes on. */
  kill(): void;
  /** Ends it as a signal does; resolves with what could not be closed. */
  close(): Promise<number>;
  isAlive(): boolean;
  /** Whether it hears of changes in Sanity; null where it does not listen. */
  follows(): FollowerState | null;
  /** What it holds at the moment. */
  held(): { calls: number; lookups: number; timers: number; requests: number };
};

/** Where the journal is. */
export const JOURNAL_DIR = '/journal';

/** How long an ended call still answers; as src/app.ts has it. */
const LINGER_MS = 5 * 60_000;
/** A simulated hour is mostly silence: nobody asks for a file to be replaced, so it is seldom looked. */
const BOUNDS = { rewriteMs: 60_000 };
const LIMITS = { callsMax: 10_000, bytesMax: 1024 ** 3 };
const LANGUAGE = languageOf('en');

/**
 * Starts the service as src/app.ts does, from the recording to the engine, with its four edges in
 * the simulation's hands. `onEdge` is told of each thing that the process is about to ask of an edge or to
 * hear of it, of each request and each answer, and may kill it there.
 */
export async function startLife(
  around: Surroundings,
  processId: number,
  onEdge: () => void,
): Promise<Life> {
  const { timeline, random, config: asSet, tampering, onNotice } = around;
  const timers = new Set<Task>();
  const requests = new Set<AbortController>();
  let isAlive = true;
  /** What was asked of an edge by a process that is dead since is never answered. */
  const enter = (): Promise<never> | null => {
    if (isAlive) onEdge();
    return isAlive ? null : new Promise<never>(() => {});
  };
  const plainClock: Clock = {
    now: () => timeline.now + around.wallOffset(),
    setTimeout(fn, ms) {
      if (!isAlive) return null;
      const task = timeline.after(ms, () => {
        timers.delete(task);
        fn();
      });
      timers.add(task);
      return task;
    },
    clearTimeout(id) {
      const task = id as Task | null | undefined;
      if (task == null) return;
      task.run = null;
      timers.delete(task);
    },
  };
  const clock = tampering.clock?.(plainClock) ?? plainClock;
  const disk: Disk = around.disk.forProcess(
    processId,
    (work) => {
      const waiting = enter() ?? around.diskGate(work);
      // What has not reached the disk when its process dies never does.
      return waiting?.then((admitted) => (isAlive ? admitted : new Promise<never>(() => {})));
    },
    enter,
  );
  const plainFetch: Fetch = async (input, init) => {
    await enter();
    const request = new AbortController();
    requests.add(request);
    try {
      const response = await around.fetch(input, init);
      await enter();
      return response.body instanceof ReadableStream ? enterParts(response, enter) : response;
    } finally {
      requests.delete(request);
    }
  };
  const fetch = tampering.fetch?.(plainFetch) ?? plainFetch;
  const edges: Edges = { clock, random, fetch, disk };
  const config = tampering.config?.(asSet) ?? asSet;
  const opened = new Opened((_, error) => onNotice({ type: 'background.failed', error }));
  const timeouts = { silenceTimeoutMs: config.call.silenceTimeoutMs, lingerMs: LINGER_MS };
  const recording = await openRecording<ToolResult>({
    recording: config.recording,
    timeouts,
    limits: LIMITS,
    bounds: BOUNDS,
    edges,
    notify: onNotice,
  });
  opened.add('journal', recording, () => recording.close());
  const plainContent = openContent({
    sanity: config.sanity,
    cache: config.cache,
    edges,
    passTraceOn: (same) => same,
    trace: (attempt) => attempt(),
    notify: onNotice,
  });
  const content = tampering.content?.(plainContent, clock) ?? plainContent;
  const background = (_: string, work: () => Promise<unknown>) => {
    work().catch((error: unknown) => onNotice({ type: 'background.failed', error }));
  };
  const control = createLiveControl({ hosts: config.vapi.controlHosts, fetch, clock });
  const render = createRender(sentence, config);
  const calls = openCalls<ToolResult>({
    settings: { ...config, language: LANGUAGE.code },
    rules: {
      timeouts: tampering.timeouts?.(timeouts) ?? timeouts,
      render: tampering.render?.(render) ?? render,
      guard: liveGuard,
    },
    limits: LIMITS,
    heapFullness: () => 0,
    edges,
    content,
    record: tampering.record?.(recording.record, clock) ?? recording.record,
    say: tampering.say?.(control.say) ?? control.say,
    words: unaskedWords(config.call),
    background,
    trace: (asking) => asking,
    notify: { breaker: onNotice, spoken: onNotice },
    inspectors: around.inspectors,
    opened,
  });
  calls.engine.subscribe(onNotice);
  calls.engine.subscribe(recording.observe);
  for (const some of recording.recovered()) {
    if (tampering.resumes !== false) calls.engine.resume(some);
  }
  const follower = content.follow(calls.lookups.refresh, background);
  opened.add('follower', follower, () => follower?.close());
  const engine = tampering.engine?.(calls.engine) ?? calls.engine;
  const handle: LocalEngine<ToolResult>['handle'] = async (arrival) => {
    const { callId, events } = arrival;
    const told = tampering.events?.(callId, events) ?? events;
    const answers = await engine.handle({ ...arrival, events: told });
    return tampering.answers?.(answers) ?? answers;
  };
  const { conversations } = calls;
  const door = createDoor({
    engine: { handle },
    conversations,
    language: LANGUAGE,
    now: clock.now,
  });
  const turnDoor = createTurnDoor({
    engine: { handle, look: engine.look },
    conversations,
    language: LANGUAGE,
    clock,
    random,
    transferDestination: config.call.transferDestination,
    now: () => timeline.now,
  });
  return {
    async post(bytes, correlationId) {
      await enter();
      const answer = await door(bytes, correlationId);
      await enter();
      return answer;
    },
    async talk(bytes, signal) {
      await enter();
      const answer = await turnDoor(bytes, signal);
      await enter();
      return answer;
    },
    resetBreaker: () => calls.breaker.reset(),
    kill() {
      isAlive = false;
      for (const task of timers) task.run = null;
      timers.clear();
    },
    close: () => opened.close(),
    isAlive: () => isAlive,
    follows: () => follower?.state() ?? null,
    held: () => ({
      calls: calls.engine.size(),
      lookups: calls.lookups.underWay(),
      timers: timers.size,
      requests: requests.size,
    }),
  };
}

/** Of an answer that comes for as long as it is listened to, each part is one that is heard over a socket. */
function enterParts(
  { status, headers, body }: Response,
  enter: () => Promise<never> | null,
): Response {
  const parts = new TransformStream<Uint8Array, Uint8Array>({
    async transform(part, onward) {
      await enter();
      onward.enqueue(part);
    },
  });
  return new Response(body?.pipeThrough(parts) ?? null, { status, headers });
}
