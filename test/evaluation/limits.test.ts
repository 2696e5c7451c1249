import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readOptions, readThresholds } from '../../scripts/eval/options.ts';
import {
  checkBaseline,
  checkCases,
  checkLimits,
  readBaseline,
  writeBaseline,
} from '../../src/evaluation/limits.ts';
import { type Metrics, measure } from '../../src/evaluation/metrics.ts';
import { FOUND, linesOf, score } from './eval-calls.ts';

const metrics: Metrics = { ...measure([score(linesOf(FOUND))]), latencyP95Ms: 100 };
const tolerance = { latencyRatio: 0.25 };

test('checkLimits() fails what is below its least or above its most', () => {
  const checks = checkLimits({ ...metrics, groundedness: 0.99 }, [
    { metric: 'groundedness', least: true, value: 1 },
    { metric: 'accuracy', least: true, value: 1 },
    { metric: 'latencyP95Ms', least: false, value: 99 },
    { metric: 'latencyP95Ms', least: false, value: 100 },
  ]);
  assert.deepEqual(
    checks.map(({ passed }) => passed),
    [false, true, false, true],
  );
});

test('checkLimits() fails a limit on what was not measured', () => {
  const limit = { metric: 'latencyP50Ms', least: false, value: 500 } as const;
  const [check] = checkLimits({ ...metrics, latencyP50Ms: null }, [limit]);
  assert.equal(check?.passed, false);
});

test('checkBaseline() fails what got worse, and forgives a latency within its tolerance', () => {
  const before = readBaseline(writeBaseline(metrics));
  if (before === null) throw new Error('no baseline');
  const failing = (now: Partial<Metrics>) =>
    checkBaseline({ ...metrics, ...now }, before, tolerance)
      .filter(({ passed }) => !passed)
      .map(({ metric }) => metric);
  assert.deepEqual(failing({}), []);
  assert.deepEqual(failing({ accuracy: 0.9, fallbackShare: 0.1 }), ['accuracy', 'fallbackShare']);
  assert.deepEqual(failing({ latencyP95Ms: 125 }), []);
  assert.deepEqual(failing({ latencyP95Ms: 126 }), ['latencyP95Ms']);
});

test('readBaseline() refuses what is none', () => {
  assert.equal(readBaseline('{"v":2,"metrics":{}}'), null);
  assert.equal(readBaseline('nothing'), null);
});

test('checkCases() fails when an expectation is not met', () => {
  assert.deepEqual(checkCases(metrics), []);
  assert.equal(checkCases({ ...metrics, missed: 2 })[0]?.passed, false);
});

test('a limit on a rate is one from 0 to 1, and a percentage is refused', () => {
  const refused = readOptions(['calls', '--min-groundedness', '2']);
  assert.ok(!refused.ok);
  assert.match(refused.fault, /^Cannot use --min-groundedness "2": expected a rate from 0 to 1$/);
  assert.throws(() => readThresholds('{"max-fallback-share": 20}'), /expected a rate/);
  assert.ok(readOptions(['calls', '--max-p95-ms', '500']).ok);
});

test('readThresholds() reads limits by the names of their flags', () => {
  assert.deepEqual(readThresholds('{"min-accuracy": 0.9}'), [
    { metric: 'accuracy', least: true, value: 0.9 },
  ]);
  assert.throws(() => readThresholds('{"min-fun": 1}'), /no such limit/);
});

const REFUSED: [title: string, args: string[], fault: RegExp][] = [
  ['no path', [], /expected a PATH/],
  ['a limit that is no number', ['a', '--min-accuracy', 'much'], /expected a number/],
  ['a report of an unknown format', ['a', '--report', 'x.pdf'], /expected \.html/],
  ['a flag that there is not', ['a', '--fun'], /--fun/],
];

for (const [title, args, fault] of REFUSED) {
  test(`eval: ${title} is refused in one line`, () => {
    const reading = readOptions(args);
    assert.match(reading.ok ? '' : reading.fault, fault);
  });
}
