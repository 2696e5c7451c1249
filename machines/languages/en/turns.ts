/** How a caller's turn is understood in English. */
import { regex, source } from '../../regex.ts';
import type { TurnWords } from '../listening-words.ts';

const PARCEL = source`
  (?:parcels?|packages?|packets?|packs?|orders?|shipments?|deliver(?:y|ies)|items?|stuff|box(?:es)?|
  goods|letter|consignment)
`;
const OWN = source`(?:my|the|this|that|our|his|her|their|your|any|a|an)(?: \w+){0,2}? `;
const IT = source`(?:it|this|that one|that|he|they|${OWN}${PARCEL}|${PARCEL})`;
const IS = `(?:is|was|are|were|has|have|had|will|did|does|do|can|should|would)`;
// What a parcel does, and little else: "when will it rain" is not asked of one.
const COMES = source`
  (?:come|comes|coming|came|arrive|arrives|arriving|arrived|get (?:here|there|to me|delivered|in)|
  gets? (?:here|there|to me|delivered)|be (?:here|there|delivered|home|with me|coming|arriving|
  dropped)|delivered|reach(?:es)?|show(?:s|ing|ed|n)? up|turn(?:s|ed|ing)? up|made it|land|dropped off|due|expected|
  (?:be )?out for delivery|ship|shipped|supposed to|gonna|going to)
`;
const EMPHASIS = source`
  (?:(?:the (?:hell|heck|fuck)|on earth|in the world|exactly|now|actually|about|roughly|all) ){0,2}?
`;
const LATE = source`
  (?:late|delayed|delay|stuck|held(?: up)?|lost|missing|slow|overdue|returned|cancell?ed|
  failed|taking so long|take so long|taking this long|not (?:here|there|come|arrived?|moving|
  delivered)|wrong|pending|in (?:customs|limbo))
`;
const PERSON = source`
  (?:person|people|human(?: being)?|humans|agents?|representatives?|rep|operator|someone|somebody|
  advisor|adviser|supervisor|manager|boss|team|somebody real|anyone|anybody|depot|head office|customer (?:service|care|support)|support|staff|employee|
  colleague|receptionist|assistant)
`;
const NUMBER = source`
  (?:(?:tracking |parcel |order |package )?(?:number|code|id|no)|one|it|that|any|slip|
  receipt|paper|email|card|label|confirmation)
`;
const NO =
  "(?:no|nope|nah|not|don't|dont|do not|didn't|didnt|haven't|havent|can't|cant|cannot|never)";

// After one, "three times" tells how often it stands there.
const CHARACTER = source`
  \b(?:\w*\d|[b-hj-z]|zero|oh|one|two|three|four|five|six|seven|eight|nine)
`;

export const turns: TurnWords = {
  partStart: regex('gi')`
    \s+(?=(?:and|but|so|then|also|or)\s+(?:please\s+)?(?:also\s+)?(?:(?:can|could|would|will|may)\s+(?:you|i|we)\b|
    (?:what|when|where|why|how|who|whose)\b|(?:is|has|will|did|does)\s+(?:it|my|the|there)\b|
    i(?:'d|\s+would)?\s+(?:like|want|need)\b|tell\s+me\b|please\b|the\s+(?:number|code|tracking)\b))|
    \s+(?=(?:the|my|your)\s+(?:tracking\s+)?(?:number|code)\s+(?:is|they|says)\b)
  `,
  signs: {
    human: regex('')`
      ^(?:please )?(?:an? |the )?${PERSON}(?: please| now)?$|^${PERSON}!?$|
      \b(?:speak|talk|chat|connect|connected|transfer(?:red)?|put|through|get|give|want|need|prefer|
      rather|have|reach|is there|call|like|let)\b.{0,30}?\b(?:to |with |for |me |a |an |the |some |
      real |live |actual |your )*${PERSON}\b|
      \b(?:put|pass|transfer|connect|hand) (?:me|us|my call|this call)\b|\btransfer (?:please|the call)|
      \b(?:real|live|actual) (?:person|human|people|one|agent)\b|\bno more (?:robots?|machines?)\b|
      \b${NO} (?:want|like|wanna|wish)(?: to)?(?: be)? (?:talk|speak|talking|speaking|deal|dealing)\b.*
      (?:machine|robot|computer|bot|ai)\b|\b(?:i need|need|want|get me) help from\b
    `,
    another: regex('')`
      \b(?:another|other|second|third|different|next|new|additional|further|one more|two more)
      (?: tracking)? (?:one|number|code|${PARCEL})\b|\b(?:another|one more)(?: one)?(?: too| please)?$|
      \b(?:the|my) (?:other|next|second) one\b|\b(?:track|check|look up|try) (?:another|one more)\b|
      ^(?:yes |and |well |oh )*one more\b(?! (?:thing|question|time|second|moment|minute))|
      \b(?:two|three|several|2|3|multiple) (?:other |more )?(?:${PARCEL}|numbers|ones)\b
    `,
    wrong: regex('')`
      \b(?:that|it|this)(?:'s| is| was)? (?:not|n't)(?: (?:my|mine|the one)\b| it$| the (?:right |correct )?${PARCEL}\b)|
      \b(?:that|it|this) (?:isn't|wasn't)(?: (?:my|mine|the one)\b| it$| the (?:right |correct )?${PARCEL}\b)|
      \b(?:the )?wrong (?:one|number|${PARCEL})\b|^not (?:my|mine|the right) ?(?:one|${PARCEL})?$|
      ^(?:(?:oh|um|uh|no|nope)[\s,]+)*(?:(?:that|it|this)(?:'s| is) (?:all )?)?(?:wrong|incorrect|not (?:right|correct))$|
      \b(?:that|it|this) (?:can't|cannot|can not) be (?:right|mine|my ${PARCEL})\b
    `,
    noNumber: regex('')`
      \b${NO} (?:\w+ ){0,2}?(?:have|got|get|know|remember|recall|find|see|receive|received|keep|
      kept|given|got|sure)(?: (?:been given|get|got|what|which|where|you mean))?
      (?: (?:a|an|the|my|any|that|your|which))* ?${NUMBER}\b|
      \b(?:i )?(?:do not|don't|dont) (?:know|remember)$|\bno (?:have )?(?:tracking )?(?:number|code|idea)\b|
      \b(?:lost|forgot|forgotten|misplaced|deleted|threw|thrown|mislaid)(?: away| out)?
      (?:(?: (?:the|my|that|a))* ${NUMBER}\b|$)|
      \bnever (?:gave|sent|got|received|had|told)\b.{0,15}\b${NUMBER}\b|
      \bthere (?:isn't|is not|was not|wasn't|is no|was no|'s no)(?: a| any)? ?(?:one|number|code|tracking)\b|
      \b(?:has|got) (?:the|my) (?:tracking )?(?:number|code)\b|
      ^(?:what|which|whose)(?: tracking)? (?:number|code)\b|\bwhat(?:'s| is| do you mean)\b.{0,12}
      \b(?:tracking )?(?:number|code)$|\bwhere (?:do|can|would|should|could|will|is|are) .{0,24}
      \b(?:find|see|get|number|code|look|written)\b|\bdo i (?:need|have to (?:have|give|know))\b.*|
      \bnot with me\b|\b(?:without|instead of)(?: a| the)? (?:tracking )?(?:number|code)\b|
      \b(?:find|look)(?: it| them| me| that)?(?: up)? (?:by|with|under|through) (?:my|the|his|her)\b|
      \bgive you my (?:address|name|phone|email)\b|\bit's at (?:home|work)\b
    `,
    repeat: regex('')`
      \b(?:say|repeat|read|tell me|give me|spell)\b(?: \w+){0,5}? (?:again|once more|back|one more time)\b|
      (?<!\bto |\balready |\bi )\b(?:repeat|say (?:that|it)|once more|come again|say again|again please|one more time)\b(?! in)|
      ^(?:please )?again(?: please)?$|
      \bwhat (?:did|do|was it) (?:you|that)(?: just)? (?:say|said|tell)\b|\bwhat(?: was|'s| is) that\b|
      \b(?:${NO}|couldn't|could not) (?:\w+ )?(?:hear|catch|get|understand|follow|understood)
      (?: (?:you|that|it|what you said|a word|the \w+))?$|\bspell (?:it|that)\b|\b(?:go|run) (?:over|through) (?:that|it)\b|\brun that by me\b|
      \bwhat was (?:the|your) (?:question|number|last \w+)\b|
      \b(?:line|connection|reception) is (?:bad|breaking|terrible|poor)\b|\bbreaking up\b
    `,
    slower: regex('')`
      ^(?:more )?slow\b|\b(?:slower|slowly|slow down|more slow|too fast|too quick|less fast|not so fast)\b|
      \bone (?:digit|letter|character|number|at) (?:at )?a time\b|\bdigit by digit\b
    `,
    wait: regex('')`
      \b(?:hold on|hang on|hold the line|bear with me|wait|one (?:moment|second|sec|minute|min|tick)|
      (?:just |give me |gimme )*(?:a|an?other|two|half a|five) (?:moment|second|sec|minute|min|tick|
      mo)s?|two secs|give me (?:a )?(?:moment|second|time)|let me (?:just |double |quickly )*(?:see|find|check|
      look|get|grab|search|open|fetch|have a look|pull|compare)|(?:almost|nearly) there|not yet|(?:i'll|i will|i'm going to|i need to|i have to|i gotta)
      (?:just )?(?:go )?(?:and )?(?:get|find|fetch|grab|look|check|search|open)|
      (?:still |i'm |i am )+(?:looking for (?:it|the|my (?:glasses|email|slip|receipt|paper))|searching|
      looking$|opening|checking|comparing|finding|scrolling|getting (?:it|the|my))|still looking|
      don't hang up|stay on the line|lost my place|(?:can|could) you (?:hold|wait)|
      it's (?:somewhere|here somewhere)|in my (?:bag|purse|pocket|inbox|email))\b
    `,
    thanks: /\b(?:thanks?|thank you|thx|cheers|ta|much appreciated|appreciate it|grateful)\b/,
    goodbye: regex('')`
      \b(?:bye+|goodbye|good bye|bye bye|see you|see ya|ta-ta|ta-ra|farewell|have a (?:nice|good|great|
      lovely)(?: one| day| evening| night| weekend)\b|good night|take care|catch you later|(?:i )?(?:have to|'ve got to|got to|gotta|must) (?:go|run|leave)$|until next time|^later$|talk to you later|
      (?:i'll|i will) (?:call|ring|phone)(?: you)?(?: back)?(?: again)?(?: (?:later|tomorrow))?$|
      hang(?:ing)? up now|end the call|cheerio)\b
    `,
    greeting: regex('')`
      \b(?:hello|hi|hey|hiya|howdy|good (?:morning|afternoon|evening|day)|greetings|anybody there|
      anyone there|are you (?:still )?there|can you hear me|is (?:anyone|anybody|someone) there)\b
    `,
    abuse: regex('')`
      \b(?:fuck(?:ing|er|ed)?|shit(?:ty)?|bullshit|bitch|bastards?|asshole|arsehole|idiots?|morons?|
      stupid|dumb|screw (?:you|this)|shut up|piss off|bugger off|damn you|go to hell|useless|
      worthless|crap|suck|sucks|wankers?|dickhead|what a joke)\b
    `,
    beyond: regex('')`
      \b(?:weather|rain|snow|temperature|joke|song|sing|music|movie|game|match|football|recipe|poem|
      president|capital|sky|easter|christmas|holiday|news today|stock|bitcoin|politics|horoscope|
      refund|money back|compensation|subscription|invoice|bill|payment|pay|price|cost|costs|
      how much (?:is|does|do|are)|cancel|complain|complaint|return (?:it|my|the|this)|
      redeliver|reschedule|opening hours|job|vacancy|career|sell|buy|book a|
      credit card|password|instructions|prompt|pretend|pirate|language model|chatgpt|alexa|siri)\b|
      \b(?:change|update|correct|alter|edit)\b.{0,20}\b(?:address|time|date|delivery|name|phone)\b|
      \b(?:leave|put|drop) (?:it|them|the \w+|my \w+) (?:with|at|in|by|behind|outside|on)\b|
      \b(?:send|ship|post|mail|pick up|collect)(?:ing)? (?:a|an|some|this)(?: \w+)? ?(?:${PARCEL})?\b|
      \bdo you (?:ship|deliver|sell|like|have|think|want|speak|work|love|offer|open|close|go)\b|
      \b(?:when|what time) do you\b|\bwhere (?:are|do) you\b|\b(?:who|what|how|how old) are you\b|
      \b(?:are|is) (?:you|this) (?:a |an )?(?:robot|machine|real|human|recording|recorded|ai|bot|
      call recorded|the bank)\b|\bwhy do you\b|\bwhat(?:'s| is) your name\b|
      \bwhat (?:time|year|day|date) is it$|\b(?:plus|minus|divided by)\b|
      \b(?:type|key|enter|punch) (?:it|that|the number) in\b
    `,
  },
  asks: {
    where: regex('')`
      \bwhere(?:'s|s|'d|'re)? ${EMPHASIS}(?:${IS} )?${EMPHASIS}${IT}\b(?! (?:written|printed|number))|
      \bwhere it(?:'s|'d)?\b|^(?:but |and |so )?where$|
      \b(?:status|whereabouts|location|tracking info|progress)\b(?! code)|
      \b(?:news|update|word|information|info)s? (?:on|about|of|for|regarding) ${IT}\b|
      \bany (?:news|updates?)\b|\bwhat(?:'s| is) (?:going on|happening|up) with\b|
      \b(?:track|trace|locate|find|check|search|look(?:ing)?(?: for| into| up)?|looking for|calling about|
      call about|find out about|know about|ask about|asking about|enquir\w+ about|inquir\w+ about|
      check on|checking on)
      (?: (?:on|for|about|up))?(?: (?:my|the|a|an|our|this|that|some|where))+(?: \w+){0,2}? ${PARCEL}\b|
      ^(?:(?:so|and|but|okay|ok|then|please|well|oh|no|yes) )*(?:is|has|did|was|have)(?:n't)? (?:it|this|that|they|${OWN}${PARCEL}) (?:\w+ )?(?:been |get |
      got )?(?:yet |still |already |now )*(?:delivered|shipped|arrived?|here|there|left|out|on the
      (?: )(?:truck|van|way|road)|moving|lost|in transit|dispatched|sent|come|reached?|picked up)\b|
      \b(?:my|the|our|his|her) (?:\w+ )?${PARCEL} (?:still )?(?:has|have|did|is)(?:n't|nt| not)
      (?: )(?:yet )?(?:come|arrived?|here|shown?|been delivered|turned up|delivered|got)\b|
      ^(?:so |and |but |still )*it(?:'s| is| has| was| did|'d)?(?: still)?(?: not|n't) (?:yet )?(?:here|there|come|
      arrived?|delivered|been delivered|shown up|turned up)(?: yet)?$|\b(?:calling|phoning|ringing|here) (?:because|
      about|regarding)(?: of)? (?:my|a|the|our|this)(?: \w+)? ${PARCEL}\b|
      \bhas the (?:driver|courier|van|truck)\b|\b(?:waiting|wait) for (?:my|a|the) (?:\w+ )?${PARCEL}\b|
      \bi (?:just )?search my ${PARCEL}\b|\b(?:you|please|just|and|then|ok|okay|yes|yeah|sure)
      (?: )(?:try|check|look)(?: it| that)? again\b|^(?:try|check|look)(?: it| that)? again(?: please)?$
    `,
    when: regex('')`
      \bwhen(?:'s|s|'ll)? ${EMPHASIS}(?:${IS} )?${EMPHASIS}${IT}(?:'s|'ll)? (?:${IS} )?
      (?:\w+ ){0,3}?${COMES}\b|
      \bwhen(?:'s|s|'ll| is| will| do| can| am)? (?:i|we)(?:'ll|'m| will| can| am)? (?:\w+ ){0,2}?
      (?:get|getting|have|receive|expect)\b|
      \bwhen (?:is|will|'s) ${IT}$|^(?:but |and |so |then )*when(?: then| exactly| roughly)?$|\bwhen ${COMES}\b|\bwhen it(?:'s|'ll)? ${COMES}\b|
      \b(?:what|which) (?:time|day|date)\b.{0,25}\b(?:${COMES}|it|${PARCEL})\b|
      \bhow (?:long|soon|many|much)(?: more| longer)? (?:days?|hours?|weeks?|until|till|before|will (?:it|
      this)|does (?:it|this)|is it|do i have to wait|am i|still)\b|\bhow long(?: more| longer)?$|\beta\b|
      \b(?:estimated|expected|delivery)(?: delivery| arrival)? (?:date|time|day|arrival)\b|
      \bknow (?:which|what) day\b|
      \b(?:will|is|does|can|could|should|would|might)(?:n't)? (?:it|this|they|${OWN}${PARCEL}|i|we)
      (?: \w+){0,4}? (?:today|tonight|tomorrow|this (?:week|morning|afternoon|evening)|next week|by|
      before|on (?:\w+day)|in time|soon)\b|
      ^it (?:comes?|arrives?|will (?:come|arrive|be)|be) .{0,12}(?:today|tomorrow|tonight|\w+day)\b|
      ^(?:so |and |but )?(?:today|tomorrow)$
    `,
    why: regex('')`
      \b(?:why|how come|for what reason)(?:'s|s)? ${EMPHASIS}(?:${IS}(?:n't|nt)? )?${EMPHASIS}
      (?:${IT}(?:'s)? .{0,20}?\b(?:${LATE}|${COMES}|so|still|yet|not|that|long)\b|(?:it|my ${PARCEL})\b)|
      \b(?:why|how come) (?:so |still |not )?(?:${LATE}|${COMES})\b|\b(?:did|do|does|know|say|said|tell me|and|
      but|me) (?:\w+ )?why$|^(?:but |and |so |then |no )*why(?: (?:is that|so long|not|so late|
      the delay|is it so))?$|\bwhy (?:is it|isn't it|hasn't it|it isn't)$|\bwhy the (?:delay|hold-?up)\b|
      \bwhat(?:'s|s| is| was)? (?:the |its |wrong|causing|holding|going )?(?:matter|problem|issue|reason|
      cause|hold-?up|delay|trouble|wrong|it up|wrong with it|taking (?:it )?(?:so|that|this) long|taking forever|
      keeping it)\b|\b(?:problems?|issues?|trouble) with (?:it|this|that|${OWN}${PARCEL})\b|
      \bwhat(?:'s| is) wrong\b|
      \bwhat (?:has )?(?:happened|went wrong|caused|is causing)\b|\breason (?:for|of|why)\b|
      \b(?:is|are|was) (?:there )?(?:something|anything|a|an|any|some) (?:issue|problem|wrong|trouble|
      delay|hold-?up)\b
    `,
    who: regex('')`
      \bwho(?:'s|s| is| was| are)? (?:it|this|that|the \w+|${PARCEL})(?:'s| is| was)? ?(?:for|from|to|sent|
      addressed|under|going)\b|\bwho did (?:they|you|he|the \w+) (?:hand|give|leave|deliver)\b|\b(?:someone|somebody|anyone|anybody)(?: else)?
      (?: )signed\b|\bwho (?:signed|received|sent|ordered|took|got|accepted)\b|\bwho(?:'s|s| is| was) the (?:sender|
      recipient|addressee)\b|\bfor (?:who|whom) (?:is|was)\b|\bwhose (?:name|parcel|package|order|is (?:it|this|that))\b|
      \b(?:what|which) name (?:is|was|does|do|it)\b|\bwho(?: it(?:'s| is)?| is it| was it) (?:for|from|
      addressed|to)\b|\bname (?:on|of) (?:it|the ${PARCEL}|the (?:sender|recipient))\b|^who(?: is it)?(?: for)?$
    `,
  },
  asksWhere: /\bwhere\b/,
  it: 'it',
  wrongNumber: regex('')`
    \bwrong (?:tracking |order )?(?:number|code|${PARCEL})\b|
    \b(?:not|isn't|wasn't) (?:my|the right|the correct) (?:tracking |order )?(?:number|code|${PARCEL})\b
  `,
  noHuman: regex('')`
    ^(?!.*(?:machine|robot|bot|computer)).*\b(?:don't|dont|do not|no) (?:\w+ )?(?:need|want|a|to)(?: to)?
    (?: \w+){0,3}? (?:person|human|agent|
    someone|somebody|representative|anyone|anybody)\b
  `,
  repeatAlone: regex('')`
    ^(?:(?:oh|uh|um|hello)[\s,.?!]+)*(?:(?:i'm |i am )?(?:so |very )?(?:sorry|pardon|pardon me|excuse me|what|
    huh|eh|hm+\?|come again|say again|how's that|i not understand|i don't understand)[\s,.?!]*)+$
  `,
  otherNumbers: regex('gi')`
    \b(?:call|ring|phone|reach|text)\s+(?:me|us|him|her)(?:\s+back)?\s+(?:on|at)\b.*$|
    \b(?:phone|mobile|cell|telephone|zip|postal|post|postcode|zipcode|flight|bay|level|gate|room|credit|debit|card|social security|bank|account|
    passport|house|flat|apartment|door|pin)\b(?: \w+)? ?(?:number|code|no)?(?:'s|\s+is|:|\s+(?:in|on|at))?\s.*$|\bat\s+\d{1,2}[:\s]\d\d\b|
    \b(?:\d+|\w+)\s+(?:\w+\s+)?(?:street|road|avenue|lane|drive|boulevard|years?\s+old|dollars?|euros?|pounds?|bucks|
    percent|am|pm|o'clock)\b|[$€£]\s?\d+|
    \b(?:at|by|around|until|since|before|after|from|for)\s+(?:\w+\s+)?(?:\d{1,2}(?::\d\d)?(?:\s\d\d)?|one|two|three|four|
    five|six|seven|eight|nine|ten|eleven|twelve)(?:\s+(?:thirty|fifteen|forty-?five|o'clock|am|pm|tonight|people|
    times?))+|\b(?:\d+|one|two|three|four|five|six|seven|eight|nine|ten|many|several|some)\s+(?:more\s+)?
    (?:(?<!${CHARACTER}\s+\w+\s+)times?|days?|weeks?|months?|years?|hours?|minutes?|people|kids|lamps|things|items|parcels|packages|
    other)\b|\b(?:\d{1,2}(?:st|nd|rd|th)|the\s+(?:first|second|third|fourth|fifth|\w+(?:st|nd|rd|th)))\s+(?:of\s+)?
    (?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)\w*|\b(?:january|february|march|april|june|july|august|
    september|october|november|december)\s+\d+(?:st|nd|rd|th)?(?:,?\s+\d{4})?|\bon\s+the\s+\d{1,2}(?:st|nd|rd|th)|
    \b(?:born|since|in)\s+(?:in\s+)?(?:19|20)\d\d\b|\bfor\s+the\s+\w+\s+time\b|\b(?:table|seats?)\s+for\s+\w+
  `,
  yesLead: regex('')`
    ^(?:(?:oh|uh|um|well|okay|ok|ah|hmm|alright|right)[\s,]+)*(?:yes|yeah|yep|yup|yea|yah|aye|sure|absolutely|
    definitely|of course|certainly|please do|do that|go ahead|go for it|i (?:do|would)(?! \w)|that would be (?:great|nice|
    good|lovely)|sounds good|mm-?hmm?|uh-?huh|ja|si|oui|by all means)(?![\w'-])
  `,
  noLead: regex('')`
    ^(?:(?:oh|uh|um|well|okay|ok|ah|hm+|finally)[\s,]+)*(?:no(?! more (?:robots?|machines?))|nope|nah|nay|not (?:really|right now|now|today|that i|at the
    (?: )moment|yet)|neither|none|nein|negative|is (?:no|not)|i'd rather not|i don't want (?:to|that)|
    i (?:won't|will not)|don't)(?![\w'-])
  `,
  nothingElse: regex('')`
    \b(?:that(?:'s| is| was|'ll be| will be| would be)? (?:all|it|everything)|is all|nothing(?: else| more)?|
    (?:i'm|i am|we're|all) (?:all )?(?:good|fine|set|done|okay|ok)|no (?:more )?questions?|
    (?:don't|do not) need anything|(?:covers|does) it$|(?:that's|that is|i'm) (?:me )?done|that's about it|
    (?:that|that'll) (?:will )?(?:do|help|helps)$|(?:all|everything) i (?:need|needed|wanted)|
    (?:won't|will not|isn't|not) be necessary|not necessary|we're done|you've been (?:very |so |really )?helpful|no need)\b
  `,
  accepts: regex('')`
    ^(?:(?:uh|um|oh|well|yes|yeah)[\s,]+)*(?:okay|ya|yessir|yes,? sir|ok|alright|all right|fine|good|very good|go ahead|go on|
    carry on|please proceed|is (?:good|correct)|(?:it |that )?(?:(?:sounds?|looks?)(?: good| fine| great| right)|works)
    (?: to me| for me)?|(?:that|it)(?:'s| is) (?:fine|okay|ok|good)(?: with me| by me)?|
    (?:that|it)(?:'s| is) (?:the|my) (?:right |correct |tracking )*(?:number|one|code|parcel|package)|
    i (?:think|believe|guess) so|ja|si|oui)
    (?:[\s,.!]+(?:okay|ok|yes|yeah|go ahead|please|thanks|good|sure|then))*[\s,.!]*$
  `,
  besideYes: regex('g')`
    \b(?:yes|yeah|yep|yup|yea|yah|right|correct|exactly|sure|perfect|mm-?hmm?|mhm|uh-?huh|affirmative|
    that|that's|thats|it|it's|its|of|everything|whole|is|are|was|the|one|my|number|code|now|you|
    you've|got|have|have it|what|says?|said|i|this|all|good|fine|great|please|thanks|thank|sir|ma'am|dear|madam|love|mate|so|and|oh|
    okay|ok|well|uh|um|like|for|matches|looks?|sounds?|absolutely|definitely|indeed|of course|come|on|
    heaven's|sake|god's|no|problem|parcel|tracking|package|spot|go|ahead|i think|think|believe|
    here|written|would|be|do|does|a|an|to|me|we|very|really|quite|totally|actually|precisely|certainly|
    his|her|he|in|at|want|wanted|need|with|agree|works?|sounds?|confirm|proceed|carry|will|just)\b
  `,
  filler: regex('g')`
    \b(?:i see|i'm (?:ready|back|here)|here we go|i got it|i have it(?: now)?|i've got it(?: now)?|
    sorry about that|now then|you know|come on|i understand|all right|
    uh+|um+|er+|erm|hm+|mm+|ah+|oh+|okay|ok|well|so|and|but|then|i|it|it's|its|the|a|an|is|that's|
    that|right|alright|see|ready|got it|go on|go ahead|sorry|please|now|anyway|like|number is|
    just|fine|good|great|perfect|brilliant|lovely|awesome|excellent|cool|nice|sure|really|wow|hey|
    dear|love|sir|ma'am|madam|mate|man|understood|inaudible|if|my|or|to|for|of|with|
    today|actually)\b
  `,
};
