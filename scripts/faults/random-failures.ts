import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { json } from 'node:stream/consumers';
import { ALL_SORTS, answerFrom, nowAndThen } from './behaviours.ts';
import { inParallel } from './in-parallel.ts';
import { judgeAnswer, judgeLateAnswer, toDataset } from './judge-answer.ts';
import { makeDeliveries } from './made-deliveries.ts';
import { setFaultStage } from './stage.ts';

/** How many lookups, how many at a time, and how often a request fails. */
export type RandomScale = { lookups: number; workers: number; share: number; seed: number };

/** How the lookups ended, late ones included. */
export type RandomResult = {
  lookups: number;
  /** Fresh within the deadline, and fresh after it, as said into the call. */
  inTime: number;
  late: number;
  sent: number;
  slowestMs: number;
  /** How often the breaker changed its state. */
  breakerChanges: number;
  faults: string[];
};

const NOTHING_YET = { inTime: 0, late: 0, sent: 0, slowestMs: 0, breakerChanges: 0 };

/** The least share of lookups that must end fresh. */
const FRESH_SHARE_MIN = 0.97;

/**
 * Lets every request fail by chance and counts the lookups that end fresh all the same. Each number
 * is asked for once and nothing is in the cache. What ends after the deadline is told to the caller
 * over the control URL, so that is where it is counted.
 */
export async function runRandomFailures(scale: RandomScale): Promise<RandomResult> {
  const { lookups, workers, share, seed } = scale;
  const dataset = toDataset(makeDeliveries(lookups));
  const control = await startControl();
  const stage = await setFaultStage({ VAPI_CONTROL_HOSTS: control.origin });
  const otherwise = answerFrom(dataset);
  stage.proxy.behave(nowAndThen(share, { seed, faults: ALL_SORTS, otherwise }));
  const result = { ...NOTHING_YET, lookups, faults: [] as string[] };
  try {
    await inParallel(dataset.keys(), workers, async (trackingNumber) => {
      const monitor = { controlUrl: `${control.origin}/${trackingNumber}` };
      const told = await stage.client.track(trackingNumber, { monitor });
      const verdict = judgeAnswer(told, dataset);
      result.slowestMs = Math.max(result.slowestMs, told.tookMs);
      if (verdict.outcome === 'fresh') result.inTime += 1;
      result.faults.push(...verdict.faults);
    });
    if ((await stage.drain()) === null) result.faults.push('lookups or requests did not end');
    result.late = control.said.size;
    const { now } = stage.meters.edges.clock;
    for (const [trackingNumber, sentence] of control.said) {
      result.faults.push(...judgeLateAnswer(sentence, trackingNumber, dataset, now()));
    }
    result.sent = stage.meters.sentInAll() - result.late;
    result.breakerChanges = stage.service.app.counters.getSnapshot().context.breaker.changes;
  } finally {
    // What was said is said: the leaks that are looked for are those of the service.
    await control.close();
    result.faults.push(...(await stage.close()));
  }
  if ((result.inTime + result.late) / lookups < FRESH_SHARE_MIN) {
    result.faults.push(`less than ${FRESH_SHARE_MIN * 100} % ended fresh`);
  }
  return result;
}

/** Takes what is said into calls, as Vapi would; the path of a control URL is a tracking number. */
async function startControl() {
  const said = new Map<string, string>();
  const server = createServer(async (request, response) => {
    const { content } = (await json(request)) as { content: string };
    said.set(request.url?.slice(1) ?? '', content);
    response.writeHead(200).end();
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    said,
    async close() {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}
