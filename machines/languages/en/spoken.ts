/** How letters and digits are said one after the other in English, and what is said around them. */
import type { SpokenWords } from '../listening-words.ts';
import { numbers, SMALL } from './numbers.ts';

const words = (text: string): string[] => text.trim().split(/\s+/);
const phrases = (text: string): string[] => text.split(/[,\n]/).map((it) => it.trim());

const TENS = words('twenty thirty forty fifty sixty seventy eighty ninety');

// What is one of the words below is no name of a letter, however much it sounds like it.
const LETTER_NAMES: Readonly<Record<string, string>> = {
  ...{
    ay: 'A',
    bee: 'B',
    cee: 'C',
    dee: 'D',
    ee: 'E',
    eff: 'F',
    gee: 'G',
    aitch: 'H',
    haitch: 'H',
  },
  ...{ jay: 'J', kay: 'K', el: 'L', ell: 'L', em: 'M', en: 'N', pee: 'P', cue: 'Q', ar: 'R' },
  ...{ ess: 'S', tee: 'T', vee: 'V', doubleu: 'W', doubleyou: 'W', dubya: 'W', ex: 'X', wye: 'Y' },
  ...{ zee: 'Z', zed: 'Z' },
};

const HOMOPHONES: Readonly<Record<string, string>> = {
  ...{ won: '1', to: '2', too: '2', tree: '3', for: '4', fore: '4', fife: '5' },
  ...{ sics: '6', ate: '8', niner: '9', fower: '4' },
  ...{ be: 'B', see: 'C', sea: 'C', eye: 'I', pea: 'P', queue: 'Q', are: 'R', tea: 'T', you: 'U' },
  ...{ why: 'Y', oar: 'R' },
};

const PLURALS: Readonly<Record<string, string>> = {
  ...Object.fromEntries(
    SMALL.slice(0, 10).map((word, value) => [word === 'six' ? 'sixes' : `${word}s`, String(value)]),
  ),
  ...{ zeroes: '0', noughts: '0', naughts: '0', ohs: '0', "oh's": '0', "o's": '0', os: '0' },
  ...{ nils: '0', aughts: '0', "zero's": '0' },
  ...Object.fromEntries(
    [...'abcdefghijklmnpqrstuvwxyz'].map((it) => [`${it}'s`, it.toUpperCase()]),
  ),
};

export const spoken: SpokenWords = {
  ones: {
    ...Object.fromEntries(SMALL.map((word, value) => [word, value])),
    ...{ nought: 0, naught: 0, aught: 0, nil: 0 },
  },
  tens: Object.fromEntries(TENS.map((word, index) => [word, (index + 2) * 10])),
  tensJoint: null,
  scales: { hundred: 100, thousand: 1000, million: 1_000_000 },
  scaleJoint: numbers.cardinals.and,
  articles: new Set(['a', 'an', 'the']),
  zeros: new Set(['oh', 'o']),
  letters: LETTER_NAMES,
  pairs: { ...numbers.pairs, 'double ewe': 'W', 'double yu': 'W' },
  homophones: HOMOPHONES,
  spelling: { ...numbers.spelling, whisky: 'W', xray: 'X' },
  exampleLeads: [
    ['as', 'in'],
    ['like', 'in'],
    ['as', 'for'],
    ['is', 'for'],
  ],
  exampleHints: [['for'], ['like'], ['as'], ['of']],
  times: numbers.times,
  repeats: { twice: 2, thrice: 3 },
  timesWords: new Set(['times', 'time']),
  ordinal: /^[0-9]+(?:st|nd|rd|th)$/,
  plurals: PLURALS,
  letterMarks: new Set(
    words('capital capitals uppercase lowercase letter letters big small little initial'),
  ),
  digitMarks: new Set(words('digit digits number numbers numeral numerals figure figures')),
  asides: {
    drop: [
      ...words(`
        and then next followed with the an uh um uhm er erm hmm hm mm ah well so ok okay yeah yes yep
        yup sure right alright please thanks thank dash hyphen minus space comma dot point period
        slash stroke underscore hash hashtag pound colon break pause ma'am sir hello hi hey just
        also plain character characters
      `),
      ...phrases(`thank you, thank you very much, thanks a lot, thank you so much, upper case, lower case
        by the way, let me see, one moment, one second, one sec, just a moment, just a second
        here it is, here you go, here we go, there you go, you know, i think, i believe
        i guess, all right, if you please, forward slash, back slash, full stop, number sign, good morning
        good afternoon, good evening, bye bye, that is all, that's all, that is it, that's it
        is my number, is my tracking number, is the number, is the tracking number, is what i have
        is what it says, is all i have, all together, is that right, is that correct, is that it
        followed by, followed with, after that
        one after the other, if i read it right, and that is it, and that's it
        of course, no problem, all caps, in capitals, in caps, got it`),
    ],
    lead: [
      ...words(`
        tracking track parcel package parcels packages shipment delivery order reference ref code id
        identifier consignment waybill airway label barcode item my our your this that here these
        those i'd i'm i've i'll it we he she they have has got find look looking up about called
        would like want trying try can could give read reads says say said shows written on
        need check another maybe perhaps slip receipt email box confirmation status
      `),
      ...phrases('another one, this one, that one, other one, wrong one, new one, right one'),
    ],
    is: [
      ...words("is are was it's its that's here's that'd be reads says"),
      ...phrases(`it is, that is, this is, these are, here is, would be, should be, it reads, it says
        number is, i have, i've got, i got, we have, i heard, you heard`),
    ],
    plain: words(`
      a's about after all am any as at back because been before but by can come did do does
      doesn't don't down else even every few from get go goes going good had he her him his home how
      if in into know later less let let's long lot made make many may me mine more most much must
      nothing now of off old on once one's only our out over own she some something still take tell
      than their them there they thing think though through today tomorrow until us very was way we
      were what when where which while who will within yesterday yet your day days week weeks month
      months year years hour hours minute minutes dollar dollars euro euros o'clock am pm ago new
      mr mrs ms dr off street road avenue
    `),
    repair: [
      ...words('no nope wait sorry actually scratch correction oops whoops rather instead strike'),
      ...phrases(`scratch that, strike that, i mean, i meant, make that, make it, hold on, hang on, no wait
        let me start over, start over, start again, from the top, let me start again, my mistake
        take that back, sorry no, not that, cancel that, delete that, forget that, excuse me`),
    ],
    denial: [
      ...words("not isn't wasn't aren't never wrong except without ain't neither nor cannot can't"),
    ],
    other: [
      ...words('or either both alternatively versus vs'),
      ...phrases(`two numbers, three numbers, 2 numbers, 3 numbers, several numbers, two parcels
        three parcels, two packages, and also, as well as, one of`),
    ],
    again: [
      ...words('again repeat repeating'),
      ...phrases(`i repeat, once again, once more, one more time, to repeat, that is again, i say again
        say again, let me repeat, let me repeat that, in other words, that would be`),
    ],
    part: words(`
      last first second third fourth fifth sixth seventh eighth ninth tenth final ending ends end
      beginning begins begin starts start starting middle half part prefix suffix rest remaining
      finishes finishing penultimate ended
    `),
  },
  beginnings: new Set(words('first beginning begin begins start starts starting prefix')),
  endings: new Set(
    phrases(`that's all, that is all, that's it, that is it, that was it, that's everything
      that is everything, done, all done, i'm done, finished, the end, no more, nothing else
      that's the end, that is the end, that's the whole number, that was all, complete
      that's all of it, that is all of it, that was all of it, all of it, that's all there is
      that is all there is, that's the lot, that's the whole thing, i'm finished, i am done`),
  ),
  squashed: numbers.inTrackingNumber,
  placeholders: new Set(
    phrases(`unknown, none, none given, not given, not provided, not available, not known, not specified
      n/a, na, n a, n.a., nil, null, undefined, nan, tbd, tba, tbc, missing, empty, blank, string, number
      placeholder, example, test, no number, not sure, nothing, pending, xxx, unspecified, anonymous`),
  ),
};
