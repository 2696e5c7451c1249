/** How letters and digits are said one after the other in German. */
import type { SpokenWords } from '../listening-words.ts';

const words = (text: string): string[] => text.trim().split(/\s+/);
const phrases = (text: string): string[] => text.split(/[,\n]/).map((it) => it.trim());

// Words are folded before they are looked up: "fünf" is "funf", and "fuenf" where there is no umlaut.
const SMALL = words(`
  null eins zwei drei vier funf sechs sieben acht neun zehn elf zwolf dreizehn vierzehn funfzehn
  sechzehn siebzehn achtzehn neunzehn
`);
const TENS = words('zwanzig dreißig vierzig funfzig sechzig siebzig achtzig neunzig');

// "Einundzwanzig": the digit comes first, in one word with the rest.
const COMPOUNDS = TENS.flatMap((ten, index) =>
  SMALL.slice(1, 10).map((digit, one): [string, number] => [
    `${digit === 'eins' ? 'ein' : digit}und${ten}`,
    (index + 2) * 10 + one + 1,
  ]),
);

/** The spelling alphabets of DIN 5009, of before 2022 and since, by persons and towns. */
const SPELLING = words(`
  anton berta casar dora emil friedrich gustav heinrich ida julius kaufmann konrad ludwig martha
  nordpol otto paula quelle richard samuel siegfried theodor ulrich viktor wilhelm xanthippe ypsilon
  zacharias zeppelin aachen berlin chemnitz dusseldorf essen frankfurt goslar hamburg ingelheim jena
  koln leipzig munchen nurnberg offenbach potsdam quickborn rostock salzwedel tubingen unna vollingen
  wuppertal xanten zwickau
`);

const LETTERS: Readonly<Record<string, string>> = {
  ...{ be: 'B', ce: 'C', ze: 'C', de: 'D', ef: 'F', eff: 'F', ge: 'G', ha: 'H', jot: 'J', ka: 'K' },
  ...{ el: 'L', em: 'M', en: 'N', pe: 'P', ku: 'Q', kuh: 'Q', er: 'R', es: 'S', te: 'T', tee: 'T' },
  ...{
    vau: 'V',
    fau: 'V',
    we: 'W',
    weh: 'W',
    ix: 'X',
    iks: 'X',
    ypsilon: 'Y',
    zet: 'Z',
    zett: 'Z',
  },
};

export const spoken: SpokenWords = {
  ones: {
    ...Object.fromEntries([
      ...SMALL.map((word, value): [string, number] => [word, value]),
      ...COMPOUNDS,
    ]),
    ...{ ein: 1, zwo: 2, fuenf: 5, zwoelf: 12, fuenfzehn: 15 },
  },
  tens: {
    ...Object.fromEntries(TENS.map((word, index) => [word, (index + 2) * 10])),
    ...{ dreissig: 30, fuenfzig: 50 },
  },
  tensJoint: null,
  scales: { hundert: 100, tausend: 1000, million: 1_000_000, millionen: 1_000_000 },
  scaleJoint: 'und',
  articles: new Set(['ein', 'eine', 'einen', 'der', 'die', 'das']),
  zeros: new Set(['o']),
  letters: LETTERS,
  pairs: {},
  homophones: {},
  spelling: Object.fromEntries(SPELLING.map((word) => [word, word.slice(0, 1).toUpperCase()])),
  exampleLeads: [['wie'], ['wie', 'in']],
  exampleHints: [],
  times: { doppel: 2, doppelt: 2, zweimal: 2, dreimal: 3, viermal: 4 },
  repeats: {},
  timesWords: new Set(['mal']),
  ordinal: /^[0-9]+(?:te|ten|ter|tes)$/,
  plurals: { nullen: '0', einsen: '1', zweien: '2', dreien: '3', vieren: '4', funfen: '5' },
  letterMarks: new Set(words('groß gross großes grosses klein kleines buchstabe')),
  digitMarks: new Set(words('ziffer ziffern zahl')),
  asides: {
    drop: words(`
      und dann also ah ahm hm bitte danke ja genau strich bindestrich minus schragstrich punkt komma
      leerzeichen raute hallo guten tag die der das den
    `),
    lead: words(`
      meine mein sendungsnummer paketnummer trackingnummer nummer sendung paket ich habe hatte hier
    `),
    is: [...words('ist lautet sind heißt heisst'), 'das ist', 'es ist'],
    plain: words('nicht-mehr wo wann wie was mit von aus auf im in am zu noch schon'),
    repair: [
      ...words('nein halt moment quatsch entschuldigung falsch sondern korrektur'),
      'ich meine',
    ],
    denial: words('nicht kein keine falsch ohne außer ausser'),
    other: [...words('oder entweder beide'), 'zwei nummern'],
    again: [...words('nochmal wiederhole'), 'noch einmal', 'ich wiederhole'],
    part: words('letzte letzten erste ersten letzter letztes erster endet beginnt anfang ende'),
  },
  beginnings: new Set(words('erste ersten erster beginnt anfang')),
  endings: new Set(phrases("das war's, das ist alles, das war alles, fertig, ende")),
  squashed: /NULL|ZWEI|DREI|VIER|SECHS|SIEBEN|ACHT|NEUN|DOPPEL/,
  placeholders: new Set(phrases('unbekannt, keine, keine nummer, nicht bekannt, null')),
};
