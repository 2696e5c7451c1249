/** How it is said in English where a parcel stands. */
import { regex, source } from '../../regex.ts';
import { KNOWN_STATUSES, type KnownStatus } from '../../statuses.ts';
import type { StatusRow, StatusWords } from '../language.ts';

const ROWS: Record<KnownStatus, StatusRow> = {
  failed: {
    words: 'could not be delivered',
    hasOwnModal: true,
    deniesItself: true,
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
    hasOwnModal: true,
    heardAs: source`
      waiting to be (?:processed|handled|prepared)|awaiting (?:processing|dispatch|preparation)|
      pending|yet to be processed|to be processed|
      (?:hasn't|has not|isn't|is not|wasn't|was not|not)(?: yet)?(?: been| being)? processed
      (?: yet)?
    `,
  },
  processing: {
    words: 'is being prepared',
    heardAs: source`
      being (?:prepared|processed|packed|made ready|handled)|in (?:preparation|processing)|
      (?:it's|(?:it|parcel|package|order|shipment) is|'s still|is still|is currently|is now|
      status:?|status is|listed as|marked as) ['"“]?processing(?! your| the request)|
      prepared for (?:shipment|shipping|dispatch)|getting ready to (?:ship|be shipped)
    `,
  },
  out_for_delivery: {
    words: 'is out for delivery',
    heardAs: source`
      out[ _](?:for|on)(?: the| a)?[ _]delivery|
      (?:now |currently |already |is |been )with (?:the|our|a|your) (?:driver|courier)
      (?! service)|on (?:the|a|its|our) (?:delivery )?(?:van|truck|vehicle)|being delivered|
      in the (?:delivery )?van
    `,
  },
  in_transit: {
    words: 'is on its way',
    heardAs: source`
      (?:on|along) (?:its|the|it's|their) way|in[- _]transit|en route|being shipped|
      (?:has|have|been|was|already|'s|is|were) (?:been |already )?
      (?:shipped|dispatched|sent out)|travell?ing (?:to|through)|moving through
    `,
  },
  delayed: {
    words: 'is delayed',
    deniedBy: /\bno\b/i,
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
    heardAs: 'cancell?ed|called off',
  },
  delivered: {
    words: 'was delivered',
    heardAs: source`
      delivered|dropped off|
      arrived(?! (?:at|in) (?:(?:the|our|a|your|their) )?(?:\w+ )?(?:depot|warehouse|facility|
      hub|cent(?:er|re)|customs|terminal|airport|port|office))|
      delivery (?:is|was|has been) (?:complete|completed|made|successful)|been received|
      handed (?:over )?to (?:you|the recipient)
    `,
  },
};

const PARCEL = "(?:parcel|package|order|shipment|delivery|item|it|it's|that|which|they)";

export const statuses: StatusWords = {
  rows: ROWS,
  unknown: (words) => `has the status ${words}`,
  unreadable: "has a status that I can't read out",
  // "It's late", "it isn't able to": what begins within a word.
  heard: new RegExp(
    `(?<![\\w-](?!'s |n't ))(?:${KNOWN_STATUSES.map((status) => `(${ROWS[status].heardAs})`).join('|')})(?!\\w)`,
    'gi',
  ),
  ahead: regex('gi')`
  (?:\b(?:will|should|shall|going to|expected to|scheduled to|set to|due to|likely to|on track to)|
  'll)(?: now| still| also| probably| most likely| likely| hopefully)?(?: be)?(?: getting)?
  (?: arriv(?:e|ing)| deliver(?:ed|y)?| get(?:ting)? (?:there|to you)| reach you| be there|
  (?: )with you)\b(?! fail)|\b${PARCEL}(?: is|'s)? arriv(?:es|ing)\b|
  \bscheduled for delivery\b|\bexpected to arrive\b
`,
  denial: regex('i')`
  (?:\b(?:not|never|no longer|no|nothing|without|neither|nor)|n't|\byet to be|\byet to have)
  (?:\s+(?:yet|been|being|currently|actually|have|be|a|any|an))*\s*$
`,
  // "Neither delayed nor cancelled", "not delayed or cancelled": the denial goes for both.
  deniedBefore: /(?:n't|\bnot|\bneither)\s+(?:\w+\s+){1,4}(?:or|nor)\s+(?:been\s+)?$/i,
  modal: regex('i')`
  (?:\b(?:will|would|should|could|can|may|might|must|shall|to|get|gets|getting|cannot|won't|
  wouldn't|shouldn't|couldn't|can't)|'ll|'d)\s+(?:(?:not|still|now|also|be|have|been|get|
  soon|probably|likely|hopefully|already|even|then|well)\s+)*$
`,
  // "Yet to be delivered" denies, and puts nothing off.
  deniedModal: /\byet to be\s*$/i,
  notAhead: /\b(?:was|were|been|not)\s*$|n't\s*$/i,
  helper: /\b(?:someone|somebody|person|colleague|agent|representative|help|manager|specialist)\b/i,
  ownWork: /\b(?:request|lookup|look-up|search|call|question|system|records?)\b[^,.]*$/i,
  asWritten: regex('gi')`
  \b(?:(?:listed|marked|shown|showing|showing up|recorded|registered|flagged|logged) as|
  status(?: (?:of|for) [^,.?!]{1,60}?)?(?: on record)?(?: is| was| says| reads| shows|:)
  (?: (?:now|currently|listed as|still))?|has the status)\s+
`,
  unreadableHeard: /\bhas a status that i can't read out/gi,
};
