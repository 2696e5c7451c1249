import type { CallContext } from '../../machines/call-context.ts';
import type { RecordedSnapshot } from '../../machines/record.ts';
import type { Reply } from '../../machines/reply.ts';
import { outerState } from '../../machines/transition.ts';
import type { JournalLine, RecordedResult } from '../recording/line.ts';
import { toToolResult } from '../vapi/results.ts';
import { findLeaves, isTree, type Leaf } from './find-leaves.ts';

/** Something that does not come out as it was recorded. */
export type Difference = {
  seq: number;
  /** When the line was written, as it says. */
  timestamp: string;
  where: 'state' | 'answer' | 'snapshot' | 'chart';
  /** The tool call and its tool, where an answer differs. */
  toolCallId: string | null;
  tool: string | null;
  /** Where in it, and what stands there on either side. */
  leaves: Leaf[];
};

/** A chart that throws today and did not when the line was written. */
export function thrown(line: JournalLine, fault: unknown): Difference {
  const replayed = `the chart throws: ${fault instanceof Error ? fault.message : String(fault)}`;
  return difference(line, 'chart', [{ path: 'state', recorded: line.state, replayed }]);
}

/** The outer state after a line, where it differs. */
export function diffState(line: JournalLine, { value }: RecordedSnapshot): Difference[] {
  const replayed = outerState(value);
  if (replayed === line.state) return [];
  return [difference(line, 'state', [{ path: 'state', recorded: line.state, replayed }])];
}

/**
 * The same snapshot without what contexts have learnt to hold since the line was written: of that, the
 * line says nothing.
 */
export function asKnownTo(
  { snapshot }: JournalLine,
  { value, context: all, status }: RecordedSnapshot,
): RecordedSnapshot {
  const isKnown = (field: string) => field in snapshot.context;
  if (Object.keys(all).every(isKnown)) return { value, context: all, status };
  const known = Object.entries(all).filter(([field]) => isKnown(field));
  return { value, context: Object.fromEntries(known) as CallContext, status };
}

/** The chart's value, context and status after a line, where they differ as JSON. */
export function diffSnapshot(line: JournalLine, after: RecordedSnapshot) {
  const snapshot = asKnownTo(line, after);
  // Nearly always alike to the byte; only where they are not are they looked at one by one.
  if (isSameJson(line.snapshot, snapshot)) return [];
  const leaves = findLeaves(line.snapshot, JSON.parse(JSON.stringify(snapshot)));
  return leaves.length === 0 ? [] : [difference(line, 'snapshot', leaves)];
}

/** An answer whose bytes are not those that were sent. */
export function diffAnswer(
  line: JournalLine,
  recorded: RecordedResult,
  reply: Reply | null,
  say: (reply: Reply) => string,
): Difference[] {
  const replayed = reply === null ? 'no answer' : render(recorded, reply, say);
  if (isSameJson(recorded, replayed)) return [];
  const [before, after] = [JSON.stringify(recorded), JSON.stringify(replayed)];
  const { toolCallId, name } = recorded;
  const leaves =
    typeof replayed === 'string'
      ? [{ path: 'answer', recorded: before, replayed }]
      : findAnswerLeaves(recorded, replayed);
  // The fields are the same, in another order: other bytes all the same.
  if (leaves.length === 0) leaves.push({ path: 'bytes', recorded: before, replayed: after });
  return [{ ...difference(line, 'answer', leaves), toolCallId, tool: String(name) }];
}

/** The answer as it is sent today, or in words why there is none. */
function render(recorded: RecordedResult, reply: Reply, say: (reply: Reply) => string) {
  try {
    return toToolResult(reply, say(reply), {
      speak: 'message' in recorded ? 'verbatim' : 'model',
    });
  } catch (error) {
    return `no sentence: ${error instanceof Error ? error.message : String(error)}`;
  }
}

function findAnswerLeaves(recorded: object, replayed: object): Leaf[] {
  const leaves = findLeaves(openResult(recorded), openResult(replayed));
  const sentence = leaves.find(({ path }) => path === 'result.message' || path === 'error');
  // What is spoken is the sentence once more.
  return leaves.filter(
    ({ path, ...texts }) =>
      path !== 'message.content' ||
      sentence?.recorded !== texts.recorded ||
      sentence.replayed !== texts.replayed,
  );
}

/** An answer with its JSON text as the value that it is. */
function openResult(answer: { result?: unknown }): object {
  const { result } = answer;
  if (typeof result !== 'string') return answer;
  try {
    return { ...answer, result: JSON.parse(result) };
  } catch {
    return answer;
  }
}

/**
 * Whether two values are the same bytes as JSON, seen without writing either; what JSON would write
 * otherwise than it is, such as a field that is undefined, counts as another value.
 */
function isSameJson(one: unknown, other: unknown): boolean {
  if (!isTree(one) || !isTree(other)) return one === other;
  if (Array.isArray(one) !== Array.isArray(other)) return false;
  const [keys, others] = [Object.keys(one), Object.keys(other)];
  if (keys.length !== others.length) return false;
  return keys.every((key, at) => key === others[at] && isSameJson(one[key], other[key]));
}

function difference(line: JournalLine, where: Difference['where'], leaves: Leaf[]): Difference {
  const { seq, timestamp } = line;
  return { seq, timestamp, where, toolCallId: null, tool: null, leaves };
}
