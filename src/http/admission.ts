import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { Clock } from '../edges.ts';
import { sendRefusal, type TurnAway } from './problem.ts';
import { createRateLimits, type RateLimitKind, sendLimited } from './rate-limits.ts';
import { createShedding, type SheddingBounds, sendShed, type Urgency } from './shedding.ts';

/** What admission works with. */
export type AdmissionOptions = {
  /** Most requests of each kind that one call, or one address, may make in a minute. */
  ratePerMinute: number;
  shedding: SheddingBounds;
  /** What old space holds now, in bytes. */
  heapBytes: () => number;
  /** Epoch milliseconds. */
  now: () => number;
  notify: (notice: AdmissionNotice) => void;
  /** By default with a problem. */
  turnAway?: TurnAway;
};

/** A request that was turned away: its sender sends too many, or there are too many in all. */
export type AdmissionNotice =
  | { type: 'request.limited'; kind: RateLimitKind }
  /** `unread` is what was turned away before anything of it was read. */
  | { type: 'request.shed'; kind: Urgency | 'unread' };

/** Decides which requests to the routes of one scope are taken. */
export type Admission = {
  /** Whether a request is taken; one that is not has been answered. */
  admits(
    kind: RateLimitKind,
    callId: string | null,
    request: FastifyRequest,
    reply: FastifyReply,
  ): Promise<boolean>;
  /**
   * How many of so many tool calls of a message are taken: each counts by itself. Null where the
   * whole message is turned away, which has been answered.
   */
  admitsCalls(
    calls: number,
    callId: string | null,
    request: FastifyRequest,
    reply: FastifyReply,
  ): Promise<number | null>;
};

declare module 'fastify' {
  interface FastifyRequest {
    /** How long the request has waited in the queue, in milliseconds. */
    waitedMs: number;
  }
}

/**
 * Puts the routes of `scope` behind an admission queue, where no body has been read yet, and decides
 * on what comes through it by rate limits and load.
 */
export async function createAdmission(
  scope: FastifyInstance,
  options: AdmissionOptions,
): Promise<Admission> {
  const { ratePerMinute, shedding: bounds, heapBytes, notify, turnAway = sendRefusal } = options;
  const rateLimits = await createRateLimits(scope, ratePerMinute);
  const shedding = await createShedding(scope, bounds, heapBytes);
  const queue = createAdmissionQueue(options);
  scope.decorateRequest('waitedMs', 0);
  scope.addHook('onRequest', (request, reply, done) => {
    const go = (waitedMs: number | null) => {
      if (waitedMs === null) {
        notify({ type: 'request.shed', kind: 'unread' });
        sendShed(reply, turnAway);
        return;
      }
      request.waitedMs = waitedMs;
      done();
    };
    const entered = queue.enter();
    if (entered instanceof Promise) entered.then(go, done);
    else go(entered);
  });
  function isTaken(kind: Urgency, request: FastifyRequest, reply: FastifyReply): boolean {
    if (!shedding.isToShed(kind, request.waitedMs)) return true;
    notify({ type: 'request.shed', kind });
    sendShed(reply, turnAway);
    return false;
  }

  return {
    async admits(kind, callId, request, reply) {
      // A call that sends too much is told so, also while there is too much of all.
      if (!(await rateLimits.count(kind, callId, request, reply))) {
        notify({ type: 'request.limited', kind });
        sendLimited(reply, turnAway);
        return false;
      }
      return kind === 'refused' || isTaken(kind, request, reply);
    },
    async admitsCalls(calls, callId, request, reply) {
      let taken = 0;
      while (taken < calls && (await rateLimits.count('answer', callId, request, reply)))
        taken += 1;
      if (taken < calls) notify({ type: 'request.limited', kind: 'answer' });
      return isTaken('answer', request, reply) ? taken : null;
    },
  };
}

/**
 * Most requests that are begun in one turn of the event loop. Probes are looked at between turns,
 * so this bounds how long they wait: 8 requests take about 2 ms.
 */
const BEGUN_PER_TURN_MAX = 8;

/**
 * Most requests that wait, their bodies unread: about what is begun within a second. More are
 * turned away unread, tool calls among them, so that this is the very last bound.
 */
const QUEUED_MAX = 4000;

/** Begins requests, so many in each turn of the event loop, in the order of their arrival. */
export type AdmissionQueue = {
  /**
   * Gives 0 where it is the request's turn at once, and null if too many wait already; else resolves
   * when its turn comes, with the time that it has waited, in milliseconds.
   */
  enter(): 0 | null | Promise<number>;
};

/** Makes an admission queue. While there are few requests, none of them waits. */
export function createAdmissionQueue({ now }: Pick<Clock, 'now'>): AdmissionQueue {
  const queue: (() => void)[] = [];
  let begun = 0;

  function begin(): void {
    begun += 1;
    if (begun === 1) setImmediate(turn);
  }

  function turn(): void {
    begun = 0;
    for (const admit of queue.splice(0, BEGUN_PER_TURN_MAX)) {
      begin();
      admit();
    }
  }

  return {
    enter() {
      // Whoever comes while others wait goes behind them.
      if (queue.length === 0 && begun < BEGUN_PER_TURN_MAX) {
        begin();
        return 0;
      }
      if (queue.length >= QUEUED_MAX) return null;
      const arrivedAt = now();
      return new Promise((resolve) => queue.push(() => resolve(now() - arrivedAt)));
    },
  };
}
