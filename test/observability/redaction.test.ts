import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import {
  maskPhone,
  maskTracking,
  redactText,
  redactValue,
} from '../../src/observability/redaction.ts';

const UUID = '0190a1b2-c3d4-7e5f-8a9b-0c1d2e3f4a5b';

describe('maskTracking() keeps the last four characters', () => {
  const rows = [
    ['WB10000001', '******0001'],
    ['wb 1000-0001', '******0001'],
    ['ABCDEF', '**CDEF'],
    ['1234', '****'],
    ['', ''],
    ['x'.repeat(41), '[redacted]'],
  ] as const;
  for (const [written, masked] of rows) {
    it(`of "${written}"`, () => assert.equal(maskTracking(written), masked));
  }
});

describe('maskPhone() keeps the last four digits', () => {
  const rows = [
    ['+15550101234', '*******1234'],
    ['+1 (555) 010-1234', '*******1234'],
    ['911', '***'],
  ] as const;
  for (const [written, masked] of rows) {
    it(`of "${written}"`, () => assert.equal(maskPhone(written), masked));
  }
});

describe('redactText() masks', () => {
  const rows = [
    ['a tracking number', 'No WB10000001 here', 'No ******0001 here'],
    ['one in small letters', 'wb10000001', '******0001'],
    ['one of digits alone', '10000001', '****0001'],
    ['one with spaces', 'WB 1000 0001', '******0001'],
    ['one with dashes', 'WB-1000-0001', '******0001'],
    ['one with letters between', 'AB12-CD34-EF56', '********EF56'],
    ['one of single digits', 'W B 1 0 0 0 0 0 0 1', 'W *****0001'],
    ['a short one behind letters', 'WB 12345 and WB-12345', '***2345 and ***2345'],
    ['one with a typographic dash', '1000\u20110001', '****0001'],
    ['full-width digits', 'ＷＢ１２３４５６', '****３４５６'],
    ['one in a URL', '/track/WB10000001?x', '/track/******0001?x'],
    ['one in a query', '?id=%22WB10000001%22', '?id=%********0001%22'],
    ['one with encoded spaces', 'q=1000%200001', 'q=****0001'],
    ['a phone number', 'from +15550101234.', 'from +*******1234.'],
    ['one with brackets', '+1 (555) 010-1234', '+*******1234'],
    ['one with dots', '01.23.45.67.89', '******6789'],
    ['one as it was said', '5 5 5, 0 1 0, 1 2 3 4', '******1234'],
    ['a number behind a date', '2025-02-19 5550101234', '2025-02-19 ******1234'],
    ['a long token', `is ${'sk1a2b'.repeat(9)}`, 'is [redacted]'],
    ['a bearer token', 'sent Bearer abc.def', 'sent Bearer [redacted]'],
    ['a header', '{"x-vapi-secret":"hunter"}', '{"x-vapi-secret":"[redacted]"}'],
    ['a setting', 'VAPI_SECRET=hunter', 'VAPI_SECRET=[redacted]'],
    ['a password in a URL', 'https://me:pw@host/x', 'https://[redacted]@host/x'],
  ] as const;
  for (const [title, text, masked] of rows) {
    it(`${title}`, () => assert.equal(redactText(text), masked));
  }

  it('every secret that it is told of', () => {
    assert.equal(redactText('a hunter-two b', ['other-secret', 'hunter-two']), 'a [redacted] b');
  });

  it('no secret of so few letters that it stands in common words', () => {
    assert.equal(redactText('the latest', ['test']), 'the latest');
  });

  it('a secret that stands where a long text is cut', () => {
    const text = `${'x '.repeat(1997)}hunter-two`;
    assert.doesNotMatch(redactText(text, ['hunter-two']), /hunt/);
  });

  it('any number of six digits and more, wherever it stands and however it is set apart', () => {
    const digits = fc.array(fc.integer({ min: 0, max: 9 }), { minLength: 6, maxLength: 20 });
    const gap = fc.constantFrom('', ' ', '-', '.', ', ', '\u2011', '%20');
    const around = fc.constantFrom('', ' ', '"', '(', ':', '/', '=', ' at ', 'é', UUID);
    fc.assert(
      fc.property(digits, gap, around, around, (number, between, before, behind) => {
        // A date or an address may be told; these digits are neither.
        const written = `9${number.join('')}`.split('').join(between);
        const told = redactText(before + written + behind).replaceAll(UUID, '');
        assert.ok(told.replace(/%20|\D/g, '').length <= 4, told);
      }),
    );
  });
});

describe('redactText() leaves as it is', () => {
  const rows = [
    UUID,
    `call ${UUID} ended`,
    `/api/calls/${UUID}`,
    '2025-02-19T10:00:00.000Z',
    '2025-02-19T10:00:00+01:00',
    'ENOENT: open transcripts-2025-02-19.jsonl',
    'https://abc123.api.sanity.io/v2025-02-19/data/query/production',
    'Server listening at http://127.0.0.1:3000',
    'connect ECONNREFUSED 10.12.13.14:443',
    'Timed out after 1500ms',
    'HTTP 503 after 3 attempts',
    'at position 54321',
    'attempt 5 2025-02-19',
    `call-${UUID}`,
    'at file:///app/src/server.ts:123:45',
    'Unexpected token in JSON at position 12',
    '',
  ];
  for (const text of rows) {
    it(`"${text}"`, () => assert.equal(redactText(text), text));
  }
});

describe('redactValue() masks by key', () => {
  const rows: [key: string, value: unknown, masked: unknown][] = [
    ['trackingNumber', 'WB10000001', '******0001'],
    ['tracking_id', 'ABCDEFGH', '****EFGH'],
    ['heard', 10000001, '****0001'],
    ['number_last4', '0001', '0001'],
    ['number_last4', 'WB10000001', '0001'],
    ['number_last4', 'WB-1000-000-1', '0001'],
    ['numberLast4', 10000001, '0001'],
    ['customerPhone', '+15550101234', '*******1234'],
    ['number', '5550101234', '******1234'],
    ['phone', 'sip:me@host', '[redacted]'],
    ['x-vapi-secret', 'hunter', '[redacted]'],
    ['authorization', ['a', 'b'], '[redacted]'],
    ['apiKey', 12, '[redacted]'],
    ['controlUrl', 'https://x/control', '[redacted]'],
    ['recordingUrl', 'https://x/recording.wav', '[redacted]'],
    ['stereo_recording_url', 'https://x/recording.wav', '[redacted]'],
    ['transcript', 'My name is Ann', '[redacted]'],
    ['customerName', 'Ann', '[redacted]'],
    ['value', 15550101234, '*******1234'],
    ['headers', { cookie: 'a=b', host: 'h' }, { cookie: '[redacted]', host: 'h' }],
    ['trackingNumbers', ['ABCDEFGH'], ['****EFGH']],
    ['trackingNumber', '?', '[redacted]'],
    ['inFlight', { WB10000001: 2 }, { '******0001': 2 }],
    ['args', { trackingNumber: null, ok: true }, { trackingNumber: null, ok: true }],
  ];
  for (const [key, value, masked] of rows) {
    it(`${key}: ${JSON.stringify(value)}`, () => {
      assert.deepEqual(redactValue({ [key]: value }), { [key]: masked });
    });
  }
});

describe('redactValue() tells', () => {
  const rows: [key: string, value: unknown][] = [
    ['call_id', `chat:${UUID}`],
    ['x-call-id', 'call-1'],
    ['toolCallId', 'call_a1B2c3D4e5F6a1B2c3D4e5F6'],
    ['phoneNumberId', UUID],
    ['timestamp', '2025-02-19T10:00:00.000Z'],
    ['startedAt', 1_740_000_000_000],
    ['latency_ms', 1234567],
    ['bytes', 5_242_880],
    ['statusCode', 503],
    ['ratio', 123456.789],
    ['commit', 'a1b2c3d4e5f6'],
  ];
  for (const [key, value] of rows) {
    it(`${key}: ${value}`, () => assert.deepEqual(redactValue({ [key]: value }), { [key]: value }));
  }
});

describe('redactValue() bounds', () => {
  it('the ID that is told: free text under such a key is told by its digest', () => {
    const told = redactValue({ call_id: 'my number is 5550101234' });
    assert.deepEqual(told, { call_id: 'id:a54f9b80fa6f9d02' });
  });

  it('depth', () => {
    const nested = { a: { a: { a: { a: { a: { a: { a: 'deep' } } } } } } };
    assert.match(JSON.stringify(redactValue(nested)), /^(\{"a":){6}"\[too deep\]"/);
  });

  it('breadth', () => {
    assert.equal((redactValue(new Array(1000).fill('x')) as unknown[]).length, 50);
    const wide = Object.fromEntries(Array.from({ length: 1000 }, (_, at) => [`k${at}`, at]));
    assert.equal(Object.keys(redactValue(wide) as object).length, 50);
  });

  it('length of text', () => {
    assert.equal(redactText('x'.repeat(100_000)).length, 4001);
  });
});

describe('redactValue() tells nothing that a sender chose', () => {
  const rows: [string, string][] = [
    ['call_id', 'Maria Gonzalez'],
    ['call_id', 'MariaGonzalez'],
    ['call_id', 'WB10000001'],
    ['correlation_id', 'WB-1000-0001'],
    ['correlation_id', '20250219123456'],
    ['callId', 'WB:1000:0001'],
    ['tool', 'Maria Gonzalez'],
    ['tool', 'WB10000001'],
    ['tool', 'track_WB10000001'],
    ['detail', 'double u b one oh oh oh two three four'],
    ['detail', 'W as in WB:1000:0001'],
    ['detail', 'whiskey bravo one zero zero zero'],
  ];
  for (const [key, value] of rows) {
    it(`${key}: ${value}`, () => {
      const told = JSON.stringify(redactValue({ [key]: value }));
      assert.doesNotMatch(told, /Maria|Gonzalez|WB.?1000|20250219|one|oh oh/i);
    });
  }

  it('and the same digest for the same ID, so that its lines are found', () => {
    const tell = (id: string) => redactValue({ call_id: id });
    assert.deepEqual(tell('WB10000001'), tell('WB10000001'));
    assert.notDeepEqual(tell('WB10000001'), tell('WB10000002'));
  });
});

describe('redactValue() leaves figures of ours as they are', () => {
  const rows: [string, unknown][] = [
    ['bytesRead', 1_234_567],
    ['lost', 1_234_567],
    ['seq', 1_234_567],
    ['tool', 'confirm_tracking_number'],
    ['detail', 'Body longer than 1048576 bytes'],
    ['detail', 'No answer within 100000 ms'],
    ['detail', 'at 12:34:56 and 9:05'],
    ['detail', 'one of two or three, I see'],
    ['detail', 'a b c'],
  ];
  for (const [key, value] of rows) {
    it(`${key}: ${value}`, () => assert.deepEqual(redactValue({ [key]: value }), { [key]: value }));
  }
});
