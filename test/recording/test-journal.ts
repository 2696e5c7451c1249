import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestContext } from 'node:test';
import type { Disk } from '../../src/edges.ts';
import type { IndexLimits } from '../../src/recording/call-index.ts';
import type { Journal, JournalSync } from '../../src/recording/journal.ts';
import type { JournalLimits } from '../../src/recording/journal-limits.ts';
import type { JournalNotice } from '../../src/recording/journal-notice.ts';
import type { JournalLine } from '../../src/recording/line.ts';
import type { RecoveredCall } from '../../src/recording/load-calls.ts';
import { openJournal } from '../../src/recording/open-journal.ts';
import { readLines } from '../../src/recording/read-lines.ts';
import { systemEdges } from '../../src/system-edges.ts';
import { createHandClock, type HandClock } from '../hand-clock.ts';
import { NOON } from './make-line.ts';

export const LINGER_MS = 300_000;

/** A journal that brings back every call that it knows of. */
export const UNBOUNDED: IndexLimits = {
  lingerMs: LINGER_MS,
  silenceTimeoutMs: Number.POSITIVE_INFINITY,
  callsMax: Number.POSITIVE_INFINITY,
  bytesMax: Number.POSITIVE_INFINITY,
};

type Options = {
  disk?: Disk;
  now?: number;
  sync?: JournalSync;
  limits?: Partial<JournalLimits>;
  hold?: Partial<IndexLimits>;
};

/** A journal under test on a clock moved by hand. */
export type TestJournal = {
  journal: Journal;
  recovered: RecoveredCall[];
  clock: HandClock;
  notices: JournalNotice[];
  /** Resolves with the notice of a type, the one that was or the next one that is. */
  noticed(type: JournalNotice['type']): Promise<JournalNotice>;
};

/** A directory that is removed with the test. */
export async function makeDir(context: TestContext): Promise<string> {
  const dir = await mkdtemp(join(tmpdir(), 'waybill-journal-'));
  context.after(() => rm(dir, { recursive: true, force: true }));
  return dir;
}

export async function openTestJournal(dir: string, options: Options = {}): Promise<TestJournal> {
  const { disk = systemEdges.disk, now = NOON, sync = 'background', limits = {} } = options;
  const hold = { ...UNBOUNDED, ...options.hold };
  const clock = createHandClock(now);
  const notices: JournalNotice[] = [];
  const waiting = new Map<string, (notice: JournalNotice) => void>();
  const onNotice = (notice: JournalNotice) => {
    notices.push(notice);
    waiting.get(notice.type)?.(notice);
  };
  const opened = await openJournal({
    dir,
    disk,
    clock,
    sync,
    limits,
    onNotice,
    ...hold,
  });
  return {
    ...opened,
    clock,
    notices,
    noticed(type) {
      const { promise, resolve } = Promise.withResolvers<JournalNotice>();
      const known = notices.find((notice) => notice.type === type);
      if (known !== undefined) resolve(known);
      else waiting.set(type, resolve);
      return promise;
    },
  };
}

/** Records lines and closes, as a service does that is stopped in peace. */
export async function record(dir: string, lines: JournalLine[], options?: Options) {
  const { journal } = await openTestJournal(dir, options);
  await Promise.all(lines.map((line) => journal.append(line)));
  await journal.close();
}

/** One turn of the event loop: what has been settled has come to rest. */
export const turn = () => new Promise<void>((resolve) => setImmediate(resolve));

/** Recovers the calls of a directory and leaves it. */
export async function reopen(dir: string, options?: Options) {
  const opened = await openTestJournal(dir, options);
  await opened.journal.close();
  return opened;
}

/** The lines of a directory; damaged and torn ones as the word for it. */
export async function linesIn(dir: string): Promise<(JournalLine | string)[]> {
  const found: (JournalLine | string)[] = [];
  for await (const item of readLines(systemEdges.disk, dir)) {
    found.push(item.kind === 'line' ? item.line : item.kind);
  }
  return found;
}

/** What a file of the directory holds. */
export function textOf(dir: string, name: string): Promise<string> {
  return readFile(join(dir, name), 'utf8');
}
