/** How letters, digits and numbers are said in English. */
import { regex, source } from '../../regex.ts';
import type { NumberWords } from '../language.ts';

/** Numbers by their names, from zero to nineteen. */
export const SMALL = (
  'zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen ' +
  'sixteen seventeen eighteen nineteen'
).split(' ');
const TENS = 'twenty thirty forty fifty sixty seventy eighty ninety'.split(' ');

const VALUES: ReadonlyMap<string, number> = new Map([
  ...SMALL.map((word, value): [string, number] => [word, value]),
  ...TENS.map((word, index): [string, number] => [word, (index + 2) * 10]),
  ['a', 1],
  ['an', 1],
]);

/** A count in digits or words, up to ninety-nine in words, as the source of a pattern. */
export const COUNT = `(?:\\d{1,4}|(?:${TENS.join('|')})(?:[- ](?:${SMALL.join('|')}))?|${SMALL.join('|')})`;

const DIGITS: Readonly<Record<string, string>> = {
  ...Object.fromEntries(SMALL.slice(0, 10).map((word, value) => [word, String(value)])),
  oh: '0',
};
const TIMES: Readonly<Record<string, number>> = {
  double: 2,
  triple: 3,
  treble: 3,
  quadruple: 4,
};

const DIGIT_WORD = Object.keys(DIGITS).join('|');
const TIMES_WORD = Object.keys(TIMES).join('|');
// A letter or digit by itself, maybe spelled ("B as in Bravo"), or a piece that holds a digit.
const UNIT = source`
  (?:(?:${TIMES_WORD}) (?:${DIGIT_WORD}|[a-z0-9])|${DIGIT_WORD}|[a-z](?: as in [a-z]+)?|
  [a-z]{2,4}(?=[-–]\d)|(?=[a-z]*\d)[a-z0-9]+)
`;

const AMOUNT = source`
  (?<![\w$€£.,-])(${COUNT})(?:(?: to | or |-| and )(${COUNT}))?
`;

export const numbers: NumberWords = {
  digits: DIGITS,
  times: TIMES,
  sounds: {
    ...{
      oh: 'O',
      o: '0',
      owe: '0',
      nought: '0',
      naught: '0',
      nil: '0',
      won: '1',
      to: '2',
      too: '2',
    },
    for: '4',
    fore: '4',
    ate: '8',
    niner: '9',
    tree: '3',
    fife: '5',
    ay: 'A',
    bee: 'B',
    be: 'B',
    cee: 'C',
    see: 'C',
    sea: 'C',
    dee: 'D',
    ee: 'E',
    eff: 'F',
    gee: 'G',
    aitch: 'H',
    eye: 'I',
    jay: 'J',
    kay: 'K',
    el: 'L',
    ell: 'L',
    em: 'M',
    en: 'N',
    ...{
      pee: 'P',
      pea: 'P',
      cue: 'Q',
      queue: 'Q',
      are: 'R',
      ar: 'R',
      ess: 'S',
      tee: 'T',
      tea: 'T',
    },
    you: 'U',
    vee: 'V',
    doubleu: 'W',
    doubleyou: 'W',
    ex: 'X',
    why: 'Y',
    zee: 'Z',
    zed: 'Z',
  },
  // The alphabet of aviation (ICAO), in both spellings where there are two.
  spelling: Object.fromEntries(
    (
      'alpha alfa bravo charlie delta echo foxtrot golf hotel india juliet juliett kilo lima mike ' +
      'november oscar papa quebec romeo sierra tango uniform victor whiskey whisky xray yankee zulu'
    )
      .split(' ')
      .map((word) => [word, word.slice(0, 1).toUpperCase()]),
  ),
  pairs: { 'x ray': 'X', 'double u': 'W', 'double you': 'W' },
  fillers: new Set(
    (
      'and then uh um er erm hmm dash hyphen minus space comma dot point slash capital letter ' +
      'letters digit digits number numbers next followed by after that again'
    ).split(' '),
  ),
  // "B as in Bravo", "B for Bravo".
  exampleLeads: [['as', 'in'], ['for'], ['like']],
  cardinals: {
    teens: SMALL.slice(10),
    tens: TENS,
    hundred: 'hundred',
    thousand: 'thousand',
    and: 'and',
    one: 'a',
  },
  lackingSaid: "I don't have it",
  lacking: regex('')`
    ^\W*(?:(?:um|uh|well|sorry|no)\W+)*(?:
    i (?:do not|don't|haven't|can't|cannot|couldn't|have no|never)
    (?: )(?![a-z' ]*\b(?:hear|understand|want|like|mind|believe|do)\b)[a-z' ]*
    (?:have|got|get|find|know|remember|had)? ?\b(?:it|one|that|(?:the|a|any|my)? ?(?:tracking )?number)|
    i(?:'ve| have)? (?:lost|misplaced|forgotten|forgot|deleted) (?:it|(?:the|my) (?:tracking )?number)|
    (?:there is|there's|i've got|i have got|i have) no (?:tracking )?number|no (?:tracking )?number
    )(?: (?:with me|here|at hand|right now|at the moment|any ?more|sorry))*\W*$
  `,
  // "WB double four" was said, and was not meant as letters.
  inTrackingNumber: /ZERO|ONE|TWO|THREE|FOUR|FIVE|SIX|SEVEN|EIGHT|NINE|DOUBLE|TRIPLE/,
  trackingNumber: new RegExp(
    `(?<![\\w$€£'./:])${UNIT}(?![\\w'])(?:(?:,? |[ ]?[-–][ ]?)${UNIT}(?![\\w']|[./:]\\d))*`,
    'gi',
  ),
  units: new RegExp(`${UNIT}|[a-z]+`, 'g'),
  endingLead:
    /\b(?:end(?:s|ing)?(?: in| with)|last (?:\w+ )?(?:digits|characters)(?: are| is)?)\s*$/i,
  endingNamed: /\b(?:end(?:s|ing|ed)?|finish(?:es|ing)?|last|final)\b/gi,
  articleBefore: /^(?:a|i) (?=[a-z]?\d|[a-z] )/,
  articleAfter: /,? [AI]$/,
  values: VALUES,
  readCount,
  counts: {
    duration: regex('gi')`
  ${AMOUNT}[ -](?:more |full |whole |business |working |calendar )?
  (second|minute|hour|day|week|month|year)s?(?!\w)
`,
    things: regex('gi')`
  ${AMOUNT}(?: more| other| failed| delivery| different| separate)*
  (?: )(parcel|package|deliver(?:y|ie)|order|shipment|item|box|attempt|piece|stop|mile|
  kilometer|kilometre|pound|kilo|euro|dollar|cent|person|people|percent|letter|digit|
  character)(?:e?s)?(?!\w)
`,
    numbered: regex('gi')`
  (?<=\b(?:number|flat|apartment|unit|gate|door|locker|room|floor|house) )
  (${COUNT})(?!\w|[,-]? \w\b)
`,
    noFactBefore: /\b(?:press|dial|option|step|line|version|plan)\s+$/i,
    ownTimeBefore: regex('i')`
  \b(?:hold|moment|bear with|give me|call(?: you)? back|wait|just|back (?:to|with) you|
  with you)\b[^.!?]*$
`,
    shortUnit: /^(?:second|minute)/i,
    one: /^one$/i,
    lateAfter: /^ (?:late|overdue|behind)\b/i,
    parcels: /^(?:parcel|package|order|shipment|item|deliver)/,
    characters: /^(?:letter|digit|character)/,
    days: { day: 1, week: 7 },
  },
};

/** Reads what COUNT matches, or "a"; null for anything else. */
export function readCount(text: string): number | null {
  const words = text.toLowerCase();
  if (/^\d+$/.test(words)) return Number(words);
  let sum = 0;
  for (const word of words.split(/[- ]/)) {
    const value = VALUES.get(word);
    if (value === undefined) return null;
    sum += value;
  }
  return sum;
}

/** A whole number below a hundred by its name. */
export function nameCount(count: number): string {
  const word = SMALL[count];
  if (word !== undefined) return word;
  const tens = TENS[Math.floor(count / 10) - 2] ?? '';
  return count % 10 === 0 ? tens : `${tens} ${SMALL[count % 10]}`;
}
