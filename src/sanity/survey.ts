import { Type } from 'typebox';
import { Value } from 'typebox/value';
import type { Clock, Fetch } from '../edges.ts';
import { readFailure } from './attempt.ts';
import { boundFetch, TransportError } from './bounded-fetch.ts';
import { SURVEY_QUERY } from './query.ts';
import { createReadClient, type ReadClientOptions } from './read-client.ts';
import { readDeliveryRecord } from './record.ts';

/** What one question about a whole dataset gives, or in one line why it gives nothing. */
export type Survey = {
  /** The time that the answer took, in milliseconds. */
  tookMs: number;
  /** How far this clock is ahead of Sanity's, in milliseconds; null where no answer tells. */
  aheadMs: number | null;
} & (Surveyed | { ok: false; detail: string });

/** What is in a dataset. */
export type Surveyed = {
  ok: true;
  documents: number;
  types: string[];
  /** Published documents of `_type == "delivery"`. */
  deliveries: number;
  sampled: number;
  /** Number of the latest that fits; null where none does. */
  latestNumber: string | null;
  flaws: SampleFlaw[];
};

/** What does not fit in how many of the documents that were looked at. */
export type SampleFlaw = { field: string; fault: string; told: boolean; count: number };

/** A token's role in the project, as Sanity names it; null where it does not say. */
export type Role = string | null;

type Options = ReadClientOptions & { fetch: Fetch; clock: Clock; timeoutMs: number };

/** A sample of records of up to twenty thousand characters each. */
const BODY_BYTES_MAX = 8 * 1024 * 1024;

const AnswerSchema = Type.Object({
  documents: Type.Number(),
  types: Type.Array(Type.String()),
  deliveries: Type.Number(),
  sample: Type.Array(Type.Unknown()),
});

/** Asks once what is in the dataset. Never rejects for a failure that lies outside Waybill. */
export async function surveyDataset(options: Options): Promise<Survey> {
  const { clock, token } = options;
  let aheadMs: number | null = null;
  const fetch: Fetch = async (input, init) => {
    const response = await options.fetch(input, init);
    aheadMs = readAhead(response.headers.get('date'), clock.now());
    return response;
  };
  const sanity = await createReadClient(options, boundFetch(fetch, BODY_BYTES_MAX));
  const startedAt = clock.now();
  const took = () => ({ tookMs: clock.now() - startedAt, aheadMs });
  try {
    const result = await withTimeout(options, (signal) =>
      sanity.fetch(SURVEY_QUERY, {}, { signal, tag: 'waybill.survey' }),
    );
    if (!Value.Check(AnswerSchema, result)) {
      return { ok: false, detail: 'Answer is none of Content Lake', ...took() };
    }
    const { documents, types, deliveries, sample } = result;
    const at = clock.now();
    return { ok: true, documents, types, deliveries, ...readSample(sample, at), ...took() };
  } catch (error) {
    const detail = readFailure(error, clock, [token])?.detail ?? 'Unreadable answer';
    return { ok: false, detail, ...took() };
  }
}

/** Asks which role the token has. */
export async function askRole(options: Options): Promise<Role> {
  const sanity = await createReadClient(options, boundFetch(options.fetch, BODY_BYTES_MAX));
  const url = '/users/me';
  try {
    const user: unknown = await withTimeout(options, (signal) => sanity.request({ url, signal }));
    return Value.Check(Type.Object({ role: Type.String() }), user) ? user.role : null;
  } catch {
    return null;
  }
}

async function withTimeout<Result>(
  { clock, timeoutMs }: Pick<Options, 'clock' | 'timeoutMs'>,
  work: (signal: AbortSignal) => Promise<Result>,
): Promise<Result> {
  const deadline = new AbortController();
  const timer = clock.setTimeout(() => deadline.abort(), timeoutMs);
  try {
    return await work(deadline.signal);
  } catch (error) {
    if (!deadline.signal.aborted) throw error;
    throw new TransportError('ConnectionFailed', `no answer within ${timeoutMs} ms`);
  } finally {
    clock.clearTimeout(timer);
  }
}

/** An HTTP date has whole seconds: on the average it is half of one behind. */
function readAhead(date: string | null, at: number): number | null {
  const told = Date.parse(date ?? '');
  return Number.isNaN(told) ? null : at - (told + 500);
}

function readSample(sample: unknown[], at: number) {
  const counts = new Map<string, SampleFlaw>();
  let latestNumber: string | null = null;
  const note = (field: string, fault: string, told: boolean) => {
    const key = `${field} ${fault}`;
    const known = counts.get(key) ?? { field, fault, told, count: 0 };
    counts.set(key, { ...known, count: known.count + 1 });
  };
  for (const record of sample) {
    const reading = readDeliveryRecord(record, at);
    if (!reading.ok) {
      note(reading.field, reading.fault, false);
      continue;
    }
    latestNumber ??= reading.delivery.trackingNumber;
    for (const { field, fault } of reading.leftOut) note(field, fault, true);
  }
  const flaws = [...counts.values()].toSorted((one, other) => other.count - one.count);
  return { sampled: sample.length, latestNumber, flaws };
}
