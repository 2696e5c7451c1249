import { join } from 'node:path';
import { setImmediate as turn } from 'node:timers/promises';
import { type Static, Type } from 'typebox';
import type { Disk } from '../edges.ts';
import type { IndexedCall, Position } from './call-index.ts';
import { type Day, readWhole } from './journal-files.ts';
import { compileLate } from './late-validator.ts';
import { sealText, unseal } from './seal.ts';
import { replaceFile } from './write-file.ts';

/** What was true of the journal at one moment: the calls, and how far each file had been written. */
export type Checkpoint = {
  calls: [string, IndexedCall][];
  /** Bytes of each file that the calls are drawn from. */
  sizes: Map<Day, number>;
};

/** Beside the journal; whoever moves lines in it removes this one. */
export const CHECKPOINT_FILE = '.checkpoint.json';

const Count = Type.Integer({ minimum: 0 });
/** Index into `files`, offset and length. */
const PackedPosition = Type.Tuple([Count, Count, Count]);
const CheckpointSchema = Type.Object({
  v: Type.Literal(2),
  files: Type.Array(Type.Tuple([Type.String(), Count])),
  /** ID, seq, time of the last line, end, last line, answers. */
  calls: Type.Array(
    Type.Tuple([
      Type.String(),
      Count,
      Type.Number(),
      Type.Union([Type.Number(), Type.Null()]),
      PackedPosition,
      Type.Array(PackedPosition),
    ]),
  ),
});
const checkpointValidator = compileLate(CheckpointSchema);
type Packed = Static<typeof CheckpointSchema>;

/** So many calls are packed in one turn of the event loop: some 2 ms of it. */
const CALLS_PER_TURN = 1000;

/**
 * The checkpoint as text, sealed: of the calls and sizes at the moment of the call, though other work goes
 * on meanwhile. To pack 100,000 calls at once would hold up every caller for a third of a second.
 */
export async function packCheckpoint(
  calls: Iterable<[string, IndexedCall]>,
  sizes: Map<Day, number>,
): Promise<string> {
  const files = [...sizes];
  const places = new Map(files.map(([day], place) => [day, place]));
  const pack = ({ day, offset, length }: Position): Static<typeof PackedPosition> => [
    places.get(day) ?? 0,
    offset,
    length,
  ];
  // The index replaces what it knows of a call, and only adds to its answers.
  const known = Array.from(calls, ([callId, call]) => ({
    callId,
    call,
    answered: call.answers.length,
  }));
  const parts: string[] = [];
  for (let first = 0; first < known.length; first += CALLS_PER_TURN) {
    if (first > 0) await turn();
    const packed = known
      .slice(first, first + CALLS_PER_TURN)
      .map(({ callId, call: { seq, at, endedAt, last, answers }, answered }) => {
        const read = answers.slice(0, answered).map(pack);
        return [callId, seq, at, endedAt, pack(last), read] satisfies Packed['calls'][number];
      });
    parts.push(JSON.stringify(packed).slice(1, -1));
  }
  const head = JSON.stringify({ v: 2, files, calls: [] } satisfies Packed).slice(0, -2);
  return sealText(`${head}${parts.join(',')}]}`);
}

/** Puts a checkpoint in the place of the one before it. */
export async function writeCheckpoint(disk: Disk, dir: string, text: string): Promise<void> {
  // Should the machine fail, a checkpoint that did not last is told by its seal.
  await replaceFile(disk, join(dir, CHECKPOINT_FILE), text, { durable: false });
}

/** Reads the checkpoint of a directory; null when there is none that can be relied on. */
export async function readCheckpoint(disk: Disk, dir: string): Promise<Checkpoint | null> {
  try {
    const bytes = await readWhole(disk, join(dir, CHECKPOINT_FILE));
    const unsealed = bytes === null ? null : unseal(bytes);
    if (unsealed === null || !unsealed.isSealed) return null;
    const value: unknown = JSON.parse(unsealed.text);
    return checkpointValidator.Check(value) ? unpackCheckpoint(value) : null;
  } catch {
    // Whatever is wrong with it, the journal itself says the same, only slower.
    return null;
  }
}

function unpackCheckpoint({ files, calls }: Packed): Checkpoint {
  const place = ([index, offset, length]: Static<typeof PackedPosition>): Position => ({
    day: files[index]?.[0] ?? '',
    offset,
    length,
  });
  return {
    sizes: new Map(files),
    calls: calls.map(([callId, seq, at, endedAt, last, answers]) => [
      callId,
      { seq, at, endedAt, last: place(last), answers: answers.map(place) },
    ]),
  };
}
