import { type Delivery, knownStatus } from '../../machines/delivery.ts';
import type { Manner, Medium } from '../../machines/reply.ts';
import { rowOf } from '../../machines/statuses.ts';
import { arrivalClause } from './arrival.ts';
import { spokenAge } from './spoken-age.ts';
import { spokenName } from './spoken-name.ts';
import { toldEnding, toldNumber } from './spoken-number.ts';
import { spokenStatus } from './spoken-status.ts';
import { cutAtWord, endSentence, spokenText, uncapitalized } from './spoken-text.ts';

/**
 * Most UTF-16 units of a sentence: Vapi takes 1000 characters as the `content` of a tool message
 * (its OpenAPI schema, ToolMessageComplete; VapiAI/docs eabfa53, read August 2026).
 */
export const SENTENCE_LENGTH_MAX = 1000;

const CUT_NOTE = ' That note is longer than I can read out here.';
const UNREADABLE_NOTE = "There is a note that I can't read out.";
const NO_REASON = 'No reason is on record.';
const NO_ISSUE = 'There is no issue on record.';
const CLOSING = ' Is there anything else?';

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
  medium?: Medium | undefined;
};

/** Where the parcel is, when it should arrive, and the issue if the record states one. */
export function deliverySentence(record: SpokenRecord): string {
  const { delivery, asOf, ageSeconds, timeZone } = record;
  // The listener measures the date against the moment in which it is spoken.
  const arrival = arrivalClause(delivery, { at: asOf + ageSeconds * 1000, timeZone });
  return stateWithNote(`${stateOf(record)}${arrival}`, record);
}

/** What is wrong: the reason alone where the status was told before, else the status with it. */
export function issueSentence(record: SpokenRecord): string {
  const { delivery, manner } = record;
  const isFine = delivery.issueMessage === undefined && !isInTrouble(delivery.status);
  if (!manner.isTold) {
    // "No issue" and "could not be delivered" in one breath would contradict each other.
    return isFine
      ? finish(record, `${NO_ISSUE} ${stateOf(record)}`, '', '')
      : stateWithNote(stateOf(record), record);
  }
  const about = aboutParcel(record);
  const note = spokenNote(delivery) ?? (isFine ? NO_ISSUE : NO_REASON);
  return finish(record, about, about === '' ? '' : ': ', note);
}

function stateOf(record: SpokenRecord): string {
  return `${subject(record)} ${spokenStatus(record.delivery.status)}`;
}

/** Adds the note to what is said of the state: as its reason where something went wrong. */
function stateWithNote(state: string, record: SpokenRecord): string {
  const { delivery } = record;
  const inTrouble = isInTrouble(delivery.status);
  const note = spokenNote(delivery);
  if (note === null)
    return finish(record, state, inTrouble ? '. ' : '', inTrouble ? NO_REASON : '');
  return finish(record, state, inTrouble && note !== UNREADABLE_NOTE ? ': ' : '. ', note);
}

/** A record's note as it is spoken; null when there is none. */
function spokenNote({ issueMessage }: Delivery): string | null {
  return issueMessage === undefined ? null : spokenText(issueMessage) || UNREADABLE_NOTE;
}

/** Puts an answer together; the note takes what length is left, so that nothing else is ever cut. */
function finish(record: SpokenRecord, lead: string, mark: '' | ': ' | '. ', note: string): string {
  const before = `${ageNotice(record)}${lead}${mark}`;
  const closing = record.manner.closes ? CLOSING : '';
  const said = mark === ': ' ? uncapitalized(note) : note;
  const whole = `${endSentence(`${before}${said}`)}${closing}`;
  if (whole.length <= SENTENCE_LENGTH_MAX) return whole;
  // One full stop after the words that are left.
  const left = SENTENCE_LENGTH_MAX - before.length - CUT_NOTE.length - closing.length - 1;
  return `${endSentence(`${before}${cutAtWord(said, left)}`)}${CUT_NOTE}${closing}`;
}

/** The parcel of which there is to be said something, by as much as tells it from others. */
function subject({ delivery, manner, medium }: SpokenRecord): string {
  const { trackingNumber, customerName } = delivery;
  const name = manner.speakName ? spokenName(customerName) : null;
  const parcel = name === null ? 'Your parcel' : `The parcel for ${name}`;
  switch (manner.naming) {
    case 'none':
      return parcel;
    case 'ending': {
      const ending = `ending in ${toldEnding(trackingNumber, medium)}`;
      // A name and an ending in one breath would be heard as one.
      return name === null ? `${parcel} ${ending}` : `${parcel}, ${ending},`;
    }
    case 'number':
      // The number is set off from what is said of the parcel by a pause.
      return `${parcel}, number ${toldNumber(trackingNumber, medium)},`;
    default:
      return manner.naming satisfies never;
  }
}

// Before a reason alone, which says of no parcel whose it is.
function aboutParcel({ delivery, manner, medium }: SpokenRecord): string {
  const { trackingNumber } = delivery;
  switch (manner.naming) {
    case 'none':
      return '';
    case 'ending':
      return `For the parcel ending in ${toldEnding(trackingNumber, medium)}`;
    case 'number':
      return `For the parcel with number ${toldNumber(trackingNumber, medium)}`;
    default:
      return manner.naming satisfies never;
  }
}

// A sentence before the facts, not a clause of theirs: "as of ten minutes ago it was delivered"
// would be heard as the time of the delivery.
function ageNotice({ stale, ageSeconds }: SpokenRecord): string {
  return stale ? `This is from ${spokenAge(ageSeconds)}. ` : '';
}

function isInTrouble(status: string): boolean {
  const known = knownStatus(status);
  return known !== null && rowOf(known).isTrouble;
}
