import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { toCallReport } from '../../src/vapi/to-call-report.ts';
import { readFixtureOf } from './read-fixture.ts';

describe('toCallReport() tells the duration from', () => {
  const none = { durationSeconds: null, durationMs: null, durationMinutes: null, startedAt: null };
  const rows: [string, Record<string, unknown>, number | null][] = [
    ['seconds', { durationSeconds: 25.5 }, 25.5],
    ['milliseconds', { durationMs: 25_500 }, 25.5],
    ['minutes', { durationMinutes: 0.5 }, 30],
    ['its beginning and end', { startedAt: '2026-06-08T12:05:10.840Z' }, 10],
    ['nothing, as null', {}, null],
    ['an endless number, as null', { durationSeconds: Number.POSITIVE_INFINITY }, null],
  ];
  for (const [what, given, expected] of rows) {
    test(what, () => {
      const changes = { ...none, ...given };
      const message = readFixtureOf('end-of-call-report', 'end-of-call-report', changes);
      assert.equal(toCallReport(message).durationSeconds, expected);
    });
  }
});

test('toCallReport(): bounds every text', () => {
  const long = 'x'.repeat(1_000_000);
  const message = readFixtureOf('end-of-call-report', 'end-of-call-report', {
    ...{ endedReason: long, startedAt: long, endedAt: long, artifact: { transcript: long } },
    analysis: { summary: long, successEvaluation: long },
  });
  assert.ok(JSON.stringify(toCallReport(message)).length < 56_000);
});

test('toCallReport(): writes a success evaluation that is no text as one', () => {
  const evaluate = (successEvaluation: unknown) => {
    const changes = { analysis: { successEvaluation } };
    return toCallReport(readFixtureOf('end-of-call-report', 'end-of-call-report', changes));
  };
  assert.equal(evaluate(false).successEvaluation, 'false');
  assert.equal(evaluate(7).successEvaluation, '7');
});
