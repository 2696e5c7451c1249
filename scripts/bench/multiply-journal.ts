import { readFile, writeFile } from 'node:fs/promises';
import { seal } from '../../src/recording/seal.ts';

/** From one copy to the next: so that calls of the one before are over, as in any journal. */
const APART_MS = 2 * 3_600_000;

/**
 * Writes a journal file of so many copies of another, each of calls of its own, one after the other:
 * long enough that what is measured on it is no longer the warming up.
 */
export async function multiplyJournal(from: string, to: string, copies: number): Promise<void> {
  const lines = (await readFile(from, 'utf8')).trimEnd().split('\n');
  const written: string[] = [];
  for (let copy = 0; copy < copies; copy += 1) {
    for (const line of lines) written.push(`${seal(nameApart(line, copy))}\n`);
  }
  await writeFile(to, written.join(''));
}

/** A line with its call, wherever it is named, as another call's, and written later. */
function nameApart(line: string, copy: number): object {
  const { crc: _, ...own } = JSON.parse(line, (key, value) =>
    key === 'call_id' || key === 'callId' ? `${value}-${copy}` : value,
  );
  const timestamp = new Date(Date.parse(own.timestamp) + copy * APART_MS).toISOString();
  return { ...own, timestamp };
}
