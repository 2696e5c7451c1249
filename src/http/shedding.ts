import underPressure from '@fastify/under-pressure';
import type { FastifyInstance, FastifyReply } from 'fastify';
import type { VapiMessage } from '../vapi/messages.ts';
import { isFinalStatus } from '../vapi/to-call-events.ts';
import { sendRefusal, type TurnAway } from './problem.ts';

/**
 * What a message is worth when not all can be taken: a caller waits for an `answer`; an `ending`
 * closes a call, and hardly comes again; any other `event` is only told, and a `partial` will be told
 * once more, better.
 */
export type Urgency = 'answer' | 'ending' | 'event' | 'partial';

/** How urgent a message is. */
export function urgencyOf(message: VapiMessage): Urgency {
  switch (message.type) {
    case 'tool-calls':
    case 'function-call':
    case 'assistant-request':
    case 'transfer-destination-request':
    case 'handoff-destination-request':
    case 'knowledge-base-request':
    case 'call.endpointing.request':
    case 'campaign.predial':
    case 'voice-request':
      return 'answer';
    case 'end-of-call-report':
      return 'ending';
    case 'status-update':
      return isFinalStatus(message.status) ? 'ending' : 'event';
    case 'transcript':
      return message.transcriptType === 'partial' ? 'partial' : 'event';
    default:
      return 'event';
  }
}

/** What is too much: by how much the event loop is late, what old space holds, what one waited. */
export type PressureBounds = { loopDelayMs: number; heapBytes: number; waitedMs: number };

/** Past `first`, events are turned away; past `last`, everything is. */
export type SheddingBounds = { first: PressureBounds; last: PressureBounds };

/**
 * From this part of the first bound on, some events are shed, and the more the longer they have
 * waited: if all were shed at once, the queue would be gone at once, and back as soon.
 */
const SOME_FROM = 0.2;

/** How soon a request that was turned away may come again. */
const RETRY_AFTER_SECONDS = 2;

/**
 * Sets the bounds by what old space may hold, in bytes. A caller has waited for nothing when an
 * event is turned away, so that is soon; a tool call is only when Vapi, which waits 5 s for it,
 * would hardly still be there for the answer.
 */
export function sheddingBounds(oldSpaceBytesMax: number) {
  return {
    first: { loopDelayMs: 200, heapBytes: 0.8 * oldSpaceBytesMax, waitedMs: 500 },
    last: { loopDelayMs: 1000, heapBytes: 0.9 * oldSpaceBytesMax, waitedMs: 2000 },
  } satisfies SheddingBounds;
}

/** Tells which requests are to be turned away. */
export type Shedding = {
  /** `waitedMs` is how long the request has waited in the queue. */
  isToShed(urgency: Urgency, waitedMs: number): boolean;
};

/**
 * Watches the event loop and the heap, of which `heapBytes` tells what old space holds. It holds for
 * the routes of `scope` alone, so that no probe is ever turned away (invariant 10: events before tool
 * calls).
 */
export async function createShedding(
  scope: FastifyInstance,
  { first, last }: SheddingBounds,
  heapBytes: () => number,
): Promise<Shedding> {
  await scope.register(underPressure, {
    maxEventLoopDelay: first.loopDelayMs,
    // Who is turned away depends on the message, which is not read yet when the plugin decides.
    pressureHandler: () => {},
  });
  let owed = 0;

  function isEventToShed(waitedMs: number): boolean {
    if (scope.isUnderPressure() || heapBytes() > first.heapBytes) return true;
    // Adds up the part of each event that is to be shed, and sheds a whole one when it is reached.
    owed += partToShed(waitedMs, first.waitedMs);
    if (owed < 1) return false;
    owed -= 1;
    return true;
  }

  return {
    isToShed(urgency, waitedMs) {
      // What comes again goes first: it counts for having waited twice as long.
      if (urgency === 'partial') return isEventToShed(2 * waitedMs);
      if (urgency === 'event') return isEventToShed(waitedMs);
      const { eventLoopDelay } = scope.memoryUsage();
      // The plugin says Infinity after a pause of a second or more, which is over by then.
      const isLate = Number.isFinite(eventLoopDelay) && eventLoopDelay > last.loopDelayMs;
      const isFull = heapBytes() > last.heapBytes;
      return isLate || isFull || waitedMs > last.waitedMs;
    },
  };
}

function partToShed(waitedMs: number, waitedMsMax: number): number {
  const from = SOME_FROM * waitedMsMax;
  if (waitedMs <= from) return 0;
  return Math.min(1, (waitedMs - from) / (waitedMsMax - from));
}

/** Answers a request that is turned away. */
export function sendShed(reply: FastifyReply, turnAway: TurnAway = sendRefusal): FastifyReply {
  reply.header('retry-after', RETRY_AFTER_SECONDS);
  return turnAway(reply, 503, 'Too busy: try again later');
}
