// Invented examples by what is said how; "null" is a fault, whichever. What is plainly written is
// asked for its doubt below, and all the rest has to be doubted.
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { de } from '../../../machines/languages/de/de.ts';
import { en } from '../../../machines/languages/en/en.ts';
import { es } from '../../../machines/languages/es/es.ts';
import {
  type NumberReading,
  readFragment,
  readKeypad,
  readNumber,
} from '../../../machines/listening/read-number.ts';

const PLAIN: [heard: string, trackingNumber: string][] = [
  ['HQ517320', 'HQ517320'],
  ['hq517320', 'HQ517320'],
  [' hq 517 320\n', 'HQ517320'],
  ['HQ-5173-20', 'HQ517320'],
  ['HQ–517—320', 'HQ517320'],
  ['H Q 5 1 7 3 2 0', 'HQ517320'],
  ['1Z 999 AA1 01 2345 6784', '1Z999AA10123456784'],
  ['RR 473 124 829 IT', 'RR473124829IT'],
  ['EN 123 456 785 GB', 'EN123456785GB'],
  ['SO 12345678', 'SO12345678'],
  ['GFUS 0101 1884 2144', 'GFUS010118842144'],
  ['5'.repeat(40), '5'.repeat(40)],
];

for (const [heard, trackingNumber] of PLAIN) {
  test(`readNumber(): ${JSON.stringify(heard)} is plainly written`, () => {
    assert.deepEqual(readNumber(heard, en), { ok: true, trackingNumber, interpreted: false });
  });
}

const SAID: Record<string, [said: string, trackingNumber: string | null][]> = {
  'one by one': [
    ['h q five one seven three two zero', 'HQ517320'],
    ['six six one nine four eight', '661948'],
    ['h q five one oh three two oh', 'HQ510320'],
    ['oh five one oh three two', '051032'],
    ['five aught one naught three two', '501032'],
    ['x o, five one zero three two', 'XO51032'],
    ['a oh b five one seven', 'AOB517'],
    ['zero five o one seven three two', '0501732'],
    ['r o zero two six eight', 'RO0268'],
    ['r o one two six eight', 'R01268'],
  ],
  'doubled and counted': [
    ['k double seven triple zero one', 'K770001'],
    ['h q double oh five triple two', 'HQ005222'],
    ['quadruple nine one two', '999912'],
    ['treble six four one one', '666411'],
    ['double double u five one two three', 'WW5123'],
    ['HQ 51 triple 7 2', 'HQ517772'],
    ['HQ double 5173 20', 'HQ5517320'],
    ['h q five zeros one two', 'HQ0000012'],
    ['h q two ones three nines', 'HQ11999'],
    ['hq 4 zeros 7 2', 'HQ000072'],
    ['hq five 0s 1 2', 'HQ0000012'],
    ['three fours x one two', '444X12'],
    ['zero six times', '000000'],
    ['six times zero', '000000'],
    ['hq seven, then four zeros, then a one', 'HQ700001'],
    ['h q zero five times one two', null],
  ],
  'as numbers are read': [
    ['h q twelve fifty six ninety', 'HQ125690'],
    ['nineteen ninety nine thirteen', '199913'],
    ['z seventy oh one eighty', 'Z700180'],
    ['twenty-one thirty-two 44', '213244'],
    ['h q five thousand and seventeen', 'HQ5017'],
    ['two hundred and five three hundred and six', '205306'],
    ['h q three million two hundred thousand', 'HQ3200000'],
    ['h q twelve hundred and five', 'HQ1205'],
    ['seven hundred thousand and one', '700001'],
    ['five thousand one two three', '5000123'],
    ['hq a hundred and one 22', 'HQ10122'],
    ['HQ 12 thousand 7', 'HQ12007'],
  ],
  'by alphabets': [
    ['hotel quebec five one seven three', 'HQ5173'],
    ['juliett oscar nine nine zero one', 'JO9901'],
    ['tango lima 4 4 1 niner', 'TL4419'],
    ['Papa-Kilo-3-3-8-1', 'PK3381'],
    ['x ray oscar 33 81', 'XO3381'],
    ['h as in hotel q as in queen five one seven three', 'HQ5173'],
    ['d for david s for sugar nine one two six', 'DS9126'],
    ['h like house, q like quebec, 5 1 7 3', 'HQ5173'],
    ['b, as in boy, 7, 4, 4, 1, 0', 'B74410'],
    ['so it is w, b, like boy, ten forty-four', 'WB1044'],
    ['t as in two five five one two three', 'T55123'],
    ['t for two five five one two three', 'T4255123'],
    ['p as in bravo five five one two three', 'B55123'],
    ['p as in knife five five one two three', null],
  ],
  'with separators and marks': [
    ['h q hyphen five one seven three', 'HQ5173'],
    ['h dot q dot five one seven three', 'HQ5173'],
    ['a b forward slash 3 1 2 6', 'AB3126'],
    ['number sign five one seven three four four', '517344'],
    ['uppercase h uppercase q five one seven three', 'HQ5173'],
    ['little m five five zero two one', 'M55021'],
    ['the letters h q and the digits five one seven three', 'HQ5173'],
    ['the letter o, the digit oh, five one seven three', 'O05173'],
  ],
  'by words that sound alike': [
    ['aitch cue five won seven three', 'HQ5173'],
    ['gee ex nine nine to ate', 'GX9928'],
    ['are bee fore fore won six', 'RB4416'],
    ['tea vee ate one six two', 'TV8162'],
    ['you are four four eight eight', 'UR4488'],
    ['are you there', null],
    ['for you to see', null],
    ['why are you', null],
  ],
  'in a sentence': [
    ['it is h q five one seven three', 'HQ5173'],
    ['um so the number is uh h q five one seven three', 'HQ5173'],
    ['okay here it is h q five one seven three thank you', 'HQ5173'],
    ['my order number is HQ517320', 'HQ517320'],
    ['the tracking id is: HQ-5173-20', 'HQ517320'],
    ['I have HQ517320 here', 'HQ517320'],
    ['HQ517320 is my number', 'HQ517320'],
    ['this one is HQ517320', 'HQ517320'],
    ['no, it is HQ517320', 'HQ517320'],
    ['I believe it is five one seven three two zero', '517320'],
    ['The caller wants to know about HQ517320', 'HQ517320'],
    ['I heard H Q, 5 1 7, 3 2 0. Is that right?', 'HQ517320'],
  ],
  'as transcribers and models write': [
    ['H-Q 5, 1, 7, 3.', 'HQ5173'],
    ['H. Q. 5. 1. 7. 3.', 'HQ5173'],
    ['"HQ517320"', 'HQ517320'],
    ['HQ517320.', 'HQ517320'],
    ['HQ517320 please', 'HQ517320'],
    ['number HQ517320', 'HQ517320'],
    ['No. HQ517320', 'HQ517320'],
    ['HQ 517,320', 'HQ517320'],
    ['(HQ) 517320', 'HQ517320'],
    ['**HQ517320**', 'HQ517320'],
    ['HQ_517320', 'HQ517320'],
    ['ＨＱ５１７３２０', 'HQ517320'],
    ['HQ①②③④', 'HQ1234'],
  ],
  twice: [
    ['HQ517320 HQ517320', 'HQ517320'],
    ['HQ517320HQ517320', 'HQ517320'],
    ['HQ517320, I repeat, HQ517320', 'HQ517320'],
    ['h q five one seven three h q five one seven three', 'HQ5173'],
    ['HQ517320. H Q 5 1 7 3 2 0.', 'HQ517320'],
    ['five one seven three two zero. again five one seven three two zero', '517320'],
    ['HQ517320, again HQ517321', null],
    ['1 2 3, 4 5 6, 1 2 3, 4 5 6', '123456123456'],
    ['0000 0000 0000 0000', '0000000000000000'],
  ],
  'taken back': [
    ['h q five one sorry five two seven three', null],
    ['five one seven no wait five one eight three two', null],
    ['h q 5173 I mean h q 5174', null],
    ['h q five one correction five two seven three', null],
    ['five five one two oops five five two three four', null],
    ['h q five one seven make that eight three two', null],
    ['HQ517320 not HQ517321', null],
    ['it is not HQ517320', null],
  ],
  'one of two': [
    ['HQ517320 or HQ517321', null],
    ['HQ517320 and KL227190', null],
    ['HQ517320 KL227190', null],
    ['HQ517320; KL227190', null],
    ['parcels HQ517320, KL227190 and MM400112', null],
    ['maybe HQ517320 maybe HQ517321', null],
    ['I have two parcels HQ517320 and KL227190', null],
    ['the first is HQ517320 the second is KL227190', null],
    ['517320 517321', null],
  ],
};

for (const [how, rows] of Object.entries(SAID)) {
  describe(`readNumber(): what is said ${how}`, () => {
    for (const [said, trackingNumber] of rows) {
      test(`${JSON.stringify(said)} is ${trackingNumber ?? 'no number'}`, () => {
        const reading = readNumber(said, en);
        assert.equal(reading.ok ? reading.trackingNumber : null, trackingNumber);
        // Digits in groups are plainly written, however many of them are the same.
        if (reading.ok && !/^[0-9 ]+$/.test(said)) assert.equal(reading.interpreted, true);
      });
    }
  });
}

type Fault = (NumberReading & { ok: false })['fault'];
const FAULTS: [heard: string | number | null, fault: Fault][] = [
  [null, 'missing'],
  ['', 'missing'],
  [' -–— ', 'missing'],
  ['...', 'missing'],
  ['HQ123', 'tooShort'],
  ['five', 'tooShort'],
  ['Bravo', 'tooShort'],
  ['D as in David', 'tooShort'],
  ['N/A', 'noNumber'],
  ['unknown', 'noNumber'],
  ['None', 'noNumber'],
  ['yes please', 'noNumber'],
  ['correct', 'noNumber'],
  ['{{trackingNumber}}', 'noNumber'],
  ['{{tracking_number_123456}}', 'noNumber'],
  ['<number>', 'noNumber'],
  ['[tracking number]', 'noNumber'],
  ['trackingNumber', 'noNumber'],
  ['XXXXXXXX', 'noNumber'],
  ['constructor', 'noNumber'],
  ['my parcel is late', 'noNumber'],
  ['one moment please', 'noNumber'],
  ["I don't know the number", 'noNumber'],
  ['straße1', 'noNumber'],
  ['HQ1000📦0001', 'noNumber'],
  ['АВ10000001', 'noNumber'],
  ['HQ١٢٣٤٥٦', 'noNumber'],
  ['*[_type=="delivery"]', 'noNumber'],
  ['$trackingNumber', 'noNumber'],
  ['the last six digits are 517320', 'tooShort'],
  ['it ends in 517320', 'tooShort'],
  ['HQ517320 or HQ517321', 'ambiguous'],
  ['5'.repeat(41), 'tooLong'],
  ['nine '.repeat(41), 'tooLong'],
  ['9 '.repeat(6000), 'tooLong'],
  [12_345, 'tooShort'],
  [123_456.5, 'noNumber'],
  [1e21, 'noNumber'],
  [Number.NaN, 'noNumber'],
];

for (const [heard, fault] of FAULTS) {
  test(`readNumber(): ${JSON.stringify(heard)?.slice(0, 60)} is ${fault}`, () => {
    assert.deepEqual(readNumber(heard, en), { ok: false, fault });
  });
}

const DOUBTED: [heard: string | number, trackingNumber: string][] = [
  [1_234_567, '1234567'],
  ['KBIOOOOOO1', 'KBIOOOOOO1'],
  ['KBIOOOOOOI', 'KBIOOOOOOI'],
  ['HQ1O447291', 'HQ1O447291'],
  ['104S7291', '104S7291'],
  ['HQIO447291', 'HQIO447291'],
  ['HQDOUBLEFOUR12', 'HQDOUBLEFOUR12'],
  ['banana 123456', 'BANANA123456'],
  ['UNKNOWN HQ517320', 'HQ517320'],
  ['a 104472', 'A104472'],
];

for (const [heard, trackingNumber] of DOUBTED) {
  test(`readNumber(): ${JSON.stringify(heard)} is doubted`, () => {
    assert.deepEqual(readNumber(heard, en), { ok: true, trackingNumber, interpreted: true });
  });
}

test('readNumber(): other languages are understood on a line in English', () => {
  const said: [said: string, trackingNumber: string][] = [
    ['h q fünf eins sieben drei', 'HQ5173'],
    ['vier vier neun null zwo sechs', '449026'],
    ['m wie martha fünf fünf null zwo eins', 'M55021'],
    ['zwölf einundzwanzig dreiundvierzig', '122143'],
    ['doppel vier acht eins sieben neun', '448179'],
    ['anton berta vier vier eins zwei', 'AB4412'],
    ['meine nummer ist h q fünf eins sieben drei', 'HQ5173'],
    ['cuatro cuatro nueve cero dos seis', '449026'],
    ['m de madrid cinco cinco cero dos uno', 'M55021'],
    ['doce veintiuno cuarenta y tres', '122143'],
    ['doble cuatro ocho uno siete nueve', '448179'],
    ['uve doble be uno cero cuatro cuatro', 'WB1044'],
    ['mi número es h q cinco uno siete tres', 'HQ5173'],
  ];
  for (const [words, trackingNumber] of said) {
    assert.deepEqual(readNumber(words, en), { ok: true, trackingNumber, interpreted: true }, words);
  }
});

test('readNumber(): a language that is only understood reads its own words first', () => {
  const reading = readNumber('b wie berta, vier vier null null sechs', de);
  assert.deepEqual(reading, { ok: true, trackingNumber: 'B44006', interpreted: true });
  assert.deepEqual(readNumber('HQ517320', es), {
    ok: true,
    trackingNumber: 'HQ517320',
    interpreted: false,
  });
  assert.deepEqual(readNumber('unbekannt', de), { ok: false, fault: 'noNumber' });
  assert.deepEqual(readNumber('uno dos tres', es), { ok: false, fault: 'tooShort' });
});

const sure = (trackingNumber: string) => ({ ok: true, trackingNumber, interpreted: false });
const doubted = (trackingNumber: string) => ({ ok: true, trackingNumber, interpreted: true });
const fault = (name: string) => ({ ok: false, fault: name });

/** What a text comes to as a whole, its doubt and its fault with it. */
const WHOLE: [heard: string | number, reading: object][] = [
  ["User's Keypad Entry: 7320517#", doubted('7320517')],
  [`HQ517320${' '.repeat(4992)}`, sure('HQ517320')],
  [`HQ517320${' '.repeat(4993)}`, fault('tooLong')],
  [`${'um '.repeat(394)}one two three four five six`, doubted('123456')],
  [`${'um '.repeat(395)}one two three four five six`, fault('tooLong')],
  [1e20, doubted('100000000000000000000')],
  [1e21, fault('noNumber')],
  ['HQ517320  HQ517320', doubted('HQ517320')],
  ['HQ517320HQ517320', doubted('HQ517320')],
  ['HQ5HQ5', sure('HQ5HQ5')],
  ['HQ51HQ51', sure('HQ51HQ51')],
  ['HQ517320 QT771204', fault('ambiguous')],
  ['517320 517321', fault('ambiguous')],
  ['517320 5173210', sure('5173205173210')],
  ['517320 917329', sure('517320917329')],
  ['517320 517321 517322', sure('517320517321517322')],
  ['parcel 517320', doubted('517320')],
  ['ABCD 517320', sure('ABCD517320')],
  ['Abcd 517320', doubted('ABCD517320')],
  ['ABCDE 517320', sure('ABCDE517320')],
  ['ABCDEF 517320', doubted('ABCDEF517320')],
  ['AB1Cdefg 517320', sure('AB1CDEFG517320')],
  ['my parcel HQ517320 is late', doubted('HQ517320')],
  ['my parcel HQ517320 of 2', fault('noNumber')],
  ['OIOIOIO', doubted('OIOIOIO')],
  ['Not given.', fault('noNumber')],
  ['not  given', fault('noNumber')],
];

for (const [heard, reading] of WHOLE) {
  test(`readNumber(): "${String(heard).slice(0, 30)}" is ${JSON.stringify(reading)}`, () => {
    assert.deepEqual(readNumber(heard, en), reading);
  });
}

test('readNumber(): what was read last is not read again, unless in another language', () => {
  const once = readNumber('nine nine five one zero two', en);
  assert.equal(readNumber('nine nine five one zero two', en), once);
  const again = readNumber('nine nine five one zero two', de);
  assert.notEqual(again, once);
  assert.deepEqual(again, once);
});

test('readFragment(): reads characters of less than a number', () => {
  const said: [heard: string | number, characters: string | null][] = [
    ['nine five', '95'],
    ['95', '95'],
    [95, '95'],
    ['five', '5'],
    ['a five', '5'],
    ['an M', 'M'],
    ['a b nine', 'AB9'],
    ['A B C', 'ABC'],
    ['D as in David', 'D'],
    ['Bravo', 'B'],
    ['308119', '308119'],
    ['double four', '44'],
    ['the letter O', 'O'],
    ['O', 'O'],
    ['oh', '0'],
    ['ZK', 'ZK'],
    ['yes', null],
    ['unknown', null],
    ['n a', null],
    ['a b', 'AB'],
    [' 5 ', '5'],
    ['nine or five', null],
    ['seven or eight', null],
    ['nueve cinco', '95'],
    ['neun fünf', '95'],
    ['9'.repeat(40), '9'.repeat(40)],
    ['9'.repeat(41), null],
    [`9${' '.repeat(4999)}`, '9'],
    [`9${' '.repeat(5000)}`, null],
    [`${'um '.repeat(399)}one`, '1'],
    [`${'um '.repeat(400)}one`, null],
    [7.5, null],
    ['', null],
  ];
  for (const [heard, characters] of said) {
    assert.equal(readFragment(heard, en), characters, `${heard}`);
  }
});

test('readKeypad(): reads the digits of a turn that was keyed, up to the hash', () => {
  const turns: [said: string, digits: string | null][] = [
    ["User's Keypad Entry: 10447291", '10447291'],
    ["User's Keypad Entry: 10447291#", '10447291'],
    ["User's Keypad Entry: 1044#7291", '1044'],
    ["User's Keypad Entry: 104*", null],
    ["User's Keypad Entry: #", null],
    ["User's Keypad Entry: ", null],
    ['  User’s Keypad Entry:5 ', '5'],
    [`User's Keypad Entry:  ${'5'.repeat(40)}`, '5'.repeat(40)],
    [`User's Keypad Entry: ${'5'.repeat(41)}`, null],
    ['10447291', null],
    ["I said User's Keypad Entry: 1", null],
  ];
  for (const [said, digits] of turns) assert.equal(readKeypad(said), digits, said);
});
