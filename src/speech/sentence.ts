import type { Person } from '../../machines/call-context.ts';
import { languageOf } from '../../machines/languages/language.ts';
import type { Reply } from '../../machines/reply.ts';
import { deliverySentence, issueSentence } from './delivery-sentences.ts';
import { fixedSentence } from './fallback-sentences.ts';
import {
  badNumberSentence,
  noNumberSentence,
  notFoundSentence,
  readBackSentence,
  refusalSentence,
  unfitSentence,
} from './number-sentences.ts';

/** Calls on record from before there was a choice. */
const NOBODY: Person = { reach: 'nobody' };

/**
 * The sentence that answers a tool call, made of fixed words and the record's facts alone.
 * One line of at most SENTENCE_LENGTH_MAX, without markup. Pure: the same reply gives the same
 * bytes on every machine.
 * Throws a TypeError for a delivery without the time of its reading, and a RangeError for a
 * number or date that no validated record holds.
 */
export function sentence(reply: Reply): string {
  const { saying, terms, medium } = reply;
  const { timeZone = 'UTC', person = NOBODY } = terms;
  const language = languageOf(terms.language);
  const telling = { language, medium };
  const offerOf = ({ offerHuman }: { offerHuman: boolean }) => (offerHuman ? person : null);
  switch (saying.about) {
    case 'delivery':
      return deliverySentence({ ...saying, asOf: timeOfReading(reply), timeZone, ...telling });
    case 'issue':
      return issueSentence({ ...saying, asOf: timeOfReading(reply), timeZone, ...telling });
    case 'readBack':
      return readBackSentence(saying.trackingNumber, offerOf(saying), telling);
    case 'refusal':
      return refusalSentence(offerOf(saying), telling);
    case 'badNumber':
      return badNumberSentence(saying.fault, offerOf(saying), telling);
    case 'noNumber':
      return noNumberSentence(telling);
    case 'notFound':
      return notFoundSentence(saying.trackingNumber, offerOf(saying), telling);
    case 'unfit':
      return unfitSentence(saying.trackingNumber, saying.naming, person, telling);
    case 'unavailable':
    case 'tooManyNumbers':
    case 'handoff':
    case 'unknownTool':
    case 'badArguments':
    case 'callEnded':
    case 'internalFault':
      return fixedSentence(saying.about, person, language);
    default:
      return refuseUnknown(saying);
  }
}

// Facts come with the time of their reading; without it no date can be spoken safely.
function timeOfReading(reply: Reply): number {
  if (reply.data === null) {
    throw new TypeError(`Cannot speak "${reply.saying.about}": the reply has no time of reading`);
  }
  return reply.data.asOf;
}

function refuseUnknown(saying: never): never {
  throw new TypeError(`Cannot speak "${JSON.stringify(saying)}": no sentence is about this`);
}
