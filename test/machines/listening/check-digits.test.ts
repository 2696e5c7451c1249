// Check digits of couriers' numbers. The numbers are made up, and their check digits were reckoned
// by hand or by a second program; the one of S10 is the example of its standard.
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { judgeCheckDigits } from '../../../machines/listening/check-digits.ts';

const VALID: [format: string, isSurely: boolean, number: string][] = [
  ['s10', true, 'RB473124829GB'],
  ['s10', true, 'RB100000140GB'],
  ['s10', true, 'RB100000025GB'],
  ['s10', true, 'RB473124829AX'],
  ['s10', true, 'RB473124829HK'],
  ['s10', true, 'RB473124829SE'],
  ['s10', true, 'RB473124829VN'],
  ['ups', true, '1ZAB12340312345670'],
  ['usps_impb', true, '9400123456789012345674'],
  ['usps_impb', true, '420902109200123456789012345676'],
  ['usps_impb_30', true, '940123456789012345678901234564'],
  ['usps_91', true, '9112345678901234567892'],
  ['usps_routed', true, '4209021012345678901234567892'],
  ['fedex_ground_96', true, '9612345123456789012343'],
  ['fedex_96_34', true, '9612345678901234560012345678901230'],
  ['fedex_34', true, '1234567890123456789012345678901230'],
  ['fedex_96_34', true, '9612345678901234567824681357924614'],
  ['fedex_34', true, '1234567890123456789024681357924614'],
  ['fedex_32', true, '31234567890123451234567890121234'],
  ['dpd_28', true, '123456789012345678901234567N'],
  ['dpd_15', false, '12345678901234E'],
  ['fedex_12', false, '123456789012'],
  ['fedex_15', false, '123456789012343'],
  ['fedex_18', false, '001234567890123452'],
  ['usps_20', false, '12345678901234567890'],
  ['usps_20_91', false, '12345678901234567892'],
  ['ups_waybill', false, 'K1234567895'],
  ['ontrac_c', false, 'C12345678901236'],
  ['ontrac_c', false, 'C41234567890122'],
  ['ontrac_d', false, 'D52345678901233'],
  ['ontrac_d', false, 'D61234567890123'],
  ['canada_post', false, '1234567890123452'],
  ['purolator', false, '123456789015'],
  ['old_dominion', false, '77712345675'],
  ['old_dominion', false, '80123456784'],
  ['old_dominion', false, '80919293946'],
  ['dhl_express', false, '1234567891'],
];

for (const [format, isSurely, number] of VALID) {
  test(`judgeCheckDigits(): ${number} is a valid number of ${format}`, () => {
    assert.deepEqual(judgeCheckDigits(number), { format, isSurely, isValid: true, repairs: [] });
  });
}

const INVALID: [
  why: string,
  number: string,
  format: string,
  repairs: string[],
  isSurely?: false,
][] = [
  ['a five heard as a nine', '9400203260843269482068', 'usps_impb', ['9400203260843265482068']],
  ['a five heard as a nine', '1Z8A66060342643298', 'ups', ['1Z8A66060342643258']],
  ['a one heard as a seven', 'RB473724829GB', 's10', ['RB473124829GB']],
  ['a B heard as a P, or a P for a T', 'RB473124829PB', 's10', ['RB473124829BB', 'RB473124829PT']],
  ['a D or a V heard as a B', 'RB473124829CB', 's10', ['RB473124829CD', 'RB473124829CV']],
  ['a D heard as an E, or a C as a Z', 'RB473124829EZ', 's10', ['RB473124829DZ', 'RB473124829EC']],
  ['an M heard as an N', 'RB473124829NX', 's10', ['RB473124829MX']],
  ['an S heard as an F', 'RB473124829FB', 's10', ['RB473124829SB']],
  ['an I for a 1', 'IZ8A66060342643258', 'ups', ['1Z8A66060342643258']],
  ['an L for a 1', 'RB5681432L3GB', 's10', ['RB568143213GB']],
  ['a Z for a 2', 'RB4731248Z9GB', 's10', ['RB473124829GB']],
  ['an S for a 5', 'RBS68143213GB', 's10', ['RB568143213GB']],
  ['a G for a 6', 'RB5G8143213GB', 's10', ['RB568143213GB']],
  ['a B for an 8', 'RB56B143213GB', 's10', ['RB568143213GB']],
  ['a digit that nothing like it puts right', 'RB473124820GB', 's10', []],
  ['a digit for its check character', '1234567890123456789012345671', 'dpd_28', []],
  [
    'several that might be it',
    '1Z8A66O60342643258',
    'ups',
    ['1Z8A66060342643258', '1Z8A66O60342643298'],
  ],
  ['a shape that many have', '1634567891', 'dhl_express', ['1634967891', '1634561891'], false],
  ['the first shape of several', '123456789012340', 'dpd_15', [], false],
];

for (const [why, number, format, repairs, isSurely = true] of INVALID) {
  test(`judgeCheckDigits(): ${number} has ${why}`, () => {
    assert.deepEqual(judgeCheckDigits(number), { format, isSurely, isValid: false, repairs });
  });
}

describe('judgeCheckDigits(): what is nobody else’s business', () => {
  const numbers = [
    '',
    'WB10447291',
    'ZK308117',
    '123456',
    'RB473124829XX',
    '1Z',
    'TBA123456789012',
    'A'.repeat(40),
    '1'.repeat(5000),
    'wb10447291',
    // With a repair it would be a number of a shape that many have.
    '123256789S',
    '🙂'.repeat(9),
    ...VALID.flatMap(([, , number]) => [`Q${number}`, `${number}Q`]),
  ];
  for (const number of numbers) {
    test(`${JSON.stringify(number.slice(0, 40))} has no check digit that is known`, () => {
      assert.equal(judgeCheckDigits(number), null);
    });
  }
});

const digits = (count: number) =>
  fc.array(fc.nat(9), { minLength: count, maxLength: count }).map((each) => each.join(''));

/** Formats whose rule catches every change of one digit, and whose shape no other format has. */
const STRONG: [format: string, lead: string, serial: number][] = [
  ['usps_impb', '94', 19],
  ['usps_impb', '42090210942', 18],
  ['usps_91', '91', 19],
  ['canada_post', '', 15],
];

describe('judgeCheckDigits(): properties', () => {
  for (const [format, lead, count] of STRONG) {
    test(`${format} after "${lead}": one check digit is right, and any other digit is caught`, () => {
      const changes = { at: fc.nat(count), by: fc.integer({ min: 1, max: 9 }) };
      fc.assert(
        fc.property(digits(count), fc.record(changes), (serial, { at, by }) => {
          const valid = [...'0123456789']
            .map((check) => lead + serial + check)
            .filter((number) => judgeCheckDigits(number)?.isValid);
          assert.equal(valid.length, 1);
          const [number = ''] = valid;
          assert.equal(judgeCheckDigits(number)?.format, format);
          const place = lead.length + at;
          const other = (Number(number[place]) + by) % 10;
          const changed = number.slice(0, place) + other + number.slice(place + 1);
          assert.equal(judgeCheckDigits(changed)?.isValid, false, changed);
        }),
      );
    });
  }

  test('every other character of a DPD number is caught, and the letter of its check too', () => {
    const change = fc.record({ at: fc.nat(26), by: fc.integer({ min: 1, max: 9 }) });
    fc.assert(
      fc.property(digits(27), change, (serial, { at, by }) => {
        const checks = [...'0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ'];
        const valid = checks.filter((check) => judgeCheckDigits(serial + check)?.isValid);
        // A number of 28 digits may be one of the USPS as well.
        fc.pre(valid.length === 1 && /[A-Z]/.test(valid[0] ?? ''));
        const other = (Number(serial[at]) + by) % 10;
        const changed = serial.slice(0, at) + other + serial.slice(at + 1) + valid[0];
        assert.equal(judgeCheckDigits(changed)?.isValid, false);
      }),
    );
  });

  test('every repair is valid, differs in one character, and is found from it again', () => {
    const samples = fc.constantFrom(...VALID.map(([, , number]) => number));
    const change = fc.record({ at: fc.nat(40), by: fc.constantFrom(...'0123456789ABDIOPSZ') });
    fc.assert(
      fc.property(samples, change, (number, { at, by }) => {
        const place = at % number.length;
        const changed = number.slice(0, place) + by + number.slice(place + 1);
        for (const repair of judgeCheckDigits(changed)?.repairs ?? []) {
          assert.equal(judgeCheckDigits(repair)?.isValid, true);
          const differences = [...repair].filter(
            (character, index) => character !== changed[index],
          );
          assert.equal(differences.length, 1);
          assert.equal(repair.length, changed.length);
        }
      }),
    );
  });

  test('any text has a judgement or none', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', maxLength: 60 }), (text) => {
        const judged = judgeCheckDigits(text);
        assert.ok(judged === null || judged.repairs.every((repair) => repair !== text));
      }),
    );
  });
});
