import { stat } from 'node:fs/promises';
import { basename, join } from 'node:path';
import type { Disk } from '../../src/edges.ts';
import { readFileName } from '../../src/recording/journal-files.ts';

/** Where each file begins in the whole, in bytes, and its size. */
export type Sizes = { total: number; files: Map<string, { before: number; size: number }> };

const WIDTH = 30;
const REDRAW_MS = 100;
/** A replay that is quick needs no bar. */
const PATIENCE_MS = 500;
/** About how many bytes one of an archive unpacks to. */
const PACKED = 12;

/**
 * The sizes of what will be read, by the names that its reader has for the files; those of several
 * journals in the order of their days, in which they are read as one.
 */
export async function measure(disk: Disk, paths: readonly string[]): Promise<Sizes> {
  const files: string[] = [];
  for (const path of paths) {
    const isDirectory = (await stat(path)).isDirectory();
    const names = isDirectory
      ? (await disk.readdir(path)).filter((name) => readFileName(name))
      : [];
    files.push(...(isDirectory ? names.map((name) => join(path, name)) : [path]));
  }
  const sizes: Sizes = { total: 0, files: new Map() };
  for (const each of files.toSorted(byName)) {
    const { size } = await disk.stat(each);
    const unpacked = each.endsWith('.gz') ? size * PACKED : size;
    const name = paths.length === 1 ? basename(each) : each;
    sizes.files.set(name, { before: sizes.total, size: unpacked });
    sizes.total += unpacked;
  }
  return sizes;
}

function byName(one: string, other: string): number {
  return basename(one) < basename(other) ? -1 : 1;
}

/** The part that has been read when a reader is at an offset of a file; 0 to 1. */
export function fractionAt({ total, files }: Sizes, file: string, offset: number): number {
  const { before, size } = files.get(file) ?? { before: 0, size: 0 };
  return total === 0 ? 1 : (before + Math.min(offset, size)) / total;
}

/** A bar on a terminal that shows how far a long replay is; shows nothing anywhere else. */
export class ProgressBar {
  readonly #stream: NodeJS.WriteStream;
  readonly #startedAt = performance.now();
  readonly #threads = new Map<number, { fraction: number; events: number }>();
  #drawnAt = 0;

  constructor(stream: NodeJS.WriteStream) {
    this.#stream = stream;
  }

  /** Notes how far a thread is, and draws. */
  update(thread: number, fraction: number, events: number): void {
    this.#threads.set(thread, { fraction, events });
    const now = performance.now();
    const isEarly = now - this.#startedAt < PATIENCE_MS || now - this.#drawnAt < REDRAW_MS;
    if (!this.#stream.isTTY || isEarly) return;
    this.#drawnAt = now;
    this.#stream.write(`\r${this.#draw(now - this.#startedAt)}\x1b[K`);
  }

  /** Takes the bar away. */
  clear(): void {
    if (this.#drawnAt > 0) this.#stream.write('\r\x1b[K');
    this.#drawnAt = 0;
  }

  #draw(elapsedMs: number): string {
    const threads = [...this.#threads.values()];
    const fraction = Math.min(...threads.map((thread) => thread.fraction));
    const events = threads.reduce((sum, thread) => sum + thread.events, 0);
    const full = Math.round(fraction * WIDTH);
    const bar = `${'█'.repeat(full)}${'░'.repeat(WIDTH - full)}`;
    const perSecond = Math.round((events / elapsedMs) * 1000).toLocaleString('en-US');
    return `${bar} ${Math.floor(fraction * 100)} %, ${perSecond} events/s`;
  }
}
