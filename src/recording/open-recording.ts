import type { RestoredCall } from '../../machines/session.ts';
import type { CallNotice, CallStep } from '../calls/engine.ts';
import type { Edges } from '../edges.ts';
import { openCallerKey } from './caller-key.ts';
import type { JournalHealth, JournalSync } from './journal.ts';
import { reasonOf } from './journal-files.ts';
import type { JournalLimits } from './journal-limits.ts';
import type { JournalNotice } from './journal-notice.ts';
import type { RecordedResult } from './line.ts';
import { openJournal } from './open-journal.ts';
import { toLine, toRestoredCall } from './to-line.ts';

type Options = {
  recording: { dir: string; sync: JournalSync };
  /** How long calls are waited for, and how many of them can be held: none else is recovered. */
  timeouts: { silenceTimeoutMs: number; lingerMs: number };
  limits: { callsMax: number; bytesMax: number };
  /** Other bounds of the journal than those of production. */
  bounds?: Partial<JournalLimits>;
  edges: Pick<Edges, 'clock' | 'disk' | 'random'>;
  notify: (notice: JournalNotice) => void;
};

/** The record of calls, as those who make it have it. */
export type Recording<Answer> = {
  /** Puts a step on record; resolves when it may be answered, and never rejects. */
  record(step: CallStep<Answer>): Promise<void>;
  /** A call that was forgotten, or had to go, needs no recovery any more. */
  observe(notice: CallNotice): void;
  health(): JournalHealth;
  /** The calls that are to go on, some at a time, so that what was read of them can go; once. */
  recovered(): Iterable<RestoredCall<Answer>[]>;
  close(): Promise<void>;
};

/** How many recovered calls are taken up at a time. */
const RESUMED_AT_ONCE = 500;

/** Opens the record of a directory; rejects as openJournal() does. */
export async function openRecording<Answer extends RecordedResult>({
  recording: { dir, sync },
  timeouts,
  limits,
  bounds = {},
  edges: { clock, disk, random },
  notify,
}: Options): Promise<Recording<Answer>> {
  const options = { dir, sync, disk, clock, ...timeouts, ...limits, onNotice: notify };
  const { journal, recovered } = await openJournal({ ...options, limits: bounds });
  const newKey = () => random.uuid() + random.uuid();
  const hashCaller = await openCallerKey(disk, dir, newKey).catch((error: unknown) => {
    notify({ type: 'caller_key.failed', reason: reasonOf(error) });
    return null;
  });
  return {
    record: (step) => journal.append(toLine(step, hashCaller)),
    observe({ type, callId }) {
      if (type === 'call.forgotten' || type === 'call.dropped') journal.forget(callId);
    },
    health: () => journal.health(),
    *recovered() {
      while (recovered.length > 0) {
        // What is on record is what was answered, by this process or one before it.
        yield recovered.splice(0, RESUMED_AT_ONCE).map(toRestoredCall) as RestoredCall<Answer>[];
      }
    },
    close: () => journal.close(),
  };
}
