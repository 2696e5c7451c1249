import { plainReply, type Reply } from '../../machines/reply.ts';
import { createCounters } from '../../src/observability/counters.ts';
import { createMetrics, type Metrics } from '../../src/observability/metrics.ts';
import type { JournalHealth } from '../../src/recording/journal.ts';

/** The tools that the tests' metrics know. */
export const TOOLS = ['track_delivery', 'request_human'];

const HEALTHY: JournalHealth = { ok: true, waiting: 0, lost: 0, troubleSince: null, reason: null };

/** Metrics of a service that is not there, and the hands on what they are read from. */
export function setUp({ journal = HEALTHY, heldCalls = 0, now = 0 } = {}) {
  const counters = createCounters();
  const metrics = createMetrics({
    counters,
    journal: () => journal,
    heldCalls: () => heldCalls,
    now: () => now,
    tools: TOOLS,
    replyDeadlineMs: 500,
  });
  return { metrics, counters };
}

/** The value of each series by its name and labels, as Prometheus reads them. */
export function readSeries(text: string): Map<string, number> {
  const lines = text.split('\n').filter((line) => line !== '' && !line.startsWith('#'));
  return new Map(
    lines.map((line) => {
      const end = line.lastIndexOf(' ');
      return [line.slice(0, end), Number(line.slice(end + 1))];
    }),
  );
}

/** The value of one series; undefined if there is no such series. */
export async function readValue(metrics: Metrics, series: string): Promise<number | undefined> {
  return readSeries(await metrics.render()).get(series);
}

/** A reply of no importance, but for what is given. */
export function makeReply(rest: Partial<Reply> = {}): Reply {
  const asked = { toolCallId: 'tool-1', tool: 'track_delivery' };
  return { ...plainReply({}, asked, 'not_found', 'fallback', { about: 'noNumber' }), ...rest };
}
