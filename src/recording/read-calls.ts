import type { Disk } from '../edges.ts';
import { type CallItem, CallSorter } from './call-sorter.ts';
import type { JournalLine } from './line.ts';
import { callIdIn } from './read-line.ts';
import { type JournalPaths, readLines } from './read-lines.ts';

/** Two lines of a call with the same seq that do not say the same. */
export class ConflictError extends Error {}

/**
 * Reads the calls of one journal, or of several that were written side by side: every line of a call
 * once, in the order of its seq, with what is wrong about the rest; see CallSorter. `isWanted` is
 * asked for each call ID, and for null: what is damaged beyond telling whose it is.
 */
export async function* readCalls(
  disk: Disk,
  paths: JournalPaths,
  isWanted: (callId: string | null) => boolean = () => true,
): AsyncGenerator<CallItem> {
  const sorter = new CallSorter(isWanted);
  const mayWant = (bytes: Buffer) => {
    const callId = callIdIn(bytes);
    return callId === null || isWanted(callId);
  };
  for await (const item of readLines(disk, paths, mayWant)) yield* sorter.take(item);
  yield* sorter.finish();
}

/** What is read of one call, as readCalls() gives it; damaged lines of it are told too. */
export async function* readCallItems(
  disk: Disk,
  paths: JournalPaths,
  callId: string,
): AsyncGenerator<CallItem> {
  const needle = Buffer.from(JSON.stringify(callId));
  const sorter = new CallSorter((each) => each === callId);
  const mayWant = (bytes: Buffer) => bytes.includes(needle);
  for await (const item of readLines(disk, paths, mayWant)) yield* sorter.take(item);
  yield* sorter.finish();
}

/**
 * The lines of one call, in their order; damaged ones are left out. The ID of a call that came back
 * after it was forgotten begins anew at seq 0. Throws a ConflictError where the record contradicts
 * itself.
 */
export async function* readCall(
  disk: Disk,
  paths: JournalPaths,
  callId: string,
): AsyncGenerator<JournalLine> {
  for await (const item of readCallItems(disk, paths, callId)) {
    if (item.kind === 'conflict') throw new ConflictError(`Cannot read the call: ${item.told}`);
    if (item.kind === 'line') yield item.line;
  }
}
