import { join } from 'node:path';
import { type Static, Type } from 'typebox';
import type { Disk, DiskFile } from '../edges.ts';
import type { CallIndex, Position } from './call-index.ts';
import { CHECKPOINT_FILE } from './checkpoint.ts';
import { hasCode, journalFile, readChunks, readWhole } from './journal-files.ts';
import { compileLate } from './late-validator.ts';
import { removeIfThere, replaceFile, writeAll } from './write-file.ts';

/*
 * A program that removes a person's data makes a new file in the place of one that a running
 * service may append to. Whatever the program did to the file itself, a line could fall between its
 * last look and its rename. So only whoever holds the directory's lock ever puts a journal file in
 * its place: the service, between two of its writes, or the program while no service runs. The
 * program leaves a draft of all that it has read, and a request; the holder adds what has come
 * since and renames. A crash on either side at any moment leaves the old file or the new one whole.
 */

/** A request, as it is written down. */
export const RewriteSchema = Type.Object({
  day: Type.String({ pattern: '^\\d{4}-\\d{2}-\\d{2}$' }),
  /** File name of the draft, and its size. */
  draft: Type.String({ pattern: '^[\\w.-]+$' }),
  draftSize: Type.Integer({ minimum: 0 }),
  /** Of the file that the draft is made from, and how many of its bytes the draft stands for. */
  ino: Type.Integer(),
  copied: Type.Integer({ minimum: 0 }),
  /** Of every line whose length has changed: its offset, its length before, its length now. */
  changes: Type.Array(Type.Tuple([Type.Integer(), Type.Integer(), Type.Integer()])),
});
const rewriteValidator = compileLate(RewriteSchema);

/** What a journal file is to be replaced by. Lengths leave the line ends out. */
export type Rewrite = Static<typeof RewriteSchema>;

/** A journal file that was replaced, and its size now. */
export type AppliedRewrite = Rewrite & { size: number };

const REQUEST_FILE = 'rewrite.json';

/** Where the programs that maintain a journal keep their drafts and their lock. */
export const maintenanceDir = (dir: string) => join(dir, '.tending');

/** Asks the holder of the directory's lock to put a draft in the place of a journal file. */
export async function requestRewrite(disk: Disk, dir: string, rewrite: Rewrite): Promise<void> {
  const path = join(maintenanceDir(dir), REQUEST_FILE);
  await replaceFile(disk, path, JSON.stringify(rewrite), { durable: false });
}

/** Whether a request waits. */
export async function isRewriteWaiting(disk: Disk, dir: string): Promise<boolean> {
  try {
    await disk.stat(join(maintenanceDir(dir), REQUEST_FILE));
    return true;
  } catch (error) {
    if (hasCode(error, 'ENOENT')) return false;
    throw error;
  }
}

/** Takes the request back; one that is being applied may be applied all the same. */
export async function withdrawRewrite(disk: Disk, dir: string): Promise<void> {
  await removeIfThere(disk, join(maintenanceDir(dir), REQUEST_FILE));
}

/**
 * Replaces the journal file that is asked for, if one is; null when none was. For the holder of the
 * directory's lock alone, while it writes nothing: its handle and its positions are old afterwards.
 * Never rejects: what cannot be done is not done, and whoever asked sees that.
 */
export async function applyRewrite(disk: Disk, dir: string): Promise<AppliedRewrite | null> {
  let applied: AppliedRewrite | null = null;
  try {
    const rewrite = await readRequest(disk, dir);
    if (rewrite !== null) applied = await replace(disk, dir, rewrite);
    else if (!(await isRewriteWaiting(disk, dir))) return null;
  } catch {
    // The file is as it was.
  }
  await withdrawRewrite(disk, dir).catch(() => {});
  return applied;
}

/** Brings the positions of an index up to date with a file that was replaced. */
export function movePositions(index: CallIndex, { day, changes }: Rewrite): void {
  const positions = new Set<Position>();
  for (const [, { last, answers }] of index.calls()) {
    for (const position of [last, ...answers]) if (position.day === day) positions.add(position);
  }
  const ordered = [...positions].toSorted((a, b) => a.offset - b.offset);
  const left = changes.toSorted(([a], [b]) => a - b).values();
  let change = left.next();
  let shift = 0;
  for (const position of ordered) {
    for (; !change.done && change.value[0] < position.offset; change = left.next()) {
      shift += change.value[2] - change.value[1];
    }
    if (!change.done && change.value[0] === position.offset) position.length = change.value[2];
    position.offset += shift;
  }
}

async function readRequest(disk: Disk, dir: string): Promise<Rewrite | null> {
  const bytes = await readWhole(disk, join(maintenanceDir(dir), REQUEST_FILE));
  const value: unknown = bytes === null ? null : JSON.parse(bytes.toString());
  return rewriteValidator.Check(value) ? value : null;
}

async function replace(disk: Disk, dir: string, rewrite: Rewrite): Promise<AppliedRewrite | null> {
  const path = join(dir, journalFile(rewrite.day));
  const draftPath = join(maintenanceDir(dir), rewrite.draft);
  const { ino, size: sizeBefore } = await disk.stat(path);
  if (ino !== rewrite.ino || sizeBefore < rewrite.copied) return null;
  const draft = await disk.open(draftPath, 'a+', 0o600);
  let size: number;
  try {
    // A draft that was cleared away has just been made anew by opening it, and is empty.
    if ((await draft.stat()).size !== rewrite.draftSize) return null;
    await copyFrom(disk, path, rewrite.copied, draft);
    await draft.datasync();
    size = (await draft.stat()).size;
  } finally {
    await draft.close();
  }
  // Its positions are of the old file; without one, a restart reads recent files whole.
  await removeIfThere(disk, join(dir, CHECKPOINT_FILE));
  await disk.rename(draftPath, path);
  return { ...rewrite, size };
}

async function copyFrom(disk: Disk, path: string, from: number, to: DiskFile): Promise<void> {
  for await (const chunk of readChunks(disk, path, from)) await writeAll(to, chunk);
}
