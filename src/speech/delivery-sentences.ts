import { type Delivery, knownStatus } from '../../machines/delivery.ts';
import type { Language } from '../../machines/languages/language.ts';
import type { Manner, Medium } from '../../machines/reply.ts';
import { rowOf } from '../../machines/statuses.ts';
import { arrivalClause } from './arrival.ts';
import { spokenAge } from './spoken-age.ts';
import { spokenName } from './spoken-name.ts';
import { toldBy } from './spoken-number.ts';
import { spokenStatus } from './spoken-status.ts';
import { cutAtWord, endSentence, spokenText, uncapitalized } from './spoken-text.ts';

/**
 * Most UTF-16 units of a sentence: Vapi takes 1000 characters as the `content` of a tool message
 * (its OpenAPI schema, ToolMessageComplete; VapiAI/docs eabfa53, read August 2026).
 */
export const SENTENCE_LENGTH_MAX = 1000;

/** A record, how old it is while it is spoken, and whether it is past its time to live. */
export type SpokenRecord = {
  delivery: Delivery;
  /** When the record was read, in epoch milliseconds. */
  asOf: number;
  ageSeconds: number;
  stale: boolean;
  manner: Manner;
  /** IANA name. */
  timeZone: string;
  language: Language;
  medium?: Medium | undefined;
};

/** Where the parcel is, when it should arrive, and the issue if the record states one. */
export function deliverySentence(record: SpokenRecord): string {
  const { delivery, asOf, ageSeconds, timeZone, language } = record;
  // The listener measures the date against the moment in which it is spoken.
  const at = asOf + ageSeconds * 1000;
  const arrival = arrivalClause(delivery, { at, timeZone, language });
  return stateWithNote(`${stateOf(record)}${arrival}`, record);
}

/** What is wrong: the reason alone where the status was told before, else the status with it. */
export function issueSentence(record: SpokenRecord): string {
  const { delivery, manner, language } = record;
  const { noIssue, noReason } = language.sentences;
  const isFine = delivery.issueMessage === undefined && !isInTrouble(delivery.status);
  if (!manner.isTold) {
    // "No issue" and "could not be delivered" in one breath would contradict each other.
    return isFine
      ? finish(record, `${noIssue} ${stateOf(record)}`, '', '')
      : stateWithNote(stateOf(record), record);
  }
  const about = aboutParcel(record);
  const note = spokenNote(record) ?? (isFine ? noIssue : noReason);
  return finish(record, about, about === '' ? '' : ': ', note);
}

function stateOf(record: SpokenRecord): string {
  return `${subject(record)} ${spokenStatus(record.delivery.status, record.language)}`;
}

/** Adds the note to what is said of the state: as its reason where something went wrong. */
function stateWithNote(state: string, record: SpokenRecord): string {
  const { delivery, language } = record;
  const { noReason, unreadableNote } = language.sentences;
  const inTrouble = isInTrouble(delivery.status);
  const note = spokenNote(record);
  if (note === null) return finish(record, state, inTrouble ? '. ' : '', inTrouble ? noReason : '');
  return finish(record, state, inTrouble && note !== unreadableNote ? ': ' : '. ', note);
}

/** A record's note as it is spoken; null when there is none. */
function spokenNote({ delivery: { issueMessage }, language }: SpokenRecord): string | null {
  if (issueMessage === undefined) return null;
  return spokenText(issueMessage, language) || language.sentences.unreadableNote;
}

/** Puts an answer together; the note takes what length is left, so that nothing else is ever cut. */
function finish(record: SpokenRecord, lead: string, mark: '' | ': ' | '. ', note: string): string {
  const { manner, language } = record;
  const { anythingElse, cutNote } = language.sentences;
  const before = `${ageNotice(record)}${lead}${mark}`;
  const closing = manner.closes ? anythingElse : '';
  const said = mark === ': ' ? uncapitalized(note, language) : note;
  const whole = `${endSentence(`${before}${said}`)}${closing}`;
  if (whole.length <= SENTENCE_LENGTH_MAX) return whole;
  // One full stop after the words that are left.
  const left = SENTENCE_LENGTH_MAX - before.length - cutNote.length - closing.length - 1;
  return `${endSentence(`${before}${cutAtWord(said, left)}`)}${cutNote}${closing}`;
}

/** The parcel of which there is to be said something, by as much as tells it from others. */
function subject({ delivery, manner, language, medium }: SpokenRecord): string {
  const { trackingNumber, customerName } = delivery;
  const { naming, speakName } = manner;
  const name = speakName ? spokenName(customerName, language) : null;
  return language.sentences.parcel(name, naming, toldBy(naming, trackingNumber, medium));
}

// Before a reason alone, which says of no parcel whose it is.
function aboutParcel({ delivery, manner: { naming }, language, medium }: SpokenRecord): string {
  return language.sentences.aboutParcel(naming, toldBy(naming, delivery.trackingNumber, medium));
}

function ageNotice({ stale, ageSeconds, language }: SpokenRecord): string {
  return stale ? language.sentences.age(spokenAge(ageSeconds, language.dates)) : '';
}

function isInTrouble(status: string): boolean {
  const known = knownStatus(status);
  return known !== null && rowOf(known).isTrouble;
}
