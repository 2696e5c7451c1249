import type { CallContext } from '../../machines/call-context.ts';
import type { CallEngine, CallView } from '../calls/engine.ts';
import { maskTracking } from '../observability/redaction.ts';
import { createMask } from './mask.ts';
import type { LiveCall } from './schema.ts';

/** Most calls that are shown: a page that lists more helps nobody. The latest ones are. */
const ROWS_MAX = 20_000;
/** Rows made in one go: whoever waits for an answer waits for no more than these. */
const ROWS_AT_ONCE = 5;
/** Longest words that are shown of a call. */
const WORDS_LENGTH_MAX = 200;

type Row = { view: CallView; json: string };

type Options = {
  list: CallEngine<unknown>['list'];
  /** Lets others work before it goes on. */
  pause: () => Promise<void>;
};

/** What has changed in the list of calls: rows as JSON, and the IDs of calls that are held no more. */
export type RowChanges = { changed: string[]; gone: string[] };

/**
 * The calls that are held, a row each, masked and as JSON. A row is made anew only when its call was
 * heard of, and a few at a time.
 */
export class LiveRows {
  readonly #options: Options;
  #rows = new Map<string, Row>();

  constructor(options: Options) {
    this.#options = options;
  }

  /** Looks at the calls; gives what has changed since it did so last. */
  async refresh(): Promise<RowChanges> {
    const { list, pause } = this.#options;
    const before = this.#rows;
    const rows = new Map<string, Row>();
    const changed: string[] = [];
    let made = 0;
    for (const view of (await list()).slice(-ROWS_MAX)) {
      const known = before.get(view.callId);
      const json = known?.view === view ? known.json : JSON.stringify(toRow(view));
      rows.set(view.callId, { view, json });
      if (known?.view === view) continue;
      if (known?.json !== json) changed.push(json);
      made += 1;
      if (made % ROWS_AT_ONCE === 0) await pause();
    }
    this.#rows = rows;
    const gone = [...before.keys()].filter((callId) => !rows.has(callId));
    return { changed, gone };
  }

  /** Every row. */
  all(): string[] {
    return [...this.#rows.values()].map(({ json }) => json);
  }

  /** Forgets the rows, as nobody looks. */
  clear(): void {
    this.#rows.clear();
  }
}

function toRow(view: CallView): LiveCall {
  const { callId, context, state, startedAt, heardAt, lastTurn, lastStatus, answers, isOver } =
    view;
  const number = numberOf(context);
  return {
    callId,
    medium: context.medium ?? 'voice',
    state,
    startedAt,
    heardAt,
    lastWords: lastTurn && {
      role: lastTurn.role,
      text: createMask([context]).text(lastTurn.text).slice(0, WORDS_LENGTH_MAX),
    },
    status: lastStatus,
    answers,
    trackingNumber: number && maskTracking(number),
    isOver,
  };
}

/** The number that a call is about: what is on the table, else what was told or tried last. */
function numberOf(context: CallContext): string | null {
  const { candidate, pendingLookups, currentDelivery, fallbackReason, triedNumbers } = context;
  return (
    candidate?.trackingNumber ??
    pendingLookups.at(-1)?.trackingNumber ??
    currentDelivery?.delivery.trackingNumber ??
    fallbackReason?.trackingNumber ??
    triedNumbers.at(-1) ??
    null
  );
}
