import { type Delivery, knownStatus } from '../../machines/delivery.ts';
import type { Medium } from '../../machines/reply.ts';
import { arrivalClause, type RecordTime } from './arrival.ts';
import { spokenAge } from './spoken-age.ts';
import { spokenName } from './spoken-name.ts';
import { toldNumber } from './spoken-number.ts';
import { spokenStatus } from './spoken-status.ts';
import { cutAtWord, endSentence, spokenText } from './spoken-text.ts';

/**
 * Most UTF-16 units of a sentence: Vapi takes 1000 characters as the `content` of a tool message
 * (its OpenAPI schema, ToolMessageComplete; VapiAI/docs eabfa53, read August 2026).
 */
export const SENTENCE_LENGTH_MAX = 1000;

const CUT_NOTE = ' That note is longer than I can read out here.';

/** A record, when it was read, and whether it is past its time to live. */
export type SpokenRecord = RecordTime & { delivery: Delivery; stale: boolean };

/** Where the parcel is, when it should arrive, and the issue if the record states one. */
export function deliverySentence(record: SpokenRecord, medium?: Medium): string {
  const { delivery } = record;
  const status = `${spokenStatus(delivery.status)}${arrivalClause(delivery, record)}`;
  const lead = `${ageNotice(record)}The ${parcel(delivery, medium)} ${status}.`;
  if (delivery.issueMessage !== undefined) {
    return withIssue(`${lead} The note on it says:`, delivery.issueMessage);
  }
  return isInTrouble(delivery.status) ? `${lead} No reason is on record.` : lead;
}

/** The issue in the record's own words, or that there is none, with the status. */
export function issueSentence(record: SpokenRecord, medium?: Medium): string {
  const { delivery } = record;
  const notice = ageNotice(record);
  if (delivery.issueMessage !== undefined) {
    return withIssue(
      `${notice}The note on the ${parcel(delivery, medium)} says:`,
      delivery.issueMessage,
    );
  }
  const status = spokenStatus(delivery.status);
  // "No issue" and "could not be delivered" in one breath would contradict each other.
  return isInTrouble(delivery.status)
    ? `${notice}The ${parcel(delivery, medium)} ${status}. No reason is on record.`
    : `${notice}For the ${parcel(delivery, medium)} there is no issue on record. It ${status}.`;
}

// Ends with a comma: the number is set off from what is said of the parcel.
function parcel(delivery: Delivery, medium: Medium | undefined): string {
  const name = spokenName(delivery.customerName);
  const number = toldNumber(delivery.trackingNumber, medium);
  return name === null ? `parcel with number ${number},` : `parcel for ${name}, number ${number},`;
}

// A sentence before the facts, not a clause of theirs: "as of ten minutes ago it was delivered"
// would be heard as the time of the delivery.
function ageNotice(record: SpokenRecord): string {
  if (!record.stale) return '';
  const age = spokenAge(record.ageSeconds);
  return `I can't reach the live records right now, so this is as of ${age}. `;
}

// The issue comes last and takes what length is left, so that nothing else is ever cut.
function withIssue(lead: string, issueMessage: string): string {
  const issue = spokenText(issueMessage);
  if (issue.length === 0) return `${lead} something that I can't read out.`;
  const whole = endSentence(`${lead} ${issue}`);
  if (whole.length <= SENTENCE_LENGTH_MAX) return whole;
  // One space before the text and one full stop after it.
  const lengthLeft = SENTENCE_LENGTH_MAX - lead.length - CUT_NOTE.length - 2;
  return `${endSentence(`${lead} ${cutAtWord(issue, lengthLeft)}`)}${CUT_NOTE}`;
}

function isInTrouble(status: string): boolean {
  const known = knownStatus(status);
  return known === 'delayed' || known === 'failed' || known === 'cancelled';
}
