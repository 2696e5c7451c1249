import { join } from 'node:path';
import { type Static, Type } from 'typebox';
import { Compile } from 'typebox/compile';
import type { Clock, Disk } from '../edges.ts';
import { commitRewrite } from './commit-rewrite.ts';
import { hasCode, readFileName, readWhole } from './journal-files.ts';
import { maintenanceDir, RewriteSchema } from './rewrites.ts';
import { removeIfThere, replaceFile, syncDirectory } from './write-file.ts';

/*
 * The lines of one call may stand in several files, and in the journals of several machines: a
 * program that rewrites a call and is killed between two files would leave one half of it as it was.
 * So it makes the drafts of all files first, and then a list of them beside each journal, that of
 * the first journal last: once that is there, it is decided, and whoever comes next puts the drafts
 * in place that are left. Before, nothing has happened.
 */

const Count = Type.Integer({ minimum: 0 });
const PreparedFileSchema = Type.Object({
  ...RewriteSchema.properties,
  /** The file's name: an archive has the day of the file that it is of. */
  name: Type.String({ pattern: '^[\\w.-]+$' }),
  /** Lines that are changed in it, and those that are taken out. */
  changed: Count,
  removed: Count,
});
const PreparedSchema = Type.Object({
  id: Type.String(),
  /** Every journal that is rewritten with this one; the first one's list decides. */
  dirs: Type.Array(Type.String(), { minItems: 1 }),
  files: Type.Array(PreparedFileSchema),
});
const preparedValidator = Compile(PreparedSchema);

/** A file of a journal, and the draft that is to take its place. */
export type PreparedFile = Static<typeof PreparedFileSchema>;

/** What is to be put in place in one journal. */
export type Prepared = Static<typeof PreparedSchema>;

type Around = { disk: Disk; clock: Clock };

const LIST_FILE = 'prepared.json';

const listPath = (dir: string) => join(maintenanceDir(dir), LIST_FILE);

/** Decides that drafts take their places: by directory, in the order of the directories. */
export async function decide(
  disk: Disk,
  id: string,
  files: ReadonlyMap<string, PreparedFile[]>,
): Promise<void> {
  const dirs = [...files.keys()];
  for (const dir of dirs.toReversed()) {
    const prepared: Prepared = { id, dirs, files: files.get(dir) ?? [] };
    // The drafts have to be found again before anybody relies on them.
    await syncDirectory(disk, maintenanceDir(dir));
    await replaceFile(disk, listPath(dir), JSON.stringify(prepared), { durable: true });
    await syncDirectory(disk, maintenanceDir(dir));
  }
}

/** Whether drafts in a directory are to take their places; rejects where that cannot be told. */
export async function isDecided(disk: Disk, dir: string): Promise<boolean> {
  return (await readDecided(disk, dir)) !== null;
}

/** What is decided in a directory; null for nothing. */
export async function readDecided(disk: Disk, dir: string): Promise<Prepared | null> {
  const prepared = await readList(disk, dir);
  const [first = dir] = prepared?.dirs ?? [];
  if (prepared === null || first === dir) return prepared;
  await disk.readdir(first).catch((error: unknown) => {
    throw new Error(`Cannot tell what to do with ${listPath(dir)}: "${first}" is not there`, {
      cause: error,
    });
  });
  return (await readList(disk, first))?.id === prepared.id ? prepared : null;
}

/** Forgets what was decided in some directories, the first one's last. */
export async function settle(disk: Disk, dirs: readonly string[]): Promise<void> {
  for (const dir of dirs.toReversed()) {
    await removeIfThere(disk, listPath(dir));
    await syncDirectory(disk, maintenanceDir(dir));
  }
}

/**
 * Puts a draft in the place of its file, at once and as a whole; true as well when it was before.
 * False when the service that writes to the file does not answer, and the file is as it was.
 */
export async function putInPlace(
  { disk, clock }: Around,
  dir: string,
  { name, ...rewrite }: PreparedFile,
): Promise<boolean> {
  const draftPath = join(maintenanceDir(dir), rewrite.draft);
  if (!(await isThere(disk, draftPath))) return true;
  const path = join(dir, name);
  // Whoever was killed may have added to it what its file had grown by.
  await cutTo(disk, draftPath, rewrite.draftSize);
  const isDone = readFileName(name)?.isArchive
    ? await disk.rename(draftPath, path).then(() => true)
    : await commitRewrite({ disk, dir, clock }, rewrite);
  await syncDirectory(disk, dir);
  return isDone;
}

async function cutTo(disk: Disk, path: string, size: number): Promise<void> {
  if ((await disk.stat(path)).size <= size) return;
  const file = await disk.open(path, 'r+');
  try {
    await file.truncate(size);
  } finally {
    await file.close();
  }
}

async function readList(disk: Disk, dir: string): Promise<Prepared | null> {
  const bytes = await readWhole(disk, listPath(dir));
  const value: unknown = bytes === null ? null : JSON.parse(bytes.toString());
  return preparedValidator.Check(value) ? value : null;
}

async function isThere(disk: Disk, path: string): Promise<boolean> {
  try {
    await disk.stat(path);
    return true;
  } catch (error) {
    if (hasCode(error, 'ENOENT')) return false;
    throw error;
  }
}
