import fc from 'fast-check';
import type { Delivery } from '../../machines/delivery.ts';
import { KNOWN_STATUSES } from '../../machines/statuses.ts';

/** Any normalized tracking number. */
export const arbitraryTrackingNumber = fc.stringMatching(/^[A-Z0-9]{6,40}$/);

/** Any date or datetime of a record, in the forms that the border lets through. */
export const arbitraryWrittenDate = fc
  .tuple(
    fc.date({ min: new Date(0), max: new Date('2100-01-01'), noInvalidDate: true }),
    fc.constantFrom('date', 'datetime'),
  )
  .map(([date, form]) => (form === 'date' ? date.toISOString().slice(0, 10) : date.toISOString()));

/** Any record, with the given texts in its free fields. */
export function arbitraryDelivery(text: fc.Arbitrary<string>): fc.Arbitrary<Delivery> {
  return fc.record(
    {
      trackingNumber: arbitraryTrackingNumber,
      status: fc.oneof(fc.constantFrom(...KNOWN_STATUSES), text),
      customerName: text,
      customerPhone: fc.constant('+15550100123'),
      estimatedDelivery: arbitraryWrittenDate,
      issueMessage: text,
    },
    { requiredKeys: ['trackingNumber', 'status'] },
  );
}
