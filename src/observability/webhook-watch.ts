import type { WebhookNotice } from '../http/webhook.ts';
import type { Counters } from './counters.ts';

/** Counts what the webhook takes and turns away. */
export function watchWebhook(counters: Counters): (notice: WebhookNotice) => void {
  return (notice) => {
    switch (notice.type) {
      case 'message.received':
        counters.trigger.messageReceived({ messageType: notice.messageType });
        break;
      case 'sender.refused':
        counters.trigger.senderRefused();
        break;
      case 'request.shed':
        counters.trigger.requestShed({ kind: notice.kind });
        break;
      case 'request.limited':
        counters.trigger.requestLimited({ kind: notice.kind });
        break;
      default:
        notice satisfies never;
    }
  };
}
