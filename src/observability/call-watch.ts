import type { Logger } from 'pino';
import { ENDING_LENGTH } from '../../machines/tracking-number.ts';
import type { SpokenNotice } from '../calls/commands.ts';
import type { CallNotice } from '../calls/engine.ts';
import type { Counters } from './counters.ts';

/** Calls are dropped by the thousand when they are: a line tells how many in so much time. */
const DROPS_TOLD_EVERY_MS = 10_000;

/** Counts and logs what happens to the calls; `now` is in epoch milliseconds. */
export function watchCalls(
  counters: Counters,
  logger: Logger,
  now: () => number,
): (notice: CallNotice) => void {
  let untold = 0;
  let toldAt = Number.NEGATIVE_INFINITY;

  function tellDropped(): void {
    untold += 1;
    if (Math.abs(now() - toldAt) < DROPS_TOLD_EVERY_MS) return;
    logger.warn({ calls: untold }, 'calls.dropped');
    toldAt = now();
    untold = 0;
  }

  return (notice) => {
    const call = nameCall(notice);
    switch (notice.type) {
      case 'call.opened':
        counters.trigger.callOpened();
        return logger.info(call, 'call.opened');
      case 'call.resumed':
        // One that was over lingers only to repeat its answers.
        if (notice.state !== 'ended') counters.trigger.callOpened();
        return logger.info({ ...call, state: notice.state }, 'call.resumed');
      case 'call.ended':
        counters.trigger.callEnded();
        return logger.info({ ...call, reason: notice.reason }, 'call.ended');
      case 'call.forgotten':
        return logger.debug(call, 'call.forgotten');
      case 'call.dropped':
        counters.trigger.callDropped({ wasOver: notice.wasOver });
        return tellDropped();
      case 'call.missed':
        counters.trigger.callMissed();
        return logger.info(call, 'call.missed');
      case 'call.broken':
        counters.trigger.callBroken();
        return logger.error({ ...call, err: notice.error }, 'call.broken');
      case 'state.entered':
        return logger.info({ ...call, state: notice.state }, 'call.state_entered');
      case 'tool.answered': {
        const { tool, status, source, state } = notice.reply;
        counters.trigger.toolAnswered({ status, source });
        const latencyMs = notice.at - notice.askedAt;
        const fields = { ...call, tool, status, source, state, latency_ms: latencyMs };
        logger.info(fields, 'tool.answered');
        const { utterance } = notice.reply;
        if (utterance.about !== 'tooManyNumbers') return;
        return logger.warn({ ...call, by: utterance.by }, 'numbers.limited');
      }
      case 'tool.repeated':
        counters.trigger.toolRepeated();
        return logger.info({ ...call, tool: notice.tool }, 'tool.repeated');
      case 'tool.id_reused':
        return logger.warn({ ...call, tool: notice.tool }, 'tool.id_reused');
      case 'confirmation.denied':
        // What the caller said is in the journal; the log has only what kind of words it were.
        return logger.warn({ ...call, by: notice.by }, 'confirmation.denied');
      case 'guard.ungrounded':
        counters.trigger.ungroundedSaid({ claims: notice.kinds.length });
        // What was said may name a person: the journal has it, the log only what kind of fact it was.
        return logger.warn({ ...call, kinds: notice.kinds }, 'guard.ungrounded');
      case 'guard.failed':
        return logger.error({ ...call, err: notice.error }, 'guard.failed');
      default:
        return notice satisfies never;
    }
  };
}

type Named = { callId: string; trackingNumber?: string | null };

/** By what an operator finds the lines of a call: its ID, and the end of the number that it is about. */
function nameCall({ callId, trackingNumber }: Named): { call_id: string; number_last4?: string } {
  const call = { call_id: callId };
  return trackingNumber ? { ...call, number_last4: trackingNumber.slice(-ENDING_LENGTH) } : call;
}

/** Counts and logs what was said in calls unasked. */
export function watchSpoken(counters: Counters, logger: Logger): (notice: SpokenNotice) => void {
  return (notice) => {
    const { type, outcome } = notice;
    if (type === 'late_answer.tried') counters.trigger.lateAnswered({ outcome });
    logger.info({ ...nameCall(notice), outcome }, type);
  };
}
