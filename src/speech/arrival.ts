import { type Delivery, type KnownStatus, knownStatus } from '../../machines/delivery.ts';
import { spokenDate, standingOfDate } from './spoken-date.ts';

/** When the record was read, in epoch milliseconds, and how old it is while it is spoken. */
export type RecordTime = { asOf: number; ageSeconds: number };

/**
 * What follows a parcel's status about its arrival, up to the full stop: a clause, a sentence of
 * its own, or nothing. A date is promised only where the status bears a promise out and the day is
 * not past; otherwise it is spoken as what it is, a date on record.
 */
export function arrivalClause(delivery: Delivery, time: RecordTime): string {
  const status = knownStatus(delivery.status);
  if (status !== null && hasNoArrival(status)) return '';
  const written = delivery.estimatedDelivery;
  if (written === undefined) {
    return status === null ? '' : '. There is no delivery date on record yet';
  }
  const date = spokenDate(written, time.asOf);
  const onRecord = `. The expected date on record is ${date}`;
  // An unknown status may well mean that the parcel has arrived, or never will.
  if (status === null) return onRecord;
  // The listener measures the date against the moment in which it is spoken.
  switch (standingOfDate(written, time.asOf + time.ageSeconds * 1000)) {
    case 'over':
      return ` and was expected on ${date}`;
    case 'ending':
      return onRecord;
    case 'ahead':
      // Whether the date of a delayed parcel is the old one or a new one, the record does not say.
      return status === 'delayed' ? onRecord : ` and should arrive on ${date}`;
  }
}

// An estimate is not the day on which a parcel was delivered, and one that failed or was cancelled
// has nothing to expect.
function hasNoArrival(status: KnownStatus): boolean {
  return status === 'delivered' || status === 'failed' || status === 'cancelled';
}
