/**
 * How a number that was read back is corrected in English. Patterns are of a clause whose signs are
 * all commas with a space on either side.
 */
import { source } from '../../regex.ts';
import type { CorrectionDeed, CorrectionWords, Place } from '../listening-words.ts';
import { readCount, SMALL } from './numbers.ts';

const ORDINALS = (
  'first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth thirteenth ' +
  'fourteenth fifteenth sixteenth'
).split(' ');

const ORDINAL = `(?:${ORDINALS.join('|')}|\\d{1,2}(?:st|nd|rd|th))`;
const COUNT = `(?:${SMALL.slice(1, 13).join('|')}|\\d{1,2}|couple of|few)`;
const KIND = '(?:digits?|numbers?|letters?|characters?|figures?|ones?|places?|positions?)';

// "The number three" is a 3, and no place.
const PLACED = '(?:digit|letter|character|figure|place|position)';

/** A place by its order, from either end, and how many are meant: "the last two digits". */
const ORDER = source`
  (?:very )?(?:${ORDINAL}(?: (?:to|from|before) (?:the )?(?:last|end|back|right)| from the left|
   last)|next to (?:the )?last|last but one|penultimate|
   ${KIND} before (?:the )?last|${ORDINAL}|last|final)
`;
const OF_IT = '(?: of (?:it|the number|my number))?';
const PLACE = source`
  (?:the |my |that |its |this |your )?(?:${ORDER}(?: ${COUNT}| pair of)?(?: ${KIND})?|
  ${PLACED} (?:number |no )?(?:${COUNT}|at the (?:end|start|beginning|front|back)))${OF_IT}
`;
const ALL_LETTERS = '(?<place>(?:the |both |the two |both the )?letters)';
const AT = `(?<place>${PLACE})`;

const WHAT = '(?<what>.+?)';
const OLD = '(?<old>.+?)';
const HAS_TO_BE = source`
  (?:should|must|has to|have to|needs? to|ought to|(?:is|are|was) (?:supposed|meant) to)
  (?: actually| really)? (?:be|read|say|have been)
`;
const IS = `(?:'s| is| are|'re| was| were| ${HAS_TO_BE}| reads| says)(?: actually| really| in fact)?`;
const IT = source`
  (?:(?:it|that|this|there|mine|the number|the tracking number|which|i|you|we)
  (?:'s|'ve|'re|'d)?(?: is| are| was| has| have| had| got| said| meant| mean| say| need| needs|
   want| ${HAS_TO_BE}| should have| just| only| actually| really)*(?: got)? )?
`;
const SIDE = source`
  (?: (?:at|in|on|to|as|near|right at) (?:the |its )?(?:very )?
  (?:(?<atEnd>end|back)|(?<atStart>start|beginning|front))${OF_IT})
`;
// Where something is put in.
const SPOT = source`
  (?:${SIDE}|(?: (?:right |directly |just |goes |comes |belongs |in )*
  (?:(?:before|in front of|front of) (?<before>.+?)|(?:after|behind|following) (?<after>.+?)|
  between (?<after>.+?) and (?<before>.+?))))
`;
const NOT_OLD = `(?: ,)?(?: and| but)?(?: not| instead of| rather than| in place of) ${OLD}`;
const SWAPPED = source`
  (?:swapped|switched|reversed|flipped|transposed|interchanged|inverted|exchanged|backwards?|
  mixed up|turned around|crossed|the other way (?:a)?round|the wrong way (?:a)?round|
  in the wrong order|in reverse|out of order)(?: around| round)?
`;
const SWAP = source`
  (?:swap|switch|reverse|exchange|flip|transpose|interchange|invert|swapped|switched|reversed|flipped|
  transposed|mixed up|exchanged|mix up|turn around|crossed)(?: around| round| over| up)?
`;
const DROP = source`
  (?:drop|remove|delete|take (?:out|off|away)|takes? out|leave (?:out|off|away)|lose|strike|cut|
  erase|omit|skip|scratch|cancel|get rid of|without|ignore|forget|minus|take)
`;
const MISS = source`
  (?:forgot|forget|forgotten|missed|miss|left out|left off|left|skipped|dropped|omitted|lost|
  missing|lacks|lacking|didn't get|didn't say|didn't hear|swallowed)
`;
const ADD = '(?:add|insert|include|append|prepend|put in|put|plus|stick in|squeeze in)';
const PART = '(?:end|ending|start|beginning|front|middle)';
const WRONG = source`
  (?:wrong|incorrect|not right|not correct|off|false|different|a mistake|mistaken|not it)
`;
const TOO_MUCH = source`
  (?:too much|too many|extra|one too many|not there|superfluous|unnecessary|not needed|
  not part of it|not in there|a mistake)
`;

const form = (does: CorrectionDeed, pattern: string) => ({
  does,
  pattern: new RegExp(`^${pattern}$`, 'i'),
});

const forms: CorrectionWords['forms'] = [
  // Places that are told by their order.
  form('swap', `${IT}${SWAP} ${ALL_LETTERS}(?: around| round)?`),
  form('swap', `${ALL_LETTERS}${IS}(?: been)? ${SWAPPED}`),
  form('swap', `${IT}${SWAP} ${AT}(?: around| round| over)?`),
  form('swap', `${AT}(?: ${KIND})?${IS}(?: been)?(?: got)? ${SWAPPED}`),
  form(
    'put',
    `${IT}(?:make |change |set |turn |correct )?${AT}(?: to| into| as|${IS}|,| ,)+ ${WHAT}`,
  ),
  form(
    'put',
    `${IT}(?:make |change |set |turn )?${AT}(?: to| into| as|${IS}|,| ,)+ ${WHAT}${NOT_OLD}`,
  ),
  form(
    'put',
    `${IT}(?:make |change |set |turn )?${AT}(?: to| into| as|${IS}|,| ,)+ not ${OLD}(?: ,| but)+ (?:it's )?${WHAT}`,
  ),
  form('put', `(?:make|change|set|turn) ${AT} ${WHAT}`),
  form(
    'put',
    `(?<place>(?:the |my |its )?${ORDER}(?: ${COUNT})? (?:digits?|letters?|characters?)) (?!(?:is|are|was|were) )${WHAT}`,
  ),
  form('put', `${IT}${WHAT}(?: is| as| for| in| at| on| are|'s| being)+ ${AT}`),
  form('put', `${IT}${WHAT}${NOT_OLD}(?: as| for| in| at| on)+ ${AT}`),
  form('put', `(?:for|in|at|as) ${AT}(?: ,)? ${IT}${WHAT}`),
  form('drop', `${IT}${DROP} ${AT}(?: away| out| off)?`),
  form('drop', `${AT}(?: ${KIND})?${IS} ${TOO_MUCH}`),
  form(
    'drop',
    `${AT} (?:should(?:n't| not) be there|does(?:n't| not) belong(?: there| in there)?|(?:has|have|needs?) to go|should go|can go|must go)`,
  ),

  // Something that is missing.
  form('add', `${IT}${MISS} ${WHAT}${SPOT}?`),
  form('add', `${IT}(?:please )?${ADD} (?:another |one more |in )?${WHAT}${SPOT}`),
  form('add', `${IT}${ADD} ${WHAT}`),
  form('add', `${IT}${WHAT}${IS}? (?:missing|left out|lacking|not there)${SPOT}?`),
  form('add', `${IT}${WHAT} (?:missing|left out)${SPOT}?`),
  form('add', `(?:double|repeat|duplicate) the (?<more>.+?)`),
  form('add', `(?<more>.+?)${IS} (?:doubled|repeated|in there twice|there twice)`),
  form(
    'add',
    `${IT}(?:another|one more|a second|an additional|a further|also) (?<more>.+?)${SPOT}?`,
  ),
  form(
    'add',
    `${IT}${WHAT}(?:'s| is| goes| comes| belongs| should be| has to be| stands)*${SPOT}(?: too| as well)`,
  ),

  form(
    'add',
    `(?:right |directly |just )?(?:before (?<before>.+?)|after (?<after>.+?)|between (?<after>.+?) and (?<before>.+?))(?: ,)? (?:there(?:'s| is| should be| comes| goes)|comes|goes|you need|add|put|should be|it's)(?: missing| also)? ${WHAT}(?: missing)?`,
  ),
  form(
    'add',
    `there's a (?:letter|digit|number|character) missing(?: ,)+ (?:it's )?${WHAT}${SPOT}`,
  ),

  // Something that is too much.
  form('extra', `${IT}(?:(?:one|an?) )?(?:extra )?${OLD} too (?:many|much)`),
  form(
    'extra',
    `${IT}(?:(?:one|an?|the) )?(?:extra|additional|superfluous) ${OLD}(?: in (?:it|there|that))?`,
  ),
  form('extra', `${IT}(?:doubled|repeated|duplicated) ${OLD}`),
  form('extra', `${IT}one too many ${OLD}`),
  form('extra', `${IT}one ${OLD} (?:less|fewer)`),
  form('extra', `${IT}one (?:less|fewer) ${OLD}`),
  form('only', `${IT}(?:only|just|a single)(?: (?:one|a single))? ${OLD}`),
  form('only', `${IT}(?:one|a single) ${OLD} only`),
  form('drop', `${IT}${DROP} ${OLD}(?: away| out| off)?`),
  form(
    'drop',
    `${IT}(?:no|not any|isn't an?|isn't any|aren't any|is no|are no) ${OLD}(?: in (?:it|there|that))?`,
  ),
  form('drop', `${OLD}${IS} ${TOO_MUCH}`),
  form(
    'drop',
    `${OLD} (?:should(?:n't| not) be (?:there|in there)|does(?:n't| not) belong(?: there| in there)?|has to go|should go)`,
  ),

  // How it begins and how it ends.
  form(
    'end',
    `${IT}(?:should |must |has to |does |will )?(?:ends?|ending|finish(?:es)?|finishing)(?: in| with| on| at| by)? ${WHAT}(?:${NOT_OLD})?`,
  ),
  form(
    'end',
    `(?:the |its )?(?:end|ending|tail|last part|last bit|last section|last group|last block|suffix)(?:${IS}| ,)+ ${WHAT}(?:${NOT_OLD})?`,
  ),
  form(
    'begin',
    `${IT}(?:should |must |has to |does |will )?(?:starts?|begins?|starting|beginning)(?: in| with| on| at| by| off with)? ${WHAT}(?:${NOT_OLD})?`,
  ),
  form(
    'begin',
    `(?:the |its )?(?:start|beginning|front|prefix|first part|first bit|first section|first group)(?:${IS}| ,)+ ${WHAT}(?:${NOT_OLD})?`,
  ),
  form(
    'put',
    `${IT}(?:with |make it |put )?${WHAT}(?:${NOT_OLD})?${SIDE}(?:${NOT_OLD.replace('?<old>', '')})?`,
  ),
  form(
    'put',
    `(?:at|in|on) (?:the |its )?(?:very )?(?:(?<atEnd>end|back)|(?<atStart>start|beginning|front))(?: ,)? ${IT}${WHAT}(?:${NOT_OLD})?`,
  ),
  form(
    'add',
    `${IT}(?:with )?${WHAT}(?:'s| is| goes| comes| belongs| should be| has to be| stands)*${SPOT}`,
  ),

  // One for another.
  form('swap', `${IT}${SWAP} ${OLD} (?:and|with) ${WHAT}(?: around| round)?`),
  form('swap', `${OLD} (?:and|with) ${WHAT}${IS}(?: been)? ${SWAPPED}`),
  form('swap', `${OLD}${IS}(?: been)? ${SWAPPED}`),
  form(
    'replace',
    `(?:replace|change|substitute|exchange|switch|swap|correct|turn|make) ${OLD} (?:with|by|to|into|for|a|an) ${WHAT}`,
  ),
  form(
    'replace',
    `${IT}not ${OLD}(?: ,| but| rather)+ (?:it's |it is |that's |it should be |i said |is )?${WHAT}`,
  ),
  form('replace', `${IT}not ${OLD} (?:it's|it is|that's|it should be|i said) ${WHAT}`),
  form(
    'replace',
    `(?:it|that|there) (?:isn't|wasn't|is not|was not) ${OLD} (?:it's|it is|that's|i said) ${WHAT}`,
  ),
  form(
    'replace',
    `(?:it|that|there) (?:isn't|wasn't|is not|was not) ${OLD}(?: ,| but)+ (?:it's |it is |that's |it should be |i said )?${WHAT}`,
  ),
  form('replace', `instead of ${OLD} , ${IT}${WHAT}`),
  form('replace', `instead of ${OLD} ${IT}${WHAT}`),
  form(
    'replace',
    `(?:you said|you heard|you have|you've got|you got|you put|you read|you wrote|i heard)(?: it as)? ${OLD}(?: ,| but| and)+ ${IT}${WHAT}`,
  ),
  form('replace', `${IT}${WHAT}${NOT_OLD}`),
  form('replace', `${OLD}${IS} ${WRONG}(?: ,| and| it's| it is| it should be| should be)* ${WHAT}`),
  form('replace', `${OLD}(?:${IS}|,? (?:should|must) become| becomes)(?: ,)? ${WHAT}`),

  form(
    'replace',
    `${OLD}(?: ,)+ (?:it's|it is|it should be|should be|that's|that should be|make it) ${WHAT}`,
  ),
  form('replace', `${OLD} , no , ${WHAT}`),

  // What is wrong, and not what is right.
  form(
    'doubt',
    `(?:just |only |not |it's |that's |about |for )*${AT}(?:${IS}(?: \\w+)? ${WRONG}| (?:isn't|aren't|wasn't) (?:right|correct))?`,
  ),
  form('doubt', `.*\\b${KIND}\\b.*\\b(?:${WRONG}|missing|too many|too much)\\b.*`),
  form('doubt', `.*\\b(?:${WRONG}|missing|missed|forgot|too many|extra)\\b.*\\b${KIND}\\b.*`),
  form('doubt', `${IT}(?:not|isn't|wasn't) ${OLD}`),
  form('doubt', `${IT}(?:doesn't|does not) (?:start|begin|end) (?:with|in) ${OLD}`),
  form('doubt', `${OLD}${IS} ${WRONG}`),
  form('doubt', `.*\\b${PART}\\b.*\\b${WRONG}\\b.*`),
  form('doubt', `.*\\b${WRONG}\\b.*\\b${PART}\\b.*`),
  form('doubt', `${IT}too many .*`),
  form('doubt', `(?:something|(?:the )?(?:[a-z]+ )?part(?: of it)?|a bit|one thing)${IS} ${WRONG}`),
];

const LEAD = [
  source`
    no|nope|nah|yes|yeah|yep|yup|right|correct|okay|ok|almost|nearly|close|not quite|not exactly|
    not really|sorry|wait|actually|hold on|hang on|um|uh|er|hmm|well|so|oh no|oh|i think|i believe|
    i guess|and|but|except that|except for|except|apart from|please|look|listen|hey|oops
  `,
  source`
    (?:that|it|this)(?:'s| is| was)(?: \w+)? (?:not (?:quite )?(?:right|correct|it)|wrong|incorrect|
    almost (?:right|it|correct)|(?:right|correct|it))
  `,
  source`(?:that|it|this) (?:isn't|wasn't) (?:quite )?(?:right|correct|it)`,
  source`
    (?:everything|all|the rest|all of it|most of it|the number|that part|everything else|it)
    (?:'s| is| was)?(?: all)?(?: right| correct| fine| good| okay| ok)
  `,
  source`(?:can|could|would|will) you(?: please)?|you (?:have|need) to|you should|let me correct that`,
  source`i (?:said|mean|meant)|there's a mistake|you made a mistake|you got (?:it|that|one) wrong`,
].join('|');

/** What places are counted from, by the word. */
function readPlace(said: string): Place | null {
  const words = said.toLowerCase().replace(/^(?:the|my|that|its|this|your) /, '');
  const of = /letter/.test(words)
    ? 'letters'
    : /digit|number|figure/.test(words)
      ? 'digits'
      : 'characters';
  if (/^(?:all |both |two |both the )?(?:digits|numbers|letters)$/.test(words)) {
    return { from: 'start', index: 0, count: Number.POSITIVE_INFINITY, of };
  }
  const match = new RegExp(
    source`
      ^(?:very )?(?:(?<fromEnd>${ORDINAL})(?: (?:to|from|before) (?:the )?(?:last|end|back|right)| last)|
      (?<next>next to (?:the )?last|last but one|penultimate|${KIND} before (?:the )?last)|(?<from>${ORDINAL})(?: from the left)?|
      (?<last>last|final))(?: (?<count>${COUNT}|pair of))?(?: ${KIND})?(?: of .*)?$
    `,
  ).exec(words)?.groups;
  if (match === undefined) return readNumbered(words, of);
  const { fromEnd, next, from, last, count } = match;
  const counted = countOf(count, words, last !== undefined || from === 'first');
  if (from !== undefined) return { from: 'start', index: orderOf(from), count: counted, of };
  const index = fromEnd === undefined ? (next === undefined ? 0 : 1) : orderOf(fromEnd);
  return { from: 'end', index, count: counted, of };
}

function orderOf(ordinal: string): number {
  const digits = /^\d+/.exec(ordinal)?.[0];
  return digits === undefined ? ORDINALS.indexOf(ordinal) : Number(digits) - 1;
}

/** Many are meant by the plural alone: 0 stands for as many as are said. */
function countOf(count: string | undefined, words: string, isEdge: boolean): number {
  if (count === 'pair of' || count === 'couple of') return 2;
  if (count === 'few') return 0;
  if (count !== undefined) return readCount(count) ?? 1;
  return isEdge && /(?:digits|numbers|letters|characters|figures|ones)\b/.test(words) ? 0 : 1;
}

/** "Digit three", "position 4", "digit at the end". */
function readNumbered(words: string, of: Place['of']): Place | null {
  const edge = /^[a-z]+ at the (end|start|beginning|front|back)(?: of .*)?$/.exec(words)?.[1];
  if (edge !== undefined) {
    return { from: /end|back/.test(edge) ? 'end' : 'start', index: 0, count: 1, of };
  }
  const number = new RegExp(`^${PLACED} (?:number |no )?(${COUNT})(?: of .*)?$`).exec(words)?.[1];
  const count = number === undefined ? null : readCount(number);
  return count === null || count < 1 ? null : { from: 'start', index: count - 1, count: 1, of };
}

export const corrections: CorrectionWords = {
  lead: new RegExp(`^(?:${LEAD})(?![\\w'])(?: ,)*\\s*`, 'i'),
  tail: new RegExp(
    source`
      (?:\\s*,)*\\s+(?:please|thanks|thank you|sir|madam|ma'am|though|then|instead|okay|ok|
      (?:the rest|everything else|all else|the others?)(?: is| are|'s)(?: all)?
       (?:right|fine|correct|good|okay|ok))$
    `.replaceAll('\\\\', '\\'),
    'i',
  ),
  forms,
  between: / , (?:and )?| and | but | then /i,
  readPlace,
  soundAlike: ['BCDEGPTVZ', 'AHJK', 'MN', 'FSX', 'QU', 'IY'],
};
