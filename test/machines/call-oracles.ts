import assert from 'node:assert/strict';
import type { CallPolicy } from '../../machines/call-context.ts';
import type { CallEvent } from '../../machines/call-events.ts';
import { en } from '../../machines/languages/en/en.ts';
import type { CachedDelivery } from '../../machines/lookup-outcome.ts';
import type { Reply } from '../../machines/reply.ts';
import { readTrackingNumber } from '../../machines/tracking-number.ts';
import { lookupsOf, repliesOf } from './call-script.ts';
import { type CallStep, isOfChart } from './call-walks.ts';
import { CLEAN } from './scenarios/numbers.ts';

/** Every number looked up was given the policy's leave or the caller's yes, and not taken back. */
export function checkPermission(steps: CallStep[], confirm: CallPolicy['confirm']): void {
  const permitted = new Set<string>();
  let readBack: string | null = null;
  let isDoubted = false;
  for (const step of steps) {
    const event = ofChart(step);
    const number = numberNamed(event);
    if (event?.type === 'caller.recognised') isDoubted = true;
    const isNearMiss = isDoubted && number === CLEAN && confirm === 'when-unsure';
    if (event !== null && mayPass(event, confirm) && number !== null && !isNearMiss) {
      permitted.add(number);
    }
    if (event?.type === 'confirmation.given' && (number === null || number === readBack)) {
      if (event.confirmed && isReadable(event) && readBack !== null) permitted.add(readBack);
    }
    for (const { trackingNumbers } of lookupsOf(step)) {
      for (const asked of trackingNumbers) assert.ok(permitted.has(asked), `${asked} may not pass`);
    }
    for (const { utterance } of repliesOf(step)) {
      if (utterance.about === 'readBack') readBack = utterance.trackingNumber;
      if (utterance.about === 'refusal' && number !== null) permitted.delete(number);
      if (utterance.about === 'refusal' && number === null) readBack = null;
      if (utterance.about === 'badNumber' || utterance.about === 'handoff') readBack = null;
    }
  }
}

/** Every delivery told is a record read before, of the number that the question named. */
export function checkFacts(steps: CallStep[]): void {
  const records: CachedDelivery[] = [];
  const named = new Map<string, string>();
  for (const step of steps) {
    const event = ofChart(step);
    records.push(...recordsIn(event));
    const number = numberNamed(event);
    if (event !== null && 'toolCallId' in event && number !== null) {
      named.set(event.toolCallId, number);
    }
    for (const reply of repliesOf(step)) checkFact(reply, records, named.get(reply.toolCallId));
  }
}

function checkFact(
  { utterance, data }: Reply,
  records: CachedDelivery[],
  named: string | undefined,
): void {
  if (!('delivery' in utterance)) return;
  const { delivery } = utterance;
  assert.ok(data);
  const isRead = (record: CachedDelivery) =>
    record.delivery.status === delivery.status && record.asOf === data.asOf;
  assert.deepEqual(records.find(isRead)?.delivery, delivery);
  if (named !== undefined) assert.equal(delivery.trackingNumber, named);
}

/** A try counts once, a delivery ends the row, and a call with no tries left offers a human. */
export function checkTries(steps: CallStep[], triesMax: number): void {
  let before = 0;
  for (const step of steps) {
    const { value, context } = step.snapshot;
    const replies = repliesOf(step);
    const isOwn = (reply: Reply) => 'toolCallId' in (step.event ?? {}) && isFailure(reply);
    if (replies.some(isOwn)) assert.equal(context.tries, before + 1);
    if (replies.some(({ utterance }) => utterance.about === 'notFound')) {
      assert.equal(context.tries, before + 1);
    }
    if (replies.some(({ status }) => status === 'success')) assert.ok(context.tries <= before);
    for (const { utterance } of replies) {
      if ('offerHuman' in utterance) assert.equal(utterance.offerHuman, context.tries >= triesMax);
    }
    assert.ok(value !== 'need' || context.tries < triesMax);
    before = context.tries;
  }
}

function isFailure({ utterance }: Reply): boolean {
  return utterance.about === 'refusal' || utterance.about === 'badNumber';
}

function ofChart({ event }: CallStep): CallEvent | null {
  return event !== null && isOfChart(event) ? event : null;
}

function mayPass(event: CallEvent, confirm: CallPolicy['confirm']): boolean {
  if (confirm === 'never') return true;
  if (confirm === 'always' || event.type !== 'delivery.requested') return false;
  const reading = readTrackingNumber(event.heard, en);
  return reading.ok && !reading.interpreted;
}

function numberNamed(event: CallEvent | null): string | null {
  if (event === null || !('heard' in event)) return null;
  const reading = readTrackingNumber(event.heard, en);
  return reading.ok ? reading.trackingNumber : null;
}

function isReadable(event: CallEvent & { heard: string | number | null }): boolean {
  const reading = readTrackingNumber(event.heard, en);
  return reading.ok || reading.fault === 'missing';
}

function recordsIn(event: CallEvent | null): CachedDelivery[] {
  if (event?.type === 'lookup.staleFound') return [event.stale];
  if (event?.type !== 'lookup.settled') return [];
  const { outcome } = event;
  if (outcome.kind === 'found') return [{ delivery: outcome.delivery, asOf: outcome.asOf }];
  return outcome.kind === 'failed' && outcome.stale !== null ? [outcome.stale] : [];
}
