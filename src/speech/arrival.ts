import { type Delivery, knownStatus } from '../../machines/delivery.ts';
import { rowOf } from '../../machines/statuses.ts';
import { spokenDate, spokenDay } from './spoken-date.ts';

/** The moment in which something is spoken, in epoch milliseconds, and the callers' time zone. */
export type SpokenAt = { at: number; timeZone: string };

/**
 * What follows a parcel's status about its arrival, up to the full stop: a clause, a sentence of
 * its own, or nothing. A date is promised only where the status bears a promise out and the day is
 * not past.
 */
export function arrivalClause(delivery: Delivery, { at, timeZone }: SpokenAt): string {
  const status = knownStatus(delivery.status);
  const arrival = status === null ? null : rowOf(status).arrival;
  // An estimate is not the day on which a parcel was delivered, and one that failed or was cancelled
  // has nothing to expect.
  if (arrival === 'none') return '';
  const written = delivery.estimatedDelivery;
  if (written === undefined) return status === null ? '' : '. There is no delivery date yet';
  // An unknown status may well mean that the parcel has arrived, or never will.
  if (status === null) return `. The estimate is ${spokenDate(written, at, timeZone)}`;
  const { words, isOver } = spokenDay(written, at, timeZone);
  if (isOver) return ` and was expected ${words}`;
  return arrival === 'moved' ? `. It's now expected ${words}` : ` and should arrive ${words}`;
}
