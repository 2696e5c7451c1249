import type { CallContext } from '../../machines/call-context.ts';
import { mannerOf } from '../../machines/call-manner.ts';
import { deliveryReply } from '../../machines/reply.ts';
import { contact, join } from './fallback-sentences.ts';
import { sentence } from './sentence.ts';

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
