/** A call, as far as it matters who goes first when not all can be kept. */
export type Sparable = {
  /** Whether a tool call ever came: what it was answered must repeat. */
  readonly hasAsked: boolean;
  readonly isOver: boolean;
  /** Whether somebody waits for an answer. */
  readonly isWaiting: boolean;
};

/** How many calls are held, and what of old space they may take in all, in bytes. */
export type HoldLimits = { callsMax: number; bytesMax: number };

const MIB = 1024 * 1024;
/** What the process takes without any call. */
const PROCESS_BYTES = 48 * MIB;
/** Of what is left of old space: V8 collects garbage only when about as much again is full of it. */
const CALLS_PART = 0.5;
/** What a call takes that has asked for something; one that only sent events takes 7 KB. */
const BYTES_PER_CALL = 10 * 1024;

/** Part of old space from which on every newcomer takes the place of another call. */
const CROWDED_FROM = 0.65;
/** Part of old space from which on every delivery makes room, before any has to be turned away. */
const TIGHT_FROM = 0.75;
const LET_GO_WHEN_TIGHT = 2;

/** As many calls as are set, or as the heap allows: `oldSpaceBytes` is what old space may hold. */
export function holdLimits(liveCallsMax: number, oldSpaceBytes: number): HoldLimits {
  const bytesMax = CALLS_PART * Math.max(MIB, oldSpaceBytes - PROCESS_BYTES);
  const callsMax = Math.min(liveCallsMax, Math.floor(bytesMax / BYTES_PER_CALL));
  return { callsMax, bytesMax };
}

type Held<Call> = {
  callId: string;
  call: Call;
  queue: Queue<Call>;
  before: Held<Call> | null;
  after: Held<Call> | null;
};

type Options<Call> = {
  callsMax: number;
  /** How full old space is, as a part of what it may hold. */
  heapFullness: () => number;
  /** Told of a call that had to go; it is held no more. */
  letGo: (callId: string, call: Call) => void;
};

/**
 * The calls in memory, by their ID. When there is no room, the quietest of those that only ever
 * sent events goes first, then one that is over, and last, for a tool call alone, one that has
 * asked; one that somebody waits for never goes. Whatever it does takes the same time, however many
 * calls there are.
 */
export class HeldCalls<Call extends Sparable> {
  readonly #options: Options<Call>;
  readonly #calls = new Map<string, Held<Call>>();
  readonly #told = new Queue<Call>();
  readonly #over = new Queue<Call>();
  readonly #asked = new Queue<Call>();

  constructor(options: Options<Call>) {
    this.#options = options;
  }

  get size(): number {
    return this.#calls.size;
  }

  get(callId: string): Call | undefined {
    return this.#calls.get(callId)?.call;
  }

  *values(): Iterable<Call> {
    for (const { call } of this.#calls.values()) yield call;
  }

  set(callId: string, call: Call): void {
    this.delete(callId);
    const held = { callId, call, queue: this.#queueFor(call), before: null, after: null };
    this.#calls.set(callId, held);
    held.queue.add(held);
  }

  delete(callId: string): void {
    const held = this.#calls.get(callId);
    if (held === undefined) return;
    this.#calls.delete(callId);
    held.queue.remove(held);
  }

  /** The call was heard of, or ended. */
  touch(callId: string): void {
    const held = this.#calls.get(callId);
    if (held === undefined) return;
    held.queue.remove(held);
    held.queue = this.#queueFor(held.call);
    held.queue.add(held);
  }

  /** Whether a delivery can be taken: always one of a call that is held. */
  hasRoomFor(callId: string, isAsking: boolean): boolean {
    return this.#calls.has(callId) || !this.#isFull() || this.#findSparable(isAsking) !== null;
  }

  /** Makes room for a new call, if need be and one may go. */
  makeRoom(isAsking: boolean): void {
    if (this.#isFull()) this.#letGo(this.#findSparable(isAsking));
  }

  /** Makes room when what calls have heard fills the heap, and not how many they are. */
  relieve(): void {
    for (let count = 0; count < LET_GO_WHEN_TIGHT; count += 1) {
      if (this.#options.heapFullness() < TIGHT_FROM) return;
      this.#letGo(this.#findSparable(false));
    }
  }

  #isFull(): boolean {
    const { callsMax, heapFullness } = this.#options;
    return this.#calls.size >= callsMax || heapFullness() >= CROWDED_FROM;
  }

  #findSparable(isAsking: boolean): Held<Call> | null {
    const first = this.#told.first ?? this.#over.first ?? (isAsking ? this.#asked.first : null);
    return first === null || first.call.isWaiting ? null : first;
  }

  #letGo(held: Held<Call> | null): void {
    if (held === null) return;
    this.delete(held.callId);
    this.#options.letGo(held.callId, held.call);
  }

  #queueFor({ hasAsked, isOver }: Call): Queue<Call> {
    if (!hasAsked) return this.#told;
    return isOver ? this.#over : this.#asked;
  }
}

/** Calls in the order in which they were heard of last. */
class Queue<Call> {
  first: Held<Call> | null = null;
  #last: Held<Call> | null = null;

  add(held: Held<Call>): void {
    held.before = this.#last;
    held.after = null;
    if (this.#last === null) this.first = held;
    else this.#last.after = held;
    this.#last = held;
  }

  remove({ before, after }: Held<Call>): void {
    if (before === null) this.first = after;
    else before.after = after;
    if (after === null) this.#last = before;
    else after.before = before;
  }
}
