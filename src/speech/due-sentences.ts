import type { CallContext, Person } from '../../machines/call-context.ts';
import { handoffSentence } from './fallback-sentences.ts';
import { toldNumber } from './spoken-number.ts';
import { spokenStatus } from './spoken-status.ts';

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
