/*
 * Loaded into a service that is going to be killed by its own disk: at a write, counted from the start
 * of the process, before anything of it is written, with half of it written, or with all of it. The
 * service's arguments say which; it reads none itself.
 */
import { systemEdges } from '../../src/system-edges.ts';

const [, , written, moment] = process.argv;
const { disk } = systemEdges;
const { open } = disk;
let left = Number(written);

disk.open = async (path, flags, mode) => {
  const file = await open(path, flags, mode);
  const write = file.write.bind(file);
  file.write = async (buffer, offset, length) => {
    left -= 1;
    if (left !== 0) return write(buffer, offset, length);
    const part = { before: 0, half: Math.ceil(length / 2), after: length }[moment ?? ''] ?? 0;
    if (part > 0) await write(buffer, offset, part);
    process.kill(process.pid, 'SIGKILL');
    // Nothing that stands after this is ever run.
    return new Promise(() => {});
  };
  return file;
};
