/**
 * What a language needs so that numbers which are said, and corrections of them, are read in it. A
 * language may have these and nothing else yet: then it is understood, and not spoken.
 */

/**
 * What words mean that stand around the characters of a number and are none of it:
 * - `drop`: nothing; what is said between characters, and out of politeness
 * - `lead`: what a number is announced by; `is`: the end of such an announcement
 * - `plain`: nothing that belongs to a number at all
 * - `repair`: what was said before is taken back; `denial`: what follows is not it
 * - `other`: another number is given as well; `again`: the same one is said once more
 * - `part`: only a part of the number is spoken of
 */
export type Aside =
  | 'drop'
  | 'lead'
  | 'is'
  | 'plain'
  | 'repair'
  | 'denial'
  | 'other'
  | 'again'
  | 'part';

/** How letters, digits and numbers are said one after the other. Words are in lower case. */
export type SpokenWords = {
  /** Numbers that one word names, below a hundred, but for the tens. */
  ones: Readonly<Record<string, number>>;
  /** From twenty to ninety; what joins one of them to a digit after it, where anything does. */
  tens: Readonly<Record<string, number>>;
  tensJoint: string | null;
  /** A hundred and more; what stands between one of them and the rest. */
  scales: Readonly<Record<string, number>>;
  scaleJoint: string;
  /** Articles: one, before a scale. */
  articles: ReadonlySet<string>;
  /** A digit zero, or the letter O, as may be. */
  zeros: ReadonlySet<string>;
  /** Letters by their names, in one word and in two. */
  letters: Readonly<Record<string, string>>;
  pairs: Readonly<Record<string, string>>;
  /** Words of other meaning that sound like a letter or a digit. */
  homophones: Readonly<Record<string, string>>;
  /** A spelling alphabet. */
  spelling: Readonly<Record<string, string>>;
  /** What leads to a word that tells which letter is meant: sure of it, or where the word begins so. */
  exampleLeads: readonly (readonly string[])[];
  exampleHints: readonly (readonly string[])[];
  /** How often what follows is meant. */
  times: Readonly<Record<string, number>>;
  /** The same before or after it; the word after a count that makes it that. */
  repeats: Readonly<Record<string, number>>;
  timesWords: ReadonlySet<string>;
  /** A digit with the ending that makes a place of it, as it is written. */
  ordinal: RegExp;
  /** Characters that stand after a count of them. */
  plurals: Readonly<Record<string, string>>;
  /** What says of the next character that it is a letter, or a digit. */
  letterMarks: ReadonlySet<string>;
  digitMarks: ReadonlySet<string>;
  /** Words, and phrases of at most four of them, that are no characters. */
  asides: Readonly<Record<Aside, readonly string[]>>;
  /** Of the words for a part, those for the first one. */
  beginnings: ReadonlySet<string>;
  /** That all of a number has been said. */
  endings: ReadonlySet<string>;
  /** Words of numbers that run into the other characters of a number, in capitals. */
  squashed: RegExp;
  /** What a model writes where it has no number. */
  placeholders: ReadonlySet<string>;
};

/** Characters of a number by where they stand. */
export type Place = {
  from: 'start' | 'end';
  /** How many are passed over from there. */
  index: number;
  /** How many are meant: 0 for as many as are named, Infinity for all of their kind. */
  count: number;
  /** What is counted. */
  of: 'characters' | 'digits' | 'letters';
};

/**
 * What is done to a number on the table. By the groups of the pattern:
 * - `put`: `what` stands at `place`, or at an end (`atStart`, `atEnd`), for what stands there (`old`,
 *   where that is said)
 * - `replace`: `what` stands for `old`
 * - `swap`: what stands at `place` changes places; or `old` and `what` do, or the two that `old` is
 * - `add`: `what` is put in, at an end, `before` or `after` a place or some characters, or between
 *   two; or there is one `more` of a kind
 * - `drop`: `old`, or what stands at `place`, goes; `extra`: one of `old` goes, where it is repeated
 * - `only`: `old` is all that there is of a repeated character
 * - `begin` and `end`: it begins or ends with `what`
 * - `doubt`: something is wrong with it, and it is not said what it has to be
 */
export type CorrectionDeed =
  | 'put'
  | 'replace'
  | 'swap'
  | 'add'
  | 'drop'
  | 'extra'
  | 'only'
  | 'begin'
  | 'end'
  | 'doubt';

/** How a number on the table is corrected. */
export type CorrectionWords = {
  /** What may stand before a correction, and after it, and says nothing of its own. */
  lead: RegExp;
  tail: RegExp;
  /**
   * Each of a whole clause, in which every comma, stop or other pause is a comma between spaces. The
   * surest form first: the first whose groups can be read decides.
   */
  forms: readonly { does: CorrectionDeed; pattern: RegExp }[];
  /** Where one correction ends and another may begin. */
  between: RegExp;
  readPlace: (words: string) => Place | null;
  /** Letters that sound alike, so that one is heard for another. */
  soundAlike: readonly string[];
};

/** What may be asked of a parcel. */
export type AskedTopic = 'where' | 'when' | 'why' | 'who';

/**
 * What a turn may mean beside numbers, yes and no:
 * - `human`: a person is wanted; `another`: there is another parcel; `wrong`: what was told is not of
 *   the caller's parcel; `noNumber`: there is no number at hand; `repeat`: once more, `slower`: and slower
 * - `wait`, `thanks`, `goodbye`, `greeting`, `abuse`: as they say
 * - `beyond`: what this line does not do, or what is none of its business
 */
export type TurnSign =
  | 'human'
  | 'another'
  | 'wrong'
  | 'noNumber'
  | 'repeat'
  | 'slower'
  | 'wait'
  | 'thanks'
  | 'goodbye'
  | 'greeting'
  | 'abuse'
  | 'beyond';

/**
 * How a turn of a caller is understood. Patterns meet a plain text (lower case, straight
 * apostrophes, no accents), and most of them a part of the turn between two marks.
 */
export type TurnWords = {
  /** Where a part begins that no mark parts from the one before it. Global. */
  partStart: RegExp;
  signs: Readonly<Record<TurnSign, RegExp>>;
  asks: Readonly<Record<AskedTopic, RegExp>>;
  /** That it is asked where, whatever else is. */
  asksWhere: RegExp;
  /** What stands for a parcel that was named. */
  it: string;
  /** That the number or the parcel is wrong, whatever else was asked about it. */
  wrongNumber: RegExp;
  /** What of `human` is not wanted. */
  noHuman: RegExp;
  /** A whole turn that asks to hear it again, and is nothing within a longer one. */
  repeatAlone: RegExp;
  /** Numbers that are no parcel's, with all that belongs to them. Global. */
  otherNumbers: RegExp;
  /** What a part begins with that is a yes or a no, whatever was asked; and nothing more is wanted. */
  yesLead: RegExp;
  noLead: RegExp;
  nothingElse: RegExp;
  /** A whole turn that lets a number pass which was read back. */
  accepts: RegExp;
  /** What stands beside a yes and changes nothing of it, and what has no meaning anywhere. Global. */
  besideYes: RegExp;
  filler: RegExp;
};
