import assert from 'node:assert/strict';
import { test } from 'node:test';
import { en } from '../../../machines/languages/en/en.ts';
import { saysCharacters, toSaidWords } from '../../../machines/listening/said-characters.ts';

const SAID: [said: string, characters: string][] = [
  ['double u b one oh oh oh two three four five', 'WB10002345'],
  ['it is double you bee one triple zero two three four five, thanks', 'WB10002345'],
  ['whiskey bravo one zero zero zero two tree fower five', 'WB1000'],
  ['W B 1 0 0 0, then 2 3 4 5', 'WB10002345'],
  ['W B, 1000 - uh - 2345', 'WB10002345'],
  ['one thousand twenty-three forty-five', '102345'],
  ['twelve thirty four fifty six', '123456'],
  ['one hundred and twenty three four hundred fifty six', '123456'],
  ['two hundred thousand and one', '200001'],
  ['ten twenty thirty', '102030'],
  ['twenty one', '201'],
  ['ＷＢ１０００２３４５', 'WB10002345'],
  ['W as in whiskey, B for Berta, one, two, three, four', 'WB1234'],
  ['double four eight one', '4481'],
  ['double u one', 'UU1'],
  ['x-ray 1 2 3 4 5', 'X12345'],
  ['for ate won to five six', '481256'],
  ['a hundred and two', '102'],
  ['one o oh', '100'],
  ['one parcel there one four', '14'],
];

for (const [said, characters] of SAID) {
  test(`saysCharacters(): "${said}" says ${characters}`, () => {
    assert.equal(saysCharacters(said, characters, en), true);
  });
}

const NOT_SAID: [said: string, characters: string][] = [
  ['W B 1 0 0 0, then 2 3 4 6', 'WB10002345'],
  ['XWB10002345', 'WB10002345'],
  ['WB100023456', 'WB10002345'],
  ['one two. Three parcels are there: four five six', '123456'],
  ['"at":1000,"seq":2345', '10002345'],
  ['then uh and', ''],
  ['one thousand two hundred', '12345'],
  // Other words, and other marks than pauses, part what is said.
  ['one parcel two', '12'],
  ['one parcel two three', '13'],
  ['one constructor two three', '13'],
  ['one! two', '12'],
  ['twenty parcels five', '205'],
  ['parcel', '1'],
  ['parcel', '10'],
  ['a parcel', '100'],
  ["I'll", 'L'],
  ["I'll", 'LL'],
  // What leads to something has to come to it.
  ['triple', '1'],
  ['W like', 'W1'],
  ['x like', 'X1'],
  ['W as in bravo one', 'W1'],
  ['Q was in Queens one', 'Q1'],
  ['AB for ABBA one', 'AB1'],
  ['double Lee', 'LEELEE'],
];

for (const [said, characters] of NOT_SAID) {
  test(`saysCharacters(): "${said}" does not say ${characters || 'nothing'}`, () => {
    assert.equal(saysCharacters(said, characters, en), false);
  });
}

test('saysCharacters(): a name is spelled letter by letter, by name or by alphabet', () => {
  for (const said of [
    'G O N Z A L E Z',
    'gee oh en zee ay ell ee zed',
    'G-O-N-Z-A-L-E-Z',
    'Golf Oscar November Zulu Alfa Lima Echo Zulu',
    'G, O, N, Z as in zebra, A, L, E, Z',
  ]) {
    assert.equal(saysCharacters(said, 'González', en, { isSpelled: true }), true, said);
  }
  assert.equal(saysCharacters('Maria Gonzalez', 'González', en, { isSpelled: true }), false);
  assert.equal(saysCharacters('my name is Li', 'Li', en, { isSpelled: true }), false);
  assert.equal(saysCharacters('Zoë: Z, O, Ë', 'Zoë', en, { isSpelled: true }), true);
});

test('saysCharacters(): whole characters are not the beginning of more', () => {
  const isWhole = (said: string) => saysCharacters(said, '0001', en, { isWhole: true });
  assert.deepEqual(
    ['0 0 0 1.', 'oh oh oh one, please', '0001', '0 0 0 1 9', 'double oh oh one two'].map(isWhole),
    [true, true, true, false, false],
  );
  assert.deepEqual(
    ['0 0 0 1: 9', 'oh oh oh one constructor', '0 0 0 1 B', '0 0 0 1 29'].map(isWhole),
    [true, true, false, false],
  );
});

test('saysCharacters(): a text is cut into words once for all that is looked for in it', () => {
  const words = toSaidWords('double u B one');
  const looked = ['WB1', 'UUB1', 'B1', 'B2'].map((it) => saysCharacters(words, it, en));
  assert.deepEqual(looked, [true, true, true, false]);
});

test('saysCharacters(): a long text of many possible beginnings is read in bounded time', () => {
  assert.equal(saysCharacters('one '.repeat(5000), `${'1'.repeat(31)}2`, en), false);
  assert.equal(saysCharacters('twenty one '.repeat(3000), `${'21'.repeat(15)}9`, en), false);
});
