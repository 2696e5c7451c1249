/**
 * What each status means, in whatever language: a status is one row here, and one of words in each
 * language, for which the compiler asks.
 */
type StatusRow = {
  /** What the expected day is: promised, another one than before, or nothing any more. */
  arrival: 'promised' | 'moved' | 'none';
  /** Whether something went wrong, so that a note is its reason. */
  isTrouble: boolean;
  /** Whether there is nothing more to come of it. */
  isOver: boolean;
};

/** Statuses with a sentence of their own; any other is spoken as it is written. */
export const STATUSES = {
  failed: { arrival: 'none', isTrouble: true, isOver: false },
  pending: { arrival: 'promised', isTrouble: false, isOver: false },
  processing: { arrival: 'promised', isTrouble: false, isOver: false },
  out_for_delivery: { arrival: 'promised', isTrouble: false, isOver: false },
  in_transit: { arrival: 'promised', isTrouble: false, isOver: false },
  delayed: { arrival: 'moved', isTrouble: true, isOver: false },
  cancelled: { arrival: 'none', isTrouble: true, isOver: true },
  delivered: { arrival: 'none', isTrouble: false, isOver: true },
} as const satisfies Record<string, StatusRow>;

/** One of the statuses that have words of their own. */
export type KnownStatus = keyof typeof STATUSES;

/** Their names. */
export const KNOWN_STATUSES = Object.keys(STATUSES) as KnownStatus[];

/** What there is to know of one. */
export function rowOf(status: KnownStatus): StatusRow {
  return STATUSES[status];
}

/** Whether more is to come of a parcel; of a status that nobody knows, it may. */
export function isUnderWay({ status }: { status: string }): boolean {
  const known = KNOWN_STATUSES.find((each) => each === status);
  return known === undefined || !rowOf(known).isOver;
}
