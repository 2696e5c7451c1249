/** What is known of the person whose data is to go. */
export type Person = {
  /** Tracking numbers, in normalized form. */
  numbers: Set<string>;
  /** In E.164. */
  phones: Set<string>;
  names: Set<string>;
  callIds: Set<string>;
};

/** Spaces, dashes, commas and dots: what stands between the characters of a number that is said. */
const BETWEEN = '(?:[\\s\\p{Dash_Punctuation}\\u2212\\u00ad\\u200b,.]|\\\\[nrt])*';
/** Country codes are left out when a number is said, and so is a zero after them. */
const PHONE_DIGITS_SAID = 9;
/** A name of one word is shared by too many people to find calls by. */
const NAME_WORDS_MIN = 2;

const WORDS: Record<string, string> = {
  ...{ zero: '0', oh: '0', one: '1', two: '2', three: '3', four: '4', five: '5' },
  ...{ six: '6', seven: '7', eight: '8', nine: '9' },
};
const NUMBER_WORD = Object.keys(WORDS).join('|');
const TIMES: Record<string, number> = { double: 2, triple: 3 };
const SPOKEN = new RegExp(`\\b(?:(double|triple) )?(${NUMBER_WORD}|[a-z0-9])\\b`, 'gi');
const HAS_SPOKEN = new RegExp(`\\b(?:double|triple|${NUMBER_WORD})\\b`, 'i');

/**
 * Makes the test whether a text names the person: by call ID, or by a number, a phone or a whole
 * name in any form in which they are written, heard, read out or spelled, JSON text included.
 */
export function createMentions({ numbers, phones, names, callIds }: Person) {
  const patterns = [
    ...[...callIds].map((callId) => literal(JSON.stringify(callId))),
    ...[...numbers].map((number) => `(?<![a-z0-9])${spread(number)}(?![a-z0-9])`),
    ...[...phones].map((phone) => phonePattern(phone.replace(/\D/g, ''))),
    ...[...names].filter((name) => toWords(name).length >= NAME_WORDS_MIN).map(namePattern),
  ];
  if (patterns.length === 0) return () => false;
  const pattern = new RegExp(patterns.join('|'), 'iu');
  return (text: string): boolean => {
    // A line end inside JSON text ends in a letter.
    const plain = text.replace(/\\+[nrt]/g, ' ');
    return pattern.test(plain) || (HAS_SPOKEN.test(plain) && pattern.test(spellOut(plain)));
  };
}

/** Writes digits for words: "double four" as "4 4". */
function spellOut(text: string): string {
  return text.replace(SPOKEN, (_, times: string | undefined, word: string) => {
    const character = WORDS[word.toLowerCase()] ?? word;
    const count = TIMES[times?.toLowerCase() ?? ''] ?? 1;
    return Array.from({ length: count }, () => character).join(' ');
  });
}

function spread(characters: string): string {
  return [...characters].map(literal).join(BETWEEN);
}

function phonePattern(digits: string): string {
  const between = `(?:[()/]|${BETWEEN})*`;
  const said = [...digits.slice(-PHONE_DIGITS_SAID)].join(between);
  return digits.length < PHONE_DIGITS_SAID ? `(?<!\\d)${said}(?!\\d)` : `${said}(?!\\d)`;
}

function namePattern(name: string): string {
  return `(?<![\\p{L}\\p{N}])${toWords(name).map(literal).join('\\s+')}(?![\\p{L}\\p{N}])`;
}

function toWords(name: string): string[] {
  return name.split(/\s+/).filter((word) => word !== '');
}

function literal(text: string): string {
  return text.replace(/[$()*+./?[\\\]^{|}]/g, '\\$&');
}
