import { loadRecordingConfig } from '../../src/config.ts';
import type { Edges } from '../../src/edges.ts';
import { checkClock } from './check-clock.ts';
import { checkJournal, type ProbedDisk } from './check-journal.ts';
import { checkSanity } from './check-sanity.ts';
import { checkSettings } from './check-settings.ts';
import { checkVapi } from './check-vapi.ts';
import type { Finding } from './finding.ts';

type Options = {
  /** Tracking numbers, in normalized form, whose records are wanted. */
  numbers: readonly string[];
  /** Settings that win over the environment and the file. */
  settings?: Record<string, string>;
  edges: Pick<Edges, 'clock' | 'fetch'>;
  disk: ProbedDisk;
  processId: number;
  /** Longest time for one question to Sanity or Vapi, in milliseconds. */
  timeoutMs: number;
};

/** Looks at everything that can be looked at, whatever else is wrong. */
export async function examine(options: Options): Promise<Finding[]> {
  const { numbers, settings = {}, edges, disk, processId, timeoutMs } = options;
  const { findings, config, api } = checkSettings(settings);
  if (config !== null) {
    const sanity = await checkSanity({ config, numbers, edges, timeoutMs });
    findings.push(
      ...sanity.findings,
      ...(await checkVapi({ config, api, fetch: edges.fetch, timeoutMs })),
      ...checkClock(sanity.aheadMs),
    );
  }
  const recording = loadRecordingConfig(settings);
  if (recording.ok) {
    findings.push(...(await checkJournal({ dir: recording.recording.dir, disk, processId })));
  }
  return findings;
}
