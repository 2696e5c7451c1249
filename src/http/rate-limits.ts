import rateLimit from '@fastify/rate-limit';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { TurnAway } from './problem.ts';
import type { Urgency } from './shedding.ts';

const WINDOW_MS = 60_000;

/**
 * What is counted, each by itself: events alone must not use up what tool calls may need, nor
 * partial transcripts what final ones do.
 */
export type RateLimitKind = Urgency | 'refused';

/** Counts requests by sender. */
export type RateLimits = {
  /**
   * Counts a request of a call, or of an address where there is no call. Sets the headers of the
   * answer; false when it is one too many: then `sendLimited` is to answer it.
   */
  count(
    kind: RateLimitKind,
    callId: string | null,
    request: FastifyRequest,
    reply: FastifyReply,
  ): Promise<boolean>;
};

declare module 'fastify' {
  interface FastifyRequest {
    /** Whom the request is counted for. */
    rateLimitKey: string;
  }
}

/**
 * Counts up to `max` requests of each kind from each sender in a minute. An IPv6 sender is its /64,
 * which is what one customer has.
 */
export async function createRateLimits(scope: FastifyInstance, max: number): Promise<RateLimits> {
  await scope.register(rateLimit, { global: false, max, timeWindow: WINDOW_MS });
  scope.decorateRequest('rateLimitKey', '');
  // Each keeps count of the 5000 senders that it heard of last: more calls at a time than one
  // process can serve.
  const limiter = () => scope.createRateLimit({ keyGenerator: ({ rateLimitKey }) => rateLimitKey });
  const limiters = {
    answer: limiter(),
    ending: limiter(),
    event: limiter(),
    partial: limiter(),
    refused: limiter(),
  } satisfies Record<RateLimitKind, unknown>;
  return {
    async count(kind, callId, request, reply) {
      // A call may be named like an address.
      request.rateLimitKey =
        callId === null ? `address:${rateLimit.normalizeIP(request.ip)}` : `call:${callId}`;
      const verdict = await limiters[kind](request);
      if (verdict.isAllowed) return true;
      reply.header('x-ratelimit-limit', verdict.max);
      reply.header('x-ratelimit-remaining', verdict.remaining);
      reply.header('x-ratelimit-reset', verdict.ttlInSeconds);
      if (verdict.isExceeded) reply.header('retry-after', verdict.ttlInSeconds);
      return !verdict.isExceeded;
    },
  };
}

/** Answers a request that is one too many. */
export function sendLimited(reply: FastifyReply, turnAway: TurnAway): FastifyReply {
  return turnAway(reply, 429, 'Too many requests: try again later');
}
