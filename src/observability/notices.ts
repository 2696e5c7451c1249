import { EventEmitter } from 'node:events';
import type { BreakerNotice } from '../calls/breaker.ts';
import type { SpokenNotice } from '../calls/commands.ts';
import type { CallNotice } from '../calls/engine.ts';
import type { WebhookNotice } from '../http/webhook.ts';
import type { JournalNotice } from '../recording/journal-notice.ts';
import type { RestateNotice } from '../restate/restate-notice.ts';
import type { ContentNotice } from '../sanity/open-content.ts';

/** What rooms tell of, by the room; each declares its own notices. */
export type Topics = {
  call: [CallNotice];
  spoken: [SpokenNotice];
  breaker: [BreakerNotice];
  content: [ContentNotice];
  webhook: [WebhookNotice];
  journal: [JournalNotice];
  restate: [RestateNotice];
};

/** The one bus on which everything is told that somebody may want to watch. */
export type NoticeBus = EventEmitter<Topics>;

/** Makes the bus. Whoever listens must not throw: rooms tell it in the middle of their work. */
export function createNoticeBus(): NoticeBus {
  return new EventEmitter<Topics>();
}
