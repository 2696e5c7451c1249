// Corrections of a number that was read back, invented, by what they do to it. The number on the
// table is MK48213056 unless another is given; what is meant is a number, or "unresolved" or "none".
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { en } from '../../../machines/languages/en/en.ts';
import { readCorrection } from '../../../machines/listening/read-correction.ts';

const SAID: Record<string, [said: string, meant: string, onTable?: string][]> = {
  'a place': [
    ['the final digit should be seven', 'MK48213057'],
    ['last digit is 7', 'MK48213057'],
    ["the last digit's a seven", 'MK48213057'],
    ['the last two are nine five', 'MK48213095'],
    ['the last four digits are 3 0 5 9', 'MK48213059'],
    ['no, the first letter is N', 'NK48213056'],
    ['the second letter is J as in Juliet', 'MJ48213056'],
    ['the second to last digit is a nine', 'MK48213096'],
    ['the one before the last is nine', 'MK48213096'],
    ['the third digit is a nine not a two', 'MK48913056'],
    ['third from the end should be four', 'MK48213456'],
    ['make the last one a nine', 'MK48213059'],
    ['change the last digit to nine', 'MK48213059'],
    ['digit five is nine', 'MK48219056'],
    ['with a seven at the end please', 'MK48213057'],
    ['seven at the end, not six', 'MK48213057'],
    ['at the end it is seven', 'MK48213057'],
    ['all good but the last one is an eight', 'MK48213058'],
    ['correct except for the first letter, it is N', 'NK48213056'],
    ['the last two are nine', 'unresolved'],
    ['the last digit is seven not five', 'unresolved'],
    ['the twelfth digit is seven', 'unresolved'],
    ['the last digit is six', 'unresolved'],
  ],
  'one for another': [
    ['not M but N', 'NK48213056'],
    ['N not M', 'NK48213056'],
    ["it's N as in Nancy, not M as in Mike", 'NK48213056'],
    ['N for November not M for mother', 'NK48213056'],
    ['I said N not M', 'NK48213056'],
    ["it isn't an M it's an N", 'NK48213056'],
    ['nine instead of five', 'MK48213096'],
    ['the five should be a nine', 'MK48213096'],
    ['change the five to a nine', 'MK48213096'],
    ['replace five by nine', 'MK48213096'],
    ['you said five but it is nine', 'MK48213096'],
    ['the eight is wrong, it should be a three', 'MK43213056'],
    ['everything is right except the 8, it should be 3', 'MK43213056'],
    ['letter O not zero', 'MK48213O56'],
    ['zero not the letter O', 'M048213956', 'MO48213956'],
    ["it's fifteen not fifty", 'WB1544721', 'WB5044721'],
    ["it's ninety four, not nine four four", 'WB72194', 'WB721944'],
    ['the four should be a nine', 'unresolved', 'MK48213456'],
    ['nine not seven', 'unresolved'],
    ["it's not five", 'unresolved'],
  ],
  'changing places': [
    ['swap the last two digits', 'MK48213065'],
    ['you swapped the last two', 'MK48213065'],
    ['the last two are the other way round', 'MK48213065'],
    ['the first two letters are reversed', 'KM48213056'],
    ['the letters are the wrong way round', 'KM48213056'],
    ['switch the five and the six', 'MK48213065'],
    ['the eight and the two are the wrong way round', 'MK42813056'],
    ['seven eight, not eight seven', 'MK78213078', 'MK78213087'],
    ['swap the last three', 'unresolved'],
    ['swap the 9 and the 7', 'unresolved'],
  ],
  'something more': [
    ['you forgot a zero at the end', 'MK482130560'],
    ['you missed the four before the two', 'MK484213056'],
    ['missing a one between the 3 and the 0', 'MK482131056'],
    ['add a zero before the last digit', 'MK482130506'],
    ['you left out the A at the beginning', 'AMK48213056'],
    ['you forgot the A', 'AMK48213056'],
    ['an X after the letters', 'MKX48213056'],
    ["after the K there's an X", 'MKX48213056'],
    ['between the three and the zero comes a one', 'MK482131056'],
    ["there's a letter missing, A at the front", 'AMK48213056'],
    ['X in front of the digits', 'MKX48213056'],
    ['one more zero', 'MK482130056'],
    ['double the zero', 'MK482130056'],
    ['there are two fives', 'MK482130556'],
    ['it was double zero', 'MK482130056'],
    ['you forgot a seven', 'unresolved'],
    ['add a seven after the four', 'unresolved', 'MK48213456'],
  ],
  'something less': [
    ['remove the last digit', 'MK4821305'],
    ['take away the last two', 'MK482130'],
    ['drop the zero', 'MK4821356'],
    ["there's no zero", 'MK4821356'],
    ['without the M', 'K48213056'],
    ['the last digit is too much', 'MK4821305'],
    ['only one zero', 'MK48213056', 'MK482130056'],
    ['one zero too many', 'MK48213056', 'MK482130056'],
    ['one zero less', 'MK48213056', 'MK482130056'],
    ['you have an extra zero in there', 'MK48213056', 'MK482130056'],
    ['too many zeros', 'unresolved', 'MK482130056'],
    ['drop the four', 'unresolved', 'MK48213456'],
    ['remove the last digit', 'unresolved', 'MK4821'],
  ],
  'how it begins and ends': [
    ['it ends in nine five', 'MK48213095'],
    ['it ends with 0 5 7', 'MK48213057'],
    ['the end is one three zero five seven', 'MK48213057'],
    ['it should end with 5 0 6', 'MK48213506', 'MK4821356'],
    ['starts with N K', 'NK48213056'],
    ['the beginning is N K', 'NK48213056'],
    ['the number starts with 4', 'unresolved'],
    ['it does not start with M', 'unresolved'],
    // A letter and the digit that it is taken for.
    ['it starts with a zero', '0K48213056', 'OK48213056'],
    ['it starts with a one', '1K48213056', 'IK48213056'],
    ['it starts with a two', '2K48213056', 'ZK48213056'],
    ['it starts with a five', '5K48213056', 'SK48213056'],
    ['it starts with an eight', '8K48213056', 'BK48213056'],
  ],
  'several places': [
    ['the first letter is N and the last digit is 7', 'NK48213057'],
    ['first letter N, and swap the last two', 'NK48213065'],
    ['the first letter is N and the last digit is wrong', 'unresolved'],
  ],
  'a whole number': [
    ['QT77120094', 'whole QT77120094'],
    ["no it's Q T seven seven one two zero zero nine four", 'whole QT77120094'],
    ['let me give you another number, QT77120094', 'whole QT77120094'],
    ['let me give you another one, QT77120094', 'whole QT77120094'],
    ['forget that, QT77120094', 'whole QT77120094'],
    ["it's QT77120094, not MK48213056", 'QT77120094'],
    ['M K four eight two one three zero five seven', 'MK48213057'],
    ['MK48213065', 'MK48213065'],
    ['MK482130567', 'MK482130567'],
    ['MK48213056', 'none'],
    ['yes, MK48213056', 'none'],
  ],
  'a fragment': [
    ['95', 'unresolved'],
    ['five', 'unresolved'],
    ['7', 'unresolved'],
    ['MK', 'unresolved'],
    ['482130', 'unresolved'],
    ['308119', 'ZK308119', 'ZK308117'],
    ['3081', 'unresolved', 'ZK308117'],
    ['N', 'NK48213056'],
    ['N as in November', 'NK48213056'],
    ['double zero', 'MK482130056'],
    ['MK 4821 3', 'unresolved'],
    ['let me see, nine five', 'unresolved'],
  ],
  'no part of it': [
    ['the last digit is wrong', 'unresolved'],
    ['one digit is wrong', 'unresolved'],
    ['almost, but the last one', 'unresolved'],
    ['the middle part is wrong', 'unresolved'],
    ['the beginning is not right', 'unresolved'],
    ['the eight is wrong', 'unresolved'],
    ['three zeros, not one', 'unresolved'],
  ],
  nothing: [
    ['', 'none'],
    ['no', 'none'],
    ['yes that is right', 'none'],
    ["no, that's wrong", 'none'],
    ["I don't know", 'none'],
    ['where is my parcel', 'none'],
    ['can I speak to a person please', 'none'],
    ['when will it arrive on the last day', 'none'],
  ],
};

for (const [what, rows] of Object.entries(SAID)) {
  describe(`readCorrection(): ${what}`, () => {
    for (const [said, meant, onTable = 'MK48213056'] of rows) {
      test(`"${said}" of ${onTable} is ${meant}`, () => {
        const reading = readCorrection(said, onTable, en);
        const number = 'trackingNumber' in reading ? reading.trackingNumber : '';
        const told = { corrected: number, whole: `whole ${number}` };
        assert.equal(told[reading.kind as 'whole'] ?? reading.kind, meant);
      });
    }
  });
}

test('readCorrection(): tells what has changed, and nothing of what only went away', () => {
  const changed = [
    'the last two are nine five',
    'N not M',
    'swap the last two',
    'drop the zero',
  ].map((said) => {
    const reading = readCorrection(said, 'MK48213056', en);
    return reading.kind === 'corrected' ? reading.changed : null;
  });
  assert.deepEqual(changed, [
    { start: 8, end: 10 },
    { start: 0, end: 1 },
    { start: 8, end: 10 },
    { start: 7, end: 7 },
  ]);
});

test('readCorrection(): a long text is only read for a whole number', () => {
  const tale = 'you know how it is with these parcels and all the things that happen to them ';
  assert.deepEqual(readCorrection(`${tale.repeat(4)} QT77120094`, 'MK48213056', en), {
    kind: 'whole',
    trackingNumber: 'QT77120094',
  });
  assert.deepEqual(readCorrection(tale.repeat(4), 'MK48213056', en), { kind: 'none' });
});
