import type { Claim } from './claim.ts';
import type { Facts, KnownRecord } from './facts.ts';

/** What a claim rests on; `end` is where the record's own words end that the claim began. */
export type Ground = { by: string; end?: number };

/** What a claim is traced with. */
export type Evidence = {
  /** The records that the claim may be about, the latest reading first. */
  records: readonly KnownRecord[];
  facts: Facts;
  /** When it was said, in epoch milliseconds. */
  at: number;
  /** Every claim of the utterance. */
  claims: readonly Claim[];
};
