import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { spokenNumber } from '../../src/speech/spoken-number.ts';
import { arbitraryTrackingNumber } from './arbitrary-delivery.ts';

const rows: [trackingNumber: string, spoken: string][] = [
  ['WB10000001', 'W B, 1 0 0 0, 0 0 0 1'],
  ['ABC123', 'A B C, 1 2 3'],
  ['12345', '1 2 3, 4 5'],
  ['123456', '1 2 3, 4 5 6'],
  ['1234567', '1 2 3 4, 5 6 7'],
  ['123456789', '1 2 3, 4 5 6, 7 8 9'],
  ['1234567890', '1 2 3 4, 5 6 7, 8 9 0'],
  ['ABCDEFGH', 'A B C D, E F G H'],
  ['1Z999AA1', '1, Z, 9 9 9, A A, 1'],
];

for (const [trackingNumber, spoken] of rows) {
  test(`spokenNumber() reads ${trackingNumber} out as "${spoken}"`, () => {
    assert.equal(spokenNumber(trackingNumber), spoken);
  });
}

test('spokenNumber() gives the number back without its spaces and commas', () => {
  fc.assert(
    fc.property(arbitraryTrackingNumber, (trackingNumber) => {
      assert.equal(spokenNumber(trackingNumber).replaceAll(/[ ,]/g, ''), trackingNumber);
    }),
  );
});

test('spokenNumber() says every character alone, in groups of four or fewer of one kind', () => {
  fc.assert(
    fc.property(arbitraryTrackingNumber, (trackingNumber) => {
      for (const group of spokenNumber(trackingNumber).split(', ')) {
        assert.match(group, /^(?:[A-Z](?: [A-Z]){0,3}|[0-9](?: [0-9]){0,3})$/);
      }
    }),
  );
});

for (const invalid of ['', 'wb100001', 'WB-100001', 'WB100001\n', 'É12345', 'A'.repeat(41)]) {
  test(`spokenNumber() refuses ${JSON.stringify(invalid)} without repeating it`, () => {
    assert.throws(() => spokenNumber(invalid), {
      name: 'RangeError',
      message: 'Cannot speak tracking number: expected it in normalized form',
    });
  });
}
