/** Numbers by the seed, and how callers, transcribers and the service itself say them. */
import { en } from '../../machines/languages/en/en.ts';
import { nameCount } from '../../machines/languages/en/numbers.ts';
import { spokenNumber } from '../../src/speech/spoken-number.ts';
import { seededChoices } from '../traffic/random.ts';

const NATO = (
  'alpha bravo charlie delta echo foxtrot golf hotel india juliet kilo lima mike november oscar papa ' +
  'quebec romeo sierra tango uniform victor whiskey x-ray yankee zulu'
).split(' ');
const LETTERS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ';
const TIMES: Readonly<Record<number, string>> = { 2: 'double', 3: 'triple', 4: 'quadruple' };

/** Shapes of tracking numbers: A for a letter, 9 for a digit. */
const SHAPES = [
  'AA99999999',
  'AA999999999AA',
  'A9999999',
  'AAA999999',
  'AA999999',
  '99999999',
  '999999999999',
  '9999AA99',
  '99999A',
];

/** So many tracking numbers of the shapes that there are. */
export function generateNumbers(count: number, seed: number): string[] {
  const { next: random } = seededChoices(seed);
  const pick = (from: string) => from[Math.floor(random() * from.length)] ?? '';
  return Array.from({ length: count }, (_, index) => {
    const shape = SHAPES[index % SHAPES.length] ?? '';
    // Zeros and runs are commoner in numbers than chance has them.
    return shape.replace(/[A9]/g, (kind) => {
      if (kind === 'A') return pick(LETTERS);
      return random() < 0.15 ? '0' : pick('0123456789');
    });
  });
}

const digitName = (digit: string) => nameCount(Number(digit));
const isDigit = (character: string) => character <= '9';

function said(number: string, letter: (it: string) => string, zero = 'zero'): string {
  const names = [...number].map((it) => {
    if (!isDigit(it)) return letter(it);
    return it === '0' ? zero : digitName(it);
  });
  return names.join(' ');
}

const lower = (letter: string) => letter.toLowerCase();
const natoOf = (letter: string) => NATO[LETTERS.indexOf(letter)] ?? '';

/** Runs of one character by how long they are: "double four". */
function doubled(number: string): string {
  return [...number.matchAll(/(.)\1{0,3}/g)]
    .map(([run]) => {
      const name = said(run.slice(0, 1), lower);
      return run.length === 1 ? name : `${TIMES[run.length]} ${name}`;
    })
    .join(' ');
}

/** Digits two by two, as numbers are read; an odd one goes first. */
function paired(number: string): string {
  const runs = number.match(/[A-Z]+|[0-9]+/g) ?? [];
  return runs
    .map((run) => {
      if (!isDigit(run)) return said(run, lower);
      const odd = run.length % 2;
      const pairs = run.slice(odd).match(/../g) ?? [];
      const words = pairs.map((pair) => {
        return pair.startsWith('0') ? said(pair, lower, 'oh') : nameCount(Number(pair));
      });
      return [...(odd === 0 ? [] : [digitName(run.slice(0, 1))]), ...words].join(' ');
    })
    .join(' ');
}

const grouped = (number: string, gap: string) => (number.match(/.{1,4}/g) ?? []).join(gap);

/** How a number is said or written, by the name of the form. */
export const FORMS: Readonly<Record<string, (number: string) => string>> = {
  'as written': (number) => number,
  'lower case': lower,
  spaced: (number) => grouped(number, ' '),
  dashed: (number) => grouped(number, '-'),
  'with commas': (number) => grouped(number, ', '),
  'final dot': (number) => `${number}.`,
  'number …': (number) => `My tracking number is ${number}, please.`,
  'one by one': (number) => said(number, lower),
  oh: (number) => said(number, lower, 'oh'),
  NATO: (number) => said(number, natoOf),
  'as in': (number) => said(number, (it) => `${lower(it)} as in ${natoOf(it)}`),
  doubles: doubled,
  pairs: paired,
  'read-back': spokenNumber,
  'read-back sentence': (number) => en.sentences.readBack(spokenNumber(number)),
};
