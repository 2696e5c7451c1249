import { regex } from '../../machines/regex.ts';
import type { Finding } from './claim.ts';
import type { Utterance } from './utterance.ts';

// After these, the record's own words follow, to an end that only the record tells.
const SAYS = regex('gi')`
  \b(?:note|notes|message|remark|comment|reason|issue|problem)\b[^.?!:]{0,90}?\b(?:says|say|
  reads|states|mentions|indicates|explains|notes)\b(?:\s*:|,?\s+that\b|,)?\s+|,\s+says:\s+|
  \b(?:note|message|remark|comment|issue|problem|reason)(?: (?:on (?:it|record|file)|listed|
  given|here|for (?:this|that|the delay)))?(?: is)?:\s+
`;

// What follows these tells a cause in words that may not be the record's.
const CAUSE = regex('gi')`
  \b(?:because of|because|due to|owing to|as a result of|caused by|on account of|thanks to|
  (?:the|a) (?:reason|issue|problem|cause)(?: (?:for|with|behind) [^,.?!]{1,60}?)? (?:is|
  was)(?: that)?|what happened (?:is|was)(?: that)?|there(?:'s| is| was| has been) (?:an|a|
  some) (?:issue|problem)(?: with|:)?)\s+(?!on record|on file|(?:with )?the record of)
`;

// What went wrong, a colon, and why.
const REASON = regex('gi')`
  \b(?:delayed|late|cancell?ed|(?:not|n't) be delivered|failed|expected [^.:;?!]{1,60}|yesterday|today|
  tomorrow):\s+
`;

// Things that befall a parcel; what is told of them has to stand in the record's words.
const EVENT = regex('gi')`
  \b(?:was|were|been|being|is|are|'s|it|got|gets|parcel|package|driver|courier|carrier|they|
  someone|and|to be|currently|now|has|have)\s+(?:\w+ly\s+)?(left (?:our|its|the) (?:\w+ )?
  (?:warehouse|depot|facility|hub|cent(?:er|re)|station)|cleared customs|left (?:with|at|by|
  in|behind|outside|on)\b|signed for|picked up|collected by|returned|damaged|lost|stolen|
  held(?! up)|stuck|refused|misrouted|rerouted|rescheduled|missing|destroyed|redirected|
  sent back|waiting (?:at|in|for (?:you|pickup|collection|customs|the (?:sender|
  recipient)))|on hold|ready for (?:pickup|pick-up|collection)|(?:at|in) (?:the|our|a|
  your) (?:\w+ )?(?:depot|warehouse|facility|hub|cent(?:er|re)|post office|locker)|(?:at|
  in) customs|arrived (?:at|in))
`;

// What the record is said to say, where it is neither a status nor a date.
const TOLD = regex('gi')`
  \b(?:it|the (?:record|file|system|entry)) (?:says|shows|mentions|states|notes)(?: here)?
  (?: that)?:?\s+|\baccording to (?:the|our|my) (?:note|record|file|system|entry)s?,?\s+
`;
const NOT_TOLD = regex('i')`
  deliver|arriv|delay|cancel|transit|on (?:its|the) way|pending|process|prepar|expect|
  schedul|number|\bas\b|late\b|date|status
`;

const NO_ISSUE = regex('gi')`
  \b(?:there (?:is|are|were|was)|there's|i see|shows?|has|with|and|have) no (?:\w+ )?
  (?:issue|problem|note|reason|explanation|remark|comment)s?\b(?! with (?:that|me|
  it at all))|\bno (?:\w+ )?(?:issue|problem|note|reason|explanation)s? (?:is |are |was |
  were )?(?:on record|on file|listed|recorded|noted|given|reported)\b|(?:n't|\bnot) (?:see|
  find|have|show|list|mention|give|say) (?:any|a|an) (?:\w+ )?(?:issue|problem|note|reason|
  explanation)s?\b
`;

// "Because of you", "because I want to help": the assistant's reasons are no issue of a parcel.
const OWN_CAUSE =
  /^(?:i|you|we|(?:on |with |at )?(?:my|our)|your (?:patience|call)|that|it|this)\b/i;
const GIVEN_CAUSE = /^(?:the|a|what|there)\b/i;
const NUMBER_TALK = /\b(?:number|digits?|letters?|line|connection)\b/i;
const PARCEL_STATUS = regex('i')`
  \b(?:delay|late\b|cancel|fail|deliver|held|return|stuck|behind|transit|on its way|pending|
  parcel|package|shipment|order)
`;

/** Finds what an utterance gives out as the issue of a parcel, or as there being none. */
export function findIssues({ text, sentences }: Utterance): Finding[] {
  const notes = [...text.matchAll(SAYS)].flatMap((match) => {
    const start = match.index + match[0].length;
    return start < text.length ? issue(text, start, text.length, 'verbatim') : [];
  });
  const endOf = (index: number) =>
    sentences.find(({ start, end }) => start <= index && index < end)?.end ?? text.length;
  const causes = [...text.matchAll(CAUSE)].flatMap((match) => {
    const start = match.index + match[0].length;
    const lead = text.slice(0, start);
    const inSentence = lead.slice(sentences.findLast((it) => it.start <= match.index)?.start ?? 0);
    const isGiven = GIVEN_CAUSE.test(match[0]) ? !NUMBER_TALK.test(text.slice(start)) : false;
    if (OWN_CAUSE.test(text.slice(start))) return [];
    if (!isGiven && !PARCEL_STATUS.test(inSentence)) return [];
    return issue(text, start, clauseEnd(text, start, endOf(start)), 'gist');
  });
  const told = [...text.matchAll(TOLD)].flatMap((match) => {
    const start = match.index + match[0].length;
    const end = clauseEnd(text, start, endOf(start));
    const isElse = NOT_TOLD.test(text.slice(start, end)) || start >= end;
    return isElse ? [] : issue(text, start, end, 'gist');
  });
  const reasons = [...text.matchAll(REASON)].map((match) => {
    const start = match.index + match[0].length;
    return issue(text, start, Math.max(start + 1, endOf(start)), 'gist');
  });
  const events = [...text.matchAll(EVENT)].map((match) => {
    const start = match.index + match[0].length - (match[1] ?? '').length;
    return issue(text, start, clauseEnd(text, start, endOf(start)), 'gist');
  });
  const none = [...text.matchAll(NO_ISSUE)].map((match): Finding => {
    const end = match.index + match[0].length;
    return { ...issue(text, match.index, end, 'absent'), value: 'none' };
  });
  return [
    ...notes,
    ...[...causes, ...reasons, ...told, ...events].filter(
      (it, index, all) => !isInside(it, index, all),
    ),
    ...none,
  ];
}

function issue(text: string, start: number, end: number, sense: Finding['sense']): Finding {
  const value = text.slice(start, end);
  const concise = /^[^.!?]*[.!?]?/.exec(value)?.[0].trimEnd() ?? value;
  return { kind: 'issue', sense, value, start, end: start + Math.max(1, concise.length) };
}

/** Where a told cause ends: at the sentence's end, or where the talk turns to something else. */
function clauseEnd(text: string, start: number, sentenceEnd: number): number {
  const rest = text.slice(start, sentenceEnd);
  const turn = rest.search(
    regex('i')`
      ,\s+(?:and|but|so|which|it|i|you|we|is|would|please)\b|;|\s-\s|—|\s(?:and|but|so) (?:it|
      is|was|should|will|i|you|we|the|that)\b
    `,
  );
  return turn === -1 ? sentenceEnd : start + turn;
}

function isInside(it: Finding, index: number, all: readonly Finding[]): boolean {
  return all.some(
    (other, at) => at !== index && other.start <= it.start && it.start < other.end && at < index,
  );
}
