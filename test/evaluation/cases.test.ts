import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { captureCase } from '../../src/evaluation/capture-case.ts';
import { type EvalCase, looksLikeCases, readCases } from '../../src/evaluation/case-file.ts';
import { playCase } from '../../src/evaluation/play-case.ts';
import { scoreCase } from '../../src/evaluation/score-path.ts';
import { FOUND, linesOf, ON_ITS_WAY } from './eval-calls.ts';

const fixture = readFileSync(new URL('../fixtures/eval/cases.jsonl', import.meta.url), 'utf8');

function casesIn(text: string): EvalCase[] {
  const reading = readCases(text);
  if (!reading.ok) throw new Error(reading.fault);
  return reading.cases;
}

for (const script of casesIn(fixture)) {
  test(`eval: the case "${script.name}" meets every expectation and invents nothing`, () => {
    const { faults, missed, inventions, conformance } = scoreCase(script);
    assert.deepEqual([faults, missed, inventions], [[], 0, []]);
    assert.equal(conformance, 'conforms');
  });

  test(`captureCase() makes a case of "${script.name}" that goes the same way`, () => {
    const { lines } = playCase(script);
    const captured = captureCase(lines);
    if (captured === null) throw new Error('no case');
    assert.deepEqual(casesIn(JSON.stringify(captured)), [captured]);
    const replayed = playCase(captured);
    const answersOf = (played: typeof lines) => played.map(({ response }) => response);
    assert.deepEqual(answersOf(replayed.lines).filter(Boolean), answersOf(lines).filter(Boolean));
    assert.equal(scoreCase(captured).missed, 0);
  });
}

test('eval: a case that is not met says what was expected', () => {
  const [step] = FOUND.steps;
  if (step === undefined) throw new Error('no step');
  const expect = { status: 'not_found', state: 'fallback', contains: ['John', 'Tuesday'] };
  const { faults, missed } = scoreCase({ ...FOUND, steps: [{ ...step, expect }] });
  assert.equal(missed, 1);
  assert.match(faults.join('\n'), /Expected status not_found, got success/);
  assert.match(faults.join('\n'), /Expected state fallback, got report/);
  assert.match(faults.join('\n'), /Expected "Tuesday" in "Your parcel/);
});

test('captureCase() keeps the records as each lookup found them', () => {
  const asked = { tool: 'track_delivery', arguments: { trackingNumber: 'WB10000020' } };
  const delivered = { ...ON_ITS_WAY, status: 'delivered' };
  const later = { ...asked, afterSeconds: 300, deliveries: [delivered] };
  const captured = captureCase(linesOf({ ...FOUND, steps: [asked, later] }));
  assert.deepEqual(captured?.deliveries, [ON_ITS_WAY]);
  assert.deepEqual(captured?.steps[1]?.deliveries, [delivered]);
  assert.equal(captured?.steps[1]?.afterSeconds, 300);
});

test('captureCase() makes no case of a call whose opening is missing', () => {
  assert.equal(captureCase(linesOf(FOUND).slice(1)), null);
});

const FAULTS: [title: string, text: string, fault: RegExp][] = [
  ['text that is not JSON', '{"steps":', /Line 1: not JSON/],
  ['a case without steps', '{"name":"x","deliveries":[],"steps":[]}', /Line 1: \/steps/],
  ['a field that there is not', JSON.stringify({ ...FOUND, expected: 1 }), /Line 1/],
  ['a time that is none', JSON.stringify({ ...FOUND, at: 'noon' }), /\/at is no time/],
  ['nothing', '\n// nothing\n', /no case/],
];

for (const [title, text, fault] of FAULTS) {
  test(`readCases() refuses ${title}`, () => {
    const reading = readCases(text);
    assert.match(reading.ok ? '' : reading.fault, fault);
  });
}

test('looksLikeCases() tells cases from a journal', () => {
  assert.equal(looksLikeCases(fixture), true);
  assert.equal(looksLikeCases(JSON.stringify(linesOf(FOUND)[0])), false);
});

test('captureCase() expects no state of tool calls that came at once', () => {
  const [first, ...others] = linesOf(FOUND);
  const [call] = first?.tool_calls ?? [];
  if (first === undefined || call === undefined) throw new Error('no tool call');
  const twice = { ...first, tool_calls: [call, { ...call, id: 'other' }] };
  const captured = captureCase([twice, ...others]);
  assert.deepEqual(captured?.steps[0]?.expect, { status: 'success' });
});

test('docs/eval-cases.md: its example is a case that is met', () => {
  const page = readFileSync(new URL('../../docs/eval-cases.md', import.meta.url), 'utf8');
  const [, example = ''] = /```json\n([\s\S]*?)```/.exec(page) ?? [];
  const [script] = casesIn(example.replace(/\n\s*/g, ''));
  if (script === undefined) throw new Error('no example');
  const { missed, inventions, answers } = scoreCase(script);
  assert.deepEqual([missed, inventions, answers.length], [0, [], 2]);
});
