import assert from 'node:assert/strict';
import { test } from 'node:test';
import { pino } from 'pino';
import { watchRecords } from '../../src/observability/content-watch.ts';
import type { RecordFlaw } from '../../src/sanity/read-result.ts';

const FLAW: RecordFlaw = { document: 'one', field: 'status', fault: 'blank', told: false };
const HOUR_MS = 3_600_000;

function setUp() {
  const lines: string[] = [];
  const counted: RecordFlaw[] = [];
  const clock = { time: 0, now: () => clock.time };
  const logger = pino({ base: null, timestamp: false }, { write: (line) => void lines.push(line) });
  const watch = watchRecords(logger, clock, (flaw) => void counted.push(flaw));
  return { clock, counted, lines: () => lines.map((line) => JSON.parse(line)), watch };
}

test('watchRecords() tells of a document and field once in an hour', () => {
  const { clock, counted, lines, watch } = setUp();
  watch(FLAW);
  clock.time = HOUR_MS - 1;
  watch(FLAW);
  watch({ ...FLAW, document: 'two' });
  watch({ ...FLAW, field: 'customerName', told: true });
  clock.time = HOUR_MS;
  watch(FLAW);
  assert.deepEqual(
    lines().map(({ document, field, fault, msg }) => [document, field, fault, msg]),
    [
      ['one', 'status', 'blank', 'record.invalid'],
      ['two', 'status', 'blank', 'record.invalid'],
      ['one', 'customerName', 'blank', 'record.field_left_out'],
      ['one', 'status', 'blank', 'record.invalid'],
    ],
  );
  assert.equal(counted.length, 4);
});

test('watchRecords() tells again after a clock was set back by more than an hour', () => {
  const { clock, counted, watch } = setUp();
  clock.time = 2 * HOUR_MS;
  watch(FLAW);
  clock.time = 0;
  watch(FLAW);
  assert.equal(counted.length, 2);
});
