import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { readCallerNumber } from '../../src/vapi/caller-number.ts';

const WASHINGTON = '+12025550143';
const LONDON = '+442079460123';

const ROWS: [written: string, country: 'US' | 'GB' | undefined, read: string | null][] = [
  [WASHINGTON, undefined, WASHINGTON],
  ['12025550143', undefined, WASHINGTON],
  ['12025550143', 'US', WASHINGTON],
  ['2025550143', 'US', WASHINGTON],
  ['(202) 555-0143', 'US', WASHINGTON],
  ['+1 (202) 555-0143', undefined, WASHINGTON],
  ['+1.202.555.0143', 'GB', WASHINGTON],
  ['tel:+1-202-555-0143', undefined, WASHINGTON],
  ['tel:+12025550143;ext=7', undefined, WASHINGTON],
  ['sip:+12025550143@carrier.example', undefined, WASHINGTON],
  ['sips:+12025550143@carrier.example:5061;user=phone', undefined, WASHINGTON],
  ['sip:%2B12025550143@carrier.example', undefined, WASHINGTON],
  ['sip:12025550143@10.0.0.1', undefined, WASHINGTON],
  [' +12025550143 ', undefined, WASHINGTON],
  ['020 7946 0123', 'GB', LONDON],
  ['442079460123', 'US', LONDON],
  // Without a country a number of ten digits is as well one of another.
  ['2025550143', undefined, null],
  ['020 7946 0123', undefined, null],
  ['', 'US', null],
  ['+', 'US', null],
  ['anonymous', 'US', null],
  ['Anonymous', undefined, null],
  ['sip:anonymous@anonymous.invalid', 'US', null],
  ['restricted', 'US', null],
  ['unknown', 'US', null],
  ['Unavailable', 'US', null],
  ['911', 'US', null],
  ['72727', 'US', null],
  ['+1234', 'US', null],
  ['+00000000000', 'US', null],
  ['00000000000', undefined, null],
  ['sip:maria2025550143@carrier.example', 'US', null],
  [`+1${'2'.repeat(300)}`, 'US', null],
  ['%E0%A4%A', 'US', null],
];

for (const [written, country, read] of ROWS) {
  test(`readCallerNumber() reads ${written.slice(0, 40)} in ${country} as ${read}`, () => {
    assert.equal(readCallerNumber(written, country), read);
  });
}

test('readCallerNumber() gives E.164 or nothing, whatever is written', () => {
  const piece = fc.constantFrom(
    '+',
    '1',
    '0',
    '202',
    ' ',
    '(',
    ')',
    '-',
    'sip:',
    'tel:',
    '@',
    ';',
    '%',
  );
  fc.assert(
    fc.property(fc.string({ unit: fc.oneof(piece, fc.string({ maxLength: 2 })) }), (written) => {
      const read = readCallerNumber(written, 'US');
      assert.ok(read === null || /^\+[1-9]\d{6,14}$/.test(read));
      if (read !== null) assert.equal(readCallerNumber(read), read);
    }),
  );
});
