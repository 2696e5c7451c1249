import type { WebhookNotice } from '../http/webhook.ts';
import type { Vitals } from './vitals.ts';

/** Counts what the webhook takes and turns away. */
export function watchWebhook(vitals: Vitals): (notice: WebhookNotice) => void {
  return (notice) => {
    switch (notice.type) {
      case 'message.received':
        vitals.trigger.messageReceived({ messageType: notice.messageType });
        break;
      case 'sender.refused':
        vitals.trigger.senderRefused();
        break;
      case 'request.shed':
        vitals.trigger.requestShed({ kind: notice.kind });
        break;
      case 'request.limited':
        vitals.trigger.requestLimited({ kind: notice.kind });
        break;
      default:
        notice satisfies never;
    }
  };
}
