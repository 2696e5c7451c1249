import { createHmac } from 'node:crypto';
import { join } from 'node:path';
import { LRUMap } from 'mnemonist';
import type { Disk } from '../edges.ts';
import { readWhole } from './journal-files.ts';
import { replaceFile, syncDirectory } from './write-file.ts';

/**
 * A phone number, in E.164, as it stands on record: the calls of a number can be found by whoever has
 * the number and the key, and from the record alone the number cannot be told.
 */
export type HashCaller = (phone: string) => string;

/** Beside the journal; nobody but its owner reads it, and without it no caller is found again. */
export const CALLER_KEY_FILE = '.caller-key';

const KEY = /^[\w-]{40,200}$/;
/** 128 bits: no two callers share a hash. */
const HASH_LENGTH = 22;

/** The key of a directory that was recorded in; null where there is none. */
export async function readCallerKey(disk: Disk, dir: string): Promise<HashCaller | null> {
  const key = (await readWhole(disk, join(dir, CALLER_KEY_FILE)))?.toString().trim();
  return key !== undefined && KEY.test(key) ? hashWith(key) : null;
}

/** The key of a directory, made of `newKey` where there is none yet. Rejects as the disk does. */
export async function openCallerKey(
  disk: Disk,
  dir: string,
  newKey: () => string,
): Promise<HashCaller> {
  const known = await readCallerKey(disk, dir);
  if (known !== null) return known;
  const key = newKey();
  // No line is written with a key that a crash could take.
  await replaceFile(disk, join(dir, CALLER_KEY_FILE), `${key}\n`, { durable: true });
  await syncDirectory(disk, dir);
  return hashWith(key);
}

/** Callers whose hash need not be made again: every line of a call has it. */
const HASHED_MAX = 10_000;

function hashWith(key: string): HashCaller {
  const hashed = new LRUMap<string, string>(HASHED_MAX);
  return (phone) => {
    const known = hashed.get(phone);
    if (known !== undefined) return known;
    const hash = createHmac('sha256', key).update(phone).digest('base64url').slice(0, HASH_LENGTH);
    hashed.set(phone, hash);
    return hash;
  };
}
