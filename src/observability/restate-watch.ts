import type { Logger } from 'pino';
import type { RestateNotice } from '../restate/restate-notice.ts';

/** Logs what happens on the way to Restate: what callers notice, and what is lost. */
export function watchRestate(logger: Logger): (notice: RestateNotice) => void {
  return (notice) => {
    const { type } = notice;
    switch (type) {
      case 'restate.changed': {
        const { ok, reason } = notice;
        return ok ? logger.info({ ok, reason }, type) : logger.warn({ ok, reason }, type);
      }
      case 'step.lost':
        return logger.error({ reason: notice.reason, count: notice.count }, type);
      case 'edge.answered':
        return logger.warn({ call_id: notice.callId }, type);
      case 'step.taken':
        return;
      case 'step.retried':
        return logger.debug({ reason: notice.reason }, type);
      default:
        return type satisfies never;
    }
  };
}
