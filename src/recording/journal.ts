import type { Clock, Disk } from '../edges.ts';
import { AppendFile } from './append-file.ts';
import type { CallIndex } from './call-index.ts';
import { packCheckpoint, writeCheckpoint } from './checkpoint.ts';
import { type Day, reasonOf } from './journal-files.ts';
import type { JournalLimits } from './journal-limits.ts';
import type { JournalNotice } from './journal-notice.ts';
import type { JournalLine } from './line.ts';
import type { Lock } from './lock.ts';
import { applyRewrite, isRewriteWaiting, movePositions } from './rewrites.ts';
import { Troubles } from './troubles.ts';
import { toWaitingLine, type WaitingLine, WaitingLines } from './waiting-lines.ts';

/** When a line counts as recorded: with the system, or on the disk itself. */
export type JournalSync = 'background' | 'always';

/** How recording goes. */
export type JournalHealth = {
  ok: boolean;
  /** Lines that are not on the disk yet. */
  waiting: number;
  /** Lines that never will be, since the start. */
  lost: number;
  /** Epoch milliseconds. */
  troubleSince: number | null;
  reason: string | null;
};

/** What the journal is made from; the index and sizes are its own from then on. */
export type JournalOptions = {
  dir: string;
  disk: Disk;
  clock: Clock;
  sync: JournalSync;
  limits: JournalLimits;
  onNotice: (notice: JournalNotice) => void;
  index: CallIndex;
  /** Bytes of each file that the index is drawn from. */
  sizes: Map<Day, number>;
  lastDay: Day | null;
  /** Null as long as the directory cannot be made this process's own. */
  lock: Lock | null;
  takeDirectory: () => Promise<Lock>;
};

/**
 * Records the lines of all calls, those that come while others are being written together in one
 * go. An answer waits for its line (invariant 5), but not for a disk that refuses or is silent:
 * then it goes out, and the line waits until the disk works again.
 */
export class Journal {
  readonly #options: JournalOptions;
  readonly #file: AppendFile;
  readonly #waiting: WaitingLines;
  readonly #troubles: Troubles;
  #lock: Lock | null;
  #lastDay: Day | null;
  #writing: Promise<void> | null = null;
  #checkpointing: Promise<void> | null = null;
  #bytesSinceCheckpoint = 0;
  #isUnsynced = false;
  #syncTimer: unknown = null;
  #retryTimer: unknown = null;
  #rewriteTimer: unknown = null;
  #closing: Promise<void> | null = null;

  constructor(options: JournalOptions) {
    const { disk, dir, clock, sync, limits, onNotice, lock, lastDay } = options;
    const { waitingBytesMax: bytesMax, batchBytesMax } = limits;
    this.#options = options;
    this.#lock = lock;
    this.#lastDay = lastDay;
    this.#waiting = new WaitingLines({ bytesMax, batchBytesMax });
    this.#troubles = new Troubles(clock, onNotice);
    this.#file = new AppendFile({
      disk,
      dir,
      isSynced: sync === 'always',
      onMoved: (day) => onNotice({ type: 'file.moved', day }),
      onSyncFailed: (reason) => this.#syncFailed(reason),
    });
    this.#armRewrite();
  }

  /**
   * Records a line after those appended before it. Resolves when it is recorded, or when it is
   * clear that the disk is in trouble; never rejects.
   */
  append(line: JournalLine): Promise<void> {
    const { promise, resolve } = Promise.withResolvers<void>();
    const waiting = this.#ready(line, resolve);
    if (waiting === null) return Promise.resolve();
    this.#lastDay = waiting.day;
    this.#troubles.lose(this.#waiting.add(waiting));
    if (this.#troubles.has('append')) resolve();
    else this.#wake();
    return promise;
  }

  /** A call that the process has forgotten need not be brought back by a restart. */
  forget(callId: string): void {
    this.#options.index.forget(callId);
  }

  health(): JournalHealth {
    const { first, lost } = this.#troubles;
    const waiting = this.#waiting.count;
    const { since: troubleSince = null, reason = null } = first ?? {};
    return { ok: first === null, waiting, lost, troubleSince, reason };
  }

  /** Writes what waits, and a checkpoint, and lets go of the directory; takes bounded time. */
  close(): Promise<void> {
    this.#closing ??= this.#close();
    return this.#closing;
  }

  /** Starts in trouble: nothing can be recorded before the directory is taken. */
  startWithout(reason: string): void {
    this.#fail(reason);
    this.#retryLater();
  }

  /** Writes a checkpoint when a restart would otherwise read `bytes` more. */
  countUnchecked(bytes: number): void {
    this.#bytesSinceCheckpoint += bytes;
    const isDue = this.#bytesSinceCheckpoint >= this.#options.limits.checkpointBytes;
    if (!isDue || this.#checkpointing !== null || this.#closing !== null) return;
    this.#checkpointing = this.#checkpoint().finally(() => {
      this.#checkpointing = null;
    });
  }

  #ready(line: JournalLine, resolve: () => void): WaitingLine | null {
    try {
      if (this.#closing !== null) throw new Error('Cannot record: the journal is closed');
      return toWaitingLine(line, this.#lastDay, resolve);
    } catch (error) {
      // Too deep to be written as JSON, say: the one line's failure, and no other's.
      this.#lose(1, reasonOf(error));
      return null;
    }
  }

  #lose(lost: number, reason: string): void {
    this.#troubles.lose(lost);
    this.#options.onNotice({ type: 'lines.lost', lost, reason });
  }

  #wake(): void {
    this.#writing ??= this.#writeAll();
  }

  async #writeAll(): Promise<void> {
    let isWritten = true;
    do isWritten = await this.#writeNext();
    while (isWritten && this.#waiting.count > 0);
    // At once, so that a line which comes now is not left waiting for a loop that has ended.
    this.#writing = null;
    if (!isWritten) this.#retryLater();
  }

  async #writeNext(): Promise<boolean> {
    const batch = this.#waiting.takeBatch();
    const unwatch = this.#watch();
    try {
      this.#lock ??= await this.#options.takeDirectory();
      if (batch.length > 0) await this.#write(batch);
      this.#troubles.end('append');
      return true;
    } catch (error) {
      this.#fail(reasonOf(error));
      return false;
    } finally {
      unwatch();
    }
  }

  async #write(batch: readonly WaitingLine[]): Promise<void> {
    const { index, sizes } = this.#options;
    const day = batch[0]?.day ?? '';
    const bytes = Buffer.from(batch.map(({ text }) => text).join(''));
    let offset = await this.#file.append(day, bytes);
    for (const { head, length } of batch) {
      index.note(head, { day, offset, length: length - 1 });
      offset += length;
    }
    sizes.set(day, offset);
    this.#waiting.batchWritten();
    this.#isUnsynced = this.#options.sync === 'background';
    this.#armSync();
    this.countUnchecked(bytes.length);
  }

  /** What a timer has begun and nobody waits for; its own failures are told where they happen. */
  #inBackground(work: Promise<void>): void {
    work.catch((error: unknown) => this.#fail(reasonOf(error)));
  }

  #armRewrite(): void {
    if (this.#closing !== null) return;
    const { clock, limits } = this.#options;
    const admit = () => this.#inBackground(this.#admitRewrite());
    this.#rewriteTimer = clock.setTimeout(admit, limits.rewriteMs);
  }

  /** Lets a program have a file replaced, between two writes: see rewrites.ts. */
  async #admitRewrite(): Promise<void> {
    const { disk, dir } = this.#options;
    if (await isRewriteWaiting(disk, dir).catch(() => false)) {
      while (this.#writing !== null) await this.#writing;
      // What a failed append has left behind must not pass for lines.
      const mayReplace = this.#lock !== null && !this.#troubles.has('append');
      if (mayReplace && this.#closing === null) {
        this.#writing = this.#replaceFile();
        await this.#writing;
        // Lines that came meanwhile; and should the disk have been silent, it is not any more.
        if (this.#waiting.count > 0 || this.#troubles.has('append')) this.#wake();
        await this.#renewCheckpoint();
      }
    }
    this.#armRewrite();
  }

  async #replaceFile(): Promise<void> {
    const { disk, dir, index, sizes } = this.#options;
    const unwatch = this.#watch();
    const applied = await applyRewrite(disk, dir);
    unwatch();
    if (applied !== null) {
      this.#file.letGo();
      movePositions(index, applied);
      sizes.set(applied.day, applied.size);
    }
    this.#writing = null;
  }

  /** One that is being written still has the positions of before. */
  async #renewCheckpoint(): Promise<void> {
    await this.#checkpointing;
    this.countUnchecked(this.#options.limits.checkpointBytes);
  }

  /** Takes notice of a disk that is silent for too long; the write itself goes on. */
  #watch(): () => void {
    const { clock, limits } = this.#options;
    const { writeTimeoutMs } = limits;
    const silent = () => this.#fail(`The disk has been silent for ${writeTimeoutMs} ms`);
    // In two halves: a process that was itself held up sees the answer of the disk between them.
    let timer = clock.setTimeout(() => {
      timer = clock.setTimeout(silent, writeTimeoutMs / 2);
    }, writeTimeoutMs / 2);
    return () => clock.clearTimeout(timer);
  }

  #fail(reason: string): void {
    this.#troubles.begin('append', reason);
    this.#waiting.settleAll();
  }

  #retryLater(): void {
    if (this.#closing !== null) return;
    const { clock, limits } = this.#options;
    this.#retryTimer = clock.setTimeout(() => this.#wake(), limits.retryMs);
  }

  #armSync(): void {
    if (!this.#isUnsynced || this.#syncTimer !== null || this.#closing !== null) return;
    const { clock, limits } = this.#options;
    const sync = () => this.#inBackground(this.#sync());
    this.#syncTimer = clock.setTimeout(sync, limits.syncMs);
  }

  async #sync(): Promise<void> {
    this.#isUnsynced = false;
    try {
      await this.#file.sync();
      this.#troubles.end('sync');
    } catch (error) {
      this.#syncFailed(reasonOf(error));
    }
    this.#syncTimer = null;
    this.#armSync();
  }

  #syncFailed(reason: string): void {
    this.#troubles.begin('sync', reason);
    this.#isUnsynced = true;
    this.#armSync();
  }

  async #checkpoint(): Promise<void> {
    const { disk, dir, clock, index, sizes, onNotice } = this.#options;
    this.#bytesSinceCheckpoint = 0;
    index.prune(clock.now());
    try {
      await writeCheckpoint(disk, dir, await packCheckpoint(index.calls(), sizes));
    } catch (error) {
      onNotice({ type: 'checkpoint.failed', reason: reasonOf(error) });
    }
  }

  async #close(): Promise<void> {
    const { clock } = this.#options;
    clock.clearTimeout(this.#retryTimer);
    clock.clearTimeout(this.#rewriteTimer);
    clock.clearTimeout(this.#syncTimer);
    await this.#inTime(this.#flush());
    const lost = this.#waiting.giveUp();
    if (lost > 0) this.#lose(lost, this.health().reason ?? 'The disk was too slow');
    if (this.#lock !== null) await this.#inTime(this.#letGo(this.#lock));
  }

  async #flush(): Promise<void> {
    await this.#writing;
    if (this.#waiting.count > 0) await this.#writeAll();
  }

  async #letGo(lock: Lock): Promise<void> {
    const { onNotice } = this.#options;
    await this.#checkpointing;
    await this.#file.close();
    await this.#checkpoint();
    await lock.release().catch((error) => {
      onNotice({ type: 'lock.kept', reason: reasonOf(error) });
    });
  }

  /** Waits for something on the disk, but not for ever. */
  async #inTime(work: Promise<void>): Promise<void> {
    const { clock, limits } = this.#options;
    const { promise: late, resolve } = Promise.withResolvers<void>();
    const timer = clock.setTimeout(resolve, limits.closeMs);
    await Promise.race([work, late]);
    clock.clearTimeout(timer);
  }
}
