import { type CallContext, numberOf, type Person } from '../../machines/call-context.ts';
import { mannerOf } from '../../machines/call-manner.ts';
import { type Language, languageOf } from '../../machines/languages/language.ts';
import { deliveryReply, type Medium, type Reply } from '../../machines/reply.ts';
import type { Ungrounded } from '../../machines/session.ts';
import { handoffSentence, join, personOffer } from './fallback-sentences.ts';
import { sentence } from './sentence.ts';
import { toldNumber } from './spoken-number.ts';
import { spokenStatus } from './spoken-status.ts';

/** What a caller who was told that the records cannot be reached hears when they are after all. */
export function lateSentence(reply: Reply): string {
  return join(languageOf(reply.terms.language).sentences.late, sentence(reply));
}

/** What is said unasked by what is set: nothing, where that is off. */
export function unaskedWords(settings: { lateAnswers: boolean; guard: 'watch' | 'correct' }) {
  return {
    late: (reply: Reply) => (settings.lateAnswers ? lateSentence(reply) : null),
    correction(context: CallContext, { kinds, trackingNumber }: Ungrounded, at: number) {
      if (settings.guard !== 'correct') return null;
      return kinds.every((kind) => kind === 'deed')
        ? withdrawalSentence(context)
        : correctionSentence(context, trackingNumber, at);
    },
  };
}

/** What a caller hears after something was promised, or said to be done, that nobody does. */
export function withdrawalSentence({ policy: { person, language: code } }: CallContext): string {
  const language = languageOf(code);
  const { withdrawal } = language.sentences;
  return person === undefined ? withdrawal : join(withdrawal, personOffer(person, language));
}

/**
 * What a caller hears after the assistant has stated what no record states: what is on record of the
 * parcel that it was said of, where that is known, and nothing of another.
 */
export function correctionSentence(
  context: CallContext,
  trackingNumber: string | null,
  at: number,
): string {
  const { told, policy, medium } = context;
  const { noRecord, notOnRecord, correction } = languageOf(policy.language).sentences;
  if (told.length === 0) return noRecord;
  const meant = told.find(({ delivery }) => delivery.trackingNumber === trackingNumber);
  if (meant === undefined) return notOnRecord;
  const asked = { toolCallId: '', tool: '', topic: 'delivery' } as const;
  const manner = mannerOf(context, meant.delivery.trackingNumber);
  const reply = deliveryReply(policy, asked, meant, manner, 'cache', false, at);
  return correction(sentence({ ...reply, ...(medium && { medium }) }));
}

/** How a person is reached from here, and what is spoken where no call says it. */
type Line = { person: Person; language: Language };

/** What is said with the answers that Vapi waits for beside tool calls, with what the call knows. */
export function serverResponseSentences(context: CallContext | null, line: Line) {
  const { person } = line;
  const language = context === null ? line.language : languageOf(context.policy.language);
  const { noAssistant, passingOn } = language.sentences;
  return {
    noAssistant,
    noDestination: handoffSentence(
      person.reach === 'transfer' ? { reach: 'nobody' } : person,
      language,
    ),
    passingOn: `${passingOn}${aboutCall(context, language)}`,
    briefing: {
      spoken: briefing(context, language, undefined),
      written: briefing(context, language, 'text'),
    },
  };
}

/**
 * What the person who takes over is told of the call, made of what it knows and of nothing else: the
 * number, the status as it was told, and why a person is wanted.
 */
function briefing(
  context: CallContext | null,
  language: Language,
  medium: Medium | undefined,
): string {
  if (context === null) return '';
  const { told, untold, noNumber, why } = language.sentences.briefing;
  const { fallbackReason, wrongAnswers, verification } = context;
  const number =
    fallbackReason?.trackingNumber ??
    verification?.trackingNumber ??
    context.told.at(-1)?.delivery.trackingNumber ??
    numberOf(context);
  const record = context.told.findLast(({ delivery }) => delivery.trackingNumber === number);
  const about =
    number === null
      ? noNumber
      : record === undefined
        ? untold(toldNumber(number, medium))
        : told(toldNumber(number, medium), spokenStatus(record.delivery.status, language));
  const isVerified = number === null || !wrongAnswers.includes(number);
  const reason = isVerified ? fallbackReason?.kind : 'notVerified';
  return reason === undefined ? about : join(about, why[reason]);
}

/** What the person who takes over is to hear as well: only what was verified in this call. */
function aboutCall(context: CallContext | null, language: Language): string {
  if (context === null) return '';
  const { currentDelivery, fallbackReason, medium } = context;
  const { passedParcel, passedNumber } = language.sentences;
  if (currentDelivery !== null) {
    const { trackingNumber, status } = currentDelivery.delivery;
    return passedParcel(toldNumber(trackingNumber, medium), spokenStatus(status, language));
  }
  if (fallbackReason?.trackingNumber != null) {
    return passedNumber(toldNumber(fallbackReason.trackingNumber, medium));
  }
  return '';
}
