import assert from 'node:assert/strict';
import { test } from 'node:test';
import { LineSplitter, type RawLine } from '../../src/recording/line-splitter.ts';

const TEXT = Buffer.from('one\n\nzwölf\nrest');

const plain = ({ offset, length, bytes }: RawLine) => [offset, length, bytes.toString()];

function split(chunks: Buffer[], from = 0) {
  const splitter = new LineSplitter(from);
  const lines = chunks.flatMap((chunk) => splitter.take(chunk)).map(plain);
  return { lines, rest: splitter.rest(), end: splitter.end };
}

test('LineSplitter: finds the same lines wherever the chunks end', () => {
  for (let cut = 0; cut <= TEXT.length; cut += 1) {
    const { lines, rest, end } = split([TEXT.subarray(0, cut), TEXT.subarray(cut)], 100);
    assert.deepEqual(lines, [
      [100, 3, 'one'],
      [105, 6, 'zwölf'],
    ]);
    assert.deepEqual(rest && plain(rest), [112, 4, 'rest']);
    assert.equal(end, 112);
  }
});

test('LineSplitter: has no rest after a line end', () => {
  assert.equal(split([TEXT.subarray(0, 4)]).rest, null);
});

test('LineSplitter: a line beyond any bound is told in full length, not kept', () => {
  const chunk = Buffer.alloc(16 * 1024 * 1024, 'x');
  const splitter = new LineSplitter();
  for (let n = 0; n < 4; n += 1) splitter.take(chunk);
  const [line] = splitter.take(Buffer.from('\n'));
  assert.equal(line?.length, 4 * chunk.length);
  assert.equal(line?.bytes.length, 2 * chunk.length);
});
