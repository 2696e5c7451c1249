/** What Vapi needs of English to hear and to wait as it should, and what it says by itself. */
import { source } from '../../regex.ts';
import type { PhoneWords } from '../language.ts';
import { numbers, SMALL } from './numbers.ts';

// Without "one", which ends many a sentence that is no number.
const CHARACTER_NAMES = [
  ...SMALL.filter((word) => word !== 'one'),
  ...numbers.cardinals.tens,
  numbers.cardinals.hundred,
  numbers.cardinals.thousand,
  ...Object.keys(numbers.times),
  ...Object.keys(numbers.spelling),
  ...['oh', 'dash', 'hyphen', 'slash'],
].join('|');

// A digit, or a piece that holds one; a letter by itself; or the name of either. Not the end of "it's".
const CHARACTER = source`(?<![\w'’])(?:[a-z]*\d\w*|[b-hj-z]|${CHARACTER_NAMES})`;

const NOT_RIGHT = source`
  (?:(?:that|it|this)(?:'s| is) )?(?:not (?:quite )?(?:right|correct|it|that)|wrong|incorrect)|
  (?:that|it|this) isn't (?:right|correct|it)
`;

export const phone: PhoneWords = {
  expected: [
    ...['tracking number', 'parcel', 'package', 'digit', 'letter', 'dash', 'zero'],
    ...['double', 'triple', 'ends in', 'starts with'],
  ],
  silence: [
    "I'm still here. Take your time.",
    "I'm still listening. Please speak when you are ready.",
    "I can't hear you, so I'll end the call now.",
  ],
  timeUp: {
    soon: 'There is about one minute left for this call.',
    now: 'Our time is up, so I have to end the call now.',
  },
  // Not "yes", "yeah" and "right": they may be early answers to the question that is being asked.
  listening: ['mm-hmm', 'mhm', 'uh-huh', 'okay', 'ok', 'i see', 'got it', 'all right', 'go on'],
  objecting: [
    ...['no', 'nope', 'wrong', 'not right', 'incorrect', 'stop', 'wait', 'hold on', 'hang on'],
    ...['actually', 'sorry', 'excuse me', 'i said'],
  ],
  goesOn: {
    number: source`${CHARACTER}(?:[\s,.-]+(?:one|[ai])\b)*\W*$`,
    objection: source`^\W*(?:(?:oh|well|um|uh|sorry|no)\W+)*(?:no|nope|nah|${NOT_RIGHT})\W*$`,
    sentence: source`
      \b(?:and|and then|but|or|the|a|an|my|um+|uh+|er+m?|hm+|it's|(?:number|code) is|
      (?:ends?|ending|starts?|starting|begins?|beginning) (?:in|with)|
      hold on|hang on|(?:one|a|just a) (?:moment|second|sec|minute)|let me (?:see|look|check|find it))
      (?: please)?\W*$
    `,
  },
};
