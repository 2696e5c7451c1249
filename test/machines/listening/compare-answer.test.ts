// Answers against names and postcodes on record, in tables of invented ones.
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { en } from '../../../machines/languages/en/en.ts';
import {
  isAnySame,
  isSameName,
  isSamePostcode,
} from '../../../machines/listening/compare-answer.ts';

const LONGEST = 'abcdefgh'.repeat(4);

const NAMES: [onRecord: string, same: string[], other: string[]][] = [
  [
    'John Miller',
    [
      'Miller',
      'miller',
      'MILLER.',
      ' Miller, please',
      "It's Miller, thank you",
      'My last name is Miller',
      'Miller is my last name',
      'John Miller',
      'Mr. John Miller',
      'J. Miller',
      'M i l l e r',
      'M-I-L-L-E-R',
      'M, I, double L, E, R',
      'M as in Mike, I as in India, L, L, E as in Echo, R',
      'Miller, M I L L E R',
      'Mike India Lima Lima Echo Romeo',
      'em eye el el ee are',
      'Ｍｉｌｌｅｒ',
      'Miler',
      'Müller',
      'Mlller',
      'Millers',
      'Imller',
      'Amiller',
      'Millr',
      'Miller, that’s it',
      'Miller, Thank You',
    ],
    [
      '',
      '   ',
      '…',
      'John',
      'Mill',
      'Mille',
      'M',
      'Mr',
      'Smith',
      'Mulder',
      'Milner-Smith',
      'Miller or Smith',
      'Miller Smith Jones',
      'yes',
      "I don't know",
      'miller john',
      'J O H N',
      `M I L L E R ${'so '.repeat(80)}`,
      'M I L L',
      'constructor',
      '%',
    ],
  ],
  ['Ann Smith', ['Smith', 'Smyth', 'Simth'], ['Smthh', 'Smeih', 'Amiht', 'Smit']],
  ['Anna Jo', ['Jo'], ['J']],
  [`Ann ${LONGEST}`, [LONGEST], [`x${LONGEST.slice(1, -1)}x`]],
  [`Ann ${LONGEST}i`, [], [`${LONGEST}i`]],
  ['Tom Winter', ['double u, I, N, T, E, R'], ['double u']],
  ['Miller, John', ['Miller', 'John Miller'], ['John']],
  [', John', ['John'], []],
  ['Miller, Jr.', ['Miller'], ['junior']],
  ['John Miller Jr.', ['Miller'], ['John']],
  [
    'Dr. Anna-Lena Groß',
    ['Gross', 'Groß', 'Frau Doktor Groß', 'G R O S S'],
    ['Lena', 'Gro', 'Anna'],
  ],
  [
    'Maria van der Berg',
    ['van der Berg', 'Vanderberg', 'Berg', 'Maria van der Berg', 'Mrs van der Berg'],
    ['van der', 'van', 'Maria', 'Maria van', 'Burg', 'Bberg'],
  ],
  [
    'Sinéad O’Brien',
    ["O'Brien", 'O Brien', 'obrien', 'OBrien', 'o brian'],
    ['O', 'Sinead', 'Brie'],
  ],
  ["Ann Dell'Orto", ["Dell'Orto", 'dellorto'], ['Orto']],
  ["Luca D'Angelo", ['D’Angelo', 'dangelo'], ['Luca', 'Dan']],
  [
    'Ann Smith-Jones',
    ['Smith-Jones', 'Smith Jones', 'Smithjones', 'Jones', 'Smith', 'Ann Smith Jones'],
    ['Ann', 'Jon', 'Smith Johnson Brown'],
  ],
  ['Ann Smith-Jones-', ['Jones', 'Smith'], []],
  ['Ann Smith-Jones-Brown', ['Smith', 'Brown'], ['Jones']],
  ['Jürgen Müller', ['Mueller', 'Muller', 'Müller'], ['Juergen', 'Mull']],
  ['Jo Mueller', ['Müller', 'Moeller'], ['Mule']],
  // In a name of four letters nothing may be misheard, and each letter counts.
  ['Ann Böl', ['Böl', 'Boel', 'Bol'], ['Bl']],
  ['Uwe Heß', ['Hess'], ['He', 'Hes']],
  ['Kim Bø', ['Bo'], ['B']],
  ['Ann Cœr', ['Cor', 'Coer'], ['Cr']],
  ['Ann Sæl', ['Sal', 'Sael'], ['Sl']],
  ['Jan Łoś', ['Los'], ['Os']],
  ['Ann Đan', ['Dan'], ['An']],
  ['Ann Guð', ['Gud'], ['Gu']],
  ['Jón Þór', ['Thor'], ['Or']],
  ['Ann Kıl', ['Kil'], ['Kl']],
  ['Søren Bjørnæs', ['Bjornaes', 'bjornas'], ['Soren', 'bjorn']],
  [
    'Kim Lee',
    ['Lee', 'L E E', 'L, double E', 'Kim Lee'],
    ['Li', 'Leo', 'Lea', 'Le', 'Kim', 'cLee'],
  ],
  [
    'Angus MacDonald',
    [
      'Mac Donald',
      'MacDonald',
      'McDonald',
      'well I believe that it must be under the name of my wife Mac Donald',
    ],
    ['Mac', 'Angus'],
  ],
  ['Angus Mac Donald', ['MacDonald', 'Mac Donald', 'Donald'], ['Angus', 'Mac']],
  ['John Lord', ['Lord'], ['John']],
  ['Lord', ['Lord'], ['John', 'L']],
  ['Иван Петров', ['Петров', 'петров'], ['Иван', 'Петр']],
  ['Maria G.', [], ['G', 'Maria', 'Maria G']],
  ['', [], ['', 'Miller', ' ']],
  ['...', [], ['', '...']],
];

for (const [onRecord, same, other] of NAMES) {
  describe(`isSameName(): ${JSON.stringify(onRecord)}`, () => {
    for (const answer of same) {
      test(`${JSON.stringify(answer)} is it`, () => {
        assert.equal(isSameName(answer, onRecord, en), true);
      });
    }
    for (const answer of other) {
      test(`${JSON.stringify(answer)} is not`, () => {
        assert.equal(isSameName(answer, onRecord, en), false);
      });
    }
  });
}

const POSTCODES: [onRecord: string, same: string[], other: string[]][] = [
  [
    'SW1A 1AA',
    [
      'SW1A 1AA',
      'sw1a1aa',
      'SW1A-1AA.',
      "It's SW1A 1AA, please",
      'SW1A 1AA is my postcode',
      'S W one A, one A A',
      'S W 1 A 1 double A',
      'Sierra Whiskey one Alpha one Alpha Alpha',
      'S as in Sierra, W, 1, A, 1, A, A',
      'S, double u, one, A, one, A, A',
    ],
    ['', 'SW1A', '1AA', 'SW1A 1A', 'SW1A 1AB', 'SW1B 1AA', 'SW1A 1AA or SW1A 1AB', 'AA'],
  ],
  [
    '90210-1234',
    ['90210', '902101234', 'nine oh two one oh', 'nine zero two one zero', '9 0 2 1 0'],
    ['9021', '90211', '1234', '90210-12', '90210 90211'],
  ],
  ['90210', ['90210', 'my zip code is 90210'], ['9021', '902101', '902', '92010']],
  ['D-10115', ['10115', 'D-10115', '1 0 1 1 5'], ['1011', 'D']],
  ['1234 AB', ['1234ab', 'one two three four A B'], ['1234', 'AB']],
  ['OX1 2JD', ['OX1 2JD', 'O X one two J D', '0X1 2JD'], ['OX1', 'OX12JB']],
  [' 90210-1234 ', ['90210'], ['9021']],
  ['902101234', ['90210'], ['1234']],
  ['1234567890', ['1234567890'], ['12345', '23456']],
  ['1234567890123', ['1234567890123'], ['1 2 3 4 5 6 7 8 9 0 1 2 3']],
  ['USA-90210', ['90210'], ['USA']],
  ['SW1A-1AA', ['SW1A 1AA'], ['SW1 1AA']],
  ['ox1 2jd', ['OX1 2JD'], ['OX1']],
  ['', [], ['', '90210', ' ']],
];

for (const [onRecord, same, other] of POSTCODES) {
  describe(`isSamePostcode(): ${JSON.stringify(onRecord)}`, () => {
    for (const answer of same) {
      test(`${JSON.stringify(answer)} is it`, () => {
        assert.equal(isSamePostcode(answer, onRecord, en), true);
      });
    }
    for (const answer of other) {
      test(`${JSON.stringify(answer)} is not`, () => {
        assert.equal(isSamePostcode(answer, onRecord, en), false);
      });
    }
  });
}

describe('compare-answer: a record without the field', () => {
  for (const missing of [null, undefined, '']) {
    test(`${missing === '' ? 'an empty text' : missing} is nobody’s name and no postcode`, () => {
      assert.equal(isSameName('Miller', missing, en), false);
      assert.equal(isSameName('', missing, en), false);
      assert.equal(isSamePostcode('90210', missing, en), false);
      assert.equal(isSamePostcode('', missing, en), false);
    });
  }
});

test('isAnySame() makes as many comparisons whatever there is and wherever it is found', () => {
  const countOf = (answers: string[], forms: string[]) => {
    let count = 0;
    isAnySame(answers, forms, (answer, form) => {
      count += 1;
      return answer !== '' && answer === form;
    });
    return count;
  };
  const counts = [
    countOf(['a', 'b'], ['a', 'b']),
    countOf(['a', 'b'], ['b']),
    countOf(['a'], ['z']),
    countOf(['a'], []),
    countOf([], []),
  ];
  assert.equal(new Set(counts).size, 1, counts.join(', '));
  assert.ok((counts[0] ?? 0) > 1);
  // Whatever is beyond as many is not looked at.
  const isThere = (answer: string, form: string) => answer === 'a' && form === 'a';
  assert.equal(isAnySame([...Array(13).fill(''), 'a'], ['a'], isThere), false);
  assert.equal(isAnySame(['a'], [...Array(4).fill(''), 'a'], isThere), false);
});

test('isSameName(): an answer of 5,000 characters is read from its end', () => {
  assert.equal(isSameName(`${'x '.repeat(2500)}Miller`, 'John Miller', en), true);
  assert.equal(isSameName('x'.repeat(5000), 'x'.repeat(5000), en), false);
});
