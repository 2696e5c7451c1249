import type { CallContext } from '../../machines/call-context.ts';
import { deliveryReply } from '../../machines/reply.ts';
import { sentence } from './sentence.ts';

/** What a caller hears after the assistant has stated what no record states. */
export function correctionSentence({ held }: CallContext, at: number): string {
  if (held === null) {
    return 'I have to correct myself: please disregard what I just said about your parcel, since I have no record of it.';
  }
  const asked = { toolCallId: '', tool: '', topic: 'delivery' } as const;
  const told = sentence(deliveryReply(asked, held, 'cache', false, at));
  return `I have to correct myself. This is what is on record: ${told}`;
}
