import type { FastifyReply, FastifyRequest } from 'fastify';
import { promisedBytes } from './unread-bodies.ts';

/** Bodies that are read before it is known whose they are, over all connections together. */
export type UnprovenBounds = { bytes: number; requests: number };

/** Twelve of the largest bodies, or hundreds of the usual ones, at the same time. */
export const UNPROVEN_BOUNDS: UnprovenBounds = { bytes: 64 * 1024 * 1024, requests: 500 };

/**
 * Keeps account of the bodies on their way whose sender only they can prove: without it, strangers
 * could fill the memory with what they hold back the end of.
 */
export function createUnproven({ bytes: bytesMax, requests: requestsMax }: UnprovenBounds) {
  const known = new Map<FastifyRequest, number>();
  let bytes = 0;

  function settle(request: FastifyRequest): void {
    bytes -= known.get(request) ?? 0;
    known.delete(request);
  }

  return {
    /** Whether there is room for the body of a request, of at most `bodyMax` bytes; takes it. */
    admit(request: FastifyRequest, reply: FastifyReply, bodyMax: number): boolean {
      const promised = Math.min(promisedBytes(request), bodyMax);
      if (known.size >= requestsMax || bytes + promised > bytesMax) return false;
      known.set(request, promised);
      bytes += promised;
      reply.raw.once('close', () => settle(request));
      return true;
    },
    /** The sender is known now, or answered. */
    settle,
    bytes: () => bytes,
  };
}
