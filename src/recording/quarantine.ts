import { join } from 'node:path';
import type { Disk } from '../edges.ts';
import { type Day, hasCode, quarantineFile, readChunks } from './journal-files.ts';
import { LineSplitter, type RawLine } from './line-splitter.ts';
import type { Damage } from './read-line.ts';
import { cutTornTail } from './torn-tail.ts';
import { writeAll } from './write-file.ts';

/** A line that cannot be used. */
export type DamagedLine = RawLine & { damage: Damage };

const HEADER = /^# offset (\d+), /;

/**
 * Copies damaged lines to a side file of their journal file, each as it is, under a line that says
 * where it was found. The journal file keeps its bytes: offsets into it stay true.
 */
export class Quarantine {
  readonly #disk: Disk;
  readonly #dir: string;
  readonly #known = new Map<Day, Set<number>>();

  constructor(disk: Disk, dir: string) {
    this.#disk = disk;
    this.#dir = dir;
  }

  /** Copies those that are not there yet, and returns how many these were. */
  async keep(day: Day, damaged: DamagedLine[]): Promise<number> {
    const known = this.#known.get(day) ?? (await this.#readKnown(day));
    this.#known.set(day, known);
    const fresh = damaged.filter(({ offset }) => !known.has(offset));
    if (fresh.length === 0) return 0;
    const pieces = fresh.flatMap(({ offset, length, damage, bytes }) => [
      Buffer.from(`# offset ${offset}, ${length} bytes: ${damage}\n`),
      bytes,
      Buffer.from('\n'),
    ]);
    await this.#append(day, Buffer.concat(pieces));
    for (const { offset } of fresh) known.add(offset);
    return fresh.length;
  }

  async #append(day: Day, bytes: Buffer): Promise<void> {
    const file = await this.#disk.open(join(this.#dir, quarantineFile(day)), 'a+', 0o600);
    try {
      await cutTornTail(file);
      await writeAll(file, bytes);
    } finally {
      await file.close();
    }
  }

  async #readKnown(day: Day): Promise<Set<number>> {
    const known = new Set<number>();
    const splitter = new LineSplitter();
    try {
      for await (const chunk of readChunks(this.#disk, join(this.#dir, quarantineFile(day)))) {
        for (const { bytes } of splitter.take(chunk)) {
          const offset = HEADER.exec(bytes.toString('latin1', 0, 40))?.[1];
          if (offset !== undefined) known.add(Number(offset));
        }
      }
    } catch (error) {
      if (!hasCode(error, 'ENOENT')) throw error;
    }
    return known;
  }
}
