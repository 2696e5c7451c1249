import { setTimeout as wait } from 'node:timers/promises';
import { readDocuments } from '../embedded-sanity/documents.ts';
import { failWith } from './behaviours.ts';
import { pass } from './fault-proxy.ts';
import { inParallel } from './in-parallel.ts';
import { judgeAnswer, toDataset } from './judge-answer.ts';
import { setFaultStage } from './stage.ts';

/** What became of those who asked just after an outage. */
export type ReturnResult = {
  callers: number;
  fresh: number;
  /** Requests that were sent before the first was answered: the probe. */
  probes: number;
  slowestMs: number;
  faults: string[];
};

const CALLERS = 20;
/** How long Sanity takes at least when it is back; it works in this very process, one by one. */
const ANSWER_MS = 30;
const RESET_SECONDS = 1;
/** A pause of the runner's own, between two looks at the breaker, and how often it looks. */
const LOOK_EVERY_MS = 20;
const LOOKS_MAX = 250;

const DELIVERIES = new URL('../embedded-sanity/deliveries.ndjson', import.meta.url);

/**
 * Takes Sanity away until the breaker is open, gives it back, and lets twenty callers ask at once
 * whose phone numbers are on record: nobody's recognition takes the probe, one of them probes, and
 * all of them are answered.
 */
export async function runOutageAndReturn(): Promise<ReturnResult> {
  const dataset = toDataset(readDocuments(DELIVERIES));
  const stage = await setFaultStage({ BREAKER_RESET_SECONDS: String(RESET_SECONDS) });
  const result: ReturnResult = { callers: CALLERS, fresh: 0, probes: 0, slowestMs: 0, faults: [] };
  const stateOf = () => stage.service.app.counters.getSnapshot().context.breaker.state;
  const reach = async (state: string) => {
    for (let look = 0; stateOf() !== state; look += 1) {
      if (look > LOOKS_MAX) throw new Error(`The breaker is ${stateOf()}, not ${state}`);
      await wait(LOOK_EVERY_MS);
    }
  };
  try {
    stage.proxy.behave(failWith(503));
    for (let index = 0; stateOf() !== 'open' && index < 10; index += 1) {
      await stage.client.track(`ZZ${900_001 + index}`);
    }
    await reach('halfOpen');
    let isAnswered = false;
    stage.proxy.behave(async (exchange) => {
      if (!isAnswered) result.probes += 1;
      await exchange.pause(ANSWER_MS);
      isAnswered = true;
      await pass(exchange);
    });
    const asked = [...dataset].slice(0, CALLERS);
    await inParallel(asked, CALLERS, async ([trackingNumber, { customerPhone }]) => {
      const told = await stage.client.track(trackingNumber, {
        customer: { number: customerPhone },
      });
      const verdict = judgeAnswer(told, dataset);
      result.slowestMs = Math.max(result.slowestMs, told.tookMs);
      if (verdict.outcome === 'fresh') result.fresh += 1;
      result.faults.push(...verdict.faults);
    });
    if ((await stage.drain()) === null) result.faults.push('lookups or requests did not end');
  } finally {
    result.faults.push(...(await stage.close()));
  }
  if (result.fresh < CALLERS) result.faults.push(`${CALLERS - result.fresh} callers not answered`);
  if (result.probes !== 1) result.faults.push(`${result.probes} requests before the first answer`);
  return result;
}
