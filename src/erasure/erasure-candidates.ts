import { join } from 'node:path';
import { type Static, Type } from 'typebox';
import { Compile } from 'typebox/compile';
import type { Disk } from '../edges.ts';
import { digestStep } from '../recording/digest-step.ts';
import { readWhole } from '../recording/journal-files.ts';
import type { JournalLine } from '../recording/line.ts';
import { removeIfThere, replaceFile } from '../recording/write-file.ts';
import { deliveriesIn } from './find-person.ts';
import type { JournalFile } from './journal-file.ts';
import { createHints, type Hint, nameWordsOf, type Person } from './person.ts';

/** A line of a call that may mention the person: whoever knows the call has to say. */
export type Candidate = {
  callId: string;
  seq: number;
  timestamp: string;
  /** Where it stands: the journal, the file as reports name it, and the line in it, from 1. */
  dir: string;
  name: string;
  line: number;
  hint: Hint;
};

/** A line of a journal file with its place. */
export type PlacedLine = { file: JournalFile; line: number; read: JournalLine };

/**
 * Collects the lines that may mention the person, call by call: a part of a name that no record of
 * that very call has, or an ending of a number that is not the end of a number of that call.
 */
export class CandidateSearch {
  readonly #person: Person;
  readonly #hintIn: ReturnType<typeof createHints>;
  /** Found by an earlier run, when more was on record of the person than is now. */
  readonly #pending: ReadonlySet<string>;
  readonly #found: (Candidate & { value: string })[] = [];
  /** Lines that were looked at: a step that was written twice is one. */
  readonly #taken = new Set<string>();
  readonly #own = new Map<string, { names: Set<string>; numbers: Set<string> }>();

  constructor(person: Person, pending: readonly PendingCandidate[]) {
    this.#person = person;
    this.#hintIn = createHints(person);
    this.#pending = new Set(pending.map(keyOf));
  }

  /** Takes a line of a call that is not one of the person's. */
  take({ file, line, read }: PlacedLine): void {
    const { call_id: callId, seq, timestamp } = read;
    if (this.#person.callIds.has(callId)) return;
    this.#learn(read);
    const step = digestStep(read);
    if (this.#taken.has(step)) return;
    this.#taken.add(step);
    const place = { callId, seq, timestamp, dir: file.dir, name: file.label, line };
    for (const text of textsSaid(read)) {
      const hint = this.#hintIn(text);
      if (hint === null) continue;
      this.#found.push({ ...place, ...hint });
      return;
    }
    const hint = (['name', 'ending'] as const).find((each) =>
      this.#pending.has(keyOf({ callId, seq, hint: each })),
    );
    if (hint !== undefined) this.#found.push({ ...place, hint, value: '' });
  }

  /** What was found, in the order of time, which is the same on every run. */
  candidates(): Candidate[] {
    return this.#found
      .filter((each) => !this.#isExplained(each))
      .map(({ value: _, ...candidate }) => candidate)
      .toSorted((a, b) => (orderOf(a) < orderOf(b) ? -1 : 1));
  }

  #learn(line: JournalLine): void {
    const own = this.#own.get(line.call_id) ?? { names: new Set(), numbers: new Set() };
    this.#own.set(line.call_id, own);
    for (const { trackingNumber, customerName } of deliveriesIn(line)) {
      own.numbers.add(trackingNumber);
      for (const word of nameWordsOf(customerName ?? '')) own.names.add(word);
    }
    const { passedNumbers, triedNumbers = [] } = line.snapshot.context;
    for (const number of [...passedNumbers, ...triedNumbers]) own.numbers.add(number);
  }

  #isExplained({ callId, hint, value }: Candidate & { value: string }): boolean {
    const own = this.#own.get(callId);
    if (own === undefined || value === '') return false;
    if (hint === 'name') return own.names.has(value);
    return [...own.numbers].some((number) => number.endsWith(value));
  }
}

/** Everything in a line that somebody said or wrote; records and answers are known to be of others. */
function textsSaid({ transcript, tool_calls, events }: JournalLine): string[] {
  const heard = events.flatMap((event): string[] => {
    switch (event.type) {
      case 'transcript.heard':
        return [event.text];
      case 'delivery.requested':
      case 'confirmation.given':
        return event.said ?? [];
      case 'human.requested':
        return event.reason === null ? [] : [event.reason];
      case 'report.received':
        return textsIn(event.report);
      default:
        return [];
    }
  });
  const asked = tool_calls.flatMap((call) => textsIn(call.arguments));
  return [...transcript.map(({ text }) => text), ...asked, ...heard];
}

function textsIn(value: unknown): string[] {
  if (typeof value === 'string') return [value];
  if (typeof value !== 'object' || value === null) return [];
  return Object.values(value).flatMap(textsIn);
}

const PendingSchema = Type.Object({
  callId: Type.String(),
  seq: Type.Integer(),
  hint: Type.Union([Type.Literal('name'), Type.Literal('ending')]),
});
const PendingFileSchema = Type.Record(Type.String(), Type.Array(PendingSchema));
const pendingValidator = Compile(PendingFileSchema);

/** What an earlier run has left to be decided: a place, and nothing of the person. */
export type PendingCandidate = Static<typeof PendingSchema>;
type PendingFile = Static<typeof PendingFileSchema>;

/** By the keyed hash of whom they may be of; what made them candidates is gone from the record. */
const PENDING_FILE = '.erasure-candidates.json';

/** The candidates that earlier runs have left. */
export async function readPending(disk: Disk, dir: string, subject: string) {
  return (await readFile(disk, dir))[subject] ?? [];
}

/** Keeps the candidates that are left, for the next run. */
export async function keepPending(
  disk: Disk,
  dir: string,
  subject: string,
  candidates: readonly Candidate[],
): Promise<void> {
  const kept = candidates.map(({ callId, seq, hint }) => ({ callId, seq, hint }));
  const { [subject]: _, ...others } = await readFile(disk, dir);
  const now: PendingFile = kept.length === 0 ? others : { ...others, [subject]: kept };
  const path = join(dir, PENDING_FILE);
  if (Object.keys(now).length === 0) return removeIfThere(disk, path);
  await replaceFile(disk, path, JSON.stringify(now), { durable: true });
}

async function readFile(disk: Disk, dir: string): Promise<PendingFile> {
  const bytes = await readWhole(disk, join(dir, PENDING_FILE));
  const value: unknown = bytes === null ? {} : JSON.parse(bytes.toString());
  return pendingValidator.Check(value) ? value : {};
}

function keyOf({ callId, seq, hint }: PendingCandidate): string {
  return JSON.stringify([callId, seq, hint]);
}

function orderOf({ timestamp, callId, seq }: Candidate): string {
  return `${timestamp} ${callId} ${String(seq).padStart(9, '0')}`;
}
