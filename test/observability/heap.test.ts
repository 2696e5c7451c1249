import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { test } from 'node:test';
import {
  createHeapReader,
  oldSpaceBytesMax,
  oldSpaceBytesUsed,
} from '../../src/observability/heap.ts';

const MIB = 1024 * 1024;
const HEAP = join(import.meta.dirname, '../../src/observability/heap.ts');

/** What a process says that was started with these options. */
function measureWith(...options: string[]): { heapLimit: number; oldSpace: number } {
  const script = `import { getHeapStatistics } from 'node:v8';
    import { oldSpaceBytesMax } from ${JSON.stringify(HEAP)};
    const heapLimit = getHeapStatistics().heap_size_limit;
    const oldSpace = oldSpaceBytesMax(process.execArgv);
    console.log(JSON.stringify({ heapLimit, oldSpace }));`;
  const args = [...options, '--input-type=module', '-e', script];
  return JSON.parse(spawnSync(process.execPath, args, { encoding: 'utf8' }).stdout);
}

for (const megabytes of [64, 256, 512]) {
  test(`oldSpaceBytesMax() is what --max-old-space-size=${megabytes} says, in a real process`, () => {
    const { heapLimit, oldSpace } = measureWith(`--max-old-space-size=${megabytes}`);
    assert.equal(oldSpace, megabytes * MIB);
    assert.ok(heapLimit > oldSpace);
  });
}

test('oldSpaceBytesMax() leaves the young generation out where no option tells', () => {
  const { heapLimit, oldSpace } = measureWith('--max-heap-size=512');
  // V8 gives 16 MB to each of three semi-spaces here.
  assert.equal(heapLimit, 512 * MIB);
  assert.ok(oldSpace <= 464 * MIB && oldSpace > 440 * MIB, `${oldSpace / MIB} MB`);
});

for (const [what, options, heapLimitMb, expectedMb] of [
  ['by the defaults of a large machine', [], 4288, 4096],
  ['the last option counts', ['--max-old-space-size=512', '--max_old_space_size=256'], 448, 256],
  ['one that did not reach V8 raises nothing', ['--max-old-space-size=8192'], 4288, 4096],
  ['semi-spaces that were set', ['--max-semi-space-size=100'], 4480, 4096],
] as const) {
  test(`oldSpaceBytesMax(): ${what}`, () => {
    assert.equal(oldSpaceBytesMax(options, heapLimitMb * MIB), expectedMb * MIB);
  });
}

test('oldSpaceBytesUsed() is a part of the heap', () => {
  const used = oldSpaceBytesUsed();
  assert.ok(used > MIB && used < process.memoryUsage().heapTotal);
});

test('createHeapReader() asks again once a reading is old, and when the clock was set back', () => {
  let at = 1000;
  let used = 1;
  const read = createHeapReader(
    () => at,
    () => used,
  );
  assert.equal(read(), 1);
  used = 2;
  at += 19;
  assert.equal(read(), 1);
  at += 1;
  assert.equal(read(), 2);
  used = 3;
  at -= 500;
  assert.equal(read(), 3);
});
