/** Closes one thing; `graceMs` is how long what is under way in it may take. */
export type Close = (graceMs?: number) => unknown;

/**
 * What a process has opened, by name and in its order. All of it is closed in reverse, so that
 * nothing outlives what it works with; what cannot be closed keeps nothing else from being closed.
 */
export class Opened {
  readonly #onFault: (name: string, error: unknown) => void;
  readonly #things: { name: string; close: Close }[] = [];
  #closing: Promise<number> | null = null;

  /** `onFault` is told of what could not be closed. */
  constructor(onFault: (name: string, error: unknown) => void) {
    this.#onFault = onFault;
  }

  /** Notes something that is open now, and gives it back. */
  add<Thing>(name: string, thing: Thing, close: Close): Thing {
    this.#things.push({ name, close });
    return thing;
  }

  /**
   * Closes all that is open, the latest first, each once however often it is asked to; resolves
   * with how many could not be.
   */
  close(graceMs?: number): Promise<number> {
    this.#closing ??= this.#closeAll(graceMs);
    return this.#closing;
  }

  async #closeAll(graceMs: number | undefined): Promise<number> {
    let faults = 0;
    for (let last = this.#things.pop(); last !== undefined; last = this.#things.pop()) {
      try {
        await last.close(graceMs);
      } catch (error) {
        faults += 1;
        this.#onFault(last.name, error);
      }
    }
    return faults;
  }
}
