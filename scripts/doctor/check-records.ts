import type { Delivery } from '../../machines/delivery.ts';
import { deliveryReply } from '../../machines/reply.ts';
import { personOf } from '../../src/calls/open-calls.ts';
import { maskPhone } from '../../src/observability/redaction.ts';
import type { DeliveryAttempt } from '../../src/sanity/attempt.ts';
import type { ContentClient } from '../../src/sanity/client.ts';
import { sentence } from '../../src/speech/sentence.ts';
import type { SanityQuestion } from './check-sanity.ts';
import { type Finding, reporter } from './finding.ts';

const { ok, note, fault } = reporter('Sanity');

/** A number that fits and that nobody has. */
const NOBODYS = 'WAYBILLPROBE';

/** Asks for records with the service's own query, and tells what callers would hear of them. */
export async function checkRecords(
  question: SanityQuestion,
  client: ContentClient,
  latestNumber: string | null,
): Promise<Finding[]> {
  const isOwnQuery = question.config.sanity.query !== undefined;
  const findings = await checkNobodys(question, client);
  if (findings.some(({ verdict }) => verdict === 'fault')) return findings;
  const { numbers } = question;
  const asked =
    numbers.length > 0 || latestNumber === null || isOwnQuery ? numbers : [latestNumber];
  for (const number of asked) findings.push(...(await checkRecord(question, client, number)));
  if (asked.length === 0 && isOwnQuery) {
    findings.push(
      note('record', 'none was asked for', 'Give --number with a number that you have'),
    );
  }
  return findings;
}

/** The query has to run, and to find nothing where there is nothing; its time is an attempt's. */
async function checkNobodys(
  { config, edges, timeoutMs }: SanityQuestion,
  client: ContentClient,
): Promise<Finding[]> {
  const startedAt = edges.clock.now();
  const attempt = await client.fetchDelivery(NOBODYS, limitsOf(timeoutMs));
  const tookMs = Math.round(edges.clock.now() - startedAt);
  if (attempt.kind === 'failed' && attempt.reason !== 'invalid') {
    const advice =
      attempt.reason === 'rejected'
        ? 'Try the query in Vision, in your Studio, with a trackingNumber'
        : 'Sanity has answered before: try again';
    return [fault('query', `Sanity does not run it: ${attempt.detail}`, advice)];
  }
  if (attempt.kind !== 'missing') {
    const advice = 'The filter has to compare something with $trackingNumber';
    return [fault('query', `It finds a record for ${NOBODYS}, which nobody has`, advice)];
  }
  const { attemptTimeoutMs } = config.sanity;
  const told = `${tookMs} ms for an attempt, which has ${attemptTimeoutMs}`;
  if (tookMs > attemptTimeoutMs) {
    return [
      fault('latency', told, 'Every attempt would be given up: raise SANITY_ATTEMPT_TIMEOUT_MS'),
    ];
  }
  if (tookMs > attemptTimeoutMs / 2) {
    const advice = 'Little room: run nearer to Sanity, raise it, or see SANITY_NUMBER_MATCH';
    return [note('latency', told, advice)];
  }
  return [ok('latency', told)];
}

async function checkRecord(
  question: SanityQuestion,
  client: ContentClient,
  number: string,
): Promise<Finding[]> {
  const { config, edges, timeoutMs } = question;
  const attempt = await client.fetchDelivery(number, limitsOf(timeoutMs));
  const check = `record ${number}`;
  if (attempt.kind !== 'found') return [withoutRecord(check, attempt)];
  const { delivery } = attempt;
  const at = edges.clock.now();
  const { timeZone } = config.call;
  const terms = { timeZone, person: personOf(config.call) };
  const manner = { naming: 'ending', speakName: false, isTold: false, closes: true } as const;
  const asked = { toolCallId: '', tool: '', topic: 'delivery' } as const;
  const record = { delivery, asOf: at };
  const reply = deliveryReply(terms, asked, record, manner, 'sanity', false, at);
  return [
    ok(check, tellRecord(delivery)),
    ok('would be said', sentence(reply)),
    ...(await checkRecognition(question, client, delivery)),
  ];
}

function withoutRecord(
  check: string,
  attempt: Exclude<DeliveryAttempt, { kind: 'found' }>,
): Finding {
  if (attempt.kind === 'missing') {
    const advice = 'Is it published, in this dataset, and found by this query?';
    return fault(check, 'not found', advice);
  }
  const { reason, detail } = attempt;
  if (reason !== 'invalid') return fault(check, detail, 'Sanity has answered before: try again');
  const advice =
    detail === 'trackingNumber: missing'
      ? 'The query has to return trackingNumber, by this name: add "trackingNumber": yourField'
      : 'Callers hear that there is a problem with this record, and are offered a person';
  return fault(check, `cannot be told, ${detail}`, advice);
}

/** Whoever is on the record has to be known by it, or the two queries do not agree. */
async function checkRecognition(
  { timeoutMs }: SanityQuestion,
  client: ContentClient,
  { customerPhone, trackingNumber }: Delivery,
): Promise<Finding[]> {
  if (customerPhone === undefined) return [];
  const attempt = await client.fetchDeliveriesByPhone(customerPhone, limitsOf(timeoutMs));
  const from = `from ${maskPhone(customerPhone)}`;
  const isKnown =
    attempt.kind === 'found' &&
    attempt.deliveries.some((delivery) => delivery.trackingNumber === trackingNumber);
  if (isKnown) return [ok('recognition', `a call ${from} is known to be about this parcel`)];
  const why = attempt.kind === 'failed' ? attempt.detail : 'it does not find this record';
  const advice =
    'SANITY_PHONE_QUERY has to find the documents that SANITY_QUERY finds, and to return the same';
  return [note('recognition', `a call ${from} is not known: ${why}`, advice)];
}

/** What is on record, without what is about a person. */
function tellRecord(delivery: Delivery): string {
  const { status, estimatedDelivery, issueMessage, customerName, customerPhone, postalCode } =
    delivery;
  const given = [
    customerName === undefined ? [] : 'a name',
    customerPhone === undefined ? [] : maskPhone(customerPhone),
    postalCode === undefined ? [] : 'a postcode',
  ].flat();
  return [
    status,
    estimatedDelivery === undefined ? [] : `expected ${estimatedDelivery}`,
    issueMessage === undefined ? [] : `"${issueMessage}"`,
    given,
  ]
    .flat()
    .join(', ');
}

function limitsOf(timeoutMs: number) {
  return { signal: new AbortController().signal, timeoutMs };
}
