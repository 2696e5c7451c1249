const MINUTE = 60;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

const TO_NINETEEN = [
  'zero',
  'one',
  'two',
  'three',
  'four',
  'five',
  'six',
  'seven',
  'eight',
  'nine',
  'ten',
  'eleven',
  'twelve',
  'thirteen',
  'fourteen',
  'fifteen',
  'sixteen',
  'seventeen',
  'eighteen',
  'nineteen',
] as const;
const TENS = ['', '', 'twenty', 'thirty', 'forty', 'fifty', 'sixty', 'seventy', 'eighty', 'ninety'];

/**
 * The age of a record as a person says it: "just now", "about ten minutes ago".
 * Never a day's name: "yesterday" would need the caller's time zone. A negative age, which a
 * stepped clock can leave, counts as none. Throws a RangeError for an age that is not finite.
 */
export function spokenAge(ageSeconds: number): string {
  if (!Number.isFinite(ageSeconds)) {
    throw new RangeError(`Cannot speak age "${ageSeconds}": expected a number of seconds`);
  }
  if (ageSeconds < 0.5 * MINUTE) return 'just now';
  if (ageSeconds < 1.5 * MINUTE) return 'about a minute ago';
  if (ageSeconds < 57.5 * MINUTE) return `about ${countMinutes(ageSeconds)} minutes ago`;
  if (ageSeconds < 1.25 * HOUR) return 'about an hour ago';
  if (ageSeconds < 1.75 * HOUR) return 'about an hour and a half ago';
  if (ageSeconds < 23.5 * HOUR) return `about ${toWords(Math.round(ageSeconds / HOUR))} hours ago`;
  if (ageSeconds < 1.5 * DAY) return 'about a day ago';
  if (ageSeconds < 99.5 * DAY) return `about ${toWords(Math.round(ageSeconds / DAY))} days ago`;
  return 'more than three months ago';
}

// Above twenty, a person who says "about" counts in fives.
function countMinutes(ageSeconds: number): string {
  const minutes = Math.round(ageSeconds / MINUTE);
  return toWords(minutes <= 20 ? minutes : Math.round(ageSeconds / (5 * MINUTE)) * 5);
}

function toWords(count: number): string {
  const word = TO_NINETEEN[count];
  if (word !== undefined) return word;
  const tens = TENS[Math.floor(count / 10)] ?? '';
  return count % 10 === 0 ? tens : `${tens} ${TO_NINETEEN[count % 10]}`;
}
