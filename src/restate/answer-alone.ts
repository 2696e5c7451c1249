import type { CallInput } from '../../machines/call-context.ts';
import { advance, openSession, type SessionRules } from '../../machines/session.ts';
import { readConversation } from '../../machines/transcript.ts';
import type { CallNotice, CallStep } from '../calls/engine.ts';
import { type ToldDelivery, toToldTurns } from './call-request.ts';

type Options<Answer> = {
  rules: SessionRules<Answer>;
  /** That of the call, which this is not: nothing of its state is known. */
  input: CallInput;
  delivery: ToldDelivery & { missedAt: number };
  /** Null where nothing is recorded any more. */
  record: ((step: CallStep<Answer>) => Promise<void>) | null;
  notify: (notice: CallNotice) => void;
};

/** Tells what was answered in the place of a call from the call itself, on record. */
const PREFIX = 'edge:';

/**
 * Answers for a call that cannot be reached: with the fault that the call takes for its own answer as
 * soon as it hears of it. Until then it stands on record by itself, as a call of this one delivery.
 */
export async function answerAlone<Answer>(options: Options<Answer>): Promise<Answer[]> {
  const { rules, delivery, record, notify } = options;
  const { ref, turns, type: _, ...about } = delivery;
  const { callId } = options.input;
  const input = { ...options.input, callId: `${PREFIX}${callId}:${ref}` };
  const { session } = openSession(rules, input, delivery);
  const conversation = readConversation(session.transcript, toToldTurns(turns));
  const event = { type: 'delivery.received', id: 1, conversation, ...about } as const;
  const { answers, steps, notices } = advance(rules, session, event);
  const at = delivery.missedAt;
  for (const notice of notices) {
    if (notice.type === 'tool.answered' || notice.type === 'call.broken') {
      notify({ ...notice, callId, at });
    }
  }
  if (record !== null) {
    const lines = steps.map(({ since, ...step }) => record({ ...step, at, latencyMs: at - since }));
    await Promise.all(lines);
    // Nothing more comes of it: no process has to take it up.
    notify({ type: 'call.forgotten', callId: input.callId, at });
  }
  return answers[0]?.answers ?? [];
}
