import { hash, timingSafeEqual } from 'node:crypto';
import { checkSignature, type HmacOptions } from './signature.ts';
import type { AuthVerdict, WebhookDelivery } from './webhook-delivery.ts';

/**
 * Whether a webhook really comes from the account's Vapi.
 * Source: schema `WebhookCredential` in Vapi's OpenAPI file (VapiAI/docs, 2026-08-20).
 * Deliveries captured without a secret carry `x-vapi-secret: ""`: an empty header proves nothing.
 */

/** How webhooks prove themselves. Several secrets are all valid: the old and the new one. */
export type WebhookAuthOptions =
  | { style: 'none' }
  | { style: 'secret'; secrets: readonly string[] }
  | ({ style: 'hmac' } & HmacOptions);

/** What is set of every style; the one in `auth` is in use. */
export type AuthSettings = {
  auth: WebhookAuthOptions['style'];
  secrets: readonly string[];
  hmacSecrets: readonly string[];
  hmacSignatureHeader: string;
  hmacTimestampHeader: string;
};

/** The check of one style, in the order in which a request comes. */
export type WebhookAuth = {
  /** By the headers alone; null where only the body can prove anything, or nothing does. */
  checkHead(headers: WebhookDelivery['headers']): AuthVerdict | null;
  /** By the whole request, where the headers have told nothing. */
  check(delivery: WebhookDelivery): AuthVerdict;
};

const OK: AuthVerdict = { ok: true };

/**
 * Builds the check of one style; `now` gives epoch milliseconds.
 * @throws {RangeError} if the style needs a secret and there is none that is not empty
 */
export function createWebhookAuth(options: WebhookAuthOptions, now: () => number): WebhookAuth {
  if (options.style === 'none') return { checkHead: () => null, check: () => OK };
  const secrets = options.secrets.filter((secret) => secret !== '');
  if (secrets.length === 0) {
    throw new RangeError(`Cannot check webhooks by style "${options.style}": no secret is set`);
  }
  if (options.style === 'hmac') {
    return {
      checkHead: () => null,
      check: (delivery) => checkSignature(delivery, { ...options, secrets }, now()),
    };
  }
  const digests = secrets.map(digest);
  return {
    checkHead: (headers) => checkSecret(headers, digests),
    check: ({ headers }) => checkSecret(headers, digests),
  };
}

function checkSecret(headers: WebhookDelivery['headers'], digests: readonly Buffer[]): AuthVerdict {
  const plain = headers['x-vapi-secret'];
  const authorization = headers.authorization;
  if (Array.isArray(plain) || Array.isArray(authorization)) {
    return { ok: false, why: 'A secret header has several values' };
  }
  const bearer = authorization?.match(/^bearer +(.*)$/i)?.[1];
  // An empty X-Vapi-Secret accompanies a bearer token: either header may be the one that counts.
  const given = [plain, bearer].filter((value) => value !== undefined && value !== '');
  if (given.length === 0) {
    return { ok: false, why: 'No secret is given' };
  }
  // Every secret is compared, whichever matches.
  const matches = given.flatMap((value) => {
    const own = digest(value ?? '');
    return digests.map((expected) => timingSafeEqual(own, expected));
  });
  return matches.includes(true) ? { ok: true } : { ok: false, why: 'The secret is not ours' };
}

/** Compares in constant time; hashing first gives both the same length. */
export function isSameSecret(given: string, expected: string): boolean {
  return timingSafeEqual(digest(given), digest(expected));
}

function digest(text: string): Buffer {
  return hash('sha256', text, 'buffer');
}

/** The style that is set, with what it takes. */
export function authOptionsOf(vapi: AuthSettings): WebhookAuthOptions {
  switch (vapi.auth) {
    case 'none':
      return { style: 'none' };
    case 'secret':
      return { style: 'secret', secrets: vapi.secrets };
    case 'hmac':
      return {
        style: 'hmac',
        secrets: vapi.hmacSecrets,
        signatureHeader: vapi.hmacSignatureHeader,
        timestampHeader: vapi.hmacTimestampHeader,
      };
    default:
      return vapi.auth satisfies never;
  }
}
