/*
 * Loaded into a service that is going to be killed: what it says on its standard output is written
 * before it goes on, so that its last word is not lost with it.
 */
import fs from 'node:fs';

const { write, writeSync } = fs;

fs.write = ((fd: number, ...rest: unknown[]) => {
  if (fd !== 1) return Reflect.apply(write, fs, [fd, ...rest]);
  const done = rest.at(-1) as (error: unknown, written?: number) => void;
  const written = writeSync(fd, rest[0] as string);
  process.nextTick(done, null, written);
}) as typeof fs.write;
