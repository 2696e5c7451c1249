import { regex, source } from '../../machines/regex.ts';
import type { Finding } from './claim.ts';

const NAME_WORD = "(?:\\p{Lu}\\.|\\p{Lu}[\\p{L}'’-]*)";
const NAME = source`
  ${NAME_WORD}(?: (?:(?:van|von|de|da|di|del|la|le|bin|al|der|den|dos|y) )*${NAME_WORD}){0,4}
`;

// The words that Waybill itself says before and after a name: whatever stands between is the name.
const OWN_WORDS = regex('giu')`
  \b(?:parcel|package|order|delivery|shipment|item|letter|one) for
  (?: )(?=(.{1,220}?)(?:, number |,? ending in [A-Z0-9]))
`;

const PARCEL = '[Pp]arcel|[Pp]ackage|[Oo]rder|[Dd]elivery|[Ss]hipment|[Ii]tem|[Ll]etter|[Oo]ne';

// Whose parcel it is: that has to be so of the very parcel.
const OWNERS = [
  regex('gu')`
    \b(?:${PARCEL}|[Aa]ddressed to|[Uu]nder the name(?: of)?|
    [Nn]ame (?:on (?:it|record|file|the \w+) )?is|[Bb]elongs to|[Ss]igned (?:for )?by|
    [Rr]eceived by|[Cc]ustomer|[Rr]ecipient(?: is|,)?|[Ll]eft with|[Aa]ccepted by|
    [Nn]eighbou?r|[Dd]river|[Cc]ourier|[Ss]ender|(?:is|was) for|[Ii]t's|[Ii]t is)
    (?: for)? (?=(${NAME}))
  `,
  regex('gu')`(?=\b(${NAME})'s (?:parcel|package|order|delivery|shipment))`,
];
// Who is spoken to, and where something is: that may stand anywhere.
const OTHERS = [
  regex('gu')`
    \b(?:${PARCEL}|[Cc]omes|[Ss]ent|[Ss]hipped)(?: is| was)? (?:from|by) (?=(${NAME}))
  `,
  regex('gu')`(?:^|[.!?] )(?:[Hh]i|[Hh]ello|[Hh]ey|[Dd]ear)(?: there)?,? (?=(${NAME}))`,
  regex('gu')`
    \b(?:[Tt]hank you|[Tt]hanks|[Ss]orry|[Oo]kay|[Oo]f course|[Ss]ure|[Gg]reat|[Gg]oodbye|[Bb]ye|
    [Aa]ll right|[Aa]lright|[Pp]erfect|[Pp]lease|[Ww]elcome|[Cc]alling|[Dd]ay),?
    (?: )(?=(${NAME})(?:[,.!?]|$))
  `,
  regex('gu')`(?<=(?:^|\s)\p{Ll}[\p{L}']*), (?=(${NAME})[.!?])`,
  regex('gu')`\b(?:Mr|Mrs|Ms|Miss|Dr)\.? (?=(${NAME}))`,
  regex('gu')`(?:^|[.!?] )(?=(${NAME}), (?:your|the|it|it's|I|I'm|I've|this|that|we)\b)`,
  regex('gu')`
    \b(?:located|currently|now|is|it's|was|been|left|reached|stuck|waiting|held|center|centre|
    depot|hub|facility|warehouse|customs) (?:in|at|near) (?:the |our )?(?=(${NAME}))
  `,
];
// Who carries parcels: whoever names one says with whom it is.
const CARRIER = source`
  DHL|UPS|F[Ee][Dd][Ee][Xx]|USPS|DPD|GLS|TNT|Hermes|Evri|Yodel|InPost|Royal Mail|Parcelforce|
  An Post|La Poste|Chronopost|Colissimo|Mondial Relay|PostNL|PostNord|Bpost|Deutsche Post|
  Swiss Post|Poste Italiane|Correos|SEUR|Posti|Canada Post|Purolator|OnTrac|LaserShip|Lasership|
  Australia Post|StarTrack|NZ Post|Japan Post|Yamato|Sagawa|China Post|SF Express|Cainiao|Yanwen|
  Aramex|Blue Dart|Delhivery|India Post|Amazon Logistics
`;
const CARRIERS = regex('gu')`(?<![\p{L}\p{N}])(?=(${CARRIER})(?![\p{L}\p{N}]))`;

const LEADS: { sense: Finding['sense']; pattern: RegExp }[] = [
  ...OWNERS.map((pattern) => ({ sense: 'is' as const, pattern })),
  ...[...OTHERS, CARRIERS].map((pattern) => ({ sense: 'gist' as const, pattern })),
];

// Capitalized at the start of a sentence, or in any place, without being anyone's name.
const NO_NAME = new Set(
  (
    'A About According Actually After Ah All Alright Also Am An And Any Apologies Are As At ' +
    'Bear Because But By Can Certainly Could Currently Customs Definitely Delivery Did Do ' +
    'Does Fortunately For From Give Go Goodbye Good Got Great Happy Have He Hello Here Hey ' +
    "Hi Hold How However I If In Is It It's I'm I've I'll I'd Just Let Let's Looks Maybe Me " +
    'Meanwhile Moment Mr Mrs Ms Dr Miss My No Not Now Number Of Oh Okay Ok On Once One Or ' +
    'Order Our Package Parcel Perfect Perhaps Please Right Regarding See She Shall Should ' +
    "Since So Sorry Sir Madam Maam Still Status Sure Thank Thanks That That's The Then " +
    "There There's They This To Today Tomorrow Tonight Tracking Two Unfortunately Until " +
    'Very Was Waybill We Welcome Well What When Where Which Who Why Will With Would Yes ' +
    'Yesterday Yet You Your Yours Absolutely Alas Anyway Everything First Second Next ' +
    'Finally Luckily Sadly Noted Understood Monday Tuesday Wednesday Thursday Friday ' +
    'Saturday Sunday January February March April May June July August September October ' +
    'November December Christmas Easter English'
  ).split(' '),
);

/** Finds whose parcel, or whom, an utterance names; places too. */
export function findNames(text: string): Finding[] {
  const own = [...text.matchAll(OWN_WORDS)].flatMap((match) => readOwn(text, match) ?? []);
  const others = LEADS.flatMap(({ sense, pattern }) =>
    [...text.matchAll(pattern)].flatMap((match) => readName(match, sense) ?? []),
  );
  const all = [...own, ...others];
  return all.filter(
    ({ start }, index) => !all.some((name, before) => before < index && covers(name, start)),
  );
}

function readOwn(text: string, match: RegExpExecArray): Finding | null {
  const said = match[1] ?? '';
  if (/^(?:you|us|me|them|your\b.*|the number|number\b.*)$/i.test(said)) return null;
  const start = match.index + match[0].length;
  const value = text.slice(start);
  return { kind: 'name', sense: 'verbatim', value, start, end: start + said.length };
}

function readName(match: RegExpExecArray, sense: Finding['sense']): Finding | null {
  const start = match.index + match[0].length;
  const words = (match[1] ?? '').split(' ');
  const first = words.findIndex((word) => !NO_NAME.has(bare(word)));
  if (first !== 0) return null;
  const next = words.findIndex((word) => NO_NAME.has(bare(word)));
  const value = words
    .slice(0, next === -1 ? words.length : next)
    .join(' ')
    .replace(/'s$|\.$/, '');
  // A capital by itself is the beginning of a spelled number.
  if (/^\p{Lu}(?: |$)/u.test(value)) return null;
  return { kind: 'name', sense, value, start, end: start + value.length };
}

function bare(word: string): string {
  return word.replace(/\.$/, '');
}

function covers({ start, end }: Finding, index: number): boolean {
  return start <= index && index < end;
}
