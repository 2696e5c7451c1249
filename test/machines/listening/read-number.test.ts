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
import { of } from '../../../machines/listening/word-tables.ts';

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
  ['-HQ517320-', 'HQ517320'],
  ['h a 517320', 'HA517320'],
  ['hq5s 5sx1', 'HQ5S5SX1'],
  ['EN 12K4567', 'EN12K4567'],
  ['TBC 517320', 'TBC517320'],
  ['en 123 456 785 gb', 'EN123456785GB'],
  // Letters that may be digits, among others that are none, or by the rule of a courier.
  ['1Z9999990123456784', '1Z9999990123456784'],
  ['GH5S7K12', 'GH5S7K12'],
  ['HQKO517320', 'HQKO517320'],
  ['hq5th 1234', 'HQ5TH1234'],
  ['3rd5 1234', '3RD51234'],
  ['HQOK517320', 'HQOK517320'],
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
    ['r o one two thirty x', 'R01230X'],
    ['r o double 0472', 'R000472'],
    ['r o double zero five six', 'RO0056'],
    ['r o 12b five five', 'R012B55'],
    ['o o two o three u', '00203U'],
    ['zero 12b o five five', '012BO55'],
    ['zero five o b12', '05OB12'],
    ['WB5044721 o', 'WB50447210'],
    ['o 517320', '0517320'],
    ['O five one seven three two', '051732'],
    ['O 9 five one seven three', '095173'],
    ['x O 1 2 3 bee', 'XO123B'],
    ['h q x k m w', 'HQXKMW'],
  ],
  'doubled and counted': [
    ['k double seven triple zero one', 'K770001'],
    ['h q double oh five triple two', 'HQ005222'],
    ['quadruple nine one two', '999912'],
    ['treble six four one one', '666411'],
    ['double double u five one two three', 'WW5123'],
    ['HQ 51 triple 7 2', 'HQ517772'],
    ['HQ double 5173 20', 'HQ5517320'],
    // What is not digits alone is no digit that could be meant twice.
    ['double HQ517320', 'HQ517320'],
    ['h q double 5b seven three two', null],
    ['h q five zeros one two', 'HQ0000012'],
    ['h q two ones three nines', 'HQ11999'],
    ['hq 4 zeros 7 2', 'HQ000072'],
    ['hq five 0s 1 2', 'HQ0000012'],
    ["hq five 0's 1 2", 'HQ0000012'],
    ['three fours x one two', '444X12'],
    ['zero six times', '000000'],
    ['six times zero', '000000'],
    ['hq seven, then four zeros, then a one', 'HQ700001'],
    ['h q zero five times one two', null],
    ['h q twelve six times five', null],
    ['twelve six times', null],
    ['two sixes two zeros h q', '6600HQ'],
    ["two zeroes two noughts two naughts two ohs two oh's", '0000000000'],
    ["two o's two os two nils two aughts two zero's", '0000000000'],
    ["two a's two b's two y's two z's one", 'AABBYYZZ1'],
    ['h q five tens', null],
    ['h q one nines five five five', null],
    ['six times a zero', '000000'],
    ['six times 0 h q', '000000HQ'],
    ['twice five one two h q', '5512HQ'],
    ['h q five one seven thrice', 'HQ51777'],
    ['h q 12 zeros', 'HQ000000000000'],
    ['40 zeros', '0'.repeat(40)],
    ['h q five 10s two', 'HQ510S2'],
    ['h q five 0sx two', 'HQ50SX2'],
    ['r o double 0 five six', 'RO0056'],
    ['double u five one seven three two', 'W51732'],
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
    ['h q two hundred zero', 'HQ2000'],
    ['h q hundred and five nine', 'HQ1059'],
    ['hundred h q nine', '100HQ9'],
    ['h q zero hundred one', 'HQ0101'],
    ['twenty twelve thirteen', '201213'],
    // Each number is one of its own.
    ['two hundred five thousand', '205000'],
    ['two hundred three hundred', '200300'],
    ['one thousand two thousand', '10002000'],
    ['one thousand million one', '10001000001'],
    // Digits after a scale belong to it where they are as many as it leaves open.
    ['two hundred 345 6', '2003456'],
    ['two hundred 100', '200100'],
    ['h q two thousand ten one', 'HQ20101'],
    ['two thousand five 12', '200512'],
    ['two thousand five x 6', '2005X6'],
    ['two thousand five 6 7', '2000567'],
    ['two hundred b12 two hundred 12b', '200B1220012B'],
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
    ['a as in apple b 5 1 7 3', 'AB5173'],
    ['b as in a bear five one seven three two', 'B51732'],
    ['a as in an apple five one seven three two', 'A51732'],
    ['b as in the bear five one seven three two', 'B51732'],
    ['b like in boy five one seven three two', 'B51732'],
    ['b as for boy five one seven three two', 'B51732'],
    ['b is for boy five one seven three two', 'B51732'],
    ['h b as bravo five one seven three two', 'HB51732'],
    ['h b of bravo five one seven three two', 'HB51732'],
    ['whisky xray five one two three', 'WX5123'],
    ['x as in x ray five one seven three two', 'X51732'],
    ['p as in x ray five one seven three two', 'X51732'],
    ['five one p like bravo seven three two', '51B732'],
    ['b for b five one seven', 'B4B517'],
    ['to as in tango five one seven three two', null],
    ['five one seven three two b as in', null],
  ],
  'by the names of letters': [
    ['ay bee cee dee ee eff one', 'ABCDEF1'],
    ['gee aitch haitch jay kay el two', 'GHHJKL2'],
    ['ell em en pee cue ar three', 'LMNPQR3'],
    ['ess tee vee ex wye zee zed four', 'STVXYZZ4'],
    ['doubleu doubleyou dubya double u double you double ewe double yu five', 'WWWWWWW5'],
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
    ['a capital b five one seven three two', 'B51732'],
    ['number: a one five seven three two zero', '157320'],
    ['# a one five seven three two zero', '157320'],
  ],
  'by words that sound alike': [
    ['aitch cue five won seven three', 'HQ5173'],
    ['gee ex nine nine to ate', 'GX9928'],
    ['are bee fore fore won six', 'RB4416'],
    ['tea vee ate one six two', 'TV8162'],
    ['you are four four eight eight', 'UR4488'],
    ['are you there', null],
    ['"are bee fore fore won six', 'RB4416'],
    ['five one seven three two are', '51732R'],
    ['that is to five one seven three two', '251732'],
    ['h q a one five seven', 'HQA157'],
    ['h q then A one five seven', 'HQA157'],
    ['for you to see', null],
    ['five won five to five too five tree five for five fore', '515252535454'],
    ['five fife five sics five ate five niner five fower', '5556585954'],
    ['five be five see five sea five eye five pea five queue', '5B5C5C5I5P5Q'],
    ['five are five tea five you five why five oar', '5R5T5U5Y5R'],
    ['why are you', null],
  ],
  'in a sentence': [
    ['it is h q five one seven three', 'HQ5173'],
    ['that’s h q five one seven three', 'HQ5173'],
    ["h q five one seven three ma'am", 'HQ5173'],
    ['um so the number is uh h q five one seven three', 'HQ5173'],
    ['okay here it is h q five one seven three thank you', 'HQ5173'],
    ['my order number is HQ517320', 'HQ517320'],
    ['the tracking id is: HQ-5173-20', 'HQ517320'],
    ['I have HQ517320 here', 'HQ517320'],
    ['HQ517320 is my number', 'HQ517320'],
    ['this one is HQ517320', 'HQ517320'],
    ['this one is five one seven three two zero', '517320'],
    ['the four digits are five one seven three two zero', '517320'],
    ['see if you have five one seven three two zero', '517320'],
    ['nine of five one seven three two zero', null],
    ['so they are five one seven three two zero', '517320'],
    ['I get five one seven three two zero', '517320'],
    ['oh this five one seven three two zero', '517320'],
    ['oh only five one seven three two zero', '517320'],
    ['oh sorry five one seven three two zero', '517320'],
    ['Rosa says h q five one seven three', 'HQ5173'],
    ['Rosa wrote on the label h q five one seven three', 'HQ5173'],
    ['Rosa wrote nope five one seven three two zero', null],
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
    ['h q 5b seven seven one', 'HQ5B771'],
    ['it is LAMO five one', 'LAMO51'],
    ['it is lscx five one', 'LSCX51'],
    ['h q é five one seven', null],
    // In one piece with digits, what is a word of numbers is none of it.
    ['en 123456', 'N123456'],
    ['EFF 517320', 'F517320'],
    ['THE 517320', '517320'],
    ['NO 517320', '517320'],
    ['OH 517320', '0517320'],
    ['oh 517320', '0517320'],
    ['ab en 123 456 785 gb', 'ABN123456785GB'],
    ['en 123 456 785 gb 7', 'N123456785GB7'],
    ["I lost HQ517320's label", null],
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
    ['five one seven three two zero, five one seven three two zero', '517320'],
    ['five one seven. three two zero five one seven three two zero', '517320517320'],
    ['one two three. four five six. one two three. four five six', '123456'],
    [
      'five one seven three two zero five one seven three two zero nine nine nine nine nine one',
      '517320517320999991',
    ],
    ['five five five five five five five five five five five five', '555555555555'],
    ['five one again, seven three two zero', null],
    ['five one is seven three two zero', null],
    ['five one seven is five one seven three two zero', null],
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
    ['not my number is five one seven three two zero', null],
    ['five, forget that, five one seven three two zero', null],
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
    ['five one seven three two zero, five one seven three two one', null],
    ['it is 517320 517321', null],
    ['it is 517320 517321, 5', '5173205173215'],
    ['it is 517320 5173210', '5173205173210'],
    ['it is 517320 884466', '517320884466'],
    ['it is 1HQ517320 1KL227190', '1HQ5173201KL227190'],
    ['it is HQ5K173 KL2M719', 'HQ5K173KL2M719'],
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
  ["it's", 'noNumber'],
  ['3rd', 'noNumber'],
  ['21st', 'noNumber'],
  ['too', 'noNumber'],
  ['for you to see', 'noNumber'],
  ['"nil"', 'noNumber'],
  ['n  a', 'noNumber'],
  ['a k ABCD', 'noNumber'],
  ['wB', 'noNumber'],
  ['Wb', 'noNumber'],
  ['h q x k be see', 'noNumber'],
  ['h as in house q x k m w', 'noNumber'],
  ['b like knife five one seven three two', 'noNumber'],
  ['i wait', 'noNumber'],
  ['a correction', 'noNumber'],
  ['k5 times zero', 'noNumber'],
  ['5k times zero', 'noNumber'],
  ['0 times five', 'noNumber'],
  ['41 zeros', 'noNumber'],
  ['one time zero', 'tooShort'],
  ['h q double', 'noNumber'],
  ['five it is', 'tooShort'],
  ['five is wrong', 'ambiguous'],
  ['not five', 'ambiguous'],
  ['forgot a five at the end', 'noNumber'],
  ['first two reversed, N', 'tooShort'],
  ["User's Keypad Entry: 51", 'tooShort'],
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
  ['two packages five one seven three two zero and also five one seven three two one', 'ambiguous'],
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
  ['k1x 10s 1234', 'K1X10S1234'],
  ['TO 12K4567', 'TO12K4567'],
  ['HQIO44', 'HQIO44'],
  ['K1Z9999990123456784', 'K1Z9999990123456784'],
  ['1Z99999901234567845', '1Z99999901234567845'],
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
    ['treinta uno dos cuatro cinco', '301245'],
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
  [' 517320  517320', doubted('517320')],
  ['51-7320 517320', doubted('517320')],
  ['1HQ517320 KL227190', sure('1HQ517320KL227190')],
  ['HQ5K1732 KL227190', sure('HQ5K1732KL227190')],
  ['1HQ517320HQ517320', sure('1HQ517320HQ517320')],
  ['HQ517320HQ517320X', sure('HQ517320HQ517320X')],
  ['HQ5K17HQ5K17', sure('HQ5K17HQ5K17')],
  ['ABCD517320', sure('ABCD517320')],
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
  ['my parcel 517320 is late', doubted('517320')],
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
    ['A B', 'AB'],
    ['a B', 'B'],
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
    ['5 no 6', null],
    ['one two one two', '1212'],
    ['five one, five two', '5152'],
    ['123456 123456', '123456123456'],
    ['the digit O', '0'],
    ['a', 'A'],
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

test('of(): a table has nothing of no word, and nothing of what every object has', () => {
  const table = { undefined: 1 };
  assert.deepEqual(
    [of(table, undefined), of(table, 'constructor'), of(table, 'undefined')],
    [undefined, undefined, 1],
  );
});
