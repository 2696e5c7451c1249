import { isDeepStrictEqual } from 'node:util';
import type { Delivery } from '../../machines/delivery.ts';
import {
  deliveryReply,
  type Manner,
  plainReply,
  type Reply,
  type Terms,
  type Utterance,
} from '../../machines/reply.ts';
import { normalizeTrackingNumber } from '../../machines/tracking-number.ts';
import { sentence } from '../../src/speech/sentence.ts';
import { lateSentence } from '../../src/speech/unasked-sentences.ts';
import type { DocumentInput } from '../embedded-sanity/documents.ts';
import type { Told, ToldResult } from './webhook-client.ts';

/** The documents that may be spoken of, by normalized tracking number. */
export type Dataset = ReadonlyMap<string, DocumentInput>;

/**
 * What a caller was given: facts just read, facts with their age, or an honest lack of them; `invalid`
 * is told of a record that was read and cannot be told.
 */
export type Outcome = 'fresh' | 'stale' | 'not_found' | 'unavailable' | 'invalid' | 'wrong';

/** What is judged of an answer. */
export type Judged = Pick<Told, 'trackingNumber' | 'httpStatus' | 'told'>;

/** An answer and everything that is wrong with it. */
export type Verdict = { outcome: Outcome; faults: string[] };

/** What of a document may reach the wire. */
const SPOKEN_FIELDS = ['status', 'customerName', 'estimatedDelivery', 'issueMessage'] as const;

/** Reads the published deliveries out of documents. */
export function toDataset(documents: DocumentInput[]): Dataset {
  const published = documents.filter(
    ({ _id = '', _type }) => _type === 'delivery' && !_id.startsWith('drafts.'),
  );
  return new Map(published.map((document) => [keyOf(document), document]));
}

/** Judges an answer by the dataset alone: whatever it says must stand there. */
export function judgeAnswer(answer: Judged, dataset: Dataset): Verdict {
  if (answer.httpStatus !== 200) return wrong(`HTTP ${answer.httpStatus}`);
  const { trackingNumber, told } = answer;
  switch (told.status) {
    case 'success':
      return judgeDelivery(told, trackingNumber, dataset.get(trackingNumber));
    case 'not_found': {
      if (dataset.has(trackingNumber)) return wrong('a delivery that exists was not found');
      const utterance = { about: 'notFound', trackingNumber, offerHuman: false } as const;
      const reply = plainReply(TERMS, ASKED, 'not_found', 'fallback', utterance);
      return judgeSentence('not_found', told, [reply]);
    }
    case 'unavailable':
      return judgeUnavailable(told, trackingNumber);
    default:
      return wrong(`status "${told.status}"`);
  }
}

/** Judges what was said into a call about a delivery that came late; gives what is wrong with it. */
export function judgeLateAnswer(
  said: string,
  trackingNumber: string,
  dataset: Dataset,
  asOf: number,
): string[] {
  const document = dataset.get(trackingNumber);
  if (document === undefined) return [`said "${said}" of a delivery that does not exist`];
  const delivery = { trackingNumber, ...statedIn(document) } as Delivery;
  const expected = MANNERS.map((manner) =>
    lateSentence(deliveryReply(TERMS, ASKED, { delivery, asOf }, manner, 'sanity', false, asOf)),
  );
  return expected.includes(said) ? [] : [`said "${said}" in place of "${expected[0]}"`];
}

/** What the service says where no setting says otherwise. */
const TERMS: Terms = { timeZone: 'UTC', person: { reach: 'nobody' } };

const NAMINGS = ['ending', 'none', 'number'] as const;

/** Every way to speak of one record: which of them is due, the whole call tells. */
const MANNERS: Manner[] = NAMINGS.flatMap((naming) =>
  [false, true].flatMap((speakName) =>
    [false, true].flatMap((isTold) =>
      [false, true].map((closes) => ({ naming, speakName, isTold, closes })),
    ),
  ),
);

const ASKED = { toolCallId: '', tool: 'track_delivery', topic: 'delivery' } as const;

function judgeDelivery(
  told: ToldResult,
  trackingNumber: string,
  document: DocumentInput | undefined,
): Verdict {
  if (document === undefined) return wrong('a delivery was told that does not exist');
  const expected = { trackingNumber, ...statedIn(document) };
  const { customerName: _, ...unnamed }: Record<string, unknown> = expected;
  if (![expected, unnamed].some((one) => isDeepStrictEqual(told.delivery, one))) {
    return wrong(`told of ${JSON.stringify(told.delivery)}`);
  }
  const { asOf = '', ageSeconds = 0, stale = false } = told;
  const cachedDelivery = { delivery: expected as Delivery, asOf: Date.parse(asOf) };
  const at = cachedDelivery.asOf + ageSeconds * 1000;
  const source = told.source === 'sanity' ? 'sanity' : 'cache';
  const replies = MANNERS.map((manner) =>
    deliveryReply(TERMS, ASKED, cachedDelivery, manner, source, stale, at),
  );
  return judgeSentence(stale ? 'stale' : 'fresh', told, replies);
}

function judgeUnavailable(told: ToldResult, trackingNumber: string): Verdict {
  const toReply = (utterance: Utterance) =>
    plainReply(TERMS, ASKED, 'unavailable', 'fallback', utterance);
  const invalid = NAMINGS.map((naming) =>
    toReply({ about: 'invalidRecord', trackingNumber, naming }),
  );
  if (invalid.map(sentence).includes(told.message)) return judgeSentence('invalid', told, invalid);
  return judgeSentence('unavailable', told, [toReply({ about: 'unavailable', trackingNumber })]);
}

function judgeSentence(
  outcome: Outcome,
  { message, source }: ToldResult,
  replies: Reply[],
): Verdict {
  const expected = replies.map(sentence);
  const faults: string[] = [];
  if (!expected.includes(message)) faults.push(`said "${message}" in place of "${expected[0]}"`);
  if (outcome === 'stale' && source !== 'cache') faults.push(`a stale record from ${source}`);
  return { outcome, faults };
}

function statedIn(document: DocumentInput): Record<string, unknown> {
  const stated = SPOKEN_FIELDS.map((field) => [field, document[field]] as const);
  return Object.fromEntries(stated.filter(([, value]) => value !== undefined && value !== null));
}

function keyOf({ trackingNumber }: DocumentInput): string {
  const number = normalizeTrackingNumber(String(trackingNumber));
  return number.ok ? number.trackingNumber : String(trackingNumber);
}

function wrong(fault: string): Verdict {
  return { outcome: 'wrong', faults: [fault] };
}
