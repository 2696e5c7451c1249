import assert from 'node:assert/strict';
import type { CallPolicy } from '../../machines/call-context.ts';
import type { CallEvent, Heard } from '../../machines/call-events.ts';
import { en } from '../../machines/languages/en/en.ts';
import { readNumber } from '../../machines/listening/read-number.ts';
import { readReplies } from '../../machines/listening/read-reply.ts';
import type { CachedDelivery } from '../../machines/lookup-outcome.ts';
import type { Reply } from '../../machines/reply.ts';
import { lookupsOf, repliesOf } from './call-script.ts';
import { type CallStep, isOfChart } from './call-walks.ts';

/**
 * Every number looked up was plainly written and not read back, where the policy lets that pass, or
 * got a yes after it was read back; and it was not taken back.
 */
export function checkPermission(steps: CallStep[], confirm: CallPolicy['confirm']): void {
  const permitted = new Set<string>();
  /** Was read back or refused, and has not got a yes since. */
  const wanting = new Set<string>();
  let readBack: string | null = null;
  let underWay = new Set<string>();
  for (const step of steps) {
    const event = ofChart(step);
    const number = numberNamed(event);
    const asked = repliesOf(step).flatMap(({ utterance }) =>
      utterance.about === 'readBack' ||
      utterance.about === 'repair' ||
      utterance.about === 'ownParcel'
        ? utterance.trackingNumber
        : [],
    );
    if (event !== null && number !== null && mayPass(event, confirm)) {
      if (!asked.includes(number) && !wanting.has(number)) permitted.add(number);
    }
    if (event?.type === 'confirmation.given' && readBack !== null) {
      const isYes = event.confirmed && wordIn(event) !== 'no' && isOfReadBack(event, readBack);
      if (isYes && !asked.includes(readBack)) {
        permitted.add(readBack);
        wanting.delete(readBack);
      }
    }
    // Whatever comes with a "no" wants a yes of its own, though it had one before, unless somebody waits
    // for it already.
    const isNo = event?.type === 'confirmation.given' && !event.confirmed;
    const isHeld = number === null || confirm === 'never' || underWay.has(number);
    if (isNo && !isHeld) permitted.delete(number);
    for (const { trackingNumbers } of lookupsOf(step)) {
      for (const looked of trackingNumbers) {
        assert.ok(permitted.has(looked), `${looked} may not pass`);
      }
    }
    for (const { utterance } of repliesOf(step)) {
      if (utterance.about === 'refusal' && number !== null) permitted.delete(number);
      if (utterance.about === 'refusal' && number === null) readBack = null;
      if (utterance.about === 'handoff') readBack = null;
    }
    for (const it of asked) wanting.add(it);
    readBack = asked.at(-1) ?? readBack;
    const { pendingLookups } = step.snapshot.context;
    underWay = new Set(pendingLookups.map(({ trackingNumber }) => trackingNumber));
  }
}

/**
 * No number is looked up after the caller's own words denied it, before they said yes to it. What the
 * words are about is what was on the table when they came.
 */
export function checkDenials(steps: CallStep[]): void {
  const denied = new Set<string>();
  let onTable: string | undefined;
  let underWay = new Set<string>();
  for (const step of steps) {
    const word = wordIn(ofChart(step));
    if (onTable !== undefined && word === 'no') denied.add(onTable);
    if (onTable !== undefined && word === 'yes') denied.delete(onTable);
    for (const { trackingNumbers } of lookupsOf(step)) {
      for (const looked of trackingNumbers.filter((it) => !underWay.has(it))) {
        assert.ok(!denied.has(looked), `${looked} was denied`);
      }
    }
    const { candidate, pendingLookups } = step.snapshot.context;
    onTable = candidate?.trackingNumber;
    underWay = new Set(pendingLookups.map(({ trackingNumber }) => trackingNumber));
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

/**
 * With VERIFY=caller, a delivery is told only after its question got a right answer, or to whoever calls
 * from a number that is on its record.
 */
export function checkVerified(steps: CallStep[]): void {
  const verified = new Set<string>();
  let own: readonly string[] = [];
  let asked: string | undefined;
  for (const step of steps) {
    const event = ofChart(step);
    if (event?.type === 'caller.recognised') own = event.trackingNumbers;
    if (event?.type === 'verification.given' && event.passed && asked) verified.add(asked);
    const told = step.emitted.flatMap((it) => ('reply' in it ? [it.reply.utterance] : []));
    for (const utterance of told) {
      if (!('delivery' in utterance)) continue;
      const { trackingNumber } = utterance.delivery;
      assert.ok(own.includes(trackingNumber) || verified.has(trackingNumber), trackingNumber);
    }
    asked = step.snapshot.context.verification?.trackingNumber;
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
    record.delivery.trackingNumber === delivery.trackingNumber &&
    record.delivery.status === delivery.status &&
    record.asOf === data.asOf;
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
    const isWrong = step.event?.type === 'verification.given' && step.event.passed === false;
    if (isWrong && replies.some(({ utterance }) => utterance.about === 'verification')) {
      assert.equal(context.tries, before + 1);
    }
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
  if (!('heard' in event) || confirm === 'always') return false;
  if (confirm === 'when-unsure' && event.type !== 'delivery.requested') return false;
  const reading = readNumber(event.heard, en);
  return reading.ok && !reading.interpreted;
}

function numberNamed(event: CallEvent | null): string | null {
  if (event === null || !('heard' in event)) return null;
  const reading = readNumber(event.heard, en);
  return reading.ok ? reading.trackingNumber : null;
}

/** Whether a tool call names no number, or that which was read back. */
function isOfReadBack(event: CallEvent & { heard: Heard }, readBack: string): boolean {
  const reading = readNumber(event.heard, en);
  if (reading.ok) return reading.trackingNumber === readBack;
  return reading.fault === 'missing' || reading.fault === 'noNumber';
}

/** What the caller's own words are, by themselves. */
function wordIn(event: CallEvent | null): 'yes' | 'no' | 'unclear' {
  if (event === null || !('said' in event) || event.said === undefined) return 'unclear';
  const reply = readReplies(event.said, en);
  return reply === 'yes' || reply === 'no' ? reply : 'unclear';
}

function recordsIn(event: CallEvent | null): CachedDelivery[] {
  if (event?.type === 'lookup.staleFound') return [event.stale];
  if (event?.type !== 'lookup.settled') return [];
  const { outcome } = event;
  if (outcome.kind === 'found') return [{ delivery: outcome.delivery, asOf: outcome.asOf }];
  return outcome.kind === 'failed' && outcome.stale !== null ? [outcome.stale] : [];
}
