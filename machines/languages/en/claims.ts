/** How it is told in English what is stated, whose parcel it is and what is wrong with it. */
import { regex, source } from '../../regex.ts';
import type { ClaimWords } from '../language.ts';
import { CUT_LEAD, PARCEL_FOR } from './sentences.ts';

const NAME_WORD = "(?:\\p{Lu}\\.|\\p{Lu}[\\p{L}'’-]*)";
const NAME = source`
  ${NAME_WORD}(?: (?:(?:van|von|de|da|di|del|la|le|bin|al|der|den|dos|y) )*${NAME_WORD}){0,4}
`;

// The words that Waybill itself says before and after a name: whatever stands between is the name.
const OWN_WORDS = regex('giu')`
  \b(?:parcel|package|order|delivery|shipment|item|letter|one) for
  (?: )(?=(.{1,220}?)(?:, number |,? ending in [A-Z0-9]))
`;

const PARCEL = '[Pp]arcel|[Pp]ackage|[Oo]rder|[Dd]elivery|[Ss]hipment|[Ii]tem|[Ll]etter|[Oo]ne';

// Whose parcel it is: that has to be so of the very parcel.
const OWNERS = [
  regex('gu')`
    \b(?:${PARCEL}|[Aa]ddressed to|[Uu]nder the name(?: of)?|
    [Nn]ame (?:on (?:it|record|file|the \w+) )?is|[Bb]elongs to|[Ss]igned (?:for )?by|
    [Rr]eceived by|[Cc]ustomer|[Rr]ecipient(?: is|,)?|[Ll]eft with|[Aa]ccepted by|
    [Nn]eighbou?r|[Dd]river|[Cc]ourier|[Ss]ender|(?:is|was) for|[Ii]t's|[Ii]t is)
    (?: for)? (?=(${NAME}))
  `,
  regex('gu')`(?=\b(${NAME})'s (?:parcel|package|order|delivery|shipment))`,
];
// Who is spoken to, and where something is: that may stand anywhere.
const OTHERS = [
  regex('gu')`
    \b(?:${PARCEL}|[Cc]omes|[Ss]ent|[Ss]hipped)(?: is| was)? (?:from|by) (?=(${NAME}))
  `,
  regex('gu')`(?:^|[.!?] )(?:[Hh]i|[Hh]ello|[Hh]ey|[Dd]ear)(?: there)?,? (?=(${NAME}))`,
  regex('gu')`
    \b(?:[Tt]hank you|[Tt]hanks|[Ss]orry|[Oo]kay|[Oo]f course|[Ss]ure|[Gg]reat|[Gg]oodbye|[Bb]ye|
    [Aa]ll right|[Aa]lright|[Pp]erfect|[Pp]lease|[Ww]elcome|[Cc]alling|[Dd]ay),?
    (?: )(?=(${NAME})(?:[,.!?]|$))
  `,
  regex('gu')`(?<=(?:^|\s)\p{Ll}[\p{L}']*), (?=(${NAME})[.!?])`,
  regex('gu')`\b(?:Mr|Mrs|Ms|Miss|Dr)\.? (?=(${NAME}))`,
  regex('gu')`(?:^|[.!?] )(?=(${NAME}), (?:your|the|it|it's|I|I'm|I've|this|that|we)\b)`,
  regex('gu')`
    \b(?:located|currently|now|is|it's|was|been|left|reached|stuck|waiting|held|center|centre|
    depot|hub|facility|warehouse|customs) (?:in|at|near) (?:the |our )?(?=(${NAME}))
  `,
];
// Who carries parcels: whoever names one says with whom it is.
const CARRIER = source`
  DHL|UPS|F[Ee][Dd][Ee][Xx]|USPS|DPD|GLS|TNT|Hermes|Evri|Yodel|InPost|Royal Mail|Parcelforce|
  An Post|La Poste|Chronopost|Colissimo|Mondial Relay|PostNL|PostNord|Bpost|Deutsche Post|
  Swiss Post|Poste Italiane|Correos|SEUR|Posti|Canada Post|Purolator|OnTrac|LaserShip|Lasership|
  Australia Post|StarTrack|NZ Post|Japan Post|Yamato|Sagawa|China Post|SF Express|Cainiao|Yanwen|
  Aramex|Blue Dart|Delhivery|India Post|Amazon Logistics
`;
const CARRIERS = regex('gu')`(?<![\p{L}\p{N}])(?=(${CARRIER})(?![\p{L}\p{N}]))`;

export const claims: ClaimWords = {
  otherParcel: regex('gi')`
  \b(?:the other|the second|the first|the third|another|the next|your other|
  your second) (?:one|parcel|package|order|shipment|delivery)?
`,
  moods: {
    abbreviation: /(?:\b(?:mr|mrs|ms|dr|st|no|approx|dept)|\b[ap]\.?m|\b[a-z]\.[a-z])$/i,
    questionLead: regex('i')`
  ^\W*(?:(?:and|but|so|or|now|okay|ok|then|also|please)[,\s]+)*(?:is|are|was|were|am|do|
  does|did|can|could|would|will|shall|should|may|might|have|has|had|isn't|aren't|don't|
  doesn't|didn't|what|what's|when|where|which|who|whose|why|how|anything|any)\b
`,
    tagQuestion: regex('i')`
  ^\W*(?:(?:is|was|are|does|did)\s+(?:that|this|it|those)\s+(?:all\s+)?(?:right|correct|
  sound|match|the (?:right|correct))|right|correct|yes|is it|isn't it|did i (?:get|hear|
  understand))\b
`,
    readBack: regex('i')`
  \b(?:i (?:just )?heard|i understood|you (?:said|gave|told)|(?:i have|i've got|i got)
  (?: (?:it|that|your number|the number|your tracking number|the tracking number)
  (?: down)? as|(?= [a-z] [a-z\d] ))|(?:just )?to (?:confirm|double[- ]check|verify)|
  let me (?:just )?(?:repeat|confirm|read)|so,? that's|so,? your (?:tracking )?number is)\b
`,
    turns: [
      {
        mood: 'supposed',
        pattern: regex('i')`
        \b(?:if|unless|whether|in case|(?:once|when|whenever|until|till|before|after|
        as soon as|the moment)(?= (?:it|it's|its|your|the (?:parcel|package|order|shipment|
        delivery|driver|courier)|that|they|we|you|this|i|i'm|there)\b))\b
      `,
      },
      {
        mood: 'echoed',
        pattern: regex('i')`
        \b(?:sorry to hear|sorry (?:about|for)|apologi[sz]e|apologies|you (?:said|mentioned|
        told|say|asked|want to know|were told|think|believe)|you're (?:saying|asking|calling|
        looking|wondering)|you'd like to know|you are (?:saying|asking|calling|looking)|
        i understand|sounds like|calling (?:about|because)|ask(?:ing)? (?:about|me)|
        frustrating)\b
      `,
      },
      {
        mood: 'offered',
        pattern: regex('i')`
        \b(?:let me|i'll|i will|i can|i can't|i cannot|i could|i'd|i would|i'm going to|
        i am going to|allow me|happy to|able to|we can|we'll|i need|i'm unable to|
        i still need)\s+(?:\w+\s+){0,3}?(?:check|look|find out|find|see (?:if|whether|what|
        when|where|how)|help|assist|track|search|pull|explain|get (?:a|an|you|someone|
        somebody|more)|connect|transfer|put you|try|tell you (?:about|if|whether|when|where|
        what|how|more)|know|like to|need|have|reach)\b
      `,
      },
      {
        mood: 'requested',
        pattern:
          /^\W*(?:(?:and|so|then|now|okay|just)\s+)?(?:please|say|tell|give|hold|wait|bear with)\b/i,
      },
    ],
    general: /\b(?:usually|normally|typically|generally|in general|in most cases|as a rule)\b/i,
    social: regex('i')`
  \b(?:thank you for|thanks for|have (?:a|an) (?:\w+ )?(?:good|great|nice|lovely|wonderful|
  pleasant)|good (?:morning|afternoon|evening|day|night)|enjoy|how (?:can|may) i|
  happy holidays|anything else|help(?:ing)? you today|assist(?:ing)? you today|
  calling(?: us)? today)\b
`,
  },
  names: {
    ownLead: PARCEL_FOR,
    afterOwn: /^(?:, number |,? ending in | is | was | has | could )/,
    own: OWN_WORDS,
    notOwn: /^(?:you|us|me|them|your\b.*|the number|number\b.*)$/i,
    leads: [
      ...OWNERS.map((pattern) => ({ sense: 'is' as const, pattern })),
      ...[...OTHERS, CARRIERS].map((pattern) => ({ sense: 'gist' as const, pattern })),
    ],
    noName: new Set(
      (
        'A About According Actually After Ah All Alright Also Am An And Any Apologies Are As At ' +
        'Bear Because But By Can Certainly Could Currently Customs Definitely Delivery Did Do ' +
        'Does Fortunately For From Give Go Goodbye Good Got Great Happy Have He Hello Here Hey ' +
        "Hi Hold How However I If In Is It It's I'm I've I'll I'd Just Let Let's Looks Maybe Me " +
        'Meanwhile Moment Mr Mrs Ms Dr Miss My No Not Now Number Of Oh Okay Ok On Once One Or ' +
        'Order Our Package Parcel Perfect Perhaps Please Right Regarding See She Shall Should ' +
        "Since So Sorry Sir Madam Maam Still Status Sure Thank Thanks That That's The Then " +
        "There There's They This To Today Tomorrow Tonight Tracking Two Unfortunately Until " +
        'Very Was Waybill We Welcome Well What When Where Which Who Why Will With Would Yes ' +
        'Yesterday Yet You Your Yours Absolutely Alas Anyway Everything First Second Next ' +
        'Finally Luckily Sadly Noted Understood Monday Tuesday Wednesday Thursday Friday ' +
        'Saturday Sunday January February March April May June July August September October ' +
        'November December Christmas Easter English'
      ).split(' '),
    ),
    suffix: /'s$|\.$/,
    shared: new Set(
      'mr mrs ms dr prof sir van von der den de del della di da dos la le el al bin the and of'.split(
        ' ',
      ),
    ),
  },
  issues: {
    says: regex('gi')`
  \b(?:note|notes|message|remark|comment|reason|issue|problem)\b[^.?!:]{0,90}?\b(?:says|say|
  reads|states|mentions|indicates|explains|notes)\b(?:\s*:|,?\s+that\b|,)?\s+|,\s+says:\s+|
  \b(?:note|message|remark|comment|issue|problem|reason)(?: (?:on (?:it|record|file)|listed|
  given|here|for (?:this|that|the delay)))?(?: is)?:\s+
`,
    cause: regex('gi')`
  \b(?:because of|because|due to|owing to|as a result of|caused by|on account of|thanks to|
  (?:the|a) (?:reason|issue|problem|cause)(?: (?:for|with|behind) [^,.?!]{1,60}?)? (?:is|
  was)(?: that)?|what happened (?:is|was)(?: that)?|there(?:'s| is| was| has been) (?:an|a|
  some) (?:issue|problem)(?: with|:)?)\s+(?!on record|on file|(?:with )?the record of)
`,
    // "Because of you", "because I want to help": the assistant's reasons are no issue of a parcel.
    ownCause: /^(?:i|you|we|(?:on |with |at )?(?:my|our)|your (?:patience|call)|that|it|this)\b/i,
    givenCause: /^(?:the|a|what|there)\b/i,
    numberTalk: /\b(?:number|digits?|letters?|line|connection)\b/i,
    parcelStatus: regex('i')`
  \b(?:delay|late\b|cancel|fail|deliver|held|return|stuck|behind|transit|on its way|pending|
  parcel|package|shipment|order)
`,
    // What went wrong, a colon, and why.
    reason: regex('gi')`
  \b(?:delayed|late|cancell?ed|(?:not|n't) be delivered|failed|expected [^.:;?!]{1,60}|yesterday|today|
  tomorrow):\s+
`,
    event: regex('gi')`
  \b(?:was|were|been|being|is|are|'s|it|got|gets|parcel|package|driver|courier|carrier|they|
  someone|and|to be|currently|now|has|have)\s+(?:\w+ly\s+)?(left (?:our|its|the) (?:\w+ )?
  (?:warehouse|depot|facility|hub|cent(?:er|re)|station)|cleared customs|left (?:with|at|by|
  in|behind|outside|on)\b|signed for|picked up|collected by|returned|damaged|lost|stolen|
  held(?! up)|stuck|refused|misrouted|rerouted|rescheduled|missing|destroyed|redirected|
  sent back|waiting (?:at|in|for (?:you|pickup|collection|customs|the (?:sender|
  recipient)))|on hold|ready for (?:pickup|pick-up|collection)|(?:at|in) (?:the|our|a|
  your) (?:\w+ )?(?:depot|warehouse|facility|hub|cent(?:er|re)|post office|locker)|(?:at|
  in) customs|arrived (?:at|in))
`,
    told: regex('gi')`
  \b(?:it|the (?:record|file|system|entry)) (?:says|shows|mentions|states|notes)(?: here)?
  (?: that)?:?\s+|\baccording to (?:the|our|my) (?:note|record|file|system|entry)s?,?\s+
`,
    notTold: regex('i')`
  deliver|arriv|delay|cancel|transit|on (?:its|the) way|pending|process|prepar|expect|
  schedul|number|\bas\b|late\b|date|status
`,
    none: regex('gi')`
  \b(?:there (?:is|are|were|was)|there's|i see|shows?|has|with|and|have) no (?:\w+ )?
  (?:issue|problem|note|reason|explanation|remark|comment)s?\b(?! with (?:that|me|
  it at all))|\bno (?:\w+ )?(?:issue|problem|note|reason|explanation)s? (?:is |are |was |
  were )?(?:on record|on file|listed|recorded|noted|given|reported)\b|(?:n't|\bnot) (?:see|
  find|have|show|list|mention|give|say) (?:any|a|an) (?:\w+ )?(?:issue|problem|note|reason|
  explanation)s?\b
`,
    turn: regex('i')`
      ,\s+(?:and|but|so|which|it|i|you|we|is|would|please)\b|;|\s-\s|—|\s(?:and|but|so) (?:it|
      is|was|should|will|i|you|we|the|that)\b
    `,
  },
  cutLead: ` ${CUT_LEAD}`,
  thoughtEnd: regex('i')`
  ^["'”’)\]]*\s*(?:$|[.!?;…"”]|
  [,–—-]?\s*(?:so|but|which|is there|would|do you|can i|shall)\b)
`,
  stopWords: new Set(
    (
      'a an the of to for in on at by with from and or that which this these those it its is ' +
      'was are were be been being has have had as there their they he she you your we our us ' +
      'i so also still currently now then just some bad very please will would should can may ' +
      'us up out into than but s t re ve ll d because due reason left who what when where if'
    ).split(' '),
  ),
  inflection: /(?:ed|ing|es|s|d|e)$/,
};
