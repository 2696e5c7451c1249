/**
 * What the check digit of a courier says of a number: evidence that a character was misheard, and
 * never a gate, since a house may number its parcels in any shape.
 *
 * Source: shapes and rules are facts of jkeen/tracking_number_data at b79ce4b (MIT, © 2017 Jeff
 * Keen); S10 as UPU S10-12, modulo 10 as GS1 General Specifications 7.9, modulo 37,36
 * as ISO/IEC 7064.
 */

/**
 * What a check digit says. `isSurely`: nobody else's numbers have this shape, as far as is known;
 * else many houses share it, and a wrong check digit says little. `repairs`: the numbers, most
 * often none or one, that one character replaced by one like it would make valid; empty for a
 * number that is valid.
 */
export type CheckDigitJudgement = {
  format: string;
  isSurely: boolean;
  isValid: boolean;
  repairs: string[];
};

/** A kind of number: what the check character is reckoned from, and how. */
type Format = {
  format: string;
  /** The groups are what is reckoned and the check character. */
  shape: RegExp;
  isSurely: boolean;
  reckon: (serial: string) => string;
  /** What the shape does not say. */
  fits?: (trackingNumber: string) => boolean;
};

// Routing that the USPS puts before a number: 420 and the ZIP code of five or nine digits.
const ROUTING = String.raw`420\d{5}(?:\d{4})?`;

const FORMATS: readonly Format[] = [
  {
    format: 's10',
    shape: /^[A-Z]{2}(\d{8})(\d)[A-Z]{2}$/,
    isSurely: true,
    reckon: reckonS10,
    fits: (trackingNumber) => COUNTRIES.has(trackingNumber.slice(-2)),
  },
  surely('ups', /^1Z([A-Z\d]{15})(\d)$/, reckonOneTwo),
  surely('usps_impb', new RegExp(`^(?:${ROUTING})?(9[2-5]\\d{19}(?:\\d{4})?)(\\d)$`), reckonGs1),
  surely('usps_impb_30', /^(94\d{27})(\d)$/, reckonGs1),
  surely('usps_91', new RegExp(`^(?:${ROUTING})?(91\\d{19})(\\d)$`), reckonGs1),
  surely('usps_routed', new RegExp(`^${ROUTING}(\\d{19})(\\d)$`), (it) => reckonGs1(`91${it}`)),
  surely('fedex_ground_96', /^96\d{5}(\d{14})(\d)$/, reckonGs1),
  surely('fedex_96_34', /^96\d{18}(\d{13})(\d)$/, reckonFedEx([1, 7, 3])),
  surely('fedex_34', /^[0-8]\d{19}(\d{13})(\d)$/, reckonFedEx([1, 7, 3])),
  surely('fedex_32', /^3\d{15}(\d{11})(\d)\d{4}$/, reckonFedEx([3, 1, 7])),
  surely('dpd_28', /^(\d{27})([A-Z\d])$/, reckonIso7064),
  shared('dpd_15', /^(\d{14})([A-Z\d])$/, reckonIso7064),
  shared('fedex_12', /^(\d{11})(\d)$/, reckonFedEx([3, 1, 7])),
  shared('fedex_15', /^(\d{14})(\d)$/, reckonGs1),
  shared('fedex_18', /^\d{2}(\d{15})(\d)$/, reckonGs1),
  shared('usps_20', /^(\d{19})(\d)$/, reckonGs1),
  shared('usps_20_91', /^(\d{19})(\d)$/, (serial) => reckonGs1(`91${serial}`)),
  shared('ups_waybill', /^[AHJKTV](\d{9})(\d)$/, reckonOneTwo),
  shared('ontrac_c', /^C(\d{13})(\d)$/, (it) => reckonOneTwo(it.startsWith('4') ? it : `4${it}`)),
  shared('ontrac_d', /^D(\d{13})(\d)$/, (it) => reckonOneTwo(it.startsWith('5') ? it : `5${it}`)),
  shared('canada_post', /^(\d{15})(\d)$/, reckonGs1),
  shared('purolator', /^([0-5]\d{10})(\d)$/, reckonLuhn),
  shared('old_dominion', /^((?:77[78]|072|780)\d{7}|80\d{8})(\d)$/, reckonLuhn),
  shared('dhl_express', /^(\d{9,10})(\d)$/, (serial) => String(BigInt(serial) % 7n)),
];

/**
 * Judges a normalized number (A to Z and 0 to 9); null where no format with a check digit fits. A
 * number that is valid in one of the formats of its shape is valid. One that fits none, but does
 * surely and validly after one repair, such as an I that is a 1, is that courier's, and not valid.
 */
export function judgeCheckDigits(trackingNumber: string): CheckDigitJudgement | null {
  if (latest?.trackingNumber !== trackingNumber) {
    latest = { trackingNumber, judgement: judgeAnew(trackingNumber) };
  }
  return latest.judgement;
}

/** Of one number it is asked several times, by guards and by what proposes it. */
let latest: { trackingNumber: string; judgement: CheckDigitJudgement | null } | null = null;

function judgeAnew(trackingNumber: string): CheckDigitJudgement | null {
  if (trackingNumber.length > LENGTH_MAX) return null;
  const fitting = FORMATS.filter((each) => isShaped(trackingNumber, each));
  const valid = fitting.find((each) => isValid(trackingNumber, each));
  if (valid) return { ...nameOf(valid), isValid: true, repairs: [] };
  const [first] = fitting;
  const likely = first === undefined ? FORMATS.filter(({ isSurely }) => isSurely) : fitting;
  const repaired = repairsOf(trackingNumber).flatMap((repair) => {
    const format = likely.find((each) => isValid(repair, each));
    return format === undefined ? [] : [{ repair, format }];
  });
  const format = first ?? repaired[0]?.format;
  if (format === undefined) return null;
  return { ...nameOf(format), isValid: false, repairs: repaired.map(({ repair }) => repair) };
}

/** Longer than any number of a courier. */
const LENGTH_MAX = 40;

function surely(format: string, shape: RegExp, reckon: Format['reckon']): Format {
  return { format, shape, isSurely: true, reckon };
}

function shared(format: string, shape: RegExp, reckon: Format['reckon']): Format {
  return { format, shape, isSurely: false, reckon };
}

function nameOf({ format, isSurely }: Format): Pick<CheckDigitJudgement, 'format' | 'isSurely'> {
  return { format, isSurely };
}

function isShaped(trackingNumber: string, { shape, fits }: Format): boolean {
  return shape.test(trackingNumber) && fits?.(trackingNumber) !== false;
}

function isValid(trackingNumber: string, format: Format): boolean {
  const [, serial = '', check] = format.shape.exec(trackingNumber) ?? [];
  return isShaped(trackingNumber, format) && format.reckon(serial) === check;
}

/**
 * Characters that are taken for each other by ear, in English, German and Spanish much the same, and
 * a 1 and a 7 by eye. Few, so that one repair alone is found often.
 */
const ALIKE = ['59', '17', 'BDPT', 'DE', 'BV', 'CZ', 'MN', 'FS'];

/** Letters in the place of the digits that they look like. The other way round is no slip. */
const DIGIT_BY_LETTER: Readonly<Record<string, string>> = {
  O: '0',
  I: '1',
  L: '1',
  Z: '2',
  S: '5',
  G: '6',
  B: '8',
};

/** The number with one character replaced by one like it, in every way. */
function repairsOf(trackingNumber: string): string[] {
  return [...trackingNumber].flatMap((character, at) => {
    const groups = ALIKE.filter((group) => group.includes(character));
    const others = new Set([...groups.join(''), DIGIT_BY_LETTER[character] ?? character]);
    others.delete(character);
    const [before, after] = [trackingNumber.slice(0, at), trackingNumber.slice(at + 1)];
    return [...others].map((other) => before + other + after);
  });
}

/** Modulo 10 with the weights 3 and 1 from the right. */
function reckonGs1(serial: string): string {
  const { length } = serial;
  return complement(weigh(serial, (at) => ((length - at) % 2 === 1 ? 3 : 1)));
}

/** Modulo 10 with the weights 1 and 2 from the left; letters count on from A, which is 2. */
function reckonOneTwo(serial: string): string {
  return complement(weigh(serial, (at) => (at % 2 === 0 ? 1 : 2)));
}

/** Modulo 10 where a doubled digit counts as its own sum. */
function reckonLuhn(serial: string): string {
  const { length } = serial;
  const sum = [...serial].reduce((total, digit, at) => {
    const value = Number(digit) * ((length - at) % 2 === 1 ? 2 : 1);
    return total + (value > 9 ? value - 9 : value);
  }, 0);
  return complement(sum);
}

function reckonS10(serial: string): string {
  const weights = [8, 6, 4, 2, 3, 5, 9, 7];
  const rest = 11 - (weigh(serial, (at) => weights[at] ?? 0) % 11);
  if (rest === 10) return '0';
  return rest === 11 ? '5' : String(rest);
}

function reckonFedEx(weights: readonly [number, number, number]): Format['reckon'] {
  return (serial) => String((weigh(serial, (at) => weights[at % 3] ?? 0) % 11) % 10);
}

/** Modulo 37,36 over digits and letters. */
function reckonIso7064(serial: string): string {
  const carried = [...serial].reduce((carry, character) => {
    const sum = (carry + Number.parseInt(character, 36)) % 36 || 36;
    return (sum * 2) % 37;
  }, 36);
  return ((37 - carried) % 36).toString(36).toUpperCase();
}

function weigh(serial: string, weightAt: (at: number) => number): number {
  return [...serial].reduce((sum, character, at) => sum + digitOf(character) * weightAt(at), 0);
}

function digitOf(character: string): number {
  return /\d/.test(character) ? Number(character) : (character.charCodeAt(0) - 63) % 10;
}

function complement(sum: number): string {
  return String((10 - (sum % 10)) % 10);
}

/** The codes of ISO 3166-1 with which an S10 number ends. */
const COUNTRIES: ReadonlySet<string> = new Set(
  (
    'ADAEAFAGAIALAMAOAQARASATAUAWAXAZBABBBDBEBFBGBHBIBJBLBMBNBOBQBRBSBTBVBWBYBZCACCCDCFCGCHCICKCLCM' +
    'CNCOCRCUCVCWCXCYCZDEDJDKDMDODZECEEEGEHERESETFIFJFKFMFOFRGAGBGDGEGFGGGHGIGLGMGNGPGQGRGSGTGUGWGY' +
    'HKHMHNHRHTHUIDIEILIMINIOIQIRISITJEJMJOJPKEKGKHKIKMKNKPKRKWKYKZLALBLCLILKLRLSLTLULVLYMAMCMDMEMF' +
    'MGMHMKMLMMMNMOMPMQMRMSMTMUMVMWMXMYMZNANCNENFNGNINLNONPNRNUNZOMPAPEPFPGPHPKPLPMPNPRPSPTPWPYQARE' +
    'RORSRURWSASBSCSDSESGSHSISJSKSLSMSNSOSRSSSTSVSXSYSZTCTDTFTGTHTJTKTLTMTNTOTRTTTVTWTZUAUGUMUSUYUZ' +
    'VAVCVEVGVIVNVUWFWSYEYTZAZMZW'
  ).match(/../g),
);
