import { type Delivery, knownStatus } from '../../machines/delivery.ts';
import { rowOf } from '../../machines/statuses.ts';
import { type SpokenAt, spokenDate, spokenDay } from './spoken-date.ts';

/**
 * What follows a parcel's status about its arrival, up to the full stop: a clause, a sentence of
 * its own, or nothing. A date is promised only where the status bears a promise out and the day is
 * not past.
 */
export function arrivalClause(delivery: Delivery, when: SpokenAt): string {
  const words = when.language.sentences.arrival;
  const status = knownStatus(delivery.status);
  const arrival = status === null ? null : rowOf(status).arrival;
  // An estimate is not the day on which a parcel was delivered, and one that failed or was cancelled
  // has nothing to expect.
  if (arrival === 'none') return '';
  const written = delivery.estimatedDelivery;
  if (written === undefined) return status === null ? '' : words.noDate;
  // An unknown status may well mean that the parcel has arrived, or never will.
  if (status === null) return words.estimate(spokenDate(written, when));
  const day = spokenDay(written, when);
  if (day.isOver) return words.isOver(day.words);
  return arrival === 'moved' ? words.moved(day.words) : words.promised(day.words);
}
