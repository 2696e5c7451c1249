import { join } from 'node:path';
import { type Static, Type } from 'typebox';
import type { Disk } from '../edges.ts';
import type { IndexedCall, Position } from './call-index.ts';
import { type Day, readWhole } from './journal-files.ts';
import { compileLate } from './late-validator.ts';
import { seal, unseal } from './seal.ts';
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

/** The checkpoint as text, sealed; pure. */
export function packCheckpoint(calls: Iterable<[string, IndexedCall]>, sizes: Map<Day, number>) {
  const places = new Map([...sizes.keys()].map((day, place) => [day, place]));
  const pack = ({ day, offset, length }: Position): Static<typeof PackedPosition> => [
    places.get(day) ?? 0,
    offset,
    length,
  ];
  const packed: Packed = { v: 2, files: [...sizes], calls: [] };
  for (const [callId, { seq, at, endedAt, last, answers }] of calls) {
    packed.calls.push([callId, seq, at, endedAt, pack(last), answers.map(pack)]);
  }
  return seal(packed);
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
