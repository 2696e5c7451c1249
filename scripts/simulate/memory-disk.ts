import { dirname } from 'node:path';
import type { Disk, DiskFile } from '../../src/edges.ts';

/** What a disk is about to do; `bytes` of a write. */
export type DiskWork = {
  what: 'open' | 'read' | 'write' | 'truncate' | 'sync' | 'stat' | 'name';
  path: string;
  bytes: number;
};

/**
 * Comes before every piece of work. It may put it off, refuse it by rejecting, or say how many bytes
 * a write takes.
 */
export type DiskGate = (work: DiskWork) => Promise<{ bytesMax: number } | undefined> | undefined;

/** Comes after every piece of work, before whoever asked for it hears of it; null lets it be. */
export type DiskExit = () => Promise<never> | null;

type Stored = {
  ino: number;
  bytes: Buffer;
  size: number;
  /** How much of it is on the disk itself. */
  safeSize: number;
};

/** A disk in memory, which outlives the processes that write to it. */
export class MemoryDisk {
  readonly #files = new Map<string, Stored>();
  readonly #directories = new Set<string>(['/']);
  #made = 0;
  /** Files that are open, by whoever opened them. */
  readonly open = new Map<number, number>();

  /** The names in a directory, with their contents. */
  *contents(): Iterable<[path: string, bytes: Buffer]> {
    for (const [path, { bytes, size }] of this.#files) yield [path, bytes.subarray(0, size)];
  }

  /**
   * The machine loses power: of what no sync has brought onto the disk, `kept` of 1 is left, cut
   * anywhere.
   */
  losePower(kept: () => number): void {
    for (const file of this.#files.values()) {
      file.size = file.safeSize + Math.floor((file.size - file.safeSize) * kept());
    }
  }

  /** One bit of a file is another one from now on. */
  flip(path: string, offset: number, bit: number): void {
    const file = this.#files.get(path);
    if (file !== undefined && offset < file.size) {
      file.bytes[offset] = (file.bytes[offset] ?? 0) ^ (1 << bit);
    }
  }

  /** The disk as one process has it. */
  forProcess(processId: number, gate: DiskGate, leave: DiskExit = () => null): Disk {
    const missing = (path: string) => fault('ENOENT', path);
    const enter = (what: DiskWork['what'], path: string, bytes = 0) => gate({ what, path, bytes });
    /** Only whoever lives goes on. */
    const left = async () => {
      const dead = leave();
      if (dead !== null) await dead;
    };
    this.open.set(processId, 0);
    return {
      processId,
      // A process that was killed runs no more: whoever asks is the latest.
      processStart: async (id) => (id === processId ? `start-${id}` : null),
      open: async (path, flags) => {
        await enter('open', path);
        if (this.#directories.has(path)) return this.#handle(processId, path, null, enter, left);
        const known = this.#files.get(path);
        if (known === undefined && (flags === 'r' || flags === 'r+')) throw missing(path);
        if (known !== undefined && flags === 'wx') throw fault('EEXIST', path);
        if (!this.#directories.has(dirname(path))) throw missing(path);
        const file = known ?? this.#create(path);
        if (flags === 'w') file.size = file.safeSize = 0;
        return this.#handle(processId, path, file, enter, left);
      },
      stat: async (path) => {
        await enter('stat', path);
        const file = this.#files.get(path);
        if (file === undefined) throw missing(path);
        return { size: file.size, ino: file.ino };
      },
      readdir: async (path) => {
        await enter('stat', path);
        if (!this.#directories.has(path)) throw missing(path);
        const names = [...this.#files.keys()].filter((name) => dirname(name) === path);
        return names.map((name) => name.slice(path.length + 1)).sort();
      },
      mkdir: async (path) => {
        await enter('name', path);
        if (this.#directories.has(path)) throw fault('EEXIST', path);
        if (!this.#directories.has(dirname(path))) throw missing(path);
        this.#directories.add(path);
        await left();
      },
      rename: async (from, to) => {
        await enter('name', from);
        const file = this.#files.get(from);
        if (file === undefined) throw missing(from);
        this.#files.delete(from);
        this.#files.set(to, file);
        await left();
      },
      link: async (existing, path) => {
        await enter('name', existing);
        const file = this.#files.get(existing);
        if (file === undefined) throw missing(existing);
        if (this.#files.has(path)) throw fault('EEXIST', path);
        this.#files.set(path, file);
        await left();
      },
      unlink: async (path) => {
        await enter('name', path);
        if (!this.#files.delete(path)) throw missing(path);
        await left();
      },
    };
  }

  #create(path: string): Stored {
    this.#made += 1;
    const file = { ino: this.#made, bytes: Buffer.alloc(4096), size: 0, safeSize: 0 };
    this.#files.set(path, file);
    return file;
  }

  #handle(
    processId: number,
    path: string,
    file: Stored | null,
    enter: (what: DiskWork['what'], path: string, bytes?: number) => ReturnType<DiskGate>,
    left: () => Promise<void>,
  ): DiskFile {
    const count = (by: number) => this.open.set(processId, (this.open.get(processId) ?? 0) + by);
    const held = (): Stored => {
      if (file === null) throw fault('EISDIR', path);
      return file;
    };
    count(1);
    return {
      async read(buffer, offset, length, position) {
        await enter('read', path);
        const { bytes, size } = held();
        const end = Math.min(size, position + length);
        const bytesRead = position < end ? bytes.copy(buffer, offset, position, end) : 0;
        return { bytesRead };
      },
      async write(buffer, offset, length) {
        const admitted = await enter('write', path, length);
        const bytesWritten = Math.min(length, admitted?.bytesMax ?? length);
        append(held(), buffer.subarray(offset, offset + bytesWritten));
        await left();
        return { bytesWritten };
      },
      async truncate(length) {
        await enter('truncate', path);
        const stored = held();
        stored.size = Math.min(stored.size, length);
        stored.safeSize = Math.min(stored.safeSize, length);
        await left();
      },
      async datasync() {
        await enter('sync', path);
        if (file !== null) file.safeSize = file.size;
        await left();
      },
      async stat() {
        await enter('stat', path);
        const { size, ino } = held();
        return { size, ino };
      },
      async close() {
        count(-1);
      },
    };
  }
}

function append(file: Stored, bytes: Buffer): void {
  const size = file.size + bytes.length;
  if (size > file.bytes.length) {
    const larger = Buffer.alloc(Math.max(size, 2 * file.bytes.length));
    file.bytes.copy(larger, 0, 0, file.size);
    file.bytes = larger;
  }
  bytes.copy(file.bytes, file.size);
  file.size = size;
}

/** An error as a disk gives it. */
export function fault(code: string, path: string): Error {
  return Object.assign(new Error(`${code}: ${path}`), { code });
}
