import type { Language } from '../../machines/languages/language.ts';
import { TRACKING_NUMBER_LENGTH } from '../../machines/tracking-number.ts';
import type { Claim, ClaimKind } from './claim.ts';
import type { Evidence, Ground } from './evidence.ts';
import { dayOnRecord, type RecordWords, readRecordWords } from './record-words.ts';
import { daysUntil } from './trace-dates.ts';
import { foldWords } from './words.ts';

/** How long after it was worded an age may still be spoken, in milliseconds. */
const SPEECH_DELAY_MS = 120_000;

/** Traces a tracking number: of a record, or one that the caller or a tool named before. */
export function traceNumber(claim: Claim, { records, facts }: Evidence): Ground | null {
  // To read a number back is to ask for it, not to state it.
  if (claim.sense === 'asked') return { by: 'read back as a question' };
  const isMeant = (number: string) =>
    claim.sense === 'partial' ? number.includes(claim.value) : number === claim.value;
  const record = records.find(({ delivery }) => isMeant(delivery.trackingNumber));
  if (record !== undefined) return { by: `${record.delivery.trackingNumber} trackingNumber` };
  if (facts.numbers.some(isMeant)) return { by: 'named in the call' };
  const text = records.find(({ delivery }) =>
    hasFreeClaim(claim, readRecordWords(delivery, facts.language)),
  );
  return text === undefined ? null : { by: `${text.delivery.trackingNumber} issueMessage` };
}

/** Traces a name: the record's, or one that the caller gave. */
export function traceName(claim: Claim, { records, facts }: Evidence): Ground | null {
  const readings = claim.sense === 'gist' ? [...facts.records].reverse() : records;
  for (const { delivery } of readings) {
    const record = readRecordWords(delivery, facts.language);
    const by = `${delivery.trackingNumber} customerName`;
    const end = matchWhole(claim, record, facts.language);
    if (end !== null) return { by, end };
    const words = foldWords(claim.sense === 'verbatim' ? claim.quote : claim.value);
    if (words.length === 0) continue;
    if (words.every((word) => record.nameWords.includes(word))) return { by };
    if (words.every((word) => record.freeWords.includes(word))) {
      return { by: `${delivery.trackingNumber} issueMessage` };
    }
  }
  const words = foldWords(claim.sense === 'verbatim' ? claim.quote : claim.value);
  const isGiven = words.length > 0 && words.every((word) => facts.callerWords.includes(word));
  if (!isGiven && !facts.heardAll) return { by: 'what was heard before is not known' };
  return isGiven ? { by: 'named by the caller' } : null;
}

/** Traces a time of day: as the record has it written, whatever its zone. */
export function traceTime(claim: Claim, { records, facts }: Evidence): Ground | null {
  for (const { delivery } of records) {
    const record = readRecordWords(delivery, facts.language);
    const { time } = record;
    const isSame = claim.value.split('|').some((reading) => {
      const [from = '', to = from] = reading.split('-');
      return time !== null && from <= time && time <= to;
    });
    if (isSame) return { by: `${delivery.trackingNumber} estimatedDelivery` };
    if (hasFreeClaim(claim, record)) return { by: `${delivery.trackingNumber} issueMessage` };
  }
  return null;
}

/** Traces how old something is: the reading of a record, or the day on record. */
export function traceAge(claim: Claim, { records, facts, at }: Evidence): Ground | null {
  const [from = 0, to = 0] = claim.value.split('-').map((seconds) => Number(seconds) * 1000);
  for (const { delivery, asOf } of records) {
    const record = readRecordWords(delivery, facts.language);
    if (at - asOf >= from && at - SPEECH_DELAY_MS - asOf <= to) {
      return { by: `${delivery.trackingNumber} asOf` };
    }
    const date = dayOnRecord(delivery, facts.timeZone);
    const days = date === null ? [] : [daysUntil(date, at, facts.timeZone)];
    const isDay = facts.language.dates.ageInDays.test(claim.quote);
    if (isDay && days.some((count) => -count * 86_400_000 >= from && -count * 86_400_000 <= to)) {
      return { by: `${delivery.trackingNumber} estimatedDelivery` };
    }
    if (hasFreeClaim(claim, record)) return { by: `${delivery.trackingNumber} issueMessage` };
  }
  return null;
}

/**
 * Traces what was done or is promised: by the transfer that there was or can be, or by a record that
 * says so itself. No tool does anything else.
 */
export function traceDeed(claim: Claim, { records, facts }: Evidence): Ground | null {
  if (claim.value === 'transfer promised' && facts.transfer !== 'none') {
    return { by: 'calls are passed on' };
  }
  if (claim.value === 'transfer done' && facts.transfer === 'done') return { by: 'the transfer' };
  const { auxiliary } = facts.language.deeds;
  const words = foldWords(claim.quote).filter((word) => word.length > 3 && !auxiliary.has(word));
  const record = records.find(({ delivery }) => {
    const { freeWords } = readRecordWords(delivery, facts.language);
    return words.length > 0 && words.every((word) => freeWords.includes(word));
  });
  return record === undefined ? null : { by: `${record.delivery.trackingNumber} issueMessage` };
}

/** The longest number of earlier releases, which stands in what they have said. */
const EARLIER_LENGTH_MAX = 32;

/** Traces an amount: in the record's texts, or one that follows from what is known. */
export function traceCount(claim: Claim, { records, facts, at }: Evidence): Ground | null {
  const { numbers, unit, isLate } = readAmount(claim.value);
  const lengths = [...Object.values(TRACKING_NUMBER_LENGTH), EARLIER_LENGTH_MAX];
  const { characters, parcels: parcelUnit, days: daysOf } = facts.language.numbers.counts;
  if (characters.test(unit) && numbers.every((it) => lengths.includes(Number(it)))) {
    return { by: 'the form of tracking numbers' };
  }
  const parcels = new Set(facts.records.map(({ delivery }) => delivery.trackingNumber));
  const isCounted =
    numbers.includes(`${parcels.size}`) || numbers.includes(`${facts.numbers.length}`);
  if (parcelUnit.test(unit) && isCounted) return { by: 'the parcels of the call' };
  for (const { delivery } of records) {
    const record = readRecordWords(delivery, facts.language);
    if (isInText(numbers, unit, record)) return { by: `${delivery.trackingNumber} issueMessage` };
    const date = dayOnRecord(delivery, facts.timeZone);
    const days = date === null ? [] : [daysUntil(date, at, facts.timeZone)];
    const span = daysOf[unit];
    const isDistance =
      span !== undefined &&
      days.some((day) => numbers.includes(`${(isLate ? -day : Math.abs(day)) / span}`));
    if (isDistance || numbers.join() === date?.slice(0, 4)) {
      return { by: `${delivery.trackingNumber} estimatedDelivery` };
    }
  }
  return null;
}

function readAmount(value: string): { numbers: string[]; unit: string; isLate: boolean } {
  const words = value.split(' ');
  const [unit = '', late] = words.filter((word) => /^[a-z]+$/.test(word));
  return { numbers: words.filter((word) => /\d/.test(word)), unit, isLate: late === 'late' };
}

function isInText(
  numbers: readonly string[],
  unit: string,
  { freeWords, freeClaims }: RecordWords,
) {
  const isThere = numbers.every((number) => {
    const words = foldWords(number);
    return words.length > 0 && words.every((word) => freeWords.includes(word));
  });
  if (!isThere) return false;
  const isAmount = freeClaims.some(
    ({ kind, value }) => kind === 'count' && value === numbers.join(' '),
  );
  return unit === '' || isAmount || freeWords.some((word) => word.startsWith(unit));
}

function hasFreeClaim({ kind, value }: Claim, { freeClaims }: RecordWords): boolean {
  const isKind = (other: ClaimKind) => other === kind;
  return freeClaims.some((other) => isKind(other.kind) && other.value === value);
}

/** Where the record's name ends in a claim that begins with all of it. */
function matchWhole(
  { sense, value, start }: Claim,
  { name }: RecordWords,
  { claims: { names } }: Language,
): number | null {
  if (sense !== 'verbatim' || name === null) return null;
  const isWhole = value.startsWith(name) && names.afterOwn.test(value.slice(name.length));
  return isWhole ? start + name.length : null;
}
