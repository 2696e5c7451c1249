/**
 * All that there is to know of each status: a status is one row, and whoever needs more of it than
 * stands here gets a column.
 */
import { source } from './regex.ts';

type StatusRow = {
  /** What it says of a parcel: the rest of a sentence that begins with "Your parcel". */
  words: string;
  /** What the expected day is: promised, another one than before, or nothing any more. */
  arrival: 'promised' | 'moved' | 'none';
  /** Whether something went wrong, so that a note is its reason. */
  isTrouble: boolean;
  /** How others say it: the source of a pattern. Earlier rows take the words from later ones. */
  heardAs: string;
};

/** Statuses with a sentence of their own; any other is spoken as it is written. */
export const STATUSES = {
  failed: {
    words: 'could not be delivered',
    arrival: 'none',
    isTrouble: true,
    heardAs: source`
      (?:could|can)(?:n't|not| not|'t)(?: be| get)?(?: \w+ly)? deliver(?:ed)?|
      (?:unable|not able|n't able|impossible) to (?:be |get )?deliver(?:ed)?(?: it)?|
      fail(?:ed|ing|s) to (?:be |get )?(?:deliver(?:ed)?|arrive)|undeliverable|
      deliver(?:y|ies)(?: attempts?)? (?:has |have |was |were |is )?
      (?:failed|unsuccessful|not successful|missed)|
      (?:failed|unsuccessful|missed)(?: \w+)? (?:delivery|delivery attempt|attempt)|
      attempts?(?: to deliver(?: it)?)? (?:has |have |was |were )?(?:failed|unsuccessful)|
      (?<=(?:status (?:is |of )?|marked as |listed as |shows as )['"“]?)failed
    `,
  },
  pending: {
    words: 'is waiting to be processed',
    arrival: 'promised',
    isTrouble: false,
    heardAs: source`
      waiting to be (?:processed|handled|prepared)|awaiting (?:processing|dispatch|preparation)|
      pending|yet to be processed|to be processed|
      (?:hasn't|has not|isn't|is not|wasn't|was not|not)(?: yet)?(?: been| being)? processed
      (?: yet)?
    `,
  },
  processing: {
    words: 'is being prepared',
    arrival: 'promised',
    isTrouble: false,
    heardAs: source`
      being (?:prepared|processed|packed|made ready|handled)|in (?:preparation|processing)|
      (?:it's|(?:it|parcel|package|order|shipment) is|'s still|is still|is currently|is now|
      status:?|status is|listed as|marked as) ['"“]?processing(?! your| the request)|
      prepared for (?:shipment|shipping|dispatch)|getting ready to (?:ship|be shipped)
    `,
  },
  out_for_delivery: {
    words: 'is out for delivery',
    arrival: 'promised',
    isTrouble: false,
    heardAs: source`
      out[ _](?:for|on)(?: the| a)?[ _]delivery|
      (?:now |currently |already |is |been )with (?:the|our|a|your) (?:driver|courier)
      (?! service)|on (?:the|a|its|our) (?:delivery )?(?:van|truck|vehicle)|being delivered|
      in the (?:delivery )?van
    `,
  },
  in_transit: {
    words: 'is on its way',
    arrival: 'promised',
    isTrouble: false,
    heardAs: source`
      (?:on|along) (?:its|the|it's|their) way|in[- _]transit|en route|being shipped|
      (?:has|have|been|was|already|'s|is|were) (?:been |already )?
      (?:shipped|dispatched|sent out)|travell?ing (?:to|through)|moving through
    `,
  },
  delayed: {
    words: 'is delayed',
    arrival: 'moved',
    isTrouble: true,
    heardAs: source`
      delayed|running late|
      (?:is|'s|be|been|was|running|bit|little|days?|hours?|arriving|arrive|arrived|coming) late\b|
      behind schedule|held up|taking longer than (?:expected|planned|usual)|
      (?:there(?:'s| is| was| has been|'s been)|experiencing|has had|hit|facing)
      (?: an?| some| no| any)?(?: \w+)? delays?\b
    `,
  },
  cancelled: {
    words: 'was cancelled',
    arrival: 'none',
    isTrouble: true,
    heardAs: 'cancell?ed|called off',
  },
  delivered: {
    words: 'was delivered',
    arrival: 'none',
    isTrouble: false,
    heardAs: source`
      delivered|dropped off|
      arrived(?! (?:at|in) (?:(?:the|our|a|your|their) )?(?:\w+ )?(?:depot|warehouse|facility|
      hub|cent(?:er|re)|customs|terminal|airport|port|office))|
      delivery (?:is|was|has been) (?:complete|completed|made|successful)|been received|
      handed (?:over )?to (?:you|the recipient)
    `,
  },
} as const satisfies Record<string, StatusRow>;

/** One of the statuses that have words of their own. */
export type KnownStatus = keyof typeof STATUSES;

/** Their names. */
export const KNOWN_STATUSES = Object.keys(STATUSES) as KnownStatus[];

/** What there is to know of one. */
export function rowOf(status: KnownStatus): StatusRow {
  return STATUSES[status];
}
