import { join } from 'node:path';
import type { Disk } from '../edges.ts';
import { readFileName } from '../recording/journal-files.ts';
import type { PreparedFile } from '../recording/prepared-rewrites.ts';
import { readRawLines } from '../recording/read-lines.ts';
import { maintenanceDir, type Rewrite } from '../recording/rewrites.ts';
import { seal } from '../recording/seal.ts';
import { writeFrom } from '../recording/write-file.ts';
import type { FileChange } from './erasure-plan.ts';
import type { JournalFile } from './journal-file.ts';

type Options = { disk: Disk; uuid: () => string };
type Copied = { copied: number; changes: Rewrite['changes'] };

/** Makes the draft that is to take the place of a journal file or archive. */
export async function draftLines(
  { disk, uuid }: Options,
  { dir, name, path }: JournalFile,
  change: FileChange,
): Promise<PreparedFile> {
  const { day, isArchive } = readFileName(name) ?? { day: '', isArchive: false };
  const draft = `${uuid()}.draft`;
  const draftPath = join(maintenanceDir(dir), draft);
  const { ino, size } = await disk.stat(path);
  const copied: Copied = { copied: 0, changes: [] };
  // Of a file that grows while it is copied, the rest is left to whoever puts the draft in place.
  const until = isArchive ? Number.POSITIVE_INFINITY : size;
  await writeFrom(disk, draftPath, copyLines(disk, path, change, copied, until), isArchive);
  const draftSize = (await disk.stat(draftPath)).size;
  const counts = { changed: change.lines.size, removed: change.removed.size };
  return { name, day, draft, draftSize, ino, ...copied, ...counts };
}

async function* copyLines(
  disk: Disk,
  path: string,
  { lines, removed }: FileChange,
  copied: Copied,
  until: number,
): AsyncGenerator<Buffer> {
  const lineEnd = Buffer.from('\n');
  for await (const { offset, length, bytes, isTorn } of readRawLines(disk, path)) {
    if (offset >= until) return;
    // Empty lines, which are passed over in reading.
    if (offset > copied.copied) yield Buffer.alloc(offset - copied.copied, lineEnd);
    const line = lines.get(offset);
    if (removed.has(offset)) {
      copied.changes.push([offset, length, -1]);
    } else if (isTorn) {
      // It is being written, and there may be more of it by then.
      copied.copied = offset;
      return;
    } else if (line !== undefined) {
      const text = Buffer.from(seal(line));
      if (text.length !== length) copied.changes.push([offset, length, text.length]);
      yield Buffer.concat([text, lineEnd]);
    } else if (bytes.length < length) {
      throw new Error(`Cannot copy a line of ${length} bytes of ${path}`);
    } else {
      yield Buffer.concat([bytes, lineEnd]);
    }
    copied.copied = offset + length + (isTorn ? 0 : 1);
  }
}
