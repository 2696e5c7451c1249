import { toDataset } from './judge-answer.ts';
import { makeDeliveries } from './made-deliveries.ts';

/** What the simulated hour takes for granted. Times are milliseconds. */
export const HOUR_ASSUMPTIONS = {
  deliveries: 2000,
  callsPerHour: 600,
  /** Calls to the n-th most wanted delivery are as many as 1/n of those to the first. */
  zipfExponent: 1,
  /** From the beginning of a call until its first tool call. */
  untilAskedMs: { min: 10_000, max: 25_000 },
  /** From one question to the next, or to the end. */
  pauseMs: { min: 8000, max: 20_000 },
  /** Who asks what is wrong, too; and who asks once more a minute later or more. */
  issueShare: 0.4,
  againShare: 0.1,
  againMs: { min: 60_000, max: 120_000 },
} as const;

/** One message of a call, to be posted at a time after the beginning. */
export type Step = { at: number; callId: string; message: Record<string, unknown> };

/** Draws the calls of so much time, as steps in the order of their times. */
export function imagineCalls(spanMs: number, knownShare: number, random: () => number): Step[] {
  const { callsPerHour, deliveries } = HOUR_ASSUMPTIONS;
  const wanted = [...toDataset(makeDeliveries(deliveries)).values()];
  const pick = zipf(wanted, HOUR_ASSUMPTIONS.zipfExponent, random);
  const steps: Step[] = [];
  const gapMs = 3_600_000 / callsPerHour;
  // Calls come independently of each other: the gaps are exponentially distributed.
  for (let at = 0; at < spanMs; at += Math.log(1 / (1 - random())) * gapMs) {
    const { trackingNumber, customerPhone } = pick();
    const isKnown = random() < knownShare;
    const call = { callId: `call-${steps.length}`, trackingNumber, customerPhone, isKnown };
    steps.push(...imagineCall(at, call, random));
  }
  return steps.sort((one, other) => one.at - other.at);
}

type Call = { callId: string; trackingNumber: unknown; customerPhone: unknown; isKnown: boolean };

function imagineCall(at: number, call: Call, random: () => number): Step[] {
  const { untilAskedMs, pauseMs, issueShare, againShare, againMs } = HOUR_ASSUMPTIONS;
  const steps: Step[] = [];
  let clock = at;
  const within = ({ min, max }: { min: number; max: number }) => min + random() * (max - min);
  const tell = (waitMs: number, message: Record<string, unknown>) => {
    clock += waitMs;
    const customer = call.isKnown ? { number: call.customerPhone } : null;
    const told = { ...message, call: { id: call.callId, customer } };
    steps.push({ at: clock, callId: call.callId, message: told });
  };
  const ask = (waitMs: number, name: string, args: object) => {
    const id = `${call.callId}-${steps.length}`;
    const tool = { id, type: 'function', function: { name, arguments: args } };
    tell(waitMs, { type: 'tool-calls', toolCallList: [tool] });
  };
  const { trackingNumber } = call;
  tell(0, { type: 'status-update', status: 'in-progress' });
  ask(within(untilAskedMs), 'track_delivery', { trackingNumber });
  if (random() < issueShare) ask(within(pauseMs), 'get_delivery_issue', {});
  if (random() < againShare) ask(within(againMs), 'track_delivery', { trackingNumber });
  tell(within(pauseMs), { type: 'status-update', status: 'ended' });
  return steps;
}

/** Picks from a list whose n-th item is wanted 1/n^exponent as often as its first. */
function zipf<Item>(items: Item[], exponent: number, random: () => number): () => Item {
  let sum = 0;
  const sums = items.map((_, index) => {
    sum += (index + 1) ** -exponent;
    return sum;
  });
  return () => {
    const drawn = random() * sum;
    const item = items[sums.findIndex((upTo) => drawn < upTo)];
    if (item === undefined) throw new RangeError('Cannot pick from an empty list');
    return item;
  };
}
