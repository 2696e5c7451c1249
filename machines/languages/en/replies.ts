/** How a caller answers in English when a number was read back. */
import { regex, source } from '../../regex.ts';
import type { ReplyWords } from '../language.ts';

// Whatever says that what was read back is so; not "right here", "right after the W".
const RIGHT = source`
  (?:right|correct|fine|good|perfect|great|okay|ok|true|it|the one|the (?:right|correct)
  (?: )(?:one|number))\b(?! (?:here|there|now|after|before|away|at|is|was|should|for|from|of|i)\b)
`;
const VERY = '(?:absolutely|actually|all|exactly|just|perfectly|quite|totally|very|entirely)';
const IS_RIGHT = source`
  (?:(?:that|it|this|everything|all)(?:'s| is| was| sounds| looks| does) (?:${VERY} )*${RIGHT}|
  you(?:'re| are| were) (?:${VERY} )*(?:right|correct)\b|
  you(?:'ve| have)? (?:got|have) (?:it|that)(?: right| correct)?)
`;
const AFFIRMED = `(?:(?:yes|yeah|yep|yup|yea)\\b|${IS_RIGHT})`;
const GAP = '[\\s,.;:!-]+';

// "That's not right" and "isn't"; transcribers leave the apostrophe out.
const NEGATED = source`
  (?:is|was|are|were|does|did|do|has|have|had|should|would|could|ca|wo)n'?t
`;
const UNKNOWING = source`
  (?:know|understand|understood|remember|recall|hear|heard|catch|caught|find|see|think of|tell|
  follow|have (?:it|that|the (?:\w+ )?number|my (?:\w+ )?number|one|any))\b
`;
const ORDINAL = source`
  (?:last|first|second|third|fourth|fifth|sixth|seventh|eighth|ninth|tenth|final|middle|next)
`;
const PLACE = source`
  (?:one|ones|digits?|numbers?|letters?|characters?|parts?|bits?|groups?|half|two|three|
  four|five|six)
`;
const CHANGES = regex('')`
  (?<!\w)(?:(?:change|swap|replace|amend|edit|modify|adjust|alter|switch)|
  (?:^|\b(?:to|please|you|me|i|and) )correct) (?:\w+ )?
  (?:it|that|this|the|those|these|my|one|both|a)\b(?!'s| is| was)
`;
const MAKE_IT = /\bmake (?:it|that|this) (?!happen|so\b|quick|soon|now|please)\w/;
const PUT = '(?:add|insert|drop|remove|delete|erase|take (?:out|off|away)|leave out|put in)';
const DIGIT = '(?:zero|oh|one|two|three|four|five|six|seven|eight|nine)';
// Not the end of "it's", and no article.
const PIECE = source`
  (?<![\w'])(?:(?:a|an|the|another|one|two) )?(?:${DIGIT}|digit|letter|character|number|\d|
  [b-hj-z])(?:e?s)?\b
`;

export const replies: ReplyWords = {
  harmless: regex('g')`
    \b(?:(?:no|nope|nah|not at all|nothing)(?:${GAP}(?:no|nope|nah|not at all)){0,4}${GAP}
    (?=(?:(?:oh|well|i mean|sorry|actually|yes|yeah)${GAP})?${IS_RIGHT})|
    (?:no|nah),? (?=(?:yeah|yep|yea)\b)|
    (?:oh|sorry|wait|hold on|hang on|actually|i mean|i meant|i said|i say)${GAP}
    (?=(?:(?:oh|no|well|i mean|sorry|actually)${GAP}){0,4}${AFFIRMED})|
    (?<=\b(?:yes|yeah|yep)),? actually(?=\s*(?:[.!?]|$))|^\W*[ky]\W*$|
    (?:there(?:'s| is| are|'re) |it(?:'s| is) |that(?:'s| is) |i have |i see )?(?:no|not an?y?|
    not any) (?:problems?|worr(?:y|ies)|rush|hurry|trouble|bother|matter|big deal|doubts?|
    questions?|wonder|kidding|pressure|stress|objections?|complaints?|issues?|need|corrections?|
    changes?(?! (?:it|that|this|the|my|one|to)\b)|mistakes?|errors?|
    (?:more|other|further|additional) \w+)(?: (?:at all|necessary|needed|required|
    there|here|from me|about (?:it|that)))*|
    nothing(?:'s| is)? (?:else|more|wrong|to (?:change|correct|add|fix)|missing)|
    (?:you(?:'re| are)|that(?:'s| is)|it(?:'s| is)) not (?:wrong|mistaken|incorrect)|
    not (?:wrong|bad|only|just|yet|sure|certain)\b|why not|or not|if not|whether or not|
    (?:i |we |you )?(?:do not|don't|dont|did not|didn't|didnt|can not|cannot|can't|cant|could not|
    couldn't|couldnt) (?:quite |really |even |actually )*${UNKNOWING}
    (?: (?:that|it|you|anything|what you said|the (?:\w+ )?(?:number|part|one)))?|
    (?:can't|cant|cannot|can not) (?:wait|complain|thank|believe)|couldn't (?:agree more|be better)|
    couldn't have said it better|
    sorry (?:(?:for|about) (?:that|this|it|(?:the|my|all the|any) \w+)|
    to (?:bother|interrupt|trouble|hear|keep)(?: you| that)?)|
    (?:don't|dont|do not) (?:worry|mind|bother|hang up|care|forget|hesitate)|
    (?:don't|dont|do not) (?:need|want|have) any(?:thing|one|body)?(?: else| more| other)?|
    doesn't (?:matter|bother)|no later than|
    (?:(?:has|have|is|was|did|are)(?: not|n't|nt)|'s not) (?:been |yet )*
    (?:arrived?|come|shown?|delivered|moved|updated|here|received|got|gotten|heard|seen|turned)|
    never (?:arrived|came|got|received|showed|turned)|
    ,? (?:is it not|isn't it|isn't that|doesn't it|wasn't it|didn't (?:it|i|you)|aren't you|
    don't you|won't (?:it|you))(?=\s*(?:[?.!]|$))|
    (?:one|a|just a|half a|give me a|two) (?:moment|second|sec|minute|min|tick)s?|
    (?:that's |that is |it's |exactly |just )?(?:what|as|like) i (?:just )?(?:said|say)|
    (?:that|the|this) (?:change|correction) is|
    (?:but |and )?i (?:also |just )*(?:almost |nearly )?forgot to (?:ask|mention)|
    (?:but|however),? (?:(?:i|i'd|i'm|i've|i was|would|like|to|just|also|still|want|wanted|need|have|
    can|could|you|let|me|a|an|one|another|more|please|first) ){0,6}(?:know|tell me|asking|ask|
    wondering|wonder|curious|questions?|thanks?|thank you)\b|
    wait time|waiting)
  `,
  clauseStart: regex('g')`
    \s+(?:and |so |but )?(?=(?:(?:can|could|would|will|may) (?:you|i|we)\b|(?:do|did) you\b|
    (?:what|when|where|why|how|who)(?:'s|'re| is| are| do| does| did| will| can| would| could|
    long| much| many| time| about| come)\b)|(?:but|except|however)\b)
  `,
  yes: regex('')`
    \b(?:yes|yeah|yep|yup|yea|yah|yess+|aye|sure|surely|right|correct|exactly|absolutely|
    certainly|definitely|indeed|affirmative|confirmed?|perfect|precisely|totally|bingo|
    mm-?hmm?|uh-?huh|of course|spot on|that(?:'s| is) (?:it|the one|mine|me|good|fine|great)|
    you(?:'ve)? got it|sounds (?:good|great|right|fine|perfect)|looks (?:good|great|right|fine))\b
  `,
  no: regex('')`
    \b(?:no+|nope|nah|nay|nuh[- ]?uh|uh[- ]uh|mm-mm|negative|never|not|cannot|${NEGATED}|wrong|
    incorrect|false|mistaken?|misheard|misunderst(?:an|oo)d|neither|none)\b
  `,
  corrections: [
    // What takes back, or turns to something else.
    /^(?:(?:no|oh|but|well|so|yes|yeah|and|um) )*actually\b/,
    regex('')`(?:'s|\bis|\bwas|\bare) actually (?!(?:${VERY} )*${RIGHT})`,
    /(?:^|\b(?:no|oh|but) )(?:wait|hold on|hang on|hold up|stop)\b/,
    /^(?:but|except|however)\b|\b(?:except|apart from|aside from|other than|all but)\b/,
    /\bi (?:just )?(?:said|meant|misspoke|mis-?said)\b/,
    /\binstead\b|\b(?:would|should|or|but) rather\b|'d rather\b|\brather have\b/,
    /\bprefer\b(?! (?:that|this|it)\b)|\bsecond thoughts?\b|\bchanged my mind\b/,
    /\b(?:try (?:it |that )?again|start over|scratch that|forget that|correction)\b/,
    /\bmy (?:mistake|bad)\b/,
    regex('')`
      \b(?:let me|i(?:'ll| will)|i need to|i have to|i(?:'d| would) like to) (?:\w+ )?
      (?:correct|change|repeat|read|spell|rephrase|start over|start again|try (?:it |that )?again|
      say (?:it|that)|give (?:it|you|that))\b
    `,
    /\b(?:different|another|other|old|previous) (?:tracking )?number\b|\bthe other one\b/,
    // That it is not quite so.
    /\b(?:almost|nearly)(?: (?:right|correct)\b|$)|\bclose(?: enough)?$/,
    /\b(?:mostly|partly|partially|half right|most of it|(?:kind|sort) of)\b/,
    /\b(?:number|one|digit|letter|code)(?:'s| is| was) (?:off|different)\b/,
    /\byou(?:'ve| have)? (?:\w+ )?(?:forgot|missed|left|skipped|dropped|misheard|added)\b/,
    // What is to be done with it.
    MAKE_IT,
    CHANGES,
    regex('')`\b${PUT} ${PIECE}`,
    regex('')`
      \b(?:should|shouldn't|ought to|must|has to|needs to|supposed to|meant to)(?: have)?
      (?: )(?:be|been|say|read|end|start|begin|go)(?: with| in)? (?:${PIECE}|(?:an? |the )?
      (?:double|triple|capital|letter|digit|number)\b)
    `,
    // Where, and what there is too little or too much of.
    regex('')`\b(?:the |my |your )?${ORDINAL} (?:\w+ )?${PLACE}\b`,
    /\bat the (?:very )?(?:end|start|beginning|front)\b(?! of)/,
    /\b(?:the|my) (?:end|ending|start|beginning|tail|front) (?:is|was|are|has|should)\b/,
    /\b(?:ends?|ending|starts?|starting|begins?|beginning) (?:in|with|on an?)\b/,
    /\bthe other way (?:a)?round\b|\b(?:swapped|mixed up|reversed|transposed)\b/,
    regex('')`\b(?:there(?:'s| is| are)|without)(?: only)? ${PIECE}`,
    regex('')`\b(?:two|three|four|double|triple) ${DIGIT}e?s\b`,
    regex('')`${PIECE} (?:(?:is|was|'s) )?(?:missing|extra|different|off)\b`,
    regex('')`\bmissing (?:${PIECE}|something)`,
    regex(
      '',
    )`\btoo (?:many|few)\b|\b(?:one|an) (?:more|extra|less|additional) (?:${PLACE}\b|${PIECE})`,
    // "B as in Bravo", and not "it's for me".
    /(?<![\w'])[b-hj-z] (?:as in|for|like) [a-z]/,
  ],
  correctionsAsked: [
    MAKE_IT,
    CHANGES,
    regex('')`\b${PUT} ${PIECE}`,
    /\binstead\b|\bstart (?:over|again)\b|\btry (?:it |that )?again\b|\bcould (?:it|that) be\b/,
    /\b(?:shouldn't|isn't|wasn't) (?:it|that|the)\b|\bdid(?:n't| not) i say\b/,
  ],
  turn: /^(?:(?:i'm|i am|oh|so|very) )*(?:sorry|apologies|pardon|excuse me)\b/,
  question: regex('')`
    ^(?:(?:but|and|so|or|well|okay|ok|please|oh|um|uh|hey|yes|yeah|also|first|then|
    now) )*(?:is|are|was|were|do|does|did|can|could|would|will|shall|should|may|have|
    has|what|what's|
    when|when's|where|where's|which|who|who's|why|how|how's|(?:isn't|wasn't|aren't|didn't|doesn't|
    don't|haven't|shouldn't|couldn't|won't) (?:it|that|this|there|the|you|i|we|they)|pardon|
    come again|say (?:it|that) again|repeat (?:it|that)|tell me)\b
  `,
  aroundNumber: regex('g')`
    \b(?:(?:the|that|this) (?:right |correct )?one|it's|it is|that's|that is|the|my|your|
    tracking|number|code|is|are|capital|letter|digit|dash|hyphen|then|and|um|uh|er|well|
    so|please|ends? (?:in|with)|ending (?:in|with)|starts? with|
    just|only)\b
  `,
  ambiguous: new Set('a i o oh y'.split(' ')),
  takesBack: regex('')`
    \b(?:sorry|apologies|my (?:mistake|bad|fault)|never ?mind|after all|i was wrong|
    i (?:misheard|misread|misspoke)|(?:was|were|you're|you are) (?:right|correct)|
    take (?:it|that) back|
    forget (?:it|that|what))\b
  `,
};
