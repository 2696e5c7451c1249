import { type Static, Type } from 'typebox';
import { Compile } from 'typebox/compile';
import type { Delivery } from '../../machines/delivery.ts';
import { normalizeTrackingNumber } from '../../machines/tracking-number.ts';
import { isIsoDate } from './iso-date.ts';

/** A text that may be absent: a GROQ projection gives null for a field that a document lacks. */
const optionalText = (maxLength: number) =>
  Type.Optional(Type.Union([Type.String({ maxLength }), Type.Null()]));

/**
 * A delivery as the wire gives it: the projection of a document of `_type == "delivery"`.
 * Fields beyond these are let through and ignored, for queries of the user's own.
 */
export const DeliveryRecordSchema = Type.Object({
  trackingNumber: Type.String({ maxLength: 64 }),
  status: Type.String({ maxLength: 60 }),
  customerName: optionalText(200),
  customerPhone: optionalText(40),
  estimatedDelivery: optionalText(40),
  issueMessage: optionalText(600),
});

/** A delivery as the wire gives it. */
export type DeliveryRecord = Static<typeof DeliveryRecordSchema>;

/**
 * A record read: the delivery that it states, or what is wrong with it. `fault` names fields and
 * rules but never repeats content, so that it may be logged.
 */
export type RecordReading = { ok: true; delivery: Delivery } | { ok: false; fault: string };

const recordValidator = Compile(DeliveryRecordSchema);
const E164 = /^\+[1-9]\d{1,14}$/;

/** Translates a record from the wire into a delivery; says why when it does not fit. */
export function readDeliveryRecord(value: unknown): RecordReading {
  if (!recordValidator.Check(value)) return { ok: false, fault: nameFault(value) };
  const number = normalizeTrackingNumber(toLine(value.trackingNumber) ?? '');
  if (!number.ok) return { ok: false, fault: `trackingNumber: ${number.fault}` };
  const status = toLine(value.status);
  if (status === null) return { ok: false, fault: 'status: blank' };
  const customerPhone = toLine(value.customerPhone)?.replace(/[\s().-]/g, '') ?? null;
  if (customerPhone !== null && !E164.test(customerPhone)) {
    return { ok: false, fault: 'customerPhone: not E.164' };
  }
  const estimatedDelivery = toLine(value.estimatedDelivery);
  if (estimatedDelivery !== null && !isIsoDate(estimatedDelivery)) {
    return { ok: false, fault: 'estimatedDelivery: no ISO date' };
  }
  const customerName = toLine(value.customerName);
  const issueMessage = toLine(value.issueMessage);
  const optional = { customerName, customerPhone, estimatedDelivery, issueMessage };
  const { trackingNumber } = number;
  return { ok: true, delivery: { trackingNumber, status, ...withoutNulls(optional) } };
}

/** Tells whether two deliveries state the same facts. */
export function isSameDelivery(one: Delivery, other: Delivery): boolean {
  return (
    one.trackingNumber === other.trackingNumber &&
    one.status === other.status &&
    one.customerName === other.customerName &&
    one.customerPhone === other.customerPhone &&
    one.estimatedDelivery === other.estimatedDelivery &&
    one.issueMessage === other.issueMessage
  );
}

/**
 * Brings a text onto one line, since every answer is one line; null when nothing is left of it.
 * Squashing loses no fact, and an editor's line break is no reason to say nothing to a caller.
 */
function toLine(text: string | null | undefined): string | null {
  const line = (text ?? '').replace(/[\s\p{Cc}]+/gu, ' ').trim();
  return line === '' ? null : line;
}

function withoutNulls<Name extends string>(fields: Record<Name, string | null>) {
  const stated = Object.entries(fields).filter(([, text]) => text !== null);
  return Object.fromEntries(stated) as { [Field in Name]?: string };
}

function nameFault(value: unknown): string {
  const error = recordValidator.Errors(value).at(-1);
  if (error === undefined) return 'record: does not fit';
  if (error.keyword === 'required') return `${error.params.requiredProperties.join()}: missing`;
  return `${error.instancePath.slice(1) || 'record'}: ${error.keyword}`;
}
