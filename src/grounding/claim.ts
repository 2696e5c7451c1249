/** What a claim is about. */
export type ClaimKind =
  | 'status'
  | 'date'
  | 'time'
  | 'age'
  | 'number'
  | 'name'
  | 'count'
  | 'issue'
  /** Something that was done or is promised, beside looking a parcel up. */
  | 'deed';

/**
 * How a claim means its value: that it is so, that it is not so, or that the record says nothing.
 * `verbatim` begins words of the record whose end only the record tells, `gist` retells such words,
 * `partial` is a piece of a number, and `asked` is a number that is read back rather than stated.
 */
export type Sense = 'is' | 'isNot' | 'absent' | 'verbatim' | 'gist' | 'partial' | 'asked';

/** Where a claim stands in its utterance, in UTF-16 units. */
export type Span = { start: number; end: number };

/** What was found by one finder. */
export type Finding = Span & {
  kind: ClaimKind;
  sense: Sense;
  /**
   * What is compared. A status is one of the known ones, `ahead` for "still to come", or words; a
   * date `2026-12-01 Tuesday` with `?` for what was left open, or `today+1`, several readings apart
   * by `|`; a time `16:30`, with `|` or as a range `12:00-18:00`; an age a range of seconds
   * `540-690`; a count `14` or `3 day`; a deed its class and whether it is `done` or `promised`:
   * `transfer done`; everything else the words themselves.
   */
  value: string;
};

/** A fact that an utterance states. */
export type Claim = Finding & {
  /** The words that state it, as they were said. */
  quote: string;
  /** The sentence of the utterance, from 0. */
  sentence: number;
  /** Goes up where the utterance turns to another parcel: "the other one". */
  thread: number;
};
