import type { CallContext, Person } from '../../machines/call-context.ts';
import { mannerOf } from '../../machines/call-manner.ts';
import { deliveryReply, type Reply } from '../../machines/reply.ts';
import type { Ungrounded } from '../../machines/session.ts';
import { contact, handoffSentence, join } from './fallback-sentences.ts';
import { sentence } from './sentence.ts';
import { toldNumber } from './spoken-number.ts';
import { spokenStatus } from './spoken-status.ts';

/** What a caller who was told that the records cannot be reached hears when they are after all. */
export function lateSentence(reply: Reply): string {
  return `Thank you for waiting. ${sentence(reply)}`;
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

const DISREGARD = 'I have to correct myself: please disregard what I just said';

/** What a caller hears after something was promised, or said to be done, that nobody does. */
export function withdrawalSentence({ policy: { person } }: CallContext): string {
  const withdrawal = `${DISREGARD}. All that I can do is look up parcels.`;
  if (person === undefined) return withdrawal;
  const offer = person.reach === 'transfer' ? 'Shall I get a person to help you?' : contact(person);
  return join(withdrawal, offer);
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
  if (told.length === 0) return `${DISREGARD} about your parcel, since I have no record of it.`;
  const meant = told.find(({ delivery }) => delivery.trackingNumber === trackingNumber);
  if (meant === undefined) return `${DISREGARD}. It is not on record.`;
  const asked = { toolCallId: '', tool: '', topic: 'delivery' } as const;
  const manner = mannerOf(context, meant.delivery.trackingNumber);
  const reply = deliveryReply(policy, asked, meant, manner, 'cache', false, at);
  const onRecord = sentence({ ...reply, ...(medium && { medium }) });
  return `I have to correct myself. This is what is on record: ${onRecord}`;
}

/** What is said with the answers that Vapi waits for beside tool calls, with what the call knows. */
export function dueSentences(context: CallContext | null, person: Person) {
  return {
    noAssistant: "I'm sorry, this line can't take calls right now. Please call again later.",
    noDestination: handoffSentence(person.reach === 'transfer' ? { reach: 'nobody' } : person),
    passingOn: `I'll put you through to a person now.${aboutCall(context)}`,
  };
}

/** What the person who takes over is to hear as well: only what was verified in this call. */
function aboutCall(context: CallContext | null): string {
  if (context === null) return '';
  const { held, trouble, medium } = context;
  if (held !== null) {
    const { trackingNumber, status } = held.delivery;
    return ` This is about the parcel ${toldNumber(trackingNumber, medium)}, which ${spokenStatus(status)}.`;
  }
  if (trouble?.trackingNumber != null) {
    return ` This is about the number ${toldNumber(trouble.trackingNumber, medium)}.`;
  }
  return '';
}
