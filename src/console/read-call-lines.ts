import { join } from 'node:path';
import type { Disk } from '../edges.ts';
import { archiveFile, hasCode, journalFile, readChunks } from '../recording/journal-files.ts';
import type { JournalLine } from '../recording/line.ts';
import { LineSplitter } from '../recording/line-splitter.ts';
import { readLine } from '../recording/read-line.ts';
import { readBytes } from '../recording/read-lines.ts';
import type { Row, Span } from './call-row.ts';

/**
 * The lines of a call in their order, out of where they lie in the files of a directory; damaged ones
 * are left out. Rejects as the disk does.
 */
export async function readCallLines(
  disk: Disk,
  dir: string,
  { callId, spans }: Row,
): Promise<JournalLine[]> {
  const lines = new Map<number, JournalLine>();
  for (const span of spans) {
    for (const line of await readSpan(disk, dir, callId, span)) {
      if (!lines.has(line.seq)) lines.set(line.seq, line);
    }
  }
  return [...lines.values()].toSorted((a, b) => a.seq - b.seq);
}

async function readSpan(
  disk: Disk,
  dir: string,
  callId: string,
  { day, from, to }: Span,
): Promise<JournalLine[]> {
  const path = join(dir, journalFile(day));
  const isPlain = await disk.stat(path).then(
    () => true,
    (error: unknown) => {
      if (hasCode(error, 'ENOENT')) return false;
      throw error;
    },
  );
  // An archive can be read from its beginning alone.
  const splitter = new LineSplitter(isPlain ? from : 0);
  const bytes = isPlain
    ? readChunks(disk, path, from)
    : readBytes(disk, join(dir, archiveFile(day)));
  const needle = Buffer.from(JSON.stringify(callId));
  const lines: JournalLine[] = [];
  for await (const chunk of bytes) {
    for (const raw of splitter.take(chunk)) {
      if (raw.offset >= to) return lines;
      if (raw.offset < from || !raw.bytes.includes(needle)) continue;
      const reading = readLine(raw.bytes);
      if ('line' in reading && reading.line.call_id === callId) lines.push(reading.line);
    }
  }
  return lines;
}
