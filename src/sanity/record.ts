import { type Delivery, knownStatus } from '../../machines/delivery.ts';
import { visibleLine } from '../../machines/hidden-text.ts';
import { ALL_LANGUAGES } from '../../machines/languages/language.ts';
import { normalizeTrackingNumber } from '../../machines/tracking-number.ts';
import { plainText } from './plain-text.ts';
import { readWrittenDate } from './written-date.ts';

/** What a delivery may lack. */
type OptionalField = Exclude<keyof Delivery, 'trackingNumber' | 'status'>;

/** A field that does not fit, and why: names rules and never repeats content, so it may be logged. */
export type FieldFault = { field: string; fault: string };

/**
 * A record read: the delivery that it states, with what was left out of it because it does not fit;
 * or what is wrong with the record as a whole.
 */
export type RecordReading =
  | { ok: true; delivery: Delivery; leftOut: FieldFault[] }
  | ({ ok: false } & FieldFault);

/** One field read: its text, null when the record says nothing, or why it cannot be told. */
type FieldReading = { text: string | null } | { fault: string };

const STATUS_LENGTH_MAX = 60;
const NAME_LENGTH_MAX = 200;
const POSTAL_CODE_LENGTH_MAX = 16;
/** More of a note is never spoken in one answer; what is longer is cut between two words. */
const NOTE_LENGTH_MAX = 1000;
/** Nobody's text is read beyond this, in UTF-16 units. */
const READ_LENGTH_MAX = 20_000;

/** An estimate farther from now, in milliseconds, is a sentinel or a slip of the keyboard. */
const DATE_DISTANCE_MAX_MS = 366 * 86_400_000;

const E164 = /^\+[1-9]\d{1,14}$/;

// A name has neither digits in a row nor marks of a sentence; "Dr. J. Smith Jr." has full stops.
const NO_NAME = /\d{4}|(?:\d[\s().+-]*){6}|[!?;:@<>{}[\]|=\\]|\p{L}{4,}[.,]\s+\p{Ll}|\p{L}{5,}\.$/u;
const NAME_WORDS_MAX = 10;

const READERS: Record<OptionalField, (text: string, at: number) => FieldReading> = {
  customerName: readName,
  postalCode: readPostalCode,
  customerPhone: readPhone,
  estimatedDelivery: readDate,
  issueMessage: (text) => ({ text: cutBetweenWords(text) }),
};

/**
 * Translates a record from the wire into a delivery, at a moment in epoch milliseconds. Number and
 * status must fit; any other field that does not is left out, so that it hides nothing but itself.
 * Fields beyond these are ignored, for queries of the user's own.
 */
export function readDeliveryRecord(value: unknown, at: number): RecordReading {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    return { ok: false, field: 'record', fault: 'no object' };
  }
  const record = value as Record<string, unknown>;
  const number = readRecordNumber(record.trackingNumber);
  if ('fault' in number) return { ok: false, field: 'trackingNumber', fault: number.fault };
  const status = readStatus(record.status);
  if ('fault' in status) return { ok: false, field: 'status', fault: status.fault };
  const delivery: Delivery = { trackingNumber: number.trackingNumber, status: status.text };
  const leftOut: FieldFault[] = [];
  for (const [field, read] of Object.entries(READERS) as [OptionalField, typeof readName][]) {
    const reading = readOptional(record[field], read, at);
    if ('fault' in reading) leftOut.push({ field, fault: reading.fault });
    else if (reading.text !== null) delivery[field] = reading.text;
  }
  return { ok: true, delivery, leftOut };
}

/** Reads a document's tracking number in normalized form, which a number of JSON may be as well. */
export function readRecordNumber(value: unknown): { trackingNumber: string } | { fault: string } {
  if (value === undefined || value === null) return { fault: 'missing' };
  const isWhole = typeof value === 'number' && Number.isSafeInteger(value) && value >= 0;
  if (!isWhole && typeof value !== 'string') return { fault: 'no text' };
  const number = normalizeTrackingNumber(visibleLine(String(value).slice(0, READ_LENGTH_MAX)));
  return number.ok ? { trackingNumber: number.trackingNumber } : { fault: number.fault };
}

/** Tells whether two deliveries state the same facts. */
export function isSameDelivery(one: Delivery, other: Delivery): boolean {
  return (
    one.trackingNumber === other.trackingNumber &&
    one.status === other.status &&
    one.customerName === other.customerName &&
    one.postalCode === other.postalCode &&
    one.customerPhone === other.customerPhone &&
    one.estimatedDelivery === other.estimatedDelivery &&
    one.issueMessage === other.issueMessage
  );
}

function readStatus(value: unknown): { text: string } | { fault: string } {
  if (value === undefined || value === null) return { fault: 'missing' };
  if (typeof value !== 'string') return { fault: 'no text' };
  const text = plainText(value.slice(0, READ_LENGTH_MAX));
  // Markup is read away for the words of an unknown status; a known one is known as it is written.
  const known = knownStatus(visibleLine(value)) ?? knownStatus(text);
  if (known !== null) return { text: known };
  if (text === '' || saysNothing('noStatus', text)) return { fault: 'blank' };
  return text.length > STATUS_LENGTH_MAX ? { fault: 'too long' } : { text };
}

function readOptional(
  value: unknown,
  read: (text: string, at: number) => FieldReading,
  at: number,
): FieldReading {
  if (value === undefined || value === null) return { text: null };
  if (typeof value !== 'string') return { fault: 'no text' };
  const text = plainText(value.slice(0, READ_LENGTH_MAX));
  return text === '' || saysNothing('nothing', text) ? { text: null } : read(text, at);
}

/** A part of a name is another name, and a sentence in its place is none: left out whole. */
function readName(text: string): FieldReading {
  if (text.length > NAME_LENGTH_MAX) return { fault: 'too long' };
  const isName = !NO_NAME.test(text) && text.split(' ').length <= NAME_WORDS_MAX;
  return isName && /\p{L}/u.test(text) ? { text } : { fault: 'no name' };
}

// It is asked for, and never spoken.
function readPostalCode(text: string): FieldReading {
  const isCode = text.length <= POSTAL_CODE_LENGTH_MAX && /^[\p{L}\d][\p{L}\d -]*$/u.test(text);
  return isCode && /\d/.test(text) ? { text } : { fault: 'no postcode' };
}

// Callers are known by it; it is never spoken.
function readPhone(text: string): FieldReading {
  const phone = text.replace(/[\s().-]/g, '');
  return E164.test(phone) ? { text: phone } : { fault: 'not E.164' };
}

function readDate(text: string, at: number): FieldReading {
  const date = readWrittenDate(text);
  if (date === null) return { fault: 'no date that can be read in one way' };
  const isNear = Math.abs(Date.parse(date.slice(0, 10)) - at) <= DATE_DISTANCE_MAX_MS;
  return isNear ? { text: date } : { fault: 'more than a year away' };
}

function cutBetweenWords(text: string): string {
  if (text.length <= NOTE_LENGTH_MAX) return text;
  const end = text.lastIndexOf(' ', NOTE_LENGTH_MAX);
  return text.slice(0, end > 0 ? end : NOTE_LENGTH_MAX).replace(/[\ud800-\udbff]$/, '');
}

/** Whether a text says that there is nothing; no document tells in which language it is written. */
function saysNothing(how: 'nothing' | 'noStatus', text: string): boolean {
  return ALL_LANGUAGES.some(({ records }) => records[how].test(text));
}
