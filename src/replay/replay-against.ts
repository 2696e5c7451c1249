import type { ToolEvent, Turn } from '../../machines/call-events.ts';
import type { Disk, Fetch } from '../edges.ts';
import type { CallItem } from '../recording/call-sorter.ts';
import {
  answersOf,
  type JournalLine,
  type RecordedResult,
  type RecordedToolCall,
} from '../recording/line.ts';
import { readCallItems, readCalls } from '../recording/read-calls.ts';
import type { JournalPaths } from '../recording/read-lines.ts';
import type { Verdict } from './compare-call.ts';
import type { Difference } from './differences.ts';
import { findLeaves } from './find-leaves.ts';
import { readResult } from './print-timeline.ts';

/** A running server to which the tool calls go. */
export type Against = { url: string; secret: string | null; strict: boolean };

/** One post: the tool calls of a line, and whether the call ended on it. */
type Post = {
  line: Head;
  toolCalls: RecordedToolCall[];
  /** What was said so far: it is held beside what the tool calls make of it. */
  turns: Turn[];
  /** Their IDs within the call. */
  askIds: string[];
  hasEnded: boolean;
};
type Head = Pick<JournalLine, 'seq' | 'timestamp' | 'call_id'>;
type PostedCall = {
  callId: string;
  posts: Post[];
  turns: Turn[];
  recorded: Map<string, RecordedResult>;
};

/** What the server answered, compared with the record. */
export type AgainstReplay = {
  verdicts: Verdict[];
  calls: number;
  answers: number;
  changed: number;
  /** Answers that hang on the time or on what could be reached then: nothing follows from them. */
  uncompared: number;
  /** Lines that contradict one another, in words. */
  conflicts: string[];
};

/** Vapi's IDs are much shorter; this leaves room for what is added (src/vapi/envelope.ts). */
const ID_LENGTH_KEPT = 160;

type Options = {
  disk: Disk;
  paths: JournalPaths;
  against: Against;
  fetch: Fetch;
  /** Calls under way at the same time. */
  jobs: number;
  /** Sets the call IDs of this replay apart from those of others. */
  run: string;
  /** Leaves out all calls but this. */
  callId?: string;
};

/** Posts the tool calls of a journal to a running server, as new calls, and compares the answers. */
export async function replayAgainst(options: Options): Promise<AgainstReplay> {
  const { disk, paths, callId } = options;
  const items = callId === undefined ? readCalls(disk, paths) : readCallItems(disk, paths, callId);
  const { calls: waiting, conflicts } = await collectCalls(items);
  const counts = { calls: 0, answers: 0, changed: 0, uncompared: 0 };
  const total: AgainstReplay = { verdicts: [], ...counts, conflicts };
  const work = async () => {
    for (let call = waiting.pop(); call !== undefined; call = waiting.pop()) {
      const { differences, answers, uncompared } = await postCall(call, options);
      total.calls += 1;
      total.answers += answers;
      total.changed += differences.length;
      total.uncompared += uncompared;
      if (differences.length > 0) total.verdicts.push(toVerdict(call, differences, answers));
    }
  };
  await Promise.all(Array.from({ length: options.jobs }, work));
  return total;
}

async function collectCalls(items: AsyncIterable<CallItem>) {
  const calls: PostedCall[] = [];
  const conflicts: string[] = [];
  const open = new Map<string, PostedCall>();
  for await (const item of items) {
    if (item.kind === 'conflict') conflicts.push(item.told);
    if (item.kind === 'over') open.delete(item.callId);
    if (item.kind !== 'line') continue;
    const { seq, timestamp, call_id: callId, tool_calls: toolCalls, events } = item.line;
    let call = open.get(callId);
    if (call === undefined) {
      call = { callId, posts: [], turns: [], recorded: new Map() };
      open.set(callId, call);
      calls.push(call);
    }
    for (const { askId, result } of answersOf(item.line)) {
      if (!call.recorded.has(askId)) call.recorded.set(askId, result);
    }
    call.turns = [...call.turns, ...item.line.transcript];
    const hasEnded = events.some(({ type }) => type === 'call.ended');
    if (toolCalls.length === 0 && !hasEnded) continue;
    const head = { seq, timestamp, call_id: callId };
    const asked = events.filter((event) => 'toolCallId' in event);
    call.posts.push({
      line: head,
      toolCalls: toolCalls.map((each, index) => unreadable(each, asked[index])),
      turns: call.turns,
      askIds: asked.map(({ toolCallId }) => toolCallId),
      hasEnded,
    });
  }
  return { calls: calls.reverse(), conflicts };
}

/** Arguments that could not be read are not on record: others that cannot stand in for them. */
function unreadable(call: RecordedToolCall, event: ToolEvent | undefined): RecordedToolCall {
  const isMisused = event?.type === 'tool.misused' && event.problem === 'badArguments';
  return isMisused ? { ...call, arguments: '{' } : call;
}

async function postCall({ callId, posts, recorded }: PostedCall, options: Options) {
  const differences: Difference[] = [];
  const id = `replay-${callId.slice(0, ID_LENGTH_KEPT)}-${options.run}`;
  const { strict } = options.against;
  let [answers, uncompared, hasStrayed] = [0, 0, false];
  for (const { line, toolCalls, turns, askIds, hasEnded } of posts) {
    // What callers answer to show who they are is not on record: from there on the call goes its own way.
    hasStrayed ||= toolCalls.some(({ name }) => name === 'verify_caller');
    const message = toToolCalls(toolCalls, turns);
    const served = toolCalls.length === 0 ? [] : await post(message, id, options);
    for (const [index, result] of served.entries()) {
      const before = recorded.get(askIds[index] ?? '');
      if (before === undefined) continue;
      answers += 1;
      hasStrayed ||= !strict && isOfItsTime(before) !== isOfItsTime(result);
      const found = compare(line, before, result, strict);
      if (found.length === 0) continue;
      if (hasStrayed || (!strict && hangsOnTime(before, result))) uncompared += 1;
      else differences.push(...found);
    }
    if (hasEnded) await post({ type: 'status-update', status: 'ended' }, id, options);
  }
  return { differences, answers, uncompared };
}

/** Whether an answer tells what could be reached when it was given. */
function isOfItsTime({ result, error }: RecordedResult): boolean {
  const { status, stale } = readResult(result, error);
  return status === 'unavailable' || stale === true;
}

/** Whether two sentences may differ by their time alone: an age, or a date seen from another day. */
function hangsOnTime(before: RecordedResult, after: RecordedResult): boolean {
  const [old, young] = [before, after].map(({ result, error }) => readResult(result, error));
  if (isOfItsTime(before)) return true;
  const isSameRecord = JSON.stringify(old?.delivery) === JSON.stringify(young?.delivery);
  const isDated = JSON.stringify(old?.delivery)?.includes('estimatedDelivery') === true;
  const isSameDay = String(old?.asOf).slice(0, 10) === String(young?.asOf).slice(0, 10);
  return isSameRecord && isDated && !isSameDay;
}

function compare(line: Head, before: RecordedResult, after: RecordedResult, strict: boolean) {
  const pick = ({ result, error }: RecordedResult) => {
    const told = readResult(result, error);
    // When a record was read, how old it is and where it comes from differ with the time of asking.
    return { result: strict ? told : { status: told.status, message: told.message } };
  };
  const leaves = findLeaves(pick(before), pick(after));
  if (leaves.length === 0) return [];
  const { toolCallId, name } = before;
  const { seq, timestamp } = line;
  const where: Difference['where'] = 'answer';
  return [{ seq, timestamp, where, toolCallId, tool: String(name), leaves }];
}

/** Tool calls as Vapi posts them; its own shape is cited in src/vapi/tool-calls.ts. */
function toToolCalls(toolCalls: RecordedToolCall[], turns: readonly Turn[]) {
  const list = toolCalls.map(({ id, name, arguments: args }) => ({
    id,
    type: 'function',
    function: { name, arguments: args },
  }));
  const messages = turns.map(({ role, text }) => ({
    role: role === 'caller' ? 'user' : 'bot',
    message: text,
  }));
  return { type: 'tool-calls', toolCallList: list, artifact: { messages } };
}

async function post(message: Record<string, unknown>, callId: string, { against, fetch }: Options) {
  const response = await fetch(against.url, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      ...(against.secret === null ? {} : { 'x-vapi-secret': against.secret }),
    },
    body: JSON.stringify({ message: { ...message, call: { id: callId } } }),
    // A server that redirects is not the one that was named.
    redirect: 'error',
  });
  if (!response.ok) throw new Error(`Cannot post to ${against.url}: HTTP ${response.status}`);
  const { results = [] } = (await response.json()) as { results?: RecordedResult[] };
  return results;
}

function toVerdict({ callId, posts }: PostedCall, differences: Difference[], answers: number) {
  const verdict: Verdict = {
    callId,
    since: posts[0]?.line.timestamp ?? '',
    outcome: 'differed',
    differences,
    incompleteFrom: null,
    lines: posts.length,
    events: 0,
    answers,
    unrecorded: [],
  };
  return verdict;
}
