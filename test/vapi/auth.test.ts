import assert from 'node:assert/strict';
import { createHmac } from 'node:crypto';
import { describe, test } from 'node:test';
import { createWebhookAuth, type WebhookAuthOptions } from '../../src/vapi/auth.ts';

const NOW = Date.UTC(2026, 10, 23, 15);
const BODY = Buffer.from('{"message":{"type":"hang","x":"é"}}');
const SECRET: WebhookAuthOptions = { style: 'secret', secrets: ['s3cret-old', 's3cret-new'] };
const HMAC: WebhookAuthOptions = { style: 'hmac', secrets: ['k3y-old', 'k3y-new'] };

type Headers = Record<string, string | string[]>;

function check(options: WebhookAuthOptions, headers: Headers, rawBody: Uint8Array = BODY) {
  const auth = createWebhookAuth(options, () => NOW);
  return auth.checkHead(headers) ?? auth.check({ headers, rawBody });
}

function sign(key: string, timestamp: number | string, encoding: 'hex' | 'base64' = 'hex'): string {
  return createHmac('sha256', key).update(`${timestamp}.`).update(BODY).digest(encoding);
}

/** The headers of a good delivery, `lateMs` after it was signed, apart from `changes`. */
function signed(lateMs = 0, changes: Headers = {}, key = 'k3y-old'): Headers {
  const timestamp = NOW - lateMs;
  return { 'x-timestamp': `${timestamp}`, 'x-signature': sign(key, timestamp), ...changes };
}

describe('createWebhookAuth() by secret', () => {
  const rows: [string, Headers, boolean][] = [
    ['the right secret', { 'x-vapi-secret': 's3cret-old' }, true],
    ['the rotated one', { 'x-vapi-secret': 's3cret-new' }, true],
    ['the right bearer token', { authorization: 'Bearer s3cret-old' }, true],
    ['a bearer token in small letters', { authorization: 'bearer s3cret-new' }, true],
    ['a bearer token beside the empty header', bearerAnd(''), true],
    ['a bearer token beside a wrong header', bearerAnd('wrong'), true],
    ['the wrong secret', { 'x-vapi-secret': 'wrong' }, false],
    ['the wrong bearer token', { authorization: 'Bearer wrong' }, false],
    ['one character less', { 'x-vapi-secret': 's3cret-ol' }, false],
    ['one character more', { 'x-vapi-secret': 's3cret-oldx' }, false],
    ['another case', { 'x-vapi-secret': 'S3CRET-OLD' }, false],
    ['both secrets at once', { 'x-vapi-secret': 's3cret-old,s3cret-new' }, false],
    ['an empty header', { 'x-vapi-secret': '' }, false],
    ['an empty bearer token', { authorization: 'Bearer ' }, false],
    ['no header', {}, false],
    ['basic authorization', { authorization: 'Basic s3cret-old' }, false],
    ['the bare secret as authorization', { authorization: 's3cret-old' }, false],
    ['several values', { 'x-vapi-secret': ['s3cret-old', 's3cret-old'] }, false],
    ['several authorizations', { authorization: ['Bearer s3cret-old'] }, false],
    ['a signature by that secret', signed(0, {}, 's3cret-old'), false],
  ];
  for (const [what, headers, ok] of rows) {
    test(`${ok ? 'takes' : 'refuses'} ${what}`, () => {
      const verdict = check(SECRET, headers);
      assert.equal(verdict.ok, ok);
      assert.doesNotMatch(JSON.stringify(verdict), /s3cret|wrong/i);
    });
  }
});

describe('createWebhookAuth() by HMAC', () => {
  const seconds = Math.floor(NOW / 1000);
  const inSeconds = { 'x-timestamp': `${seconds}`, 'x-signature': sign('k3y-old', seconds) };
  const hex = sign('k3y-old', NOW);
  const base64 = sign('k3y-old', NOW, 'base64');
  const rows: [string, Headers, boolean][] = [
    ['the right signature, in milliseconds', signed(), true],
    ['the right signature, in seconds', inSeconds, true],
    ['the rotated key', signed(0, {}, 'k3y-new'), true],
    ['upper-case hex', signed(0, { 'x-signature': hex.toUpperCase() }), true],
    ['base64', signed(0, { 'x-signature': base64 }), true],
    ['base64 without padding', signed(0, { 'x-signature': base64.replace('=', '') }), true],
    ['hex with a prefix', signed(0, { 'x-signature': `sha256=${hex}` }), true],
    ['base64 with a prefix', signed(0, { 'x-signature': `v1=${base64}` }), true],
    ['five minutes late', signed(300_000), true],
    ['five minutes early', signed(-300_000), true],
    ['a moment more than five minutes late', signed(300_001), false],
    ['a moment more than five minutes early', signed(-300_001), false],
    ['a wrong key', signed(0, {}, 'wrong'), false],
    ['another timestamp than was signed', signed(0, { 'x-timestamp': `${NOW - 1}` }), false],
    ['one digit off', signed(0, { 'x-signature': flip(hex) }), false],
    ['a cut signature', signed(0, { 'x-signature': hex.slice(0, 63) }), false],
    ['an empty signature', signed(0, { 'x-signature': '' }), false],
    ['a prefix alone', signed(0, { 'x-signature': 'sha256=' }), false],
    ['an empty timestamp', { 'x-timestamp': '', 'x-signature': sign('k3y-old', '') }, false],
    ['a date as timestamp', dated(new Date(NOW).toISOString()), false],
    ['an endless timestamp', dated('9'.repeat(400)), false],
    ['a negative timestamp', dated(`-${NOW}`), false],
    ['no signature', { 'x-timestamp': `${NOW}` }, false],
    ['no timestamp', { 'x-signature': hex }, false],
    ['no headers', {}, false],
    ['several signatures', signed(0, { 'x-signature': [hex, hex] }), false],
    ['several timestamps', signed(0, { 'x-timestamp': [`${NOW}`] }), false],
    ['the key as a secret', { 'x-vapi-secret': 'k3y-old' }, false],
    ['the key as a bearer token', { authorization: 'Bearer k3y-old' }, false],
  ];
  for (const [what, headers, ok] of rows) {
    test(`${ok ? 'takes' : 'refuses'} ${what}`, () => {
      const verdict = check(HMAC, headers);
      assert.equal(verdict.ok, ok, JSON.stringify(verdict));
      assert.doesNotMatch(JSON.stringify(verdict), /k3y|wrong/);
    });
  }

  test('refuses a body that is one byte off', () => {
    assert.equal(check(HMAC, signed(), Buffer.concat([BODY, Buffer.from(' ')])).ok, false);
  });

  test('reads the headers that are configured, in any case, and no others', () => {
    const options = {
      ...HMAC,
      signatureHeader: 'X-Vapi-Signature',
      timestampHeader: 'X-Vapi-Time',
    };
    const headers = { 'x-vapi-signature': sign('k3y-old', NOW), 'x-vapi-time': `${NOW}` };
    assert.equal(check(options, headers).ok, true);
    assert.equal(check(options, signed()).ok, false);
    assert.equal(check(HMAC, headers).ok, false);
  });
});

describe('createWebhookAuth()', () => {
  test('tells the log of an empty header as of none', () => {
    const verdict = check(SECRET, { 'x-vapi-secret': '', authorization: 'Bearer ' });
    assert.ok(!verdict.ok);
    assert.match(verdict.why, /^No secret is given$/);
  });

  test('takes anything where nothing is to be proved', () => {
    assert.deepEqual(check({ style: 'none' }, {}), { ok: true });
  });

  for (const style of ['secret', 'hmac'] as const) {
    for (const secrets of [[], [''], ['', '']]) {
      test(`does not begin by ${style} with ${JSON.stringify(secrets)} as secrets`, () => {
        assert.throws(() => createWebhookAuth({ style, secrets }, () => NOW), RangeError);
      });
    }

    test(`never takes an empty header for an empty ${style} among others`, () => {
      const headers = { 'x-vapi-secret': '', authorization: 'Bearer ', ...signed(0, {}, '') };
      assert.equal(check({ style, secrets: ['', 'other'] }, headers).ok, false);
    });
  }
});

function bearerAnd(secret: string): Headers {
  return { authorization: 'Bearer s3cret-old', 'x-vapi-secret': secret };
}

function dated(timestamp: string): Headers {
  return { 'x-timestamp': timestamp, 'x-signature': sign('k3y-old', timestamp) };
}

function flip(hex: string): string {
  return hex.slice(0, 63) + (hex.endsWith('0') ? '1' : '0');
}
