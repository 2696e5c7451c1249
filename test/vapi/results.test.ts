import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import type { Delivery } from '../../machines/delivery.ts';
import { en } from '../../machines/languages/en/en.ts';
import { plainReply, type Reply } from '../../machines/reply.ts';
import { toRefusedResult, toToolResult } from '../../src/vapi/results.ts';
import { PLAIN } from '../speech/manner.ts';

const ASKED = { toolCallId: 'call_1', tool: 'track_delivery' };

const DELIVERY: Delivery = {
  trackingNumber: 'WB123456',
  status: 'delayed',
  customerName: 'Ada Example',
  customerPhone: '+12025550123',
  estimatedDelivery: '2026-12-01',
  issueMessage: 'Held\nat customs.',
};

const DATA = { asOf: Date.UTC(2026, 10, 23, 15), ageSeconds: 90, stale: false };

const FOUND: Reply = {
  ...plainReply({}, ASKED, 'success', 'report', {
    about: 'delivery',
    delivery: DELIVERY,
    stale: false,
    ageSeconds: 90,
    manner: { ...PLAIN, speakName: true },
  }),
  source: 'cache',
  data: DATA,
};

const ISSUE = { about: 'issue', stale: false, ageSeconds: 1, manner: PLAIN } as const;

const SPOKEN = { speak: 'verbatim' } as const;

describe('toToolResult()', () => {
  test('answers a found delivery with everything but the phone number', () => {
    assert.deepEqual(toToolResult(FOUND, 'It is late.', SPOKEN), {
      toolCallId: 'call_1',
      name: 'track_delivery',
      result:
        '{"status":"success","message":"It is late.","source":"cache",' +
        '"asOf":"2026-11-23T15:00:00.000Z","ageSeconds":90,"delivery":{' +
        '"trackingNumber":"WB123456","status":"delayed","estimatedDelivery":"2026-12-01",' +
        '"customerName":"Ada Example","issueMessage":"Held at customs."},"state":"report"}',
      message: { type: 'request-complete', role: 'assistant', content: 'It is late.' },
    });
  });

  test('says that data is stale, and only then', () => {
    const stale: Reply = { ...FOUND, data: { ...DATA, stale: true } };
    assert.equal(resultOf(stale).stale, true);
    assert.equal('stale' in resultOf(FOUND), false);
  });

  test('tells the age of the data behind an answer without a delivery', () => {
    const utterance = { about: 'notFound', trackingNumber: 'WB123456', offerHuman: false } as const;
    const reply = { ...plainReply({}, ASKED, 'not_found', 'need', utterance), data: DATA };
    assert.deepEqual(resultOf({ ...reply, source: 'sanity' }), {
      status: 'not_found',
      message: 'x',
      source: 'sanity',
      asOf: '2026-11-23T15:00:00.000Z',
      ageSeconds: 90,
      state: 'need',
    });
  });

  test('gives the model no name that the caller is not told', () => {
    const utterance = { ...ISSUE, delivery: DELIVERY };
    assert.doesNotMatch(JSON.stringify(resultOf({ ...FOUND, utterance })), /Ada/);
  });

  test('gives the model nothing that no reader sees', () => {
    const issueMessage = 'Held\u202e at\u200b the\u{e0041} gate\ue000';
    const utterance = { ...ISSUE, delivery: { ...DELIVERY, issueMessage } };
    assert.partialDeepStrictEqual(resultOf({ ...FOUND, utterance }), {
      delivery: { issueMessage: 'Held at the gate' },
    });
  });

  test('gives no delivery but with success', () => {
    assert.equal('delivery' in resultOf({ ...FOUND, status: 'unavailable' }), false);
  });

  test('answers without data in four fields', () => {
    assert.deepEqual(resultOf(plainReply({}, ASKED, 'invalid', 'need', { about: 'noNumber' })), {
      status: 'invalid',
      message: 'x',
      source: 'fallback',
      state: 'need',
    });
  });

  test('answers a failure with an error and the message that goes with it', () => {
    const reply = plainReply({}, ASKED, 'error', 'need', { about: 'internalFault' });
    assert.deepEqual(toToolResult(reply, 'That\nfailed.', SPOKEN), {
      toolCallId: 'call_1',
      name: 'track_delivery',
      error: 'That failed.',
      message: { type: 'request-failed', role: 'assistant', content: 'That failed.' },
    });
  });

  test('leaves the wording to the model where that is wanted', () => {
    assert.equal('message' in toToolResult(FOUND, 'It is late.', { speak: 'model' }), false);
    const failed = plainReply({}, ASKED, 'error', 'need', { about: 'internalFault' });
    assert.deepEqual(Object.keys(toToolResult(failed, 'No.', { speak: 'model' })), [
      'toolCallId',
      'name',
      'error',
    ]);
  });

  test('cuts what is spoken at 1,000 characters', () => {
    const { message } = toToolResult(FOUND, 'word '.repeat(1000), SPOKEN);
    assert.ok(message && message.content.length <= 1000 && message.content.endsWith('word…'));
  });

  test('leaves none of the line breaks that JSON lets through', () => {
    const delivery = { ...DELIVERY, issueMessage: 'a\u2028b\u2029c\u0085d' };
    const utterance = { ...ISSUE, delivery };
    assert.partialDeepStrictEqual(resultOf({ ...FOUND, utterance }), {
      delivery: { issueMessage: 'a b c d' },
    });
  });

  test('is a single line of bounded length, whatever the sentence and the record hold', () => {
    const anyText = fc.string({ unit: 'binary', minLength: 1, maxLength: 3000 });
    fc.assert(
      fc.property(anyText, anyText, (sentence, issueMessage) => {
        const delivery = { ...DELIVERY, issueMessage };
        const utterance = { ...ISSUE, delivery };
        const { result, message } = toToolResult({ ...FOUND, utterance }, sentence, SPOKEN);
        assert.doesNotMatch(`${result}${message?.content}`, /[\p{Cc}\u2028\u2029]/u);
        assert.ok((message?.content.length ?? 0) <= 1000);
        assert.equal(JSON.parse(result ?? '').message, message?.content);
      }),
    );
  });
});

test('toRefusedResult(): says that there are too many tool calls', () => {
  const asked = { type: 'tool.misused', at: 0, ...ASKED, problem: 'badArguments' } as const;
  assert.deepEqual(toRefusedResult(asked, en), {
    toolCallId: 'call_1',
    name: 'track_delivery',
    error: 'Too many tool calls: try again later',
  });
});

function resultOf(reply: Reply): Record<string, unknown> {
  const { result } = toToolResult(reply, 'x', SPOKEN);
  assert.ok(result);
  return JSON.parse(result) as Record<string, unknown>;
}
