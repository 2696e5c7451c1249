/** What callers hear in English. */
import type { SaidChange, Sentences } from '../language.ts';

/** Before the name of whose parcel it is. */
export const PARCEL_FOR = 'The parcel for ';
/** How it begins that a note was cut. */
export const CUT_LEAD = 'That note is longer than';

const DISREGARD = 'I have to correct myself: please disregard what I just said';
const TO_BE_SURE = 'To be sure that I tell the right person:';
const OFFER_PERSON = 'Shall I get a person to help you?';

export const sentences: Sentences = {
  greeting: "Hello, you've reached parcel tracking. What is your tracking number, please?",
  // The name of a tool that was misused is not among the words: it comes from the wire, and a caller
  // can do nothing with it.
  fixed: {
    unavailable: {
      says: "I can't reach the delivery records right now.",
      offers: 'Shall I try again, or get a person to help you?',
      asks: 'Shall I try again?',
    },
    tooManyNumbers: {
      says: "I can't look up any more numbers right now.",
      offers: OFFER_PERSON,
    },
    unknownTool: {
      says: "That isn't something I can do.",
      offers: 'I can look up a parcel for you, or get a person to help you.',
      asks: 'I can look up a parcel for you.',
    },
    badArguments: {
      says: "I'm sorry, I didn't get that.",
      asks: 'Could you say it again, please?',
    },
    callEnded: { says: "This call has ended, so I can't look anything up any more." },
    internalFault: {
      says: "I'm sorry, something went wrong on my side.",
      offers: 'Would you like me to get a person to help you?',
    },
  },
  handoff: {
    transfer: "I'll get a person to help you. One moment, please.",
    noTransfer: "I can't put you through from here.",
    nobody: "I'm sorry, I can't put you through to a person on this line.",
  },
  askNumber: (medium) => {
    const question = 'What is the tracking number, please?';
    if (medium === 'text') return question;
    return `${question} You can say it one letter or digit at a time.`;
  },
  readBack: (number, change) =>
    `I heard ${number}${change ? `, ${changed(change)}` : ''}. Is that right?`,
  whichPart: (number) => `I heard ${number}. Which part of it is not right?`,
  // The only question is about the one character: a "yes" to it is one to nothing else.
  repair: (number, change, heard) =>
    `I heard ${number}. Is it ${change.told}, not ${heard}, ${placed(change)}?`,
  ownParcel: (told) => `Is it the parcel ${ending(told)}?`,
  lacksNumber: "Without a tracking number I can't look up a parcel.",
  pieces: (given, isLong, medium) => {
    if (given !== null) {
      const ending = isLong
        ? ` If that is all of it, just ${medium === 'text' ? 'write' : 'say'} so.`
        : '';
      return `So far I heard ${given}.${ending} What comes next?`;
    }
    const keypad = medium === 'text' ? '' : ' You can also key in digits, and then the hash key.';
    return `Let's take the number in parts.${keypad} What are the first three or four characters?`;
  },
  talk: {
    first: {
      opening: "Hello, you've reached parcel tracking.",
      greeting: 'Hello.',
      yes: '',
      no: 'All right.',
      another: 'Sure.',
      repeat: '',
      slower: '',
      wait: 'Take your time.',
      thanks: "You're welcome.",
      goodbye: 'Thank you for calling. Goodbye.',
      beyond: 'I can only help with parcels.',
      abuse: "I'm here to help with your parcel.",
      unclear: "I'm sorry, I didn't understand that.",
      silent: 'Are you still there?',
    },
    again: {
      beyond: "I'm sorry, parcels are all that I know about.",
      abuse: 'I would like to help you.',
      unclear: "I'm sorry, I still didn't get that.",
      silent: "I can't hear you.",
      wait: "I'm still here.",
    },
    answersFor: (question, times) =>
      times > 1 && question === 'readBack' ? 'Please say yes or no.' : '',
    anythingElse: 'Is there anything else?',
    hold: 'One moment, please.',
  },
  orPerson: 'If you would rather speak to a person, just say so.',
  regretNumber: 'Sorry about that.',
  askAgain: (what, medium) => {
    const named = what === 'number' ? 'the tracking number' : 'it';
    return medium === 'text'
      ? `Please send ${named} again`
      : `Please say ${named} again, one letter or digit at a time`;
  },
  checkAgain: (medium) =>
    `Please check the number and ${medium === 'text' ? 'send' : 'say'} it again`,
  requestOrPerson: (request) =>
    `${request}, or I can get a person to help you. Would you like that?`,
  badNumber: {
    missing: "I didn't catch a tracking number.",
    tooShort: 'That number is too short.',
    tooLong: 'That number is too long.',
    noNumber: "I didn't hear a tracking number in that.",
    ambiguous: "I'm not sure which number that is.",
  },
  numberForm: ({ min, max }) => `A tracking number has ${min} to ${max} letters and digits.`,
  notFound: (number) => `I can't find a parcel with the number ${number}.`,
  invalidRecord: {
    finding: (naming, told) => {
      const which = { none: '', ending: ` ${ending(told)}`, number: `, number ${told}` }[naming];
      return `There is a problem with the record of your parcel${which}.`;
    },
    regret: "I'm sorry, I can't tell you anything about it.",
  },
  offerPerson: OFFER_PERSON,
  verify: {
    lastName: `${TO_BE_SURE} what is the last name on the parcel?`,
    postcode: `${TO_BE_SURE} what is the postcode on the parcel?`,
  },
  // Not what is wrong: whoever guesses learns nothing from it.
  verifyAgain: "I'm sorry, I couldn't verify that.",
  notVerified: "I'm sorry, I couldn't verify that, so I can't say anything about this parcel.",
  parcel: (name, naming, told) => {
    const parcel = name === null ? 'Your parcel' : `${PARCEL_FOR}${name}`;
    switch (naming) {
      case 'none':
        return parcel;
      case 'ending':
        // A name and an ending in one breath would be heard as one.
        return name === null ? `${parcel} ${ending(told)}` : `${parcel}, ${ending(told)},`;
      case 'number':
        // The number is set off from what is said of the parcel by a pause.
        return `${parcel}, number ${told},`;
      default:
        return naming satisfies never;
    }
  },
  aboutParcel: (naming, told) =>
    ({
      none: '',
      ending: `For the parcel ${ending(told)}`,
      number: `For the parcel with number ${told}`,
    })[naming],
  ending,
  arrival: {
    noDate: '. There is no delivery date yet',
    estimate: (date) => `. The estimate is ${date}`,
    isOver: (day) => ` and was expected ${day}`,
    moved: (day) => `. It's now expected ${day}`,
    promised: (day) => ` and should arrive ${day}`,
  },
  // A sentence before the facts, not a clause of theirs: "as of ten minutes ago it was delivered"
  // would be heard as the time of the delivery.
  age: (age) => `This is from ${age}. `,
  noReason: 'No reason is on record.',
  noIssue: 'There is no issue on record.',
  unreadableNote: "There is a note that I can't read out.",
  cutNote: ` ${CUT_LEAD} I can read out here.`,
  anythingElse: ' Is there anything else?',
  late: 'Thank you for waiting.',
  withdrawal: `${DISREGARD}. All that I can do is look up parcels.`,
  noRecord: `${DISREGARD} about your parcel, since I have no record of it.`,
  notOnRecord: `${DISREGARD}. It is not on record.`,
  correction: (sentence) => `I have to correct myself. This is what is on record: ${sentence}`,
  noAssistant: "I'm sorry, this line can't take calls right now. Please call again later.",
  passingOn: "I'll put you through to a person now.",
  passedParcel: (number, status) => ` This is about the parcel ${number}, which ${status}.`,
  passedNumber: (number) => ` This is about the number ${number}.`,
  briefing: {
    told: (number, status) => `Caller about parcel ${number}. They were told that it ${status}.`,
    untold: (number) => `Caller about number ${number}. Nothing was told of it.`,
    noNumber: 'Caller without a tracking number so far.',
    why: {
      humanRequested: 'They asked for a person.',
      notFound: 'No parcel was found under the number.',
      unavailable: 'The records could not be reached.',
      invalidRecord: 'There is a problem with the record.',
      tooManyTries: 'The number was not understood or not found.',
      tooManyNumbers: 'They have tried as many numbers as they may.',
      notVerified: 'They could not show that the parcel is theirs.',
    },
  },
  symbols: { and: ' and ', number: 'number ', to: ' to ' },
  functionWord:
    /^(?:A|An|The|This|That|These|Those|It|Its|There|We|Our|You|Your|They|Their|He|She|His|Her|Due|Because|No|Not|Nobody|Someone|One|Two|Some|All|Please|Wrong|Waiting|Held|Left|Was|Is|Has|Had|Could|At|In|On|For|From|By|After|Before|With|Without|As|When|While|Since)(?=[ ,'’])/,
};

function ending(told: string): string {
  return `ending in ${told}`;
}

function changed(change: SaidChange): string {
  switch (change.at) {
    case 'start':
      return `beginning with ${change.told}`;
    case 'middle':
      return `with ${change.told} after ${change.after}`;
    case 'end':
      return ending(change.told);
    default:
      return change satisfies never;
  }
}

function placed(change: SaidChange): string {
  switch (change.at) {
    case 'start':
      return 'at the beginning';
    case 'middle':
      return `after ${change.after}`;
    case 'end':
      return 'at the end';
    default:
      return change satisfies never;
  }
}
