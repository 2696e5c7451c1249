/** What stands on record of a call, whoever holds it: all that its actor received, and its state. */
import { type Static, Type } from 'typebox';
import { type CallContext, CallInputSchema } from './call-context.ts';
import { CallEventSchema } from './call-events.ts';

/** An event on record; the first of a call is its opening, with what its actor was started with. */
export const RecordedEventSchema = Type.Union([
  ...CallEventSchema.anyOf,
  Type.Object({ type: Type.Literal('call.opened'), at: Type.Number(), input: CallInputSchema }),
]);

/** An event on record. */
export type RecordedEvent = Static<typeof RecordedEventSchema>;

/** The chart's state, as plain JSON: enough to go on from. */
export type RecordedSnapshot = { value: unknown; context: CallContext; status: string };
