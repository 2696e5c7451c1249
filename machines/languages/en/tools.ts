/** What the model and the caller hear of the tools in English. */
import type { ToolWords } from '../language.ts';

const NUMBER =
  'The tracking number as the caller said or keyed it, every letter and digit in its order, or in ' +
  'the words of the caller. Always text, so that leading zeros stay. Never completed or guessed.';

const CORRECTION =
  'Only if the caller gave another number or corrected the one that was read back: the number, or ' +
  'the correction in the words of the caller, such as "the last digit is nine".';

/**
 * Said when no answer came, and when the answer is an error without words of its own: it must be
 * true of both.
 */
const FAILED = {
  transfer: "I'm sorry, that didn't work. Shall I try again, or get a person to help you?",
  stay: "I'm sorry, that didn't work. Shall I try again?",
};

export const tools: ToolWords = {
  byName: {
    track_delivery: {
      description:
        'Looks up where a parcel is and when it should arrive. Call it when the caller has given a ' +
        'tracking number, wants news of a parcel, or wants another try.',
      arguments: { trackingNumber: NUMBER },
      start: { transfer: 'One moment, please.', stay: 'One moment, please.' },
      failed: FAILED,
    },
    confirm_tracking_number: {
      description:
        'Passes on what the caller answered to a tracking number that was read back or asked about. ' +
        'Call it only after a clear yes, a clear no or a correction. A yes that the words of the ' +
        'caller deny passes nothing: the number is read back again.',
      arguments: {
        confirmed: 'True after a yes, false after a no or a correction.',
        trackingNumber: CORRECTION,
      },
      start: { transfer: 'Thank you.', stay: 'Thank you.' },
      failed: FAILED,
    },
    get_delivery_issue: {
      description:
        'Looks up what is wrong with a parcel. Call it when the caller asks why a parcel is late, ' +
        'held, damaged, cancelled or not delivered.',
      arguments: {
        trackingNumber: `Left out for the parcel that the call is about already. ${NUMBER}`,
      },
      start: { transfer: 'Let me check.', stay: 'Let me check.' },
      failed: FAILED,
    },
    verify_caller: {
      description:
        'Passes on what the caller answered when asked for the last name or the postcode on a parcel. ' +
        'Call it only after a result has asked for that, with what the caller said then.',
      arguments: {
        answer: 'The answer in the words of the caller, spelled if they spelled it. Never made up.',
      },
      start: { transfer: 'Thank you.', stay: 'Thank you.' },
      failed: FAILED,
    },
    request_human: {
      description:
        'Asks for a person to take over. Call it when the caller asks for one or accepts the offer.',
      arguments: { reason: 'Why, in a few words of the caller.' },
      start: { transfer: 'Of course.', stay: 'One moment, please.' },
      failed: {
        transfer: "I'm sorry, that didn't work. Shall I try once more to get a person?",
        stay: FAILED.stay,
      },
    },
  },
  builtIn: {
    endCall: 'Ends the call. Call it when the caller says goodbye or needs nothing more.',
    transferCall:
      'Passes the call on to a person. Call it at once when a person was asked for and the result ' +
      'says so.',
  },
  delayed: 'This is taking a little longer. Thank you for waiting.',
  goodbye: 'Thank you for calling. Goodbye.',
  refused: 'Too many tool calls: try again later',
  yes: ['yes', 'yeah', 'yep', 'correct', 'right', 'confirmed'],
  no: ['no', 'nope', 'incorrect', 'wrong', 'denied'],
};
