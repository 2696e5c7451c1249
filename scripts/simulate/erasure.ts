import type { Clock } from '../../src/edges.ts';
import { erasePerson } from '../../src/erasure/erase-person.ts';
import type { Rerender } from '../../src/erasure/pseudonymize-call.ts';
import { rerenderCall } from '../../src/erasure/rerender-call.ts';
import { wordingOf } from '../../src/speech/wording.ts';
import type { Choices } from '../traffic/random.ts';
import type { MemoryDisk } from './memory-disk.ts';
import { JOURNAL_DIR } from './service.ts';

type Options = {
  disk: MemoryDisk;
  processId: number;
  clock: Clock;
  random: Choices;
  newId: () => string;
  phone: string;
  /** The calls of that phone. */
  callIds: ReadonlySet<string>;
  /** What must not be left of them on record. */
  traces: readonly string[];
  spoil: ((rerender: Rerender) => Rerender) | undefined;
};

/** Takes whoever has a phone out of the record, as `npm run erase` does; gives what is left of them. */
export async function eraseCaller(options: Options): Promise<string[]> {
  const { disk, processId, clock, random, newId, phone, callIds, traces, spoil } = options;
  const { underWay } = await erasePerson({
    disk: disk.forProcess(processId, () => undefined),
    ...{ clock, dirs: [JOURNAL_DIR], isDryRun: false, wordingOf, uuid: newId },
    subject: { by: 'caller', phone },
    random: (bound) => random.whole(0, bound - 1),
    rerender: spoil?.(rerenderCall) ?? rerenderCall,
  });
  const left: string[] = [];
  for (const [path, bytes] of disk.contents()) {
    if (!path.endsWith('.jsonl')) continue;
    for (const line of bytes.toString().split('\n')) {
      const callId = /"call_id":"([^"]+)"/.exec(line)?.[1] ?? '';
      // A call that may still be reported on is left for another run, and says so.
      if (!callIds.has(callId) || underWay.includes(callId)) continue;
      left.push(...traces.filter((trace) => line.includes(trace)));
    }
  }
  return left;
}
