import type { Clock } from '../edges.ts';
import type { JournalNotice } from './journal-notice.ts';

/** What the disk fails at: taking lines, or bringing them onto the disk itself. */
type Source = 'append' | 'sync';

type Trouble = { since: number; reason: string };

/** Keeps what is wrong with the disk, and says so once when it begins and once when it is over. */
export class Troubles {
  readonly #clock: Clock;
  readonly #onNotice: (notice: JournalNotice) => void;
  readonly #open = new Map<Source, Trouble>();
  #lost = 0;
  #lostBefore = 0;

  constructor(clock: Clock, onNotice: (notice: JournalNotice) => void) {
    this.#clock = clock;
    this.#onNotice = onNotice;
  }

  has(source: Source): boolean {
    return this.#open.has(source);
  }

  /** The one that began first. */
  get first(): Trouble | null {
    return [...this.#open.values()].toSorted((a, b) => a.since - b.since)[0] ?? null;
  }

  /** Lines that will never be written. */
  get lost(): number {
    return this.#lost;
  }

  begin(source: Source, reason: string): void {
    const isFirst = this.#open.size === 0;
    const since = this.#open.get(source)?.since ?? this.#clock.now();
    this.#open.set(source, { since, reason });
    if (!isFirst) return;
    this.#lostBefore = this.#lost;
    this.#onNotice({ type: 'journal.failed', reason });
  }

  end(source: Source): void {
    const { first } = this;
    if (!this.#open.delete(source) || this.#open.size > 0 || first === null) return;
    const afterMs = Math.max(0, this.#clock.now() - first.since);
    this.#onNotice({ type: 'journal.resumed', afterMs, lost: this.#lost - this.#lostBefore });
  }

  lose(lines: number): void {
    this.#lost += lines;
  }
}
