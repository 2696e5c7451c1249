import type { Reply } from '../../machines/reply.ts';
import { deliverySentence, issueSentence } from './delivery-sentences.ts';
import { FALLBACK_SENTENCES } from './fallback-sentences.ts';
import {
  badNumberSentence,
  noNumberSentence,
  notFoundSentence,
  readBackSentence,
  refusalSentence,
} from './number-sentences.ts';

/**
 * The sentence that answers a tool call, made of fixed words and the record's facts alone.
 * One line of at most SENTENCE_LENGTH_MAX, without markup. Pure: the same reply gives the same
 * bytes on every machine.
 * Throws a TypeError for a delivery without the time of its reading, and a RangeError for a
 * number or date that no validated record holds.
 */
export function sentence(reply: Reply): string {
  const { saying, medium } = reply;
  switch (saying.about) {
    case 'delivery':
      return deliverySentence({ ...saying, asOf: timeOfReading(reply) }, medium);
    case 'issue':
      return issueSentence({ ...saying, asOf: timeOfReading(reply) }, medium);
    case 'readBack':
      return readBackSentence(saying.trackingNumber, saying.offerHuman, medium);
    case 'refusal':
      return refusalSentence(saying.offerHuman, medium);
    case 'badNumber':
      return badNumberSentence(saying.fault, saying.offerHuman, medium);
    case 'noNumber':
      return noNumberSentence(medium);
    case 'notFound':
      return notFoundSentence(saying.trackingNumber, saying.offerHuman, medium);
    case 'unavailable':
    case 'handoff':
    case 'unknownTool':
    case 'badArguments':
    case 'callEnded':
    case 'internalFault':
      return FALLBACK_SENTENCES[saying.about];
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
