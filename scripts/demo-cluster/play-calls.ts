import { setTimeout as wait } from 'node:timers/promises';

/** One answer to one tool call, as the process that was asked has sent it. */
export type Received = { callId: string; toolCallId: string; text: string; tookMs: number };

/** What came of all calls. */
export type Played = {
  received: Received[];
  /** Deliveries that no process took, and how often another one was asked. */
  lost: number;
  moved: number;
};

type Options = {
  /** The processes that are alive now. */
  urls: () => string[];
  secret: string;
  calls: number;
  /** Deliveries a second, of all calls together. */
  rate: number;
  numbers: readonly string[];
  /** Told of each answer, in its order. */
  onAnswer: (count: number) => void;
};

/** How often each call asks for a parcel. */
export const QUESTIONS = 4;
const TRIES_MAX = 10;

/** Plays calls at a pace, each delivery at the next process in turn, as a balancer before them would. */
export async function playCalls(options: Options): Promise<Played> {
  const { urls, secret, calls, rate, numbers, onAnswer } = options;
  const played: Played = { received: [], lost: 0, moved: 0 };
  let turns = 0;

  async function post(message: Record<string, unknown>): Promise<{ text: string } | null> {
    for (let tries = 0; tries < TRIES_MAX; tries += 1) {
      turns += 1;
      const alive = urls();
      const response = await fetch(`${alive[turns % alive.length]}/webhook`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', 'x-vapi-secret': secret },
        body: JSON.stringify({ message }),
      }).catch(() => null);
      if (response?.ok) return { text: await response.text() };
      played.moved += 1;
    }
    played.lost += 1;
    return null;
  }

  async function ask(callId: string, toolCallId: string, number: string): Promise<void> {
    const call = {
      id: toolCallId,
      type: 'function',
      function: { name: 'track_delivery', arguments: { trackingNumber: number } },
    };
    const startedAt = performance.now();
    const answer = await post({
      type: 'tool-calls',
      call: { id: callId },
      toolCalls: [call],
      toolCallList: [call],
    });
    const tookMs = performance.now() - startedAt;
    if (answer === null) return;
    played.received.push({ callId, toolCallId, text: answer.text, tookMs });
    onAnswer(played.received.length);
  }

  async function play(index: number): Promise<void> {
    const callId = `cluster-${index + 1}`;
    const paceMs = (1000 * calls) / rate;
    await wait(paceMs * (index / calls));
    await post({ type: 'status-update', status: 'in-progress', call: { id: callId } });
    for (let question = 1; question <= QUESTIONS; question += 1) {
      await wait(paceMs);
      const number = numbers[(index + question) % numbers.length] ?? '';
      const toolCallId = `${callId}-${question}`;
      await ask(callId, toolCallId, number);
      await wait(paceMs);
      // Vapi delivers a tool call again when it is in doubt, and by then at another process.
      await ask(callId, toolCallId, number);
    }
    await wait(paceMs);
    const endedReason = 'customer-ended-call';
    await post({ type: 'status-update', status: 'ended', endedReason, call: { id: callId } });
  }

  await Promise.all(Array.from({ length: calls }, (_, index) => play(index)));
  return played;
}
