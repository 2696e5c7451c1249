import { join } from 'node:path';
import type { Disk } from '../edges.ts';
import { type CallIndex, headOf } from './call-index.ts';
import { type Day, journalFile, readChunks, reasonOf } from './journal-files.ts';
import type { JournalNotice } from './journal-notice.ts';
import { LineSplitter, type RawLine } from './line-splitter.ts';
import type { DamagedLine, Quarantine } from './quarantine.ts';
import { readLine } from './read-line.ts';
import { cutTornTail } from './torn-tail.ts';

type Options = {
  disk: Disk;
  dir: string;
  index: CallIndex;
  /** Null when the directory is not this process's to change. */
  quarantine: Quarantine | null;
  onNotice: (notice: JournalNotice) => void;
};

/**
 * Notes the lines of a file, from an offset on, in an index; copies aside what is damaged and cuts
 * off what is torn. Returns where the last whole line ends that could be read.
 */
export async function scanFile(options: Options, day: Day, from: number): Promise<number> {
  const { disk, dir, index, quarantine, onNotice } = options;
  const splitter = new LineSplitter(from);
  const report = { lines: 0, reason: quarantine === null ? 'not ours to change' : null };
  try {
    for await (const chunk of readChunks(disk, join(dir, journalFile(day)), from)) {
      const damaged = noteLines(index, day, splitter.take(chunk));
      if (damaged.length > 0) await setAside(damaged);
    }
    if (splitter.rest() !== null && quarantine !== null) await cutTail();
  } catch (error) {
    onNotice({ type: 'file.unreadable', day, reason: reasonOf(error) });
  }
  if (report.lines > 0) onNotice({ type: 'lines.damaged', day, ...report });
  return splitter.end;

  async function setAside(damaged: DamagedLine[]): Promise<void> {
    try {
      report.lines += (await quarantine?.keep(day, damaged)) ?? damaged.length;
    } catch (error) {
      Object.assign(report, { lines: report.lines + damaged.length, reason: reasonOf(error) });
    }
  }

  async function cutTail(): Promise<void> {
    const file = await disk.open(join(dir, journalFile(day)), 'r+').catch(() => null);
    // A disk that cannot be written to keeps its tail; readers leave it out.
    if (file === null) return;
    try {
      const { cut } = await cutTornTail(file);
      onNotice({ type: 'tail.cut', day, bytes: cut });
    } finally {
      await file.close();
    }
  }
}

function noteLines(index: CallIndex, day: Day, lines: RawLine[]): DamagedLine[] {
  const damaged: DamagedLine[] = [];
  for (const raw of lines) {
    const reading = readLine(raw.bytes);
    const { offset, length } = raw;
    if ('damage' in reading) damaged.push({ ...raw, damage: reading.damage });
    const line = 'line' in reading ? reading.line : reading.left;
    if (line !== null) index.note(headOf(line), { day, offset, length });
  }
  return damaged;
}
