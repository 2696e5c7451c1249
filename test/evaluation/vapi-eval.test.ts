/*
 * Our cases as Vapi Evals. That they are what Vapi takes is held by its own types: a field of another
 * name does not compile.
 */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, test } from 'node:test';
import type { Vapi } from '@vapi-ai/server-sdk';
import { readOptions } from '../../scripts/eval/options.ts';
import { readCases } from '../../src/evaluation/case-file.ts';
import { toVapiEval, type VapiEval } from '../../src/evaluation/vapi-eval.ts';

/** Names of ours, at any depth of a message, that Vapi does not know would be dropped in silence. */
type Fits<Ours extends Vapi.CreateEvalDto> = Exclude<keyof Ours, keyof Vapi.CreateEvalDto>;
type IsNever<T extends never> = T;
export type Checks = IsNever<Fits<VapiEval>>;

const CASES = new URL('../fixtures/eval/cases.jsonl', import.meta.url);
const reading = readCases(readFileSync(CASES, 'utf8'));
assert.ok(reading.ok);
const { cases } = reading;

describe('toVapiEval()', () => {
  test('plays what the caller says, judges the call, gives our answer and judges the words', () => {
    const [first] = cases;
    assert.ok(first);
    const made = toVapiEval(first);
    const dto: Vapi.CreateEvalDto = made;
    assert.equal(dto.type, 'chat.mockConversation');
    assert.deepEqual(
      made.messages.map(({ role }) => role),
      Array(first.steps.length).fill(['user', 'assistant', 'tool', 'assistant']).flat(),
    );
    const [caller, call, answer, words] = made.messages;
    assert.equal(caller?.role === 'user' && caller.content, first.steps[0]?.caller);
    assert.ok(call?.role === 'assistant' && answer?.role === 'tool' && words?.role === 'assistant');
    const [asked] = call.judgePlan.toolCalls ?? [];
    assert.equal(asked?.name, 'track_delivery');
    for (const written of ['WB 1000-0002', 'wb10000002']) {
      assert.match(written, new RegExp(`^${asked?.arguments.trackingNumber}$`));
    }
    assert.doesNotMatch('WB10000003', new RegExp(`${asked?.arguments.trackingNumber}`));
    assert.equal(JSON.parse(answer.content).status, 'success');
  });

  test('judges by patterns that our own answers match, in every case', () => {
    let judged = 0;
    for (const script of cases) {
      const { messages } = toVapiEval(script);
      for (const [index, message] of messages.entries()) {
        const answer = messages[index - 1];
        if (answer?.role !== 'tool' || message.role !== 'assistant') continue;
        const { message: sentence } = JSON.parse(answer.content);
        assert.match(sentence, new RegExp(message.judgePlan.content), script.name);
        judged += 1;
      }
    }
    assert.ok(judged > 10, `${judged}`);
  });

  test('compares what is no text exactly', () => {
    const steps = [{ tool: 'confirm_tracking_number', arguments: { confirmed: true } }];
    const [, call] = toVapiEval({ name: 'a', deliveries: [], steps }).messages;
    assert.ok(call?.role === 'assistant');
    assert.equal(call.judgePlan.type, 'exact');
    assert.deepEqual(call.judgePlan.toolCalls?.[0]?.arguments, { confirmed: true });
  });
});

test('eval --export: takes vapi and a directory, and our cases unless others are named', () => {
  const read = (...args: string[]) => readOptions(['--export', ...args]);
  const cases = 'test/fixtures/eval/cases.jsonl';
  assert.deepEqual(read('vapi', 'out'), { ok: true, do: 'export', cases, dir: 'out' });
  assert.ok(!read('vapi').ok && !read('rasa', 'out').ok && !read('vapi', 'a', 'b', 'c').ok);
});
