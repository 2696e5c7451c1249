import { createHmac } from 'node:crypto';
import type { CallInput } from '../../machines/call-context.ts';
import type { CallEvent, ToolEvent, Turn } from '../../machines/call-events.ts';
import type { Delivery } from '../../machines/delivery.ts';
import { outerState } from '../../machines/transition.ts';
import { rerenderCall } from '../../src/erasure/rerender-call.ts';
import type { HashCaller } from '../../src/recording/caller-key.ts';
import type { JournalLine, RecordedResult } from '../../src/recording/line.ts';
import { toLine } from '../../src/recording/to-line.ts';
import { NOON, POLICY } from '../recording/make-line.ts';

/** One line of a call: what it received, and what was said. */
export type Step = { events: CallEvent[]; turns?: Turn[]; chats?: string[] };

type Given = {
  callId: string;
  at?: number;
  policy?: Partial<CallInput['policy']>;
  /** Who calls, in E.164. */
  caller?: string;
};

/** As the key beside a journal makes it, when that key is KEY. */
export const KEY = 'k'.repeat(72);
export const hashCaller: HashCaller = (phone) =>
  createHmac('sha256', KEY).update(phone).digest('base64url').slice(0, 22);

/** The lines of a call as the service writes them; what is not answered in its line never is. */
export function tellCall(
  { callId, at = NOON, policy, caller }: Given,
  steps: Step[],
): JournalLine[] {
  const input = { callId, policy: { ...POLICY, ...policy } };
  const bare = steps.map(({ events, turns = [], chats = [] }, seq) =>
    toLine(
      {
        callerNumber: caller ?? null,
        callId,
        seq,
        chats,
        turns,
        latencyMs: 3,
        correlationId: `trace-${seq}`,
        at: at + seq * 1000,
        events: seq === 0 ? [{ type: 'call.opened', at, input }, ...events] : events,
        answers: answersTo(events),
        answered: (answersTo(events) ?? []).map(({ toolCallId }) => toolCallId),
        state: 'need',
        // Filled in below.
        snapshot: { value: 'need', context: {} as never, status: 'active' },
      },
      hashCaller,
    ),
  );
  const told = rerenderCall(bare) ?? [];
  const lines = told.map((line) => ({
    ...line,
    state: outerState(line.snapshot.value),
    response: line.response && { results: line.response.results.filter(isAnswer) },
  }));
  return JSON.parse(JSON.stringify(lines));
}

/** A tool call that waits for a lookup has none yet. */
function isAnswer({ name }: RecordedResult): boolean {
  return name !== undefined;
}

function answersTo(events: CallEvent[]) {
  const asked = events.filter((event): event is ToolEvent => 'toolCallId' in event);
  const message = { type: 'request-complete', role: 'assistant', content: '' };
  return asked.length === 0 ? null : asked.map(({ toolCallId }) => ({ toolCallId, message }));
}

/** The caller asks where a parcel is. */
export function pendingLookups(
  toolCallId: string,
  heard: string | number | null,
  at = NOON,
): ToolEvent {
  const asked = { toolCallId, tool: 'track_delivery', heard, at };
  return { ...asked, type: 'delivery.requested', topic: 'delivery' };
}

/** The caller says yes, or no, to a number. */
export function says(confirmed: boolean, toolCallId: string, at = NOON): ToolEvent {
  const asked = { toolCallId, tool: 'confirm_tracking_number', heard: null, at };
  return { ...asked, type: 'confirmation.given', confirmed };
}

/** A record is found. */
export function finds(delivery: Delivery, at = NOON): CallEvent {
  const outcome = { kind: 'found', delivery, source: 'sanity', asOf: at } as const;
  return { type: 'lookup.settled', at, trackingNumber: delivery.trackingNumber, outcome };
}

/** The call is over. */
export function ends(at = NOON): CallEvent {
  return { type: 'call.ended', at, reason: 'customer-ended-call' };
}
