import { dirname, join, resolve } from 'node:path';
import { readFileName } from '../../src/recording/journal-files.ts';
import { type Finding, reporter } from './finding.ts';

const { ok, note, fault } = reporter('Journal');

/** The disk as far as it is looked at; in the shape of node:fs/promises. */
export type ProbedDisk = {
  readdir(path: string): Promise<string[]>;
  stat(path: string): Promise<{ size: number }>;
  access(path: string, mode: number): Promise<void>;
  statfs(path: string): Promise<{ bavail: number; bsize: number }>;
  writeFile(path: string, data: string, options: { flag: string; flush: boolean }): Promise<void>;
  unlink(path: string): Promise<void>;
};

type Question = { dir: string; disk: ProbedDisk; processId: number };

const WRITABLE = 2;
const MB = 1024 * 1024;
/** Less room than this is gone within an hour of a busy line. */
const ROOM_FAULT_BYTES = 100 * MB;
const ROOM_NOTE_BYTES = 1024 * MB;
/** As much as a line of the journal takes. */
const PROBE_BYTES = 4096;

/** Whether the journal can be written: without it no answer is sent. */
export async function checkJournal({ dir, disk, processId }: Question): Promise<Finding[]> {
  const path = resolve(dir);
  const names = await disk.readdir(path).catch((error: unknown) => codeOf(error));
  if (typeof names === 'string' && names !== 'ENOENT') {
    const advice = 'TRANSCRIPTS_DIR has to be a directory that this user may read and write';
    return [fault('directory', `${path}: ${names}`, advice)];
  }
  if (typeof names === 'string') return checkParent(path, disk);
  return [
    await checkWriting(path, disk, processId),
    await checkRoom(path, disk),
    await tellDays(path, names, disk),
  ];
}

/** It is made at start, where it can be. */
async function checkParent(path: string, disk: ProbedDisk): Promise<Finding[]> {
  let parent = dirname(path);
  for (;;) {
    const code = await disk.access(parent, WRITABLE).then(
      () => null,
      (error: unknown) => codeOf(error),
    );
    if (code === null) break;
    if (code === 'ENOENT' && dirname(parent) !== parent) {
      parent = dirname(parent);
      continue;
    }
    const advice = 'Make the directory, or let this user write there';
    return [fault('directory', `${path} is not there, and cannot be made: ${code}`, advice)];
  }
  return [ok('directory', `${path} is made at start`), await checkRoom(parent, disk)];
}

async function checkWriting(path: string, disk: ProbedDisk, processId: number): Promise<Finding> {
  const probe = join(path, `.doctor-${processId}`);
  try {
    await disk.writeFile(probe, ' '.repeat(PROBE_BYTES), { flag: 'wx', flush: true });
    return ok('directory', `${path} can be written`);
  } catch (error) {
    const code = codeOf(error);
    const advice =
      code === 'ENOSPC' || code === 'EDQUOT'
        ? 'The disk is full: make room, or archive with npm run archive; without room no answer is sent'
        : 'TRANSCRIPTS_DIR has to be a directory that this user may write';
    return fault('directory', `${path} cannot be written: ${code}`, advice);
  } finally {
    await disk.unlink(probe).catch(() => {});
  }
}

async function checkRoom(path: string, disk: ProbedDisk): Promise<Finding> {
  const { bavail, bsize } = await disk.statfs(path);
  const bytes = bavail * bsize;
  const told = `${spokenBytes(bytes)} free`;
  if (bytes < ROOM_FAULT_BYTES) {
    return fault('room', told, 'The disk is full, or nearly: without room no answer is sent');
  }
  if (bytes >= ROOM_NOTE_BYTES) return ok('room', told);
  const advice = 'A call takes 10 to 100 KB: see TRANSCRIPTS_RETENTION_DAYS and npm run archive';
  return note('room', told, advice);
}

async function tellDays(
  path: string,
  names: readonly string[],
  disk: ProbedDisk,
): Promise<Finding> {
  const files = names.filter((name) => readFileName(name) !== null);
  const sizes = await Promise.all(files.map((name) => disk.stat(join(path, name))));
  const bytes = sizes.reduce((sum, { size }) => sum + size, 0);
  const held = names.includes('.lock') ? '; a service records in it, or has been killed' : '';
  return ok('days', `${files.length} on record, ${spokenBytes(bytes)}${held}`);
}

function spokenBytes(bytes: number): string {
  const megabytes = bytes / MB;
  return megabytes < 1024 ? `${Math.ceil(megabytes)} MB` : `${Math.floor(megabytes / 1024)} GB`;
}

function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : String(error);
}
