import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Disk, Fetch } from '../../src/edges.ts';
import { readCall } from '../../src/recording/read-calls.ts';
import { createBridge, findObstacle } from './bridge.ts';
import { startInspectorServer } from './inspector-server.ts';
import type { InspectOptions, LiveService, Pace, RecordedCall } from './options.ts';
import { type PlayedStep, playCall } from './play-call.ts';

type Surroundings = {
  say: (line: string) => void;
  /** Where Enter is pressed. */
  input: NodeJS.ReadableStream;
  fetch: Fetch;
  disk: Disk;
  /** Ends it. */
  signal: AbortSignal;
};

type Inspector = InspectOptions['inspector'];

/** No pause of a recorded call is longer. */
const PAUSE_MS_MAX = 1000;

/** Shows what the options name until it is ended. Throws where there is nothing to show. */
export async function show({ inspector, what }: InspectOptions, around: Surroundings) {
  if (what.kind === 'live') await showLive(inspector, what, around);
  else await showRecorded(inspector, what, around);
}

async function showLive(
  inspector: Inspector,
  service: LiveService,
  { say, fetch, signal }: Surroundings,
): Promise<void> {
  const obstacle = await findObstacle(service, fetch);
  if (obstacle !== null) throw new Error(obstacle);
  const bridge = createBridge({
    service,
    send: (text) => server.send(text),
    onEnd: (code) => say(`${service.url} ended it (${code}). Once it is back, reload the page.`),
  });
  const server = await startInspectorServer({ ...inspector, onPage: bridge.restart });
  say(`${service.url} is shown at ${server.url}, on this machine alone.`);
  sayWhatIsNeeded(inspector, say);
  try {
    await untilAborted(signal);
  } finally {
    bridge.close();
    await server.close();
  }
}

async function showRecorded(
  inspector: Inspector,
  call: RecordedCall,
  around: Surroundings,
): Promise<void> {
  const { callId, dir } = call;
  const steps = playCall(callId, readCall(around.disk, dir, callId));
  try {
    // What cannot be played at all is told before anybody opens a page for it.
    const first = await steps.next().catch((error: Error) => {
      if (error.message.startsWith('Cannot ')) throw error;
      throw new Error(`Cannot read "${dir}": ${error.message}`, { cause: error });
    });
    if (!first.done) await play(inspector, call, { first: first.value, rest: steps }, around);
  } finally {
    await steps.return(undefined);
  }
}

type Steps = { first: PlayedStep; rest: AsyncIterable<PlayedStep> };

async function play(
  inspector: Inspector,
  { callId, pace }: RecordedCall,
  { first, rest }: Steps,
  { say, input, signal }: Surroundings,
): Promise<void> {
  const opened = Promise.withResolvers<void>();
  const server = await startInspectorServer({ ...inspector, onPage: opened.resolve });
  say(`${callId} is played at ${server.url}, on this machine alone, once that page is open.`);
  sayWhatIsNeeded(inspector, say);
  const goOn = pacer(pace, input, signal);
  const tell = ({ texts, event, state }: PlayedStep) => {
    for (const text of texts) server.send(text);
    say(`${event} → ${state}`);
  };
  try {
    await Promise.race([opened.promise, untilAborted(signal)]);
    if (signal.aborted) return;
    tell(first);
    let before = first;
    for await (const step of rest) {
      await goOn(step.at - before.at);
      if (signal.aborted) return;
      tell(step);
      before = step;
    }
    say('That was all of it.');
    await untilAborted(signal);
  } finally {
    await server.close();
  }
}

function sayWhatIsNeeded({ uiUrl }: Inspector, say: Surroundings['say']): void {
  say(`The inspector itself is loaded from ${uiUrl}, which needs the network; nothing else does.`);
}

/** Waits as long as there was between two events, or until Enter is pressed. */
function pacer(pace: Pace, input: Surroundings['input'], signal: AbortSignal) {
  if (pace !== 'step') {
    return async (apartMs: number) => {
      const pauseMs = Math.min(Math.max(apartMs, 0), PAUSE_MS_MAX) / pace.speed;
      await sleep(pauseMs, undefined, { signal }).catch(() => {});
    };
  }
  const lines = createInterface({ input, signal });
  return async () => {
    await once(lines, 'line', { signal }).catch(() => {});
  };
}

async function untilAborted(signal: AbortSignal): Promise<void> {
  if (!signal.aborted) await once(signal, 'abort');
}
