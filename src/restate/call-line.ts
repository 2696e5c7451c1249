import type { CarryOut } from '../calls/engine.ts';
import type { Clock, Random } from '../edges.ts';
import {
  type Awaited,
  type CallReply,
  type CallRequest,
  type Told,
  type ToldDelivery,
  WIRE_VERSION,
} from './call-request.ts';
import type { Ingress } from './ingress.ts';
import type { RestateNotice } from './restate-notice.ts';

/** What the lines of all calls share. */
export type LineSurroundings<Answer> = {
  ingress: Pick<Ingress<Answer>, 'apply'>;
  clock: Clock;
  random: Pick<Random, 'uuid' | 'next'>;
  carryOut: CarryOut;
  /** Answers in the place of a call, on record; never rejects. */
  answerAlone: (delivery: ToldDelivery & { missedAt: number }) => Promise<Answer[]>;
  /** What was answered here to the same before; null where that was not all of it. */
  recall: (delivery: ToldDelivery) => Answer[] | null;
  notify: (notice: RestateNotice) => void;
  /** How much is on its way to calls. */
  load: { count: number };
  /** Nothing is on its way any more, and nobody waits. */
  onIdle: (callId: string) => void;
};

/** Something that a call is to be told, and who wants to know when it has taken it. */
type Entry = { told: Told; taken: PromiseWithResolvers<void> };

/** Somebody who waits for the answers to a delivery. */
type Waiter<Answer> = {
  delivery: ToldDelivery;
  /** Null until the call has taken it. */
  toolCallIds: string[] | null;
  answered: PromiseWithResolvers<Answer[]>;
  timer: unknown;
};

/**
 * How long a call has beyond a deadline, in milliseconds, to say itself what there is to say then: it
 * knows of an older record, and where the caller stands.
 */
const GRACE_MS = 60;
/** How much of what waits goes in one request. */
const BATCH_MAX = 50;
/** How long something is tried to be told, in milliseconds; Restate knows a request for as long. */
const TELLING_MS_MAX = 600_000;
const PAUSE_MS = 20;
const PAUSE_MS_MAX = 2000;
/** How often a request is sent anew that Restate has given up. */
const FAILURES_MAX = 3;

/**
 * The way to one call from this process: what it is told goes one request after the other, in order, and
 * goes on being tried while Restate is away. Who waits is answered in time in any case.
 */
export class CallLine<Answer> {
  readonly #around: LineSurroundings<Answer>;
  readonly #callId: string;
  readonly #queue: Entry[] = [];
  readonly #waiting = new Map<string, Waiter<Answer>>();
  /** Numbers that this process looks up for the call. */
  readonly #lookingUp = new Set<string>();
  #isSending = false;
  #isClosed = false;
  /** Restate could not be reached when it was tried last: the call will not say in time what it has. */
  #isAway = false;
  /** After a refusal each goes by itself, so that what is wrong with one keeps back no other. */
  #batchMax = BATCH_MAX;
  #pause: { timer: unknown; end: () => void } | null = null;

  constructor(around: LineSurroundings<Answer>, callId: string) {
    this.#around = around;
    this.#callId = callId;
  }

  /** Resolves when the call has taken it, or never will. */
  tell(told: Told): Promise<void> {
    const taken = Promise.withResolvers<void>();
    if (this.#isClosed) return Promise.resolve();
    this.#queue.push({ told, taken });
    this.#around.load.count += 1;
    if (!this.#isSending) this.#pump();
    return taken.promise;
  }

  /** Resolves with the answers to a delivery, so long after it came at the latest, and a little. */
  ask(delivery: ToldDelivery, deadlineMs: number): Promise<Answer[]> {
    const { clock } = this.#around;
    const answered = Promise.withResolvers<Answer[]>();
    const waiter: Waiter<Answer> = { delivery, toolCallIds: null, answered, timer: null };
    this.#waiting.set(delivery.ref, waiter);
    const dueAt = delivery.at + deadlineMs;
    const remind = () => {
      if (this.#isAway) return this.#miss(waiter);
      // Of a process that was held up until now, no more time is taken than of any other.
      const leftMs = Math.max(0, dueAt + GRACE_MS - clock.now());
      waiter.timer = clock.setTimeout(() => this.#miss(waiter), leftMs);
      this.#begin(this.tell({ type: 'woken', at: Math.max(clock.now(), dueAt) }));
    };
    waiter.timer = clock.setTimeout(remind, Math.max(0, dueAt - clock.now()));
    this.#begin(this.tell(delivery));
    return answered.promise;
  }

  get isIdle(): boolean {
    return !this.#isSending && this.#waiting.size === 0;
  }

  /** Whoever waits is answered with a fault; what was to be told is not told any more. */
  close(): void {
    this.#isClosed = true;
    for (const waiter of this.#waiting.values()) this.#answerFor(waiter);
    for (const { taken } of this.#queue.splice(0)) this.#settle(taken);
    this.#pause?.end();
  }

  #pump(): void {
    this.#isSending = true;
    this.#begin(
      this.#sendAll().finally(() => {
        this.#isSending = false;
        // What was told between the end of the last round and now has begun none.
        if (this.#queue.length > 0) this.#pump();
        else if (this.isIdle) this.#around.onIdle(this.#callId);
      }),
    );
  }

  async #sendAll(): Promise<void> {
    while (this.#queue.length > 0) {
      const batch = this.#queue.splice(0, this.#batchMax);
      const sent = await this.#send(batch);
      if (sent.reply !== null) this.#take(sent.reply, batch);
      else if (sent.isRefused && batch.length > 1) {
        this.#batchMax = 1;
        this.#queue.unshift(...batch);
        continue;
      } else this.#giveUp(batch);
      for (const { taken } of batch) this.#settle(taken);
    }
  }

  /** Sends until there is a reply, or none is to be had. */
  async #send(batch: Entry[]): Promise<{ reply: CallReply<Answer> | null; isRefused: boolean }> {
    const { clock, random, ingress, notify } = this.#around;
    const at = clock.now();
    const request: CallRequest = {
      v: WIRE_VERSION,
      callId: this.#callId,
      at,
      told: batch.map(({ told }) => told),
      awaited: this.#awaited(),
    };
    let key = random.uuid();
    let failures = 0;
    for (let attempt = 0; !this.#isClosed; attempt += 1) {
      const tried = await ingress.apply(request, key);
      this.#isAway = !tried.ok && tried.why === 'unreachable';
      if (tried.ok) {
        notify({ type: 'step.taken', latencyMs: clock.now() - at });
        return { reply: tried.result, isRefused: false };
      }
      const { why, reason } = tried;
      if (why === 'failed') {
        failures += 1;
        // Restate repeats what came of a request: another one has another chance.
        key = random.uuid();
      }
      const isLost = failures > FAILURES_MAX || clock.now() - at > TELLING_MS_MAX;
      if (why === 'refused' || isLost) {
        notify({ type: 'step.lost', reason, count: batch.length });
        return { reply: null, isRefused: why === 'refused' };
      }
      if (this.#isClosed) break;
      notify({ type: 'step.retried', reason });
      await this.#rest(attempt);
    }
    return { reply: null, isRefused: false };
  }

  #awaited(): Awaited[] {
    return [...this.#waiting.values()].flatMap(({ delivery, toolCallIds }) =>
      toolCallIds === null ? [] : { ref: delivery.ref, toolCallIds },
    );
  }

  async #rest(attempt: number): Promise<void> {
    const { clock, random } = this.#around;
    const ended = Promise.withResolvers<void>();
    const ms = Math.min(PAUSE_MS * 2 ** attempt, PAUSE_MS_MAX) * (0.5 + random.next() / 2);
    this.#pause = { timer: clock.setTimeout(ended.resolve, ms), end: ended.resolve };
    await ended.promise;
    clock.clearTimeout(this.#pause.timer);
    this.#pause = null;
  }

  #take(reply: CallReply<Answer>, batch: Entry[]): void {
    const { answered, pending, lost, commands, lookingUp } = reply;
    for (const { ref, answers } of answered) this.#answer(ref, answers);
    for (const { ref, toolCallIds } of pending) {
      const waiter = this.#waiting.get(ref);
      if (waiter !== undefined) waiter.toolCallIds = toolCallIds;
    }
    for (const ref of lost) {
      const waiter = this.#waiting.get(ref);
      if (waiter !== undefined) this.#miss(waiter);
    }
    for (const { told } of batch) {
      if (told.type === 'event' && told.event.type === 'lookup.settled') {
        this.#lookingUp.delete(told.event.trackingNumber);
      }
    }
    for (const command of commands) {
      if (command.type === 'lookUp') this.#lookUp(command);
      else this.#around.carryOut(this.#callId, command);
    }
    // Whoever waits for a lookup that another process began does it as well: that one may be gone. It
    // was counted for whoever calls when it was begun.
    if (this.#waiting.size > 0) this.#lookUp({ trackingNumbers: lookingUp, callerNumber: null });
  }

  #lookUp(asked: { trackingNumbers: string[]; callerNumber: string | null }): void {
    const trackingNumbers = asked.trackingNumbers.filter((number) => !this.#lookingUp.has(number));
    if (trackingNumbers.length === 0) return;
    for (const number of trackingNumbers) this.#lookingUp.add(number);
    this.#around.carryOut(this.#callId, { type: 'lookUp', ...asked, trackingNumbers });
  }

  #answer(ref: string, answers: Answer[]): void {
    const waiter = this.#waiting.get(ref);
    if (waiter === undefined) return;
    this.#release(waiter);
    waiter.answered.resolve(answers);
  }

  /**
   * The call has not answered in time. It is told what was answered in its place, in the order in which
   * it hears of the delivery itself: not yet, or once more.
   */
  #miss(waiter: Waiter<Answer>): void {
    const { delivery } = waiter;
    const before = this.#around.recall(delivery);
    if (before !== null) {
      this.#answer(delivery.ref, before);
      return;
    }
    const missed = { ...delivery, missedAt: this.#answerFor(waiter) };
    const unsent = this.#queue.find(({ told }) => told === delivery);
    if (unsent === undefined) this.#begin(this.tell(missed));
    else unsent.told = missed;
  }

  /** Answers in the place of the call; gives when. */
  #answerFor(waiter: Waiter<Answer>): number {
    const { clock, notify, answerAlone } = this.#around;
    this.#release(waiter);
    const missedAt = clock.now();
    notify({ type: 'edge.answered', callId: this.#callId });
    waiter.answered.resolve(answerAlone({ ...waiter.delivery, missedAt }));
    return missedAt;
  }

  #release(waiter: Waiter<Answer>): void {
    this.#around.clock.clearTimeout(waiter.timer);
    this.#waiting.delete(waiter.delivery.ref);
    if (this.isIdle) this.#around.onIdle(this.#callId);
  }

  /** What a call will never hear of; who waits for it is answered now. */
  #giveUp(batch: Entry[]): void {
    for (const { told } of batch) {
      const waiter = told.type === 'delivery' ? this.#waiting.get(told.ref) : undefined;
      if (waiter !== undefined) this.#answerFor(waiter);
    }
  }

  #settle(taken: PromiseWithResolvers<void>): void {
    this.#around.load.count -= 1;
    taken.resolve();
  }

  /** Nothing of this rejects but by a fault of ours, which whoever watches the process sees. */
  #begin(work: Promise<unknown>): void {
    work.catch((error: unknown) => {
      this.#around.notify({ type: 'step.lost', reason: String(error), count: 1 });
    });
  }
}
