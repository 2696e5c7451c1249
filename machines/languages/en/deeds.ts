/** How it is said in English that something was done or is promised, beside looking a parcel up. */
import { regex, source } from '../../regex.ts';
import type { DeedClass, DeedWords } from '../language.ts';

const STAFF = source`
  (?:colleague|agent|team|supervisor|manager|representative|specialist|advisor|adviser|operator|
  department|person|human|somebody|someone|support|staff|human being|member of (?:our|the) \w+)s?
`;
const OUTSIDE = source`
  (?:driver|courier|depot|warehouse|carrier|sender|shipper|seller|merchant|shop|office|station|hub|
  branch|neighbou?r|delivery (?:team|company|person|man)|local team|dispatch(?:er)?|post office)s?
`;
const DOER = source`
  (?:i|we|they|someone|somebody|(?:a|an|the|our|my|one of (?:our|my)) (?:\w+ ){0,2}?
  ${STAFF}(?: who| that| there)?)
`;
const ADVERB = source`
  (?:just|already|now|also|gladly|happily|personally|immediately|definitely|certainly|right away|
  gone ahead and|then|quickly|kindly|surely|absolutely|shortly|soon|promptly|simply|even|directly|
  successfully|at once|automatically)
`;
// What commits to the verb after it; "can", "could", "would" and "need to" do not.
const DONE = source`
  (?:'ve|'s| have| has|'d| had| was able to| were able to| managed to| made sure to| went ahead and|
  did|) (?:been )?(?:${ADVERB} )*(?:able to |managed to )?
`;
const WILL = source`
  (?:'ll| will| shall|'m going to|'re going to| am going to| are going to| is going to|
  'm| am|'re| are|'s| is|) (?:be )?(?:${ADVERB} )*
`;
const COMMITS = source`
  (?:${DOER}(?:${DONE}|${WILL})|let me (?:${ADVERB} )*|(?<=^|[.!?,] )(?:now )?(?=\w+ing )|
  (?<=\b(?:i|we|they)\b[^.!?]{0,80} and )(?:${ADVERB} )*)
`;
const DETERMINER = '(?:a|an|the|your|you|my|our|this|that|it|all|both|half|another|some)';
const UP_TO_TWO = '(?:[\\w-]+ ){0,2}?';

/** A verb in all its forms, from its stem: "refund", "issu", "cancel". */
const verb = (...stems: string[]) =>
  `(?:${stems.join('|')})(?:e|ed|d|ing|s|es|ged|ging|led|ling|red|ring|ted|ting)?`;

const MONEY = source`
  (?:refund|reimbursement|credit|voucher|discount|compensation|coupon|gift card|money back|
  free (?:shipping|delivery|upgrade)|goodwill payment|rebate)
`;
const DETAIL = source`
  (?:address|date|delivery|time|slot|window|phone number|number|name|details|instructions?|order|
  destination|pick-?up point|appointment|parcel|package|shipment|record)
`;
const VISIT = source`
  (?:redelivery|re-delivery|delivery|pick-?up|collection|attempt|delivery attempt|slot|appointment)
`;
const CASE = source`
  (?:ticket|complaint|claim|case|investigation|trace|incident|report|dispute|feedback|concern|issue)
`;
const LETTER = source`
  (?:e-?mail|text|text message|message|sms|link|confirmation|label|invoice|receipt|letter|update)
`;

/** Each class of deeds with what is said to be done. */
const DEEDS: [value: DeedClass, pattern: string][] = [
  [
    'transfer',
    source`
      (?:${verb('transfer', 'connect', 'patch', 'redirect', 'rout', 'forward', 'switch')}
      (?: you| (?:your|this|the) call)|put(?:ting)? (?:you|your call|this call)
      (?: straight| right)? (?:through|in touch)|pass(?:ed|ing)? (?:you|your call)
      (?: on| over| along| straight)?|hand(?:ed|ing)? (?:you|this(?: call)?|your call)?
      (?: )?(?:over|off)|(?:get|got|getting|bring|brought|bringing|fetch|fetching|find|finding)
      (?: in)?(?: you)? (?:(?:a|an|one of our|one of my|my|our) (?:\w+ ){0,2}?${STAFF}|someone|
      somebody)\b(?! who (?:has|have)))
    `,
  ],
  [
    'callback',
    source`
      (?:(?:call|phon|ring|telephon|dial)(?:e|ed|ing)? you(?: back)?\b(?! by)|get(?:ting)? back to
      (?: )you|be (?:calling|phoning|ringing|contacting|in touch)|contact(?:ing)? you|
      reach(?:ing)? out to you|follow(?:ing)? up with you|
      ${verb('schedul', 'arrang', 'book', 'request', 'organi[sz]', 'set up', 'setting up', 'log', 'plac')} 
      (?:a|an|your|for a) ${UP_TO_TWO}(?:call-?back|call back|return call|phone call|call))
    `,
  ],
  [
    'compensation',
    source`
      (?:(?:make|making|made) it up to you|${verb('refund', 'reimburs', 'compensat', 'credit', 'waiv')} (?:${DETERMINER}|[$€£]|\d)|
      ${verb('issu', 'process', 'start', 'initiat', 'approv', 'request', 'submit', 'arrang')} 
      ${UP_TO_TWO}${UP_TO_TWO}${MONEY}|
      ${verb('authori[sz]', 'appl[iy]', 'giv', 'given', 'gave', 'offer', 'send', 'sent', 'mak', 'made', 'add')} 
      ${UP_TO_TWO}${UP_TO_TWO}${MONEY})
    `,
  ],
  [
    'change',
    source`
      (?:${verb('chang', 'updat', 'correct', 'amend', 'edit', 'modif[iy]')} 
      (?:your|the|that|this) ${UP_TO_TWO}${DETAIL}|
      ${verb('reschedul', 'rebook', 'rearrang', 'rerout', 'postpon', 'cancel', 'expedit', 'upgrad')} 
      (?:your|the|it|that|this|you)|
      ${verb('schedul', 'arrang', 'book', 'set up', 'setting up', 'request', 'organi[sz]', 'order')}(?: for)? 
      (?:a|an|another|your|the) ${UP_TO_TWO}${VISIT}|
      put(?:ting)? (?:a|your|the|it) ?(?:[\w-]+ ){0,2}?on hold|
      mark(?:ed|ing)? (?:it|your \w+|this) as (?:urgent|priority))
    `,
  ],
  [
    'contact',
    source`
      (?:${verb('contact', 'tell', 'told', 'ask', 'notif[iy]', 'inform', 'alert', 'messag', 'call', 'phon', 'instruct', 'remind', 'warn', 'reach', 'email')}
      (?: out)?(?: to| with)? (?:the|your|our|that) ${UP_TO_TWO}${OUTSIDE}|
      (?:speak|speaking|spoke|spoken|talk|talked|talking|check|checked|checking) (?:to|with) 
      (?:the|your|our|that) ${UP_TO_TWO}${OUTSIDE}|
      let(?:ting)? (?:the|your|our) ${UP_TO_TWO}${OUTSIDE} know|
      (?:leave|left|leaving|made|make|making|add|added|adding|put) (?:a |an |your |some )?${UP_TO_TWO}
      (?:note|message|instructions?|request) (?:for|to|on) (?:the|your|our) )
    `,
  ],
  [
    'escalation',
    source`
      (?:${verb('escalat')} (?:this|it|that|your|the)|
      ${verb('rais', 'open', 'fil', 'creat', 'log', 'lodg', 'submit', 'launch', 'register', 'start', 'report')} 
      (?:a|an|your|the|this|it)(?: ${UP_TO_TWO}${CASE}\b| to (?:the|our|my))|
      (?:pass|forward|send)(?:ed|ing)? (?:this|that|it|your (?:\w+ )?(?:${CASE}|request|comments?)) 
      (?:on |along |over )?to (?:the|our|my|a)\b)
    `,
  ],
  [
    'message',
    source`
      (?:(?:send|sent|sending|email|emailed|emailing|text|texted|texting|forward|forwarded|mail|
      mailed) (?:you |out )?(?:a|an|the|your) ${UP_TO_TWO}${LETTER}|
      (?:e-?mail|text)(?:ed|ing)? you\b)
    `,
  ],
];

// What "I have" is said of that the assistant does, or that a record tells of "us".
const OWN_WORK = source`
  (?:found|find|check|look|read|tri|told|tell|heard|got|not|understood|pull|locat|search|seen|said|
  ask|been|had|open|confirm|verif|receiv|list|finish|done|repeat|mention|retriev|call|brought|
  identif|match|gone|review|count|miss|lost|forgotten|misheard|misunderst|enter|typ|taken|written|
  record|captur|deliver|ship|dispatch|return|process|pack|attempt|prepar|hand|load|left|sent|wait|
  reach|us|just|start|given|explain|answer|need|want|enjoy|appreciat|apologi|help|spell|lik|lov)
`;
const SOMETHING_DONE = regex('gi')`
  (?<![\w'])(?:i|we)(?:'ve| have) (?:${ADVERB} )*(?!${OWN_WORK})(?:\w+ed|set|put|made|held|cut)
  (?: up| out)? (?:your|the|a|an|this|that|it)\b(?: ${UP_TO_TWO}\w+)?
`;
const OTHERS_CALL = regex('gi')`
  \b(?:the|your|our) (?:\w+ )?${OUTSIDE} (?:will|'ll|is going to)(?: ${ADVERB})* (?:call|phone|
  ring|contact|text|message|get back to|reach out to) you\b
`;
const SEEN_TO = regex('gi')`
  (?<![\w'])(?:i|we)(?:${DONE}|${WILL})(?:(?:make|making|made) sure(?= (?:that )?(?:it|your|the|you|
  this)\b)|see(?:ing)? to it|ensur(?:e|ed|ing)(?= (?:that )?(?:it|your|the|you|this)\b))
`;

/** Deeds of which nobody is said to be the doer. */
const IMPERSONAL: [value: DeedClass, pattern: RegExp][] = [
  [
    'compensation',
    regex('gi')`
      \b(?:you(?:'ll| will|'ve| have|'re| are)(?: be| been| going to be| going to get| being)?
      (?: (?:fully|partially|now|already))? (?:refunded|reimbursed|compensated|credited)|
      you(?:'ll| will|'re going to| are going to) (?:get|receive|have|see|be getting) 
      (?:[\w-]+ ){0,3}?${MONEY}|
      ${MONEY}(?: of [^,.]{1,20}| for [^,.]{1,30})?(?: has| have|'s| was| is| will| should)
      (?: already| now| just)?(?: been| be| being)?(?: already| now)?
      (?: )(?:issued|processed|approved|applied|sent|made|requested|submitted|initiated|paid|added|
      on (?:its|the) way|credited))
    `,
  ],
  [
    'callback',
    regex('gi')`
      \b(?:you(?:'ll| will|'re going to| are going to| should| can expect to) 
      (?:get|receive|be getting|have|hear from|hear back from)
      (?: (?:a|an) (?:[\w-]+ ){0,2}?(?:call-?back|call)\b| us\b| (?:someone|somebody)\b|
      (?: (?:a|an|the|our|my)) (?:\w+ )?${STAFF})|(?:you can )?expect (?:a|our) (?:\w+ )?(?:call|
      call-?back)\b)
    `,
  ],
  [
    'message',
    regex('gi')`
      \byou(?:'ll| will|'re going to| are going to| should) (?:get|receive|be getting) (?:a|an) 
      (?:[\w-]+ ){0,2}?(?:e-?mail|text|text message|sms|link)\b
    `,
  ],
  [
    'change',
    regex('gi')`
      \b(?:(?:address|delivery date|date|time slot|phone number|contact details|details|
      instructions)(?: on \w+)?(?: has| have|'s| was| were| is| are| will)(?: now| just| already)?
      (?: been| be| being)?(?: now| already)? (?:changed|updated|corrected|amended|modified)|
      (?:redelivery|pick-?up|collection|new (?:delivery|attempt))(?: has| have| was| is| will)
      (?: now| just| already)?(?: been| be)? (?:rescheduled|rebooked|arranged|booked|scheduled|
      set up|organi[sz]ed))\b
    `,
  ],
  [
    'contact',
    regex('gi')`
      \b${OUTSIDE} (?:has been|have been|was|were|will be|is being)(?: ${ADVERB})*
      (?: )(?:informed|notified|told|contacted|asked|instructed|alerted|messaged)\b
    `,
  ],
  [
    'escalation',
    regex('gi')`
      \b(?:${CASE}|request)(?: has been| have been| was| is| will be)(?: ${ADVERB})*
      (?: )(?:registered|raised|opened|filed|logged|lodged|escalated|submitted|forwarded|passed on)\b
    `,
  ],
  ['callback', OTHERS_CALL],
  ['arrival', SEEN_TO],
  [
    'transfer',
    regex('gi')`
      \byou(?:'re| are|'ll be| will be|'ve been| have been)(?: now| being| just)?
      (?: )(?:transferred|connected|put through|forwarded|passed on|redirected)\b
    `,
  ],
];

const DEED_PATTERNS = DEEDS.map(
  ([value, pattern]) => [value, new RegExp(`(${COMMITS})(${pattern})`, 'iy')] as const,
);

/** "Surely", "I promise": said of what is still to come, it promises what nobody can know. */
const ASSURED = regex('gi')`
  \b(?:surely|definitely|certainly|absolutely|undoubtedly|without (?:a |any )?(?:doubt|fail)|
  for (?:sure|certain)|guaranteed|no doubt|no matter what|(?:100|one hundred|a hundred) percent|
  (?:i|we)(?: can| do|'ll| will)? (?:promise|guarantee|assure)|(?:you have|i give you) my word|
  rest assured)\b
`;
const ARRIVAL = regex('i')`
  \b(?:(?:will|'ll|shall|is going to|'s going to|are going to|'re going to|going to|is|'s) 
  (?:\w+ ){0,3}?(?:arriv\w*|deliver\w*|have it|have your|get it|get there|get your|receive|be there|
  be with you|be yours|come|reach you|be on time|make it|at your door)|arrival|arrives|
  (?:delivery|delivered) (?:on|by|before|tomorrow|today)|on time)
`;

const DENIED = regex('i')`
  (?:\b(?:not|never|no|cannot|unable|neither|nor|without|hardly)\b|n't\b)[^,;.]{0,24}$
`;
const CONDITION_BEFORE = regex('i')`
  \b(?:if|unless|whether|in case|should you|when|whenever|once|until|before|after|as soon as|
  would you like|do you want|shall i|can i|may i|could|would|can|might)\b
`;
const CONDITION_AFTER =
  /^[^.!?]{0,40}\b(?:if you|unless|whenever you|once you|would you|shall i)\b/i;

export const deeds: DeedWords = {
  commits: new RegExp(`(?<![\\w'])(?=${COMMITS})`, 'gi'),
  committed: DEED_PATTERNS,
  impersonal: IMPERSONAL,
  somethingDone: SOMETHING_DONE,
  assured: ASSURED,
  arrival: ARRIVAL,
  denied: DENIED,
  conditionBefore: CONDITION_BEFORE,
  conditionAfter: CONDITION_AFTER,
  determiner: /\b(?:the|your|my|our|an?|this|that)$/i,
  hasDone: /(?:'ve|\bhave|\bhas|\bhad) (?!to\b)/i,
  willDo: /(?:'ll|\bwill|\bshall|going to|\blet me|'m|\bam|'re|\bare|\bshould)\b(?! been)/i,
  past: /^(?:\w+ed|told|got|sent|made|gave|brought|left|spoke|put)\b/i,
  auxiliary: new Set(['will', 'have', 'been', 'just', 'already', 'going', 'shall', 'your']),
};
