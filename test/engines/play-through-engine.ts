import { setImmediate as turn } from 'node:timers/promises';
import type { CallPolicy } from '../../machines/call-context.ts';
import type { AskedEvent, ReportEvent, ShellEvent } from '../../machines/call-events.ts';
import type { Reply } from '../../machines/reply.ts';
import { Conversations } from '../../src/calls/conversations.ts';
import { createLocalEngine } from '../../src/calls/local-engine.ts';
import { arrival, RULES } from '../calls/run-engine.ts';
import { createHandClock } from '../hand-clock.ts';
import { callInput, NOON } from '../machines/call-script.ts';

/** What an engine is told of a call: an answer in its words, and not whether it is right. */
export type EngineEvent = AskedEvent | ReportEvent | ShellEvent;

/** An engine whose lookups never end by themselves: the events say how they do. */
function makeEngine(policy: Partial<CallPolicy> | undefined) {
  return createLocalEngine<Reply>({
    policy: callInput(policy).policy,
    rules: RULES,
    callsMax: 10,
    heapFullness: () => 0,
    clock: createHandClock(),
    conversations: new Conversations(),
    record: async () => {},
    carryOut: () => {},
    newCorrelationId: () => 'made',
  });
}

/** Plays a call through the real engine; gives what was answered, in its order, and the state it is in. */
export async function playThroughEngine(
  events: readonly EngineEvent[],
  policy?: Partial<CallPolicy>,
): Promise<{ told: Reply[]; state: unknown }> {
  const engine = makeEngine(policy);
  const { callId } = callInput();
  const told: Reply[] = [];
  engine.subscribe((notice) => {
    if (notice.type === 'tool.answered') told.push(notice.reply);
  });
  const begun = { type: 'call.progressed', at: NOON, status: 'in-progress' } as const;
  await engine.handle(arrival(callId, NOON, begun));
  for (const event of events) {
    const isFromInside = /^(lookup|caller\.recognised|time|silence)/.test(event.type);
    if (isFromInside) await engine.deliver(callId, event as ShellEvent);
    // An answer may wait for what is told later.
    else void engine.handle(arrival(callId, event.at, event as AskedEvent | ReportEvent));
    await turn();
  }
  const seen = { told: [...told], state: (await engine.look(callId))?.value };
  // Whoever still waits is answered with a fault.
  await engine.close();
  return seen;
}
