/**
 * What a language has to offer: all that is said in it and all that is understood of it, in one
 * folder each. Pure, so that charts, speech, grounding and erasure share it. How spans are cut,
 * claims are traced and sentences are chosen is the same in every language and stands in their
 * rooms.
 */
import type { TalkAct, ToolArgument, ToolName } from '../call-events.ts';
import type { NumberFault } from '../listening/read-number.ts';
import type { Asks, CallState, Manner, Medium, ReplyStatus } from '../reply.ts';
import type { KnownStatus } from '../statuses.ts';
import { en } from './en/en.ts';
import type { CorrectionWords, SpokenWords, TurnWords } from './listening-words.ts';

/** The languages that there are, by their codes of ISO 639. */
export const LANGUAGE_CODES = ['en'] as const;

/** The code of a language. */
export type LanguageCode = (typeof LANGUAGE_CODES)[number];

/** A language: what is said in it, and what is understood. */
export type Language = {
  code: LanguageCode;
  sentences: Sentences;
  statuses: StatusWords;
  dates: DateWords;
  numbers: NumberWords;
  spoken: SpokenWords;
  corrections: CorrectionWords;
  claims: ClaimWords;
  deeds: DeedWords;
  prompt: PromptWords;
  tools: ToolWords;
  phone: PhoneWords;
  records: RecordWords;
  replies: ReplyWords;
  turns: TurnWords;
  names: NameWords;
};

const LANGUAGES: Record<LanguageCode, Language> = { en };

/** All of them: a text is searched in each before it is known whose it is. */
export const ALL_LANGUAGES: readonly Language[] = Object.values(LANGUAGES);

/** The language of a call. Calls on record from before there was a choice are in English. */
export function languageOf(code: LanguageCode | undefined): Language {
  return LANGUAGES[code ?? 'en'];
}

/** A fixed sentence, and how it goes on: with the offer of a person, or with what is asked instead. */
export type FixedSentence = {
  says: string;
  /** The question that offers a person, in place of any other. */
  offers?: string;
  /** What is asked where there is nobody to offer. */
  asks?: string;
};

/** Every utterance that states no fact and takes none, where a person is reached in no other way. */
export type FixedUtterance =
  | 'unavailable'
  | 'tooManyNumbers'
  | 'unknownTool'
  | 'badArguments'
  | 'callEnded'
  | 'internalFault';

/**
 * A changed part of a number in the form in which it is told, by where it stands; `after` are the
 * characters before it.
 */
export type SaidChange = { told: string } & (
  | { at: 'start' | 'end' }
  | { at: 'middle'; after: string }
);

/** Why a person takes over. */
export type BriefingReason =
  | 'humanRequested'
  | 'notFound'
  | 'unavailable'
  | 'invalidRecord'
  | 'tooManyTries'
  | 'tooManyNumbers'
  | 'notVerified';

/** What callers hear. Numbers, names and notes come in the form in which they are told. */
export type Sentences = {
  /** What greets a caller, where nothing else is set. */
  greeting: string;
  fixed: Readonly<Record<FixedUtterance, FixedSentence>>;
  handoff: { transfer: string; noTransfer: string; nobody: string };
  askNumber: (medium: Medium | undefined) => string;
  /** `change` is what of the number was changed, where that is a part of it. */
  readBack: (number: string, change?: SaidChange | null) => string;
  /** Asks which part of a number is to be changed. */
  whichPart: (number: string) => string;
  /** Asks whether one character of a number that was heard is another one. */
  repair: (number: string, change: SaidChange, heard: string) => string;
  /** Asks about a parcel by the end of its number. */
  ownParcel: (told: string) => string;
  lacksNumber: string;
  /** Before a number is read back. */
  orPerson: string;
  regretNumber: string;
  /**
   * Asks for a number in pieces: the first, or the next of what was given so far; `isLong` where that
   * may be all of it.
   */
  pieces: (given: string | null, isLong: boolean, medium: Medium | undefined) => string;
  /** What is said to a turn of a call without a model that asks for nothing on record. */
  talk: {
    /** By what the caller does; '' where the question that follows says it all. */
    first: Readonly<Record<TalkAct, string>>;
    /** The same, where the caller does it once more. */
    again: Readonly<Partial<Record<TalkAct, string>>>;
    /** How a question can be answered, for whoever did not answer it; '' for nothing. */
    answersFor: (question: string, times: number) => string;
    anythingElse: string;
    hold: string;
  };
  /** Asks for a number anew: by its name, or as "it" where it was spoken of just now. */
  askAgain: (what: 'number' | 'it', medium: Medium | undefined) => string;
  checkAgain: (medium: Medium | undefined) => string;
  /** A request, and the offer of a person in the same breath. */
  requestOrPerson: (request: string) => string;
  badNumber: Readonly<Record<NumberFault, string>>;
  numberForm: (length: { min: number; max: number }) => string;
  notFound: (number: string) => string;
  invalidRecord: { finding: (naming: Manner['naming'], told: string) => string; regret: string };
  offerPerson: string;
  /** What whoever calls is asked before a parcel is told of; and that their answer is not right. */
  verify: Readonly<Record<Asks, string>>;
  verifyAgain: string;
  notVerified: string;
  /** What a sentence on a parcel begins with, by as much as tells it from others. */
  parcel: (name: string | null, naming: Manner['naming'], told: string) => string;
  /** Before a reason alone, which says of no parcel whose it is; empty where nothing tells it. */
  aboutParcel: (naming: Manner['naming'], told: string) => string;
  /** The ways in which the end of a number stands in a sentence. */
  ending: (told: string) => string;
  /** What follows a status, up to the full stop. */
  arrival: {
    noDate: string;
    estimate: (date: string) => string;
    isOver: (day: string) => string;
    moved: (day: string) => string;
    promised: (day: string) => string;
  };
  /** Before what a record said that is past its time to live. */
  age: (age: string) => string;
  noReason: string;
  noIssue: string;
  unreadableNote: string;
  cutNote: string;
  anythingElse: string;
  late: string;
  withdrawal: string;
  noRecord: string;
  notOnRecord: string;
  correction: (sentence: string) => string;
  noAssistant: string;
  passingOn: string;
  passedParcel: (number: string, status: string) => string;
  passedNumber: (number: string) => string;
  /** What the person who takes over is told of a call, beside the caller. */
  briefing: {
    told: (number: string, status: string) => string;
    untold: (number: string) => string;
    noNumber: string;
    why: Readonly<Record<BriefingReason, string>>;
  };
  /** What a voice says in the place of a symbol. */
  symbols: { and: string; number: string; to: string };
  /** A first word that may lose its capital within a sentence, since it is no name. */
  functionWord: RegExp;
};

/** What there is of each status: a status is one row here and one in machines/statuses.ts. */
export type StatusRow = {
  /** What it says of a parcel: the rest of a sentence that begins with "Your parcel". */
  words: string;
  /** How others say it: the source of a pattern. Earlier statuses take the words from later ones. */
  heardAs: string;
  /** Whether "could", "to be" and the like are part of it, and do not put it off. */
  hasOwnModal?: boolean;
  /** Whether it denies by itself, so that a "not" before an "or" is of something else. */
  deniesItself?: boolean;
  /** What within its words turns it around. */
  deniedBy?: RegExp;
};

/** How it is said where a parcel stands. */
export type StatusWords = {
  rows: Readonly<Record<KnownStatus, StatusRow>>;
  /** An unknown status, by its own words. */
  unknown: (words: string) => string;
  unreadable: string;
  /** Any of the rows, one group each, in their order. */
  heard: RegExp;
  /** That something is still to come. */
  ahead: RegExp;
  /** What before it says that it is not so; that it may be so; that it is of the past. */
  denial: RegExp;
  deniedBefore: RegExp;
  modal: RegExp;
  deniedModal: RegExp;
  notAhead: RegExp;
  /** Before words that are said of somebody who helps, or of the speaker's own work. */
  helper: RegExp;
  ownWork: RegExp;
  /** Before a status in the words of the record. */
  asWritten: RegExp;
  /** That there is one which cannot be read out. */
  unreadableHeard: RegExp;
};

/** A day as it was said: what was left open is absent. */
export type SaidDay = { year?: string | undefined; month?: number; day?: number; weekday?: string };

/** A date as it was said: one of some days, a distance from today, or a span by its name. */
export type SaidDate =
  | { days: SaidDay[] }
  | { daysAhead: number }
  | { span: 'week' | 'weekend' | 'month'; step: -1 | 0 | 1 };

/** A time as it was said: by the clock, in the half of the day that was named, or a part of a day. */
export type SaidTime =
  | { hour: number; minutes: number; half?: 'morning' | 'later' | undefined }
  /** Minutes from midnight. */
  | { from: number; to: number };

/** An age as it was said: so many of a unit, or more than that; or a range, in seconds. */
export type SaidAge =
  | { count: number; unitSeconds: number; isMore: boolean }
  | { from: number; to: number };

/** A form of words, and what its groups mean; null for what only looks like it. */
export type Form<Meaning> = {
  pattern: RegExp;
  read: (groups: (string | undefined)[]) => Meaning | null;
};

/** How days, times and ages are said. */
export type DateWords = {
  /** From Sunday on. */
  weekdays: readonly string[];
  /** A date by its name; without a year, it is in that of who speaks. Months from 1. */
  date: (day: { weekday: string; month: number; day: number; year: number | null }) => string;
  onDate: (date: string) => string;
  /** Days by their distance from today that have a word of their own. */
  nearDays: Readonly<Record<number, string>>;
  age: {
    now: string;
    minutes: (count: number) => string;
    /** An hour and a half is 1.5. */
    hours: (count: number) => string;
    days: (count: number) => string;
    longer: string;
  };
  /** The surest form first. */
  dateForms: readonly Form<SaidDate>[];
  /** What makes a day's name a claim: talk of an arrival. */
  arrival: RegExp;
  noDate: RegExp;
  timeForms: readonly Form<SaidTime>[];
  ageForm: Form<SaidAge>;
  justNow: RegExp;
  /** An age that is counted in days. */
  ageInDays: RegExp;
};

/** How letters, digits and numbers are said. */
export type NumberWords = {
  /** Digits by their names. */
  digits: Readonly<Record<string, string>>;
  /** How often what follows is meant. */
  times: Readonly<Record<string, number>>;
  /** Transcribers write a digit or a letter as the word that sounds like it. */
  sounds: Readonly<Record<string, string>>;
  /** A spelling alphabet. */
  spelling: Readonly<Record<string, string>>;
  /** Letters that two words name. */
  pairs: Readonly<Record<string, string>>;
  /** What is said between characters and stands for none. */
  fillers: ReadonlySet<string>;
  /** What leads to a word that tells which letter is meant. */
  exampleLeads: readonly (readonly string[])[];
  cardinals: {
    /** From ten, and from twenty, on. */
    teens: readonly string[];
    tens: readonly string[];
    hundred: string;
    thousand: string;
    and: string;
    one: string;
  };
  /** Said in the place of a number: that there is none to be told. Small letters. */
  lacking: RegExp;
  /** The same in the fewest words. */
  lackingSaid: string;
  /** Words of numbers that stand in what was passed on as a tracking number, in capitals. */
  inTrackingNumber: RegExp;
  /** What is said as a tracking number, and the units in it. */
  trackingNumber: RegExp;
  units: RegExp;
  /** Before the end of a number; anywhere before one, as whoever tells of it says it. */
  endingLead: RegExp;
  endingNamed: RegExp;
  /** Words before and after a number that are no letters of it. */
  articleBefore: RegExp;
  articleAfter: RegExp;
  /** Small numbers by their names. */
  values: ReadonlyMap<string, number>;
  readCount: (text: string) => number | null;
  counts: {
    /** Amounts from one to another, and of what. */
    duration: RegExp;
    things: RegExp;
    numbered: RegExp;
    /** Before a number that is no fact; before a while that is the speaker's own. */
    noFactBefore: RegExp;
    ownTimeBefore: RegExp;
    /** A unit so short that one of it is a figure of speech, and the word for one. */
    shortUnit: RegExp;
    one: RegExp;
    lateAfter: RegExp;
    parcels: RegExp;
    characters: RegExp;
    /** Units by their days. */
    days: Readonly<Record<string, number>>;
  };
};

/** A mood into which a clause turns at a pattern. */
export type TurnedMood = 'supposed' | 'echoed' | 'offered' | 'requested';

/** How it is told what is stated, whose parcel it is and what is wrong with it. */
export type ClaimWords = {
  /** Where the talk turns to another parcel. */
  otherParcel: RegExp;
  moods: {
    /** After which a full stop ends no sentence. */
    abbreviation: RegExp;
    questionLead: RegExp;
    tagQuestion: RegExp;
    readBack: RegExp;
    turns: readonly { mood: TurnedMood; pattern: RegExp }[];
    general: RegExp;
    social: RegExp;
  };
  names: {
    /** What the service itself says before a name, and after it. */
    ownLead: string;
    afterOwn: RegExp;
    /** The same as it is heard; its group is the name, and what is none. */
    own: RegExp;
    notOwn: RegExp;
    /** Before a name that has to be of the very parcel (`is`), or may stand anywhere (`gist`). */
    leads: readonly { sense: 'is' | 'gist'; pattern: RegExp }[];
    /** Capitalized without being anyone's name. */
    noName: ReadonlySet<string>;
    /** The end of a word that is no part of a name. */
    suffix: RegExp;
    /** What many names have, and none is known by. */
    shared: ReadonlySet<string>;
  };
  issues: {
    /** Before the record's own words. */
    says: RegExp;
    /** Before a cause in other words; what is no cause of a parcel's. */
    cause: RegExp;
    ownCause: RegExp;
    givenCause: RegExp;
    numberTalk: RegExp;
    parcelStatus: RegExp;
    reason: RegExp;
    /** What befalls a parcel; its group is what is told. */
    event: RegExp;
    /** Before what the record is said to say, and what that is where it is no issue. */
    told: RegExp;
    notTold: RegExp;
    none: RegExp;
    /** Where a clause turns to something else. */
    turn: RegExp;
  };
  /** How it begins that a note was cut. */
  cutLead: string;
  /** Where words of a record end. */
  thoughtEnd: RegExp;
  /** Words that carry no meaning, and endings that change none. */
  stopWords: ReadonlySet<string>;
  inflection: RegExp;
};

/** What an assistant may say that it does, beside looking a parcel up. */
export type DeedClass =
  | 'transfer'
  | 'callback'
  | 'compensation'
  | 'change'
  | 'contact'
  | 'escalation'
  | 'message'
  | 'arrival';

/** How it is said that something was done or is promised. */
export type DeedWords = {
  /** Every place where somebody may begin to commit themselves. */
  commits: RegExp;
  /** Somebody who acts, at one of these places: the first group commits, the second is what is done. */
  committed: readonly (readonly [DeedClass, RegExp])[];
  /** Where nobody is said to be the doer. */
  impersonal: readonly (readonly [DeedClass, RegExp])[];
  /** Anything else that is said to be done. */
  somethingDone: RegExp;
  /** An assurance, which promises what nobody can know where it is said of an arrival. */
  assured: RegExp;
  arrival: RegExp;
  denied: RegExp;
  conditionBefore: RegExp;
  conditionAfter: RegExp;
  /** The end of what is done that wants another word. */
  determiner: RegExp;
  /** That it has been done; that it will be; and a verb of the past. */
  hasDone: RegExp;
  willDo: RegExp;
  past: RegExp;
  /** Words of a deed that a record need not have. */
  auxiliary: ReadonlySet<string>;
};

/** What the assistant's model is told. */
export type PromptWords = {
  headings: { role: string; rules: string; results: string; steps: string };
  role: string;
  /** `transfer`: whether the assistant can pass the call on; `verify`: whether it asks who calls. */
  rules: (transfer: boolean, verify: boolean) => readonly string[];
  /** What comes of an answer, by who words it. */
  answers: Readonly<Record<'verbatim' | 'model', string>>;
  statusesLead: string;
  statuses: (transfer: boolean, verify: boolean) => Readonly<Record<ReplyStatus, string>>;
  noResult: string;
  begins: (state: string) => string;
  /** What to do in each outer state of the chart. */
  steps: Readonly<Record<CallState, string>>;
  /** What it has to do with the answer of who calls, where they are asked who they are. */
  verifyStep: string;
  tools: (names: readonly string[]) => string;
};

/** Words by whether the call can be passed on to a person. */
type ByPerson = { transfer: string; stay: string };

/** What the model and the caller hear of the tools. */
export type ToolWords = {
  byName: {
    readonly [Tool in ToolName]: {
      description: string;
      arguments: Readonly<Record<ToolArgument<Tool>, string>>;
      /** Said before it is called, and when no answer came or only an error. */
      start: ByPerson;
      failed: ByPerson;
    };
  };
  /** What tools of Vapi's own do. */
  builtIn: Readonly<Record<'endCall' | 'transferCall', string>>;
  delayed: string;
  goodbye: string;
  /** To the model, of a tool call that is not served. */
  refused: string;
  /** What a model writes for true and false. */
  yes: readonly string[];
  no: readonly string[];
};

/** What Vapi needs of a language to hear and to wait as it should, and what it says by itself. */
export type PhoneWords = {
  /** For the transcriber: what callers say around a number, beside the spelling alphabet. */
  expected: readonly string[];
  /**
   * Said into a silence, one after the other; then the call ends. None of it is a question: a "yes"
   * to it would be one to what was asked before.
   */
  silence: readonly [first: string, second: string, end: string];
  /** Said shortly before a call has lasted as long as it may, and when it has. */
  timeUp: { soon: string; now: string };
  /** What a listener says that never stops the assistant, and what always does. */
  listening: readonly string[];
  objecting: readonly string[];
  /**
   * What a caller has said who is about to go on: sources of patterns, whatever the case. In the
   * midst of a number; with nothing but a no, which a correction follows; in the midst of a sentence.
   */
  goesOn: Readonly<Record<'number' | 'objection' | 'sentence', string>>;
};

/** What people write in records. */
export type RecordWords = {
  /** What stands where nothing is to be said; the same of a status, which may well be "unknown". */
  nothing: RegExp;
  noStatus: RegExp;
  /**
   * How a date is written in words, in a way that can be read as one day only: sources of patterns
   * with the groups `year`, `day` and `name`, which is a month's.
   */
  dateForms: readonly string[];
  /** From 1; 0 for what is no month. */
  monthNamed: (name: string) => number;
};

/**
 * How a caller answers when a number was read back. The patterns meet a plain text: lower case,
 * straight apostrophes, no accents; see machines/listening/read-reply.ts.
 */
export type ReplyWords = {
  /** What denies or turns by its form alone: it is taken out first. Global. */
  harmless: RegExp;
  /** Where a clause begins that no mark parts from the one before it. */
  clauseStart: RegExp;
  yes: RegExp;
  no: RegExp;
  /** What changes the number or takes back what was said; the same asked as a favour. */
  corrections: readonly RegExp[];
  correctionsAsked: readonly RegExp[];
  /** What a clause begins with that puts right what was understood, where more is said. */
  turn: RegExp;
  /** What a question begins with. */
  question: RegExp;
  /** What may stand around a number or a part of it that is said alone. Global. */
  aroundNumber: RegExp;
  /** Letters and digits that are words as well: alone they are none. */
  ambiguous: ReadonlySet<string>;
  /** What beside a yes takes an earlier no back. */
  takesBack: RegExp;
};

/** What stands in names on record, and around one that is given; all without accents. */
export type NameWords = {
  /** After a name, that are no part of it. */
  suffixes: ReadonlySet<string>;
  /** Small words that a last name begins with. */
  particles: ReadonlySet<string>;
  /** What is said after an answer that is none of it. */
  closing: RegExp;
};
