import type { Disk, DiskFile } from '../../src/edges.ts';
import { systemEdges } from '../../src/system-edges.ts';

type Operation = 'mkdir' | 'link' | 'open' | 'readdir' | 'write' | 'truncate' | 'datasync';

/** The real disk, made to fail. */
export type FaultyDisk = Disk & {
  /** Error codes by operation; `open` refuses only to open for writing. */
  refuse: Partial<Record<Operation, string>>;
  /** Bytes that journal files still take: the write that exceeds them is short, the next fails. */
  room: number;
  /** What writes wait for. */
  gate: Promise<void>;
  /** Sizes of the writes to journal files, and operations, as they were done. */
  writes: number[];
  syncs: number;
};

export function createFaultyDisk(): FaultyDisk {
  const real = systemEdges.disk;
  const check = (operation: Operation) => {
    const code = faulty.refuse[operation];
    if (code !== undefined) throw Object.assign(new Error(`${code}: ${operation}`), { code });
  };
  const faulty: FaultyDisk = {
    ...real,
    refuse: {},
    room: Number.POSITIVE_INFINITY,
    gate: Promise.resolve(),
    writes: [],
    syncs: 0,
    async mkdir(...args) {
      check('mkdir');
      return real.mkdir(...args);
    },
    async link(...args) {
      check('link');
      return real.link(...args);
    },
    async readdir(path) {
      check('readdir');
      return real.readdir(path);
    },
    async open(path, flags, mode) {
      if (flags !== 'r') check('open');
      const file = await real.open(path, flags, mode);
      return path.endsWith('.jsonl') ? spoil(file) : file;
    },
  };
  const spoil = (file: DiskFile): DiskFile => ({
    read: (...args) => file.read(...args),
    stat: () => file.stat(),
    close: () => file.close(),
    async write(buffer, offset, length) {
      await faulty.gate;
      check('write');
      const taken = Math.min(length, faulty.room);
      if (taken === 0) throw Object.assign(new Error('ENOSPC: write'), { code: 'ENOSPC' });
      faulty.room -= taken;
      faulty.writes.push(taken);
      return file.write(buffer, offset, taken);
    },
    async truncate(length) {
      check('truncate');
      await file.truncate(length);
    },
    async datasync() {
      check('datasync');
      faulty.syncs += 1;
      await file.datasync();
    },
  });
  return faulty;
}
