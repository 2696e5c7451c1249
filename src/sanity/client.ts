import type { SanityClient } from '@sanity/client';
import type { Clock, Fetch } from '../edges.ts';
import {
  type DeliveryAttempt,
  type FailedAttempt,
  failInvalid,
  failMalformed,
  failTimeout,
  type ListAttempt,
  readFailure,
} from './attempt.ts';
import { boundFetch } from './bounded-fetch.ts';
import { DELIVERIES_BY_PHONE_QUERY, DELIVERY_QUERY, EXACT_FIRST_QUERY } from './query.ts';
import { createReadClient, type ReadClientOptions } from './read-client.ts';
import { type RecordFlaw, readDeliveriesResult, readDeliveryResult } from './read-result.ts';

/** Where the deliveries are and how to get there. */
export type ContentClientOptions = ReadClientOptions & {
  /** GROQ of the user's own with `$trackingNumber`, for another document shape. */
  query?: string | undefined;
  /** The same with `$customerPhone`, for the deliveries of a caller. */
  phoneQuery?: string | undefined;
  /** How a number is compared with the documents': see query.ts. */
  numberMatch?: 'any-spelling' | 'exact-first' | undefined;
  fetch: Fetch;
  clock: Clock;
  /** Told of every fault in every document that is read. */
  onFlaw?: ((flaw: RecordFlaw) => void) | undefined;
};

/** When to give an attempt up; both close its connection. */
export type AttemptLimits = { signal: AbortSignal; timeoutMs?: number };

/** Reads deliveries from Content Lake. Never rejects for a failure that lies outside Waybill. */
export type ContentClient = {
  /** Reads the delivery with a normalized tracking number, in one request. */
  fetchDelivery(trackingNumber: string, limits: AttemptLimits): Promise<DeliveryAttempt>;
  /** Reads the deliveries for a phone number in E.164, in one request. */
  fetchDeliveriesByPhone(phone: string, limits: AttemptLimits): Promise<ListAttempt>;
};

type Question = { query: string; params: Record<string, string>; tag: string };
type Answered = { kind: 'answered'; result: unknown };

/** A record is some hundred bytes; a thousand times that is nothing of ours. */
const BODY_BYTES_MAX = 1024 * 1024;

/** Makes a content client. It holds no sockets: those belong to the `fetch` that it is given. */
export function createContentClient(options: ContentClientOptions): ContentClient {
  const { clock, token, numberMatch, onFlaw = () => {} } = options;
  const ownQuery = numberMatch === 'exact-first' ? EXACT_FIRST_QUERY : DELIVERY_QUERY;
  const { query = ownQuery, phoneQuery = DELIVERIES_BY_PHONE_QUERY } = options;
  const transport = boundFetch(options.fetch, BODY_BYTES_MAX);
  let client: Promise<SanityClient> | undefined;

  async function attempt(question: Question, limits: AttemptLimits) {
    const secrets = [token, ...Object.values(question.params)];
    client ??= createReadClient(options, transport);
    const sanity = await client.catch((error: unknown) => {
      // What could not be loaded once may be another time.
      client = undefined;
      throw error;
    });
    return ask(sanity, clock, question, limits, secrets);
  }

  return {
    async fetchDelivery(trackingNumber, limits) {
      const question = { query, params: { trackingNumber }, tag: 'waybill.delivery' };
      const answer = await attempt(question, limits);
      if (answer.kind === 'failed') return answer;
      const { flaws, ...reading } = readDeliveryResult(answer.result, trackingNumber, clock.now());
      flaws.forEach(onFlaw);
      return reading.kind === 'invalid' ? failInvalid(reading.fault) : reading;
    },

    async fetchDeliveriesByPhone(customerPhone, limits) {
      const params = { customerPhone };
      const question = { query: phoneQuery, params, tag: 'waybill.phone' };
      const answer = await attempt(question, limits);
      if (answer.kind === 'failed') return answer;
      const { flaws, ...reading } = readDeliveriesResult(answer.result, customerPhone, clock.now());
      flaws.forEach(onFlaw);
      return reading.kind === 'invalid' ? failInvalid(reading.fault) : reading;
    },
  };
}

async function ask(
  sanity: SanityClient,
  clock: Clock,
  { query, params, tag }: Question,
  { signal, timeoutMs }: AttemptLimits,
  secrets: string[],
): Promise<Answered | FailedAttempt> {
  const deadline = new AbortController();
  const timer =
    timeoutMs === undefined ? undefined : clock.setTimeout(() => deadline.abort(), timeoutMs);
  try {
    // The unfiltered answer tells "no such document" from "no such answer".
    const answer: unknown = await sanity.fetch(query, params, {
      filterResponse: false,
      returnQuery: false,
      signal: AbortSignal.any([signal, deadline.signal]),
      tag,
    });
    if (typeof answer === 'object' && answer !== null && 'result' in answer) {
      return { kind: 'answered', result: answer.result };
    }
    return failMalformed('Answer is not JSON with a result');
  } catch (error) {
    if (signal.aborted) return failTimeout(null);
    if (deadline.signal.aborted) return failTimeout(timeoutMs ?? null);
    // Its own error class reads what Content Lake says, and throws at what it does not expect there.
    return readFailure(error, clock, secrets) ?? failMalformed(`Unreadable: ${nameOf(error)}`);
  } finally {
    if (timer !== undefined) clock.clearTimeout(timer);
  }
}

/** An error by its class; its message may repeat what was read. */
function nameOf(error: unknown): string {
  return error instanceof Error ? error.name : typeof error;
}
