import type { Logger } from 'pino';
import type { RestateNotice } from '../restate/restate-notice.ts';

/** Logs what happens on the way to Restate: what callers notice, and what is lost. */
export function watchRestate(logger: Logger): (notice: RestateNotice) => void {
  return ({ type, ...fields }) => {
    switch (type) {
      case 'restate.changed':
        if ('ok' in fields && fields.ok) return logger.info(fields, type);
        return logger.warn(fields, type);
      case 'step.lost':
        return logger.error(fields, type);
      case 'edge.answered': {
        const { callId } = fields as { callId: string };
        return logger.warn({ call_id: callId }, type);
      }
      case 'step.taken':
        return;
      case 'step.retried':
        return logger.debug(fields, type);
      default:
        return type satisfies never;
    }
  };
}
