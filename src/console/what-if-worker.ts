/* A thread that tells what would have been: it reads one call, runs it twice, and ends. */
import { parentPort, workerData } from 'node:worker_threads';
import { liveGuard } from '../grounding/live-guard.ts';
import type { JournalLine } from '../recording/line.ts';
import { readCall } from '../recording/read-calls.ts';
import { tellWhatIf } from '../replay/what-if.ts';
import { systemEdges } from '../system-edges.ts';
import { maskWhatIf } from './mask-what-if.ts';
import type { WhatIfAnswer, WhatIfOrder } from './what-if-in-thread.ts';

const { dir, callId, change, silenceTimeoutMs }: WhatIfOrder = workerData;
parentPort?.postMessage(answer(await readLatest()));

/** The lines of the call; of an ID that came back after it was forgotten, those of the latest call. */
async function readLatest(): Promise<JournalLine[]> {
  let lines: JournalLine[] = [];
  for await (const line of readCall(systemEdges.disk, dir, callId)) {
    if (line.seq === 0) lines = [];
    lines.push(line);
  }
  return lines;
}

function answer(lines: JournalLine[]): WhatIfAnswer {
  if (lines.length === 0) {
    return { ok: false, why: 'unknown', reason: 'No such call is on record' };
  }
  const result = tellWhatIf(lines, change, { silenceTimeoutMs, guard: liveGuard });
  return result.ok ? { ok: true, told: maskWhatIf(result, lines) } : result;
}
