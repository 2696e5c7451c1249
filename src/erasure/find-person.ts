import type { Delivery } from '../../machines/delivery.ts';
import type { HashCaller } from '../recording/caller-key.ts';
import type { JournalLine } from '../recording/line.ts';
import type { Person } from './person.ts';

/** By what a person is named. */
export type Subject =
  | { by: 'caller'; phone: string }
  | { by: 'tracking'; trackingNumber: string }
  | { by: 'call'; callId: string };

/** A person of whom nothing is known but by what they are named. */
export function startPerson(subject: Subject): Person {
  return {
    numbers: new Set(subject.by === 'tracking' ? [subject.trackingNumber] : []),
    phones: new Set(subject.by === 'caller' ? [subject.phone] : []),
    names: new Set(),
    callIds: new Set(subject.by === 'call' ? [subject.callId] : []),
  };
}

/** How much is known of a person: it grows until there is no more to be found. */
export function sizeOf({ numbers, phones, names, callIds }: Person): number {
  return numbers.size + phones.size + names.size + callIds.size;
}

/**
 * Adds what a line tells of the person. Records are theirs by phone, or by number unless they name
 * another phone; numbers are, when they are known beside one of theirs. A phone is learned only of
 * the number or call that the person is named by: numbers may be given to somebody else later.
 */
export function learnFromLine(
  person: Person,
  subject: Subject,
  line: JournalLine,
  hashCallers: readonly HashCaller[],
): void {
  const { callerNumbers, passedNumbers } = line.snapshot.context;
  const isNamedCall = subject.by === 'call' && line.call_id === subject.callId;
  // What the caller said yes to, and nothing that was looked up by mistake and refused.
  if (isNamedCall && line.state === 'ended') addAll(person.numbers, passedNumbers);
  const isTheirCall =
    isNamedCall || (line.caller != null && isCalledBy(person, line.caller, hashCallers));
  if (isTheirCall || callerNumbers.some((number) => person.numbers.has(number))) {
    addAll(person.numbers, callerNumbers);
  }
  for (const { trackingNumber, customerPhone, customerName } of deliveriesIn(line)) {
    const isTheirs = person.numbers.has(trackingNumber);
    const isNamed =
      subject.by === 'tracking' ? trackingNumber === subject.trackingNumber : isNamedCall;
    if (isTheirs && isNamed && customerPhone !== undefined) person.phones.add(customerPhone);
    const isTheirPhone = customerPhone !== undefined && person.phones.has(customerPhone);
    if (!isTheirPhone && !(isTheirs && customerPhone === undefined)) continue;
    person.numbers.add(trackingNumber);
    if (customerName !== undefined) person.names.add(customerName);
  }
}

/** By the key of any of the journals: two keys give no two callers the same hash. */
function isCalledBy({ phones }: Person, caller: string, hashCallers: readonly HashCaller[]) {
  return hashCallers.some((hash) => [...phones].some((phone) => hash(phone) === caller));
}

/** Every record that a line states or keeps. */
export function deliveriesIn({ events, snapshot }: JournalLine): Delivery[] {
  const { currentDelivery, pendingLookups, verification, told = [] } = snapshot.context;
  const cachedDeliveries = [
    currentDelivery,
    verification?.record,
    ...told,
    ...pendingLookups.map(({ stale }) => stale),
  ];
  for (const event of events) {
    if (event.type === 'lookup.staleFound') cachedDeliveries.push(event.stale);
    if (event.type !== 'lookup.settled') continue;
    const { outcome } = event;
    if (outcome.kind === 'found') cachedDeliveries.push(outcome);
    if (outcome.kind === 'failed') cachedDeliveries.push(outcome.stale);
  }
  return cachedDeliveries.flatMap((cachedDelivery) => cachedDelivery?.delivery ?? []);
}

function addAll(set: Set<string>, values: Iterable<string>): void {
  for (const value of values) set.add(value);
}
