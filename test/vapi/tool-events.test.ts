import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { en } from '../../machines/languages/en/en.ts';
import { readToolArguments } from '../../src/vapi/tool-arguments.ts';
import { toToolEvent } from '../../src/vapi/tools.ts';

describe('toToolEvent() turns', () => {
  const bad = { type: 'tool.misused', problem: 'badArguments' };
  const rows: [string, unknown, Record<string, unknown>][] = [
    ['track_delivery', { trackingNumber: 'WB1' }, requested('delivery', 'WB1')],
    ['track_delivery', {}, requested('delivery', null)],
    ['track_delivery', { trackingNumber: 7 }, requested('delivery', 7)],
    ['track_delivery', { trackingNumber: ['WB1'] }, bad],
    ['track_delivery', '{', bad],
    ['get_delivery_issue', {}, requested('issue', null)],
    ['get_delivery_issue', { trackingId: 'WB1' }, requested('issue', 'WB1')],
    ['get_delivery_issue', { trackingId: true }, bad],
    ['confirm_tracking_number', { confirmed: true }, given(true, null)],
    ['confirm_tracking_number', { confirmed: 'no', trackingNumber: 'WB1' }, given(false, 'WB1')],
    ['confirm_tracking_number', {}, bad],
    ['confirm_tracking_number', { confirmed: 'well' }, bad],
    ['confirm_tracking_number', { confirmed: true, trackingNumber: {} }, bad],
    ['confirm_tracking_number', null, bad],
    ['verify_caller', { answer: ' Smith ' }, { type: 'verification.given', answer: 'Smith' }],
    ['verify_caller', { answer: 10115 }, { type: 'verification.given', answer: '10115' }],
    ['verify_caller', { answer: true }, bad],
    ['verify_caller', {}, bad],
    ['verify_caller', { passed: true }, bad],
    ['request_human', {}, { type: 'human.requested', reason: null }],
    ['request_human', { reason: 'Late' }, { type: 'human.requested', reason: 'Late' }],
    ['request_human', [], bad],
    ['open_door', {}, { type: 'tool.misused', problem: 'unknownTool' }],
    ['open_door', '{', { type: 'tool.misused', problem: 'unknownTool' }],
    ['constructor', {}, { type: 'tool.misused', problem: 'unknownTool' }],
    ['xstate.init', {}, { type: 'tool.misused', problem: 'unknownTool' }],
  ];
  for (const [tool, wire, expected] of rows) {
    test(`${tool} with ${JSON.stringify(wire)} into ${expected.type}`, () => {
      const call = { toolCallId: 'call_1', tool, args: readToolArguments(wire, en) };
      assert.deepEqual(toToolEvent(call, 5), { at: 5, toolCallId: 'call_1', tool, ...expected });
    });
  }
});

function requested(topic: string, heard: unknown): Record<string, unknown> {
  return { type: 'delivery.requested', topic, heard };
}

function given(confirmed: boolean, heard: unknown): Record<string, unknown> {
  return { type: 'confirmation.given', confirmed, heard };
}
