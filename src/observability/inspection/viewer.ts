import type { Clock } from '../../edges.ts';
import type { Message } from './wire.ts';

/** A viewer's connection, in the shape of a WebSocket of the package ws. */
export type ViewerSocket = {
  /** `done` is called once the message has left this process, or cannot any more. */
  send(text: string, done: (error?: Error | null) => void): void;
  /** Cuts it, without a word. */
  terminate(): void;
};

/** Bytes that are handed to a connection and have not left this process. */
const IN_FLIGHT_BYTES_MAX = 256 * 1024;
/** Bytes that wait behind those. */
const QUEUE_BYTES_MAX = 2 * 1024 * 1024;
/** How long a viewer for whom something waits may take nothing at all. */
const STALL_MS = 10_000;

type Options = {
  socket: ViewerSocket;
  /** The one call to be shown, with its lookups and the breaker; null for all. */
  callId: string | null;
  clock: Pick<Clock, 'setTimeout' | 'clearTimeout'>;
  /** Told once, when the viewer is cut for being slow. */
  onCut: (reason: string) => void;
};

/** Who looks on, over one connection. What it does not read costs a bounded number of bytes. */
export class Viewer {
  readonly callId: string | null;
  readonly #socket: ViewerSocket;
  readonly #clock: Options['clock'];
  readonly #onCut: Options['onCut'];
  /** The sessions that it has heard of, by their roots. */
  readonly #known = new Map<string, Set<string>>();
  readonly #waitingForRoom: (() => void)[] = [];
  #queue: Message[] = [];
  #queueBytes = 0;
  #inFlightBytes = 0;
  #stall: { id: unknown } | null = null;
  #isClosed = false;

  constructor({ socket, callId, clock, onCut }: Options) {
    this.#socket = socket;
    this.callId = callId;
    this.#clock = clock;
    this.#onCut = onCut;
  }

  get isClosed(): boolean {
    return this.#isClosed;
  }

  /** Whether it looks at what these calls wait for; null stands for all calls. */
  wants(callIds: ReadonlySet<string> | null): boolean {
    return this.callId === null || callIds === null || callIds.has(this.callId);
  }

  /** Tells of a session, unless it has. */
  introduce(rootId: string, sessionId: string, message: () => Message): void {
    const known = this.#known.get(rootId) ?? new Set();
    if (known.has(sessionId)) return;
    this.#known.set(rootId, known.add(sessionId));
    this.offer(message());
  }

  knows(rootId: string): boolean {
    return this.#known.has(rootId);
  }

  /** A root has stopped, and with it all below it. */
  forget(rootId: string): void {
    this.#known.delete(rootId);
  }

  offer(message: Message): void {
    if (this.#isClosed) return;
    if (this.#hasRoom()) {
      this.#send(message);
      return;
    }
    this.#queue.push(message);
    this.#queueBytes += message.bytes;
    this.#stall ??= this.#watchStall();
    if (this.#queueBytes > QUEUE_BYTES_MAX) this.#shorten();
  }

  /** Resolves when it has taken nearly all that it was offered, or is closed. */
  async room(): Promise<void> {
    if (this.#isClosed || this.#hasRoom()) return;
    await new Promise<void>((resolve) => this.#waitingForRoom.push(resolve));
  }

  /** Takes and sends nothing more. */
  close(): void {
    this.#isClosed = true;
    this.#clearStall();
    this.#queue = [];
    this.#queueBytes = 0;
    this.#known.clear();
    this.#tellRoom();
  }

  cut(reason: string): void {
    if (this.#isClosed) return;
    this.close();
    this.#socket.terminate();
    this.#onCut(reason);
  }

  #hasRoom(): boolean {
    return this.#queue.length === 0 && this.#inFlightBytes < IN_FLIGHT_BYTES_MAX;
  }

  #send({ text, bytes }: Message): void {
    this.#inFlightBytes += bytes;
    this.#socket.send(text, () => this.#noteSent(bytes));
  }

  #noteSent(bytes: number): void {
    this.#inFlightBytes -= bytes;
    if (this.#isClosed) return;
    this.#clearStall();
    while (this.#inFlightBytes < IN_FLIGHT_BYTES_MAX) {
      const next = this.#queue.shift();
      if (next === undefined) break;
      this.#queueBytes -= next.bytes;
      this.#send(next);
    }
    if (this.#queue.length > 0) this.#stall = this.#watchStall();
    else this.#tellRoom();
  }

  #tellRoom(): void {
    for (const resolve of this.#waitingForRoom.splice(0)) resolve();
  }

  /**
   * Throws away until half is left, so that it is not for every message: first snapshots that later
   * ones of the same actor outdate, then events, then snapshots, each the oldest first. Without its
   * registration nothing of an actor can be understood: where those alone are too much, it is cut.
   */
  #shorten(): void {
    const latest = new Map<string, Message>();
    for (const one of this.#queue) if (one.kind === 'snapshot') latest.set(one.sessionId, one);
    const isOutdated = (one: Message) =>
      one.kind === 'snapshot' && latest.get(one.sessionId) !== one;
    this.#throwAway(isOutdated);
    this.#throwAway(({ kind }) => kind === 'event');
    this.#throwAway(({ kind }) => kind === 'snapshot');
    if (this.#queueBytes > QUEUE_BYTES_MAX) this.cut('too much waits for it');
  }

  #throwAway(isDroppable: (message: Message) => boolean): void {
    this.#queue = this.#queue.filter((one) => {
      if (this.#queueBytes <= QUEUE_BYTES_MAX / 2 || !isDroppable(one)) return true;
      this.#queueBytes -= one.bytes;
      return false;
    });
  }

  #watchStall(): { id: unknown } {
    return { id: this.#clock.setTimeout(() => this.cut('it reads nothing'), STALL_MS) };
  }

  #clearStall(): void {
    if (this.#stall !== null) this.#clock.clearTimeout(this.#stall.id);
    this.#stall = null;
  }
}
