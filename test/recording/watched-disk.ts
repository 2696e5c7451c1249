import type { Disk, DiskFile } from '../../src/edges.ts';
import { systemEdges } from '../../src/system-edges.ts';

/** The real disk, with something done before each operation on it. */
export function watchedDisk(before: (operation: string, path: string) => unknown): Disk {
  const real = systemEdges.disk;
  const first = async <Result>(operation: string, path: string, act: () => Promise<Result>) => {
    await before(operation, path);
    return act();
  };
  const watchFile = (file: DiskFile, path: string): DiskFile => ({
    read: (...args) => first('read', path, () => file.read(...args)),
    write: (...args) => first('write', path, () => file.write(...args)),
    truncate: (length) => first('truncate', path, () => file.truncate(length)),
    datasync: () => first('datasync', path, () => file.datasync()),
    stat: () => file.stat(),
    close: () => file.close(),
  });
  return {
    ...real,
    open: (path, flags, mode) =>
      first(`open ${flags}`, path, async () => watchFile(await real.open(path, flags, mode), path)),
    stat: (path) => first('stat', path, () => real.stat(path)),
    readdir: (path) => first('readdir', path, () => real.readdir(path)),
    mkdir: (path, options) => first('mkdir', path, () => real.mkdir(path, options)),
    rename: (from, to) => first('rename', from, () => real.rename(from, to)),
    link: (from, to) => first('link', from, () => real.link(from, to)),
    unlink: (path) => first('unlink', path, () => real.unlink(path)),
  };
}

/** A disk that is gone from its nth operation on, as for a process that is killed there. */
export function diskUntil(operations: number): Disk & { isCut: () => boolean } {
  let left = operations;
  const disk = watchedDisk(() => {
    left -= 1;
    if (left < 0) throw Object.assign(new Error('EIO: cut off'), { code: 'EIO' });
  });
  // The killed process holds no lock, whatever its file says.
  const processStart: Disk['processStart'] = async () => `cut off ${operations}`;
  return { ...disk, processStart, isCut: () => left < 0 };
}
