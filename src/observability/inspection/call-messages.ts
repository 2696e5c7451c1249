import type { RecordedSnapshot } from '../../../machines/record.ts';
import type { Move } from '../../../machines/session.ts';
import { shownEvent } from './allowed-fields.ts';
import { callAllowed, shownCallSnapshot } from './shown-actors.ts';
import {
  actorMessage,
  eventMessage,
  type Message,
  type ShownActor,
  snapshotMessage,
} from './wire.ts';

/** With what an actor starts; by it a viewer who comes late is told where one is. */
export const INIT = { type: 'xstate.init' };

/** Tells of a call's chart, which is in this state; `at` is in epoch milliseconds. */
export function introduceCall(call: ShownActor, snapshot: RecordedSnapshot, at: number): Message {
  return actorMessage(call, shownCallSnapshot(snapshot), at);
}

/** Tells of an event that the chart took, and where it led. */
export function tellMove(
  call: ShownActor,
  { event: taken, snapshot }: Move,
  at: number,
): Message[] {
  const event = taken.type === 'call.opened' ? INIT : shownEvent(callAllowed, taken);
  const after = { event, snapshot: shownCallSnapshot(snapshot) };
  return [eventMessage(call, { event }, at), snapshotMessage(call, after, at)];
}
