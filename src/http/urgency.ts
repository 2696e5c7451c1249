import type { VapiMessage } from '../vapi/messages.ts';
import { isFinalStatus } from '../vapi/to-call-events.ts';

/**
 * What a message is worth when not all can be taken: a caller waits for an `answer`; an `ending`
 * closes a call, and hardly comes again; any other `event` is only told, and a `partial` will be told
 * once more, better.
 */
export type Urgency = 'answer' | 'ending' | 'event' | 'partial';

/** How urgent a message is. */
export function urgencyOf(message: VapiMessage): Urgency {
  switch (message.type) {
    case 'tool-calls':
    case 'function-call':
    case 'assistant-request':
    case 'transfer-destination-request':
    case 'handoff-destination-request':
    case 'knowledge-base-request':
    case 'call.endpointing.request':
    case 'campaign.predial':
    case 'voice-request':
      return 'answer';
    case 'end-of-call-report':
      return 'ending';
    case 'status-update':
      return isFinalStatus(message.status) ? 'ending' : 'event';
    case 'transcript':
      return message.transcriptType === 'partial' ? 'partial' : 'event';
    default:
      return 'event';
  }
}
