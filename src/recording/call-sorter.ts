import { digestStep } from './digest-step.ts';
import { type JournalLine, openedAt } from './line.ts';
import { readDamagedHead } from './read-damaged-head.ts';
import type { JournalItem, JournalPlace } from './read-lines.ts';

type LineItem = Extract<JournalItem, { kind: 'line' }>;
type DamagedItem = Extract<JournalItem, { kind: 'damaged' }>;
type TornItem = Extract<JournalItem, { kind: 'torn' }>;

/** What there is to be read of calls. */
export type CallItem =
  /** The next line of its call; one whose seq is not the next comes after a gap. */
  | LineItem
  /** A line that says the same as one that came before it: its step was written twice. */
  | (JournalPlace & { kind: 'repeated'; callId: string; seq: number })
  /** Another line with the seq of one that came before it: which of them holds cannot be told. */
  | (JournalPlace & { kind: 'conflict'; callId: string; seq: number; told: string })
  | DamagedItem
  /** A damaged line of which another journal has a whole one: nothing is lost. */
  | (JournalPlace & { kind: 'mended'; callId: string; seq: number })
  | TornItem
  /** No more lines come of a call: what comes with its ID is another one's. */
  | { kind: 'over'; callId: string };

/** A line that came, as far as others are held beside it. */
type Taken = { digest: string; place: JournalPlace };

type OpenCall = {
  /** The seq that is due. */
  due: number;
  taken: Map<number, Taken>;
  /** When it was opened, by its first line; undefined until that has come. */
  openedAt: number | null | undefined;
  /** Lines that came before one that is due. */
  early: LineItem[];
  damaged: { seq: number; item: DamagedItem }[];
  hasEnded: boolean;
  lastAt: number;
};

/** How long after its end a call is still waited for: longer than any engine keeps it. */
const ENDED_MS = 60 * 60_000;
/** The same for a call that was cut off. */
const SILENT_MS = 48 * ENDED_MS;
/** How far apart the clocks of two machines may be. */
const CLOCKS_MS = 60_000;
/** Lines between two looks at who is over. */
const LINES_PER_SWEEP = 5000;

/**
 * Sorts the lines of journals, in which calls lie interleaved, into calls. With several machines the
 * lines of a call stand in several journals, and a step may have been written twice: of lines that
 * say the same the first one counts, and of two that do not the first one as well, but that is told.
 * What is kept in memory is a digest of each line of the calls that go on.
 */
export class CallSorter {
  readonly #isWanted: (callId: string | null) => boolean;
  readonly #calls = new Map<string, OpenCall>();
  #lines = 0;
  #now = 0;

  constructor(isWanted: (callId: string | null) => boolean = () => true) {
    this.#isWanted = isWanted;
  }

  /** Takes what comes next of the journals; gives what there is to be read of it by now. */
  *take(item: JournalItem): Generator<CallItem> {
    if (item.kind === 'torn') {
      if (this.#isWanted(null)) yield item;
    } else if (item.kind === 'damaged') {
      yield* this.#takeDamaged(item);
    } else if (this.#isWanted(item.line.call_id)) {
      yield* this.#takeLine(item);
    }
  }

  /** Ends what goes on still: the journals are over. */
  *finish(): Generator<CallItem> {
    for (const callId of this.#calls.keys()) yield* this.#close(callId);
  }

  *#takeLine(item: LineItem): Generator<CallItem> {
    const { line, file, offset, number, source } = item;
    const { call_id: callId, seq } = line;
    const known = this.#calls.get(callId);
    const digest = digestStep(line);
    if (known !== undefined && seq === 0 && isAnother(known, item, digest)) {
      yield* this.#close(callId);
    }
    const call = this.#calls.get(callId) ?? this.#open(callId);
    const place = { file, offset, number, source };
    const twin = call.taken.get(seq);
    if (twin !== undefined) {
      if (twin.digest === digest) yield { kind: 'repeated', callId, seq, ...place };
      else yield { kind: 'conflict', callId, seq, told: tell(line, twin.place, place), ...place };
      return;
    }
    call.taken.set(seq, { digest, place });
    call.early.push(item);
    if (seq === 0) call.openedAt = openedAt(line);
    call.hasEnded ||= line.state === 'ended';
    call.lastAt = Date.parse(line.timestamp);
    this.#now = Math.max(this.#now, call.lastAt);
    yield* takeDue(call);
    this.#lines += 1;
    if (this.#lines % LINES_PER_SWEEP === 0) yield* this.#sweep();
  }

  /** Whether it has a twin is known when its call is over. */
  *#takeDamaged(item: DamagedItem): Generator<CallItem> {
    const head = item.damage === 'badArchive' ? null : readDamagedHead(item.bytes);
    if (head === null || head.seq === null) {
      if (this.#isWanted(null)) yield item;
      return;
    }
    const { callId, seq } = head;
    if (!this.#isWanted(callId)) return;
    const call = this.#calls.get(callId) ?? this.#open(callId);
    call.damaged.push({ seq, item });
  }

  #open(callId: string): OpenCall {
    const call: OpenCall = {
      due: 0,
      taken: new Map(),
      openedAt: undefined,
      early: [],
      damaged: [],
      hasEnded: false,
      lastAt: this.#now,
    };
    this.#calls.set(callId, call);
    return call;
  }

  *#sweep(): Generator<CallItem> {
    for (const [callId, { hasEnded, lastAt }] of this.#calls) {
      if (this.#now - lastAt > (hasEnded ? ENDED_MS : SILENT_MS)) yield* this.#close(callId);
    }
  }

  *#close(callId: string): Generator<CallItem> {
    const call = this.#calls.get(callId);
    if (call === undefined) return;
    this.#calls.delete(callId);
    // What they follow on never came.
    yield* call.early.toSorted((a, b) => a.line.seq - b.line.seq);
    for (const { seq, item } of call.damaged) {
      const { file, offset, number, source } = item;
      if (!call.taken.has(seq)) yield item;
      else yield { kind: 'mended', callId, seq, file, offset, number, source };
    }
    yield { kind: 'over', callId };
  }
}

/**
 * Whether a first line begins another call with the same ID, or is of the one that is known. In one
 * journal the order of the lines tells; of two, only that the one was over before the other began.
 */
function isAnother(call: OpenCall, { line, source }: LineItem, digest: string): boolean {
  const first = call.taken.get(0);
  if (first === undefined) {
    const at = Date.parse(line.timestamp);
    return call.early.some((other) => {
      const apartMs = other.source === source ? 0 : CLOCKS_MS;
      return Date.parse(other.line.timestamp) + apartMs < at;
    });
  }
  if (first.digest === digest || call.openedAt === openedAt(line)) return false;
  return call.hasEnded || first.place.source === source;
}

/** Every line that is due; a line that was late makes others due. */
function* takeDue(call: OpenCall): Generator<LineItem> {
  for (;;) {
    const index = call.early.findIndex(({ line }) => line.seq === call.due);
    const [item] = index === -1 ? [] : call.early.splice(index, 1);
    if (item === undefined) return;
    call.due += 1;
    yield item;
  }
}

function tell({ call_id: callId, seq }: JournalLine, one: JournalPlace, other: JournalPlace) {
  const at = ({ file, number }: JournalPlace) => `line ${number} of ${file}`;
  return `Call ${callId} has two different lines of seq ${seq}: ${at(one)} and ${at(other)}`;
}
