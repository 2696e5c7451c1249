import assert from 'node:assert/strict';
import { test } from 'node:test';
import { judgeTrends, type Sample } from '../../scripts/soak/trends.ts';

const SAMPLE: Sample = {
  ...{ heapMib: 50, handles: 20, files: 30, journalMib: 1 },
  ...{ answerMs: 4, floorMs: 1, timesFloor: 4 },
};

function growing(what: keyof Sample, by: number): Sample[] {
  return Array.from({ length: 60 }, (_, index) => ({
    ...SAMPLE,
    [what]: SAMPLE[what] + by * index,
  }));
}

function found(samples: Sample[]): string[] {
  return judgeTrends(samples).flatMap(({ what, isGrowing }) => (isGrowing ? [what] : []));
}

test('soak: what goes on growing is found, and a journal may', () => {
  assert.deepEqual(found(growing('heapMib', 0.5)), ['heapMib']);
  assert.deepEqual(found(growing('handles', 1)), ['handles']);
  assert.deepEqual(found(growing('files', 1)), ['files']);
  assert.deepEqual(found(growing('timesFloor', 1)), ['timesFloor']);
  // A machine that gets slower for everybody is not the service's fault.
  assert.deepEqual(found(growing('answerMs', 2)), []);
  assert.deepEqual(found(growing('journalMib', 5)), []);
});

test('soak: what grows while it warms up, or comes and goes, is no trend', () => {
  const warm = growing('heapMib', 0).map((sample, index) => ({
    ...sample,
    heapMib: Math.min(90, 30 + 4 * index) + (index % 5),
  }));
  assert.deepEqual(found(warm), []);
  // A busy hour has more connections open, of which none stays.
  const busy = growing('files', 0).map((sample, index) => ({
    ...sample,
    files: index > 40 && index % 7 > 0 ? 90 : 40,
  }));
  assert.deepEqual(found(busy), []);
  // Other work on the machine lengthens most of an hour's end, and not all of it.
  const loaded = growing('timesFloor', 0).map((sample, index) => ({
    ...sample,
    timesFloor: index > 40 && index % 3 > 0 ? 12 : 4,
  }));
  assert.deepEqual(found(loaded), []);
});
