import { join } from 'node:path';
import { Type } from 'typebox';
import type { Disk } from '../edges.ts';
import { hasCode, readChunks } from './journal-files.ts';
import { compileLate } from './late-validator.ts';
import { removeIfThere, writeAll } from './write-file.ts';

/** A directory held for this process. */
export type Lock = {
  /** The process that held it and is dead; null when nobody did. */
  leftBy: number | null;
  release: () => Promise<void>;
};

/** Another process, or this one, records in the directory already. */
export class LockHeldError extends Error {}

const LOCK_FILE = '.lock';
/** Each try finds the lock made or taken by another; nobody loses that often. */
const TRIES_MAX = 5;

const holder = compileLate(
  Type.Object({ pid: Type.Integer({ minimum: 1 }), start: Type.String() }),
);

/**
 * Takes the lock of a directory: a file that is linked into place whole, with the holder's process
 * ID and what tells that process from a later one of the same ID. The lock of a dead process is
 * taken over. Holds among processes that see each other, so not between two containers.
 */
export async function acquireLock(disk: Disk, dir: string): Promise<Lock> {
  const path = join(dir, LOCK_FILE);
  const self = { pid: disk.processId, start: (await disk.processStart(disk.processId)) ?? '' };
  const text = JSON.stringify(self);
  let leftBy: number | null = null;
  for (let tries = 0; tries < TRIES_MAX; tries += 1) {
    const found = await readText(disk, path);
    if (found === null) {
      if (await create(disk, path, text))
        return { leftBy, release: () => release(disk, path, text) };
      continue;
    }
    const { pid, start } = readHolder(found);
    if (pid !== null && (await disk.processStart(pid)) === start) throw refusal(dir, pid);
    await setAside(disk, path, found);
    leftBy = pid;
  }
  throw refusal(dir, null);
}

function refusal(dir: string, pid: number | null): LockHeldError {
  const who = pid === null ? 'another process' : `process ${pid}`;
  return new LockHeldError(`Cannot record in ${dir}: ${who} already does`);
}

async function create(disk: Disk, path: string, text: string): Promise<boolean> {
  const draft = `${path}.${disk.processId}`;
  await writeText(disk, draft, 'w', text);
  try {
    await disk.link(draft, path);
    return true;
  } catch (error) {
    // Without a draft, this process itself is at it a second time, and has just removed it.
    if (hasCode(error, 'EEXIST', 'ENOENT')) return false;
    if (!hasCode(error, 'EPERM', 'ENOTSUP', 'ENOSYS')) throw error;
    // Some file systems have no links; there, for a moment, the lock is empty.
    await writeText(disk, path, 'wx', text);
    return true;
  } finally {
    await removeIfThere(disk, draft);
  }
}

/** Moves a dead process's lock out of the way, unless another process has just taken its place. */
async function setAside(disk: Disk, path: string, found: string): Promise<void> {
  const aside = `${path}.${disk.processId}.stale`;
  try {
    await disk.rename(path, aside);
  } catch (error) {
    if (hasCode(error, 'ENOENT')) return;
    throw error;
  }
  if ((await readText(disk, aside)) !== found) await disk.link(aside, path).catch(() => {});
  await removeIfThere(disk, aside);
}

async function release(disk: Disk, path: string, text: string): Promise<void> {
  if ((await readText(disk, path)) === text) await removeIfThere(disk, path);
}

async function readText(disk: Disk, path: string): Promise<string | null> {
  try {
    const chunks: Buffer[] = [];
    for await (const chunk of readChunks(disk, path)) chunks.push(chunk);
    return Buffer.concat(chunks).toString();
  } catch (error) {
    if (hasCode(error, 'ENOENT')) return null;
    throw error;
  }
}

async function writeText(disk: Disk, path: string, flags: 'w' | 'wx', text: string): Promise<void> {
  const bytes = Buffer.from(text);
  const file = await disk.open(path, flags, 0o600);
  try {
    await writeAll(file, bytes);
  } finally {
    await file.close();
  }
}

function readHolder(text: string): { pid: number; start: string } | { pid: null; start: null } {
  try {
    const value: unknown = JSON.parse(text);
    if (holder.Check(value)) return value;
  } catch {
    // A lock that cannot be read was cut short by a crash of the machine: nobody holds it.
  }
  return { pid: null, start: null };
}
