import type { Person } from '../../machines/call-context.ts';
import { languageOf } from '../../machines/languages/language.ts';
import type { Reply } from '../../machines/reply.ts';
import { deliverySentence, issueSentence } from './delivery-sentences.ts';
import {
  fixedSentence,
  handoffSentence,
  join,
  personOffer,
  verificationSentence,
} from './fallback-sentences.ts';
import {
  badNumberSentence,
  invalidRecordSentence,
  noNumberSentence,
  notFoundSentence,
  ownParcelSentence,
  piecesSentence,
  readBackSentence,
  refusalSentence,
  repairSentence,
  whichPartSentence,
} from './number-sentences.ts';
import { greetingSentence, talkSentence } from './talk-sentences.ts';

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
  const { utterance, terms, medium } = reply;
  const { timeZone = 'UTC', person = NOBODY } = terms;
  const language = languageOf(terms.language);
  const telling = { language, medium };
  const offerOf = ({ offerHuman }: { offerHuman: boolean }) => (offerHuman ? person : null);
  switch (utterance.about) {
    case 'delivery':
      return deliverySentence({ ...utterance, asOf: timeOfReading(reply), timeZone, ...telling });
    case 'issue':
      return issueSentence({ ...utterance, asOf: timeOfReading(reply), timeZone, ...telling });
    case 'readBack':
      return readBackSentence(
        utterance.trackingNumber,
        offerOf(utterance),
        telling,
        utterance.changed,
        utterance.slowly,
      );
    case 'whichPart':
      return whichPartSentence(utterance.trackingNumber, offerOf(utterance), telling);
    case 'pieces':
      return piecesSentence(utterance.given, offerOf(utterance), telling);
    case 'repair':
      return repairSentence(utterance, offerOf(utterance), telling);
    case 'ownParcel':
      return join(
        utterance.greets ? greetingSentence(utterance.notice, telling) : '',
        ownParcelSentence(utterance.trackingNumber, offerOf(utterance), telling),
      );
    case 'lacksNumber':
      return join(language.sentences.lacksNumber, personOffer(person, language));
    case 'refusal':
      return refusalSentence(offerOf(utterance), telling);
    case 'badNumber':
      return badNumberSentence(utterance.fault, offerOf(utterance), telling);
    case 'noNumber':
      return noNumberSentence(telling);
    case 'notFound':
      return notFoundSentence(utterance.trackingNumber, offerOf(utterance), telling);
    case 'invalidRecord':
      return invalidRecordSentence(utterance.trackingNumber, utterance.naming, person, telling);
    case 'verification':
      return verificationSentence(utterance, offerOf(utterance), language);
    case 'notVerified':
      return join(language.sentences.notVerified, handoffSentence(person, language));
    case 'talk':
      return talkSentence(utterance, person, telling, (next) =>
        sentence({ ...reply, utterance: next }),
      );
    case 'unavailable':
    case 'tooManyNumbers':
    case 'handoff':
    case 'unknownTool':
    case 'badArguments':
    case 'callEnded':
    case 'internalFault':
      return fixedSentence(utterance.about, person, language);
    default:
      return refuseUnknown(utterance);
  }
}

// Facts come with the time of their reading; without it no date can be spoken safely.
function timeOfReading(reply: Reply): number {
  if (reply.data === null) {
    throw new TypeError(
      `Cannot speak "${reply.utterance.about}": the reply has no time of reading`,
    );
  }
  return reply.data.asOf;
}

function refuseUnknown(utterance: never): never {
  throw new TypeError(`Cannot speak "${JSON.stringify(utterance)}": no sentence is about this`);
}
