import { join } from 'node:path';
import type { Disk, DiskFile } from '../edges.ts';
import { type Day, journalFile, reasonOf } from './journal-files.ts';
import { cutTornTail } from './torn-tail.ts';
import { syncDirectory, writeAll } from './write-file.ts';

type Options = {
  disk: Disk;
  dir: string;
  /** Whether bytes are on the disk itself, not only with the system, once they are appended. */
  isSynced: boolean;
  /** Told that the file of a day was renamed, deleted or changed by another: a new one is opened. */
  onMoved: (day: Day) => void;
  onSyncFailed: (reason: string) => void;
};

type Written = { day: Day; ino: number; size: number };

/**
 * The end of the journal. Bytes are appended wholly or, when the disk refuses half-way, not at all:
 * what was written of them is cut off before anything else is appended.
 */
export class AppendFile {
  readonly #options: Options;
  #open: { handle: DiskFile } | null = null;
  /** What is known to be good of the file that was last written to. */
  #written: Written | null = null;
  readonly #retiring = new Set<Promise<void>>();
  #isClosed = false;

  constructor(options: Options) {
    this.#options = options;
  }

  /** Appends to the file of a day, and returns the offset that the bytes begin at. */
  async append(day: Day, bytes: Buffer): Promise<number> {
    if (this.#open !== null && this.#written?.day !== day) this.#retire();
    await this.#check();
    const { handle, written } = await this.#ensureOpen(day);
    // Closing did not wait for a silent disk; the directory may be another process's by now.
    if (this.#isClosed) {
      this.#retire();
      throw new Error('Cannot append: the journal is closed');
    }
    try {
      await writeAll(handle, bytes);
      if (this.#options.isSynced) await handle.datasync();
    } catch (error) {
      await this.#cutBack(handle, written.size);
      throw error;
    }
    const offset = written.size;
    written.size += bytes.length;
    return offset;
  }

  /** Brings what was appended onto the disk itself. */
  async sync(): Promise<void> {
    await this.#open?.handle.datasync();
  }

  /** Lets go of the file: its name leads to another one now. */
  letGo(): void {
    this.#retire();
    this.#written = null;
  }

  /** Syncs and closes; a failure has been reported when this resolves. */
  async close(): Promise<void> {
    this.#isClosed = true;
    this.#retire();
    await Promise.all(this.#retiring);
  }

  async #ensureOpen(day: Day): Promise<{ handle: DiskFile; written: Written }> {
    if (this.#open !== null && this.#written !== null) {
      return { handle: this.#open.handle, written: this.#written };
    }
    const { disk, dir, isSynced } = this.#options;
    const handle = await disk.open(join(dir, journalFile(day)), 'a+', 0o600);
    try {
      const size = await this.#cutToGood(handle, day);
      const written = { day, ino: (await handle.stat()).ino, size };
      if (size === 0 && isSynced) await syncDirectory(disk, dir);
      this.#open = { handle };
      this.#written = written;
      return { handle, written };
    } catch (error) {
      await handle.close().catch(() => {});
      throw error;
    }
  }

  /** Cuts off what is left of an append that failed or of a process that was killed. */
  async #cutToGood(handle: DiskFile, day: Day): Promise<number> {
    const { ino, size } = await handle.stat();
    const good = this.#written;
    const isSame = good !== null && good.day === day && good.ino === ino && good.size <= size;
    if (!isSame) return (await cutTornTail(handle)).size;
    if (good.size < size) await handle.truncate(good.size);
    return good.size;
  }

  /** Lets go of a file that was renamed, deleted or written to from outside: none would find it. */
  async #check(): Promise<void> {
    const { disk, dir, onMoved } = this.#options;
    if (this.#open === null || this.#written === null) return;
    const { day, ino, size } = this.#written;
    const found = await disk.stat(join(dir, journalFile(day))).catch(() => null);
    if (found?.ino === ino && found.size === size) return;
    onMoved(day);
    this.#retire();
    this.#written = null;
  }

  async #cutBack(handle: DiskFile, size: number): Promise<void> {
    this.#open = null;
    // Should it fail, the next append cuts when it opens the file, before it writes.
    await handle.truncate(size).catch(() => {});
    await handle.close().catch(() => {});
  }

  /** Lets go of the file; nobody waits until it is synced. */
  #retire(): void {
    const handle = this.#open?.handle;
    this.#open = null;
    if (handle === undefined) return;
    const retiring = handle
      .datasync()
      .catch((error) => this.#options.onSyncFailed(reasonOf(error)))
      .then(() => handle.close())
      .catch(() => {})
      .finally(() => this.#retiring.delete(retiring));
    this.#retiring.add(retiring);
  }
}
