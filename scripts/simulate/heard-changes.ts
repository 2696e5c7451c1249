import type { Served, Version } from './content-lake.ts';
import type { Change } from './listeners.ts';
import type { Answer, Ask } from './phone-call.ts';

/** What is told of a record. */
type Facts = Partial<Version>;

/**
 * What the process that lives has heard of changes. By a second look, so long after it heard the latest of a
 * number, a query sees what changed, and all that was asked before has ended: what was read before the
 * change is kept no longer. What a call has in hand is its own, and outlasts that.
 */
export class HeardChanges {
  readonly #secondLookMs: number;
  /** By number: when one was heard of last, and which of them queries saw last. */
  readonly #changes = new Map<string, { heardAt: number; latest: Change }>();

  constructor(secondLookMs: number) {
    this.#secondLookMs = secondLookMs;
  }

  heard(change: Change, at: number): void {
    const { trackingNumber, seenAt } = change;
    const known = this.#changes.get(trackingNumber)?.latest ?? change;
    const latest = known.seenAt > seenAt ? known : change;
    this.#changes.set(trackingNumber, { heardAt: at, latest });
  }

  /** The process is another one, which has heard nothing and keeps nothing. */
  forget(): void {
    this.#changes.clear();
  }

  /** Before what moment a call must have asked to have in hand what was before the changes; null for none. */
  overAt(number: string): number | null {
    const heardAt = this.#changes.get(number)?.heardAt;
    return heardAt === undefined ? null : heardAt + this.#secondLookMs;
  }

  /**
   * The change that is not in what is told of a number to a question of a moment, `null` facts for no such
   * record, though it was heard of long before; null for none. `served` is what was read of the number.
   */
  missingIn(
    number: string,
    facts: Facts | null,
    arrivedAt: number,
    served: readonly Served[],
  ): Change | null {
    const overAt = this.overAt(number);
    const latest = this.#changes.get(number)?.latest;
    if (latest === undefined || overAt === null || arrivedAt <= overAt) return null;
    const isReadSince = served.some(
      ({ kind, version, askedAt }) =>
        askedAt >= latest.seenAt && (facts === null ? kind === 'missing' : states(version, facts)),
    );
    const isAsChanged = facts === null ? latest.after === null : states(latest.after, facts);
    return isReadSince || isAsChanged ? null : latest;
  }
}

/** Whether a record says what is told; a name may be left unsaid. */
export function states(record: Facts | null, told: Facts): boolean {
  return (
    record !== null &&
    record.status === told.status &&
    record.estimatedDelivery === told.estimatedDelivery &&
    record.issueMessage === told.issueMessage &&
    (told.customerName === undefined || told.customerName === record.customerName)
  );
}

/**
 * What a call may have in hand: the records that it was told, and what came of a question that was answered
 * without telling of it, or not at all.
 */
export class InHand {
  readonly #told = new Set<string>();
  readonly #open = new Map<Ask, number>();
  #untoldFrom = Number.POSITIVE_INFINITY;

  asked(ask: Ask, at: number): void {
    const before = this.#open.get(ask);
    if (before === undefined) this.#open.set(ask, at);
    // Another process may have begun to answer it.
    else this.#mayHoldFrom(before);
  }

  /** Of a turn of a call without a model it is not known what was looked up for it. */
  turned(at: number): void {
    this.#mayHoldFrom(at);
  }

  answered({ ask, status, sentence, told }: Answer): void {
    const askedAt = this.#open.get(ask);
    this.#open.delete(ask);
    const { delivery, asOf, stale } = told as { delivery?: Facts; asOf?: unknown; stale?: unknown };
    if (delivery !== undefined) this.#told.add(`${delivery.trackingNumber} ${asOf}`);
    const mayEndLater = status === 'unavailable' || stale === true;
    const isHeldBack = /on the parcel\?/.test(sentence);
    if (askedAt !== undefined && (mayEndLater || isHeldBack)) this.#mayHoldFrom(askedAt);
  }

  /** Whether a record, as it was read at a time, may be one that it has from before a moment. */
  mayHold(number: string, asOf: unknown, before: number): boolean {
    if (this.#told.has(`${number} ${asOf}`) || this.#untoldFrom <= before) return true;
    return [...this.#open.values()].some((at) => at <= before);
  }

  #mayHoldFrom(at: number): void {
    this.#untoldFrom = Math.min(this.#untoldFrom, at);
  }
}
