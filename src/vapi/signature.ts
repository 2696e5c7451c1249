import { createHmac, timingSafeEqual } from 'node:crypto';
import type { AuthVerdict, WebhookDelivery } from './webhook-delivery.ts';

/**
 * The HMAC style: SHA-256 over `{timestamp}.{body}`, Vapi's default payload format.
 * Source: schema `HMACAuthenticationPlan` in Vapi's OpenAPI file (VapiAI/docs, 2026-08-20). The
 * timestamp's unit is not documented, so seconds and milliseconds are told apart by magnitude; hex is the default
 * encoding and base64 the other; a prefix such as `sha256=` can be configured there.
 */

/** The settings of the style. Headers default to Vapi's own defaults. */
export type HmacOptions = {
  secrets: readonly string[];
  signatureHeader?: string;
  timestampHeader?: string;
};

/** How far a timestamp may lie from now, either way. */
export const SIGNATURE_WINDOW_MS = 5 * 60_000;

/** From here on a timestamp is in milliseconds: as seconds it would be the year 5138. */
const MILLISECONDS_FROM = 100_000_000_000;

/** Checks a delivery's signature over its raw bytes against each secret, in constant time. */
export function checkSignature(
  { headers, rawBody }: WebhookDelivery,
  options: HmacOptions,
  now: number,
): AuthVerdict {
  const signature = headers[(options.signatureHeader ?? 'x-signature').toLowerCase()];
  const timestamp = headers[(options.timestampHeader ?? 'x-timestamp').toLowerCase()];
  if (typeof signature !== 'string' || signature === '') return refuse('No one signature is given');
  if (typeof timestamp !== 'string' || timestamp === '') return refuse('No one timestamp is given');

  const sentAt = readTimestamp(timestamp);
  if (sentAt === null) return refuse('The timestamp is no number of seconds or milliseconds');
  const ageMs = now - sentAt;
  if (Math.abs(ageMs) > SIGNATURE_WINDOW_MS) {
    return refuse(`The timestamp is ${Math.round(ageMs / 1000)} seconds old`);
  }
  const given = readSignature(signature);
  if (given === null) return refuse('The signature is neither hex nor base64 of 32 bytes');
  const matches = options.secrets.map((secret) =>
    timingSafeEqual(given, sign(secret, timestamp, rawBody)),
  );
  if (matches.includes(true)) return { ok: true };
  return refuse(`The signature ${given.toString('hex', 0, 4)}… is not ours`);
}

function refuse(why: string): AuthVerdict {
  return { ok: false, why };
}

function sign(secret: string, timestamp: string, rawBody: Uint8Array): Buffer {
  return createHmac('sha256', secret).update(`${timestamp}.`).update(rawBody).digest();
}

function readTimestamp(header: string): number | null {
  if (!/^\d{1,15}$/.test(header)) return null;
  const value = Number(header);
  return value < MILLISECONDS_FROM ? value * 1000 : value;
}

function readSignature(header: string): Buffer | null {
  // A base64 padding is at the very end, so a prefix never swallows a signature.
  const bare = header.replace(/^[A-Za-z][A-Za-z0-9-]*=(?=.)/, '');
  if (/^[0-9a-f]{64}$/i.test(bare)) return Buffer.from(bare, 'hex');
  return /^[A-Za-z0-9+/]{43}=?$/.test(bare) ? Buffer.from(bare, 'base64') : null;
}
