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
    endedReason: long,
    startedAt: long,
    endedAt: long,
    artifact: { transcript: long },
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

describe('toCallReport() reads last, in the call,', () => {
  const call = {
    id: 'a',
    cost: 0.12,
    endedReason: 'customer-ended-call',
    startedAt: '2024-03-01T12:00:00.000Z',
    endedAt: '2024-03-01T12:00:30.000Z',
  };
  const inCall = (changes: object = {}) =>
    toCallReport(
      readFixtureOf('end-of-call-report', 'end-of-call-report-2024', {
        call,
        endedReason: null,
        startedAt: null,
        endedAt: null,
        cost: null,
        ...changes,
      }),
    );

  test('what a report of 2024 has nowhere else', () => {
    assert.partialDeepStrictEqual(inCall(), {
      endedReason: 'customer-ended-call',
      startedAt: call.startedAt,
      endedAt: call.endedAt,
      durationSeconds: 30,
      cost: 0.12,
    });
  });

  test('nothing that the report has itself', () => {
    const changes = { endedReason: 'silence-timed-out', cost: 0, startedAt: call.endedAt };
    assert.partialDeepStrictEqual(inCall(changes), { ...changes, durationSeconds: 0 });
  });

  test('no cost of 0, which a snapshot has while none is known', () => {
    assert.equal(inCall({ call: { ...call, cost: 0 } }).cost, null);
  });
});

describe('toCallReport() keeps', () => {
  const report = (changes: object) =>
    toCallReport(readFixtureOf('end-of-call-report', 'end-of-call-report', { ...changes }));

  test('the sum of the costs, and takes it for the cost that is not given', () => {
    const costs = [{ cost: 0.1 }, { cost: 0.2 }, { type: 'free' }, 'x'];
    assert.partialDeepStrictEqual(report({ costs, cost: 0.4 }), { cost: 0.4, costsSum: 0.3 });
    assert.partialDeepStrictEqual(report({ costs, cost: null }), { cost: 0.3, costsSum: 0.3 });
    assert.equal('costsSum' in report({ costs: [] }), false);
  });

  test('structured data as they are, and none that are too long', () => {
    const structuredData = { solved: true, items: [{ n: 1 }, null], note: 'fine' };
    assert.deepEqual(report({ analysis: { structuredData } }).structuredData, structuredData);
    for (const wrong of [null, undefined, 'x'.repeat(10_000)]) {
      assert.equal('structuredData' in report({ analysis: { structuredData: wrong } }), false);
    }
  });

  test('of structured outputs their names and results alone', () => {
    const one = { name: 'solved', result: { yes: 1 }, compliancePlan: { key: 'not-a-real-key' } };
    const structuredOutputs = { a: one, b: { result: false }, c: { name: 'x' }, d: 7 };
    assert.deepEqual(report({ artifact: { structuredOutputs } }).structuredOutputs, {
      a: { name: 'solved', result: { yes: 1 } },
      b: { name: null, result: false },
    });
  });
});

describe('toCallReport() keeps of the recording', () => {
  const BARE = { recordingUrl: null, stereoRecordingUrl: null };
  const keep = (changes: object, keepRecordingUrl = true) =>
    toCallReport(
      readFixtureOf('end-of-call-report', 'end-of-call-report', { ...BARE, ...changes }),
      { keepRecordingUrl },
    );
  const link = (name: string) => `https://storage.example/${name}.wav`;
  const rows: [what: string, changes: object, expected: string][] = [
    ['the link in the artifact', { artifact: { recordingUrl: link('a') } }, link('a')],
    [
      'the newer one of both voices',
      { artifact: { recording: { stereoUrl: link('s'), mono: { combinedUrl: link('m') } } } },
      link('m'),
    ],
    ['the one of early 2024', { artifact: null, recordingUrl: link('old') }, link('old')],
    ['the stereo one where there is no other', { stereoRecordingUrl: link('s') }, link('s')],
    [
      'the first that may be followed',
      { artifact: { recordingUrl: 'http://a.example/1', recording: { stereoUrl: link('s') } } },
      link('s'),
    ],
  ];
  for (const [what, changes, expected] of rows) {
    test(what, () => assert.equal(keep({ artifact: null, ...changes }).recordingUrl, expected));
  }

  test('nothing unless it is told to', () => {
    const changes = { recordingUrl: link('a') };
    assert.equal('recordingUrl' in keep(changes, false), false);
    const message = readFixtureOf('end-of-call-report', 'end-of-call-report', changes);
    assert.equal('recordingUrl' in toCallReport(message), false);
  });

  const refused = [
    'http://storage.example/a.wav',
    'javascript:alert(1)',
    'file:///etc/passwd',
    'https://user:secret@storage.example/a.wav',
    'a.wav',
    '',
    `https://storage.example/${'a'.repeat(2000)}`,
    `https://storage.example/${'ü'.repeat(700)}`,
    7,
  ];
  for (const recordingUrl of refused) {
    test(`nothing for ${String(recordingUrl).slice(0, 50)}`, () => {
      assert.equal('recordingUrl' in keep({ artifact: { recordingUrl } }), false);
    });
  }
});

test('toCallReport(): keeps which version of the assistant answered, where Vapi tells it', () => {
  const versionOf = (assistantVersion: unknown) =>
    toCallReport(readFixtureOf('end-of-call-report', 'end-of-call-report', { assistantVersion }));
  assert.equal(versionOf('v3').assistantVersion, 'v3');
  assert.ok(!('assistantVersion' in versionOf(null)));
});
