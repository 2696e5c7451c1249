/**
 * Goes on with a call in the place of a model: the turn that was said last is told to the call, which
 * reads it and answers; what it answers is given sentence by sentence. The same turn asked again has
 * the same answer, since it has the same name within the call.
 */
import { createHash } from 'node:crypto';
import type { Turn } from '../../machines/call-events.ts';
import type { Language } from '../../machines/languages/language.ts';
import type { Conversations } from '../calls/conversations.ts';
import { type Arrival, type CallEngine, NoRoomError } from '../calls/engine.ts';
import type { Clock, Random } from '../edges.ts';
import { readToolResult, type SpokenAnswer, type ToolResult } from '../vapi/results.ts';
import { cutText } from '../vapi/single-line.ts';
import { TURN_LENGTH_MAX } from '../vapi/turns.ts';
import type { Part } from './completion-answer.ts';
import type { Conversation } from './completion-body.ts';
import { CompletionError } from './completion-errors.ts';
import { LooseThreads } from './loose-threads.ts';

/** How long an answer may take, in milliseconds, before the caller is told to wait. */
export const HOLD_MS = 400;

/** Vapi's own tools, by the names under which it offers them (docs.vapi.ai, "Default tools"). */
const END_CALL = 'endCall';
const TRANSFER_CALL = 'transferCall';

export type TurnAnswersOptions = {
  engine: Pick<CallEngine<ToolResult>, 'handle' | 'look'>;
  conversations: Pick<Conversations, 'find' | 'inquire'>;
  language: Language;
  clock: Pick<Clock, 'now' | 'setTimeout' | 'clearTimeout'>;
  random: Pick<Random, 'uuid'>;
  /** Where calls are passed on to, where they are: a number in E.164 or a SIP address. */
  transferDestination?: string | undefined;
};

/** What was said last, and where in the conversation: its name within the call. */
type LastTurn = { id: string; turn: string; said: string | null };

/** Makes what answers the turns of every call. */
export function createTurnAnswers(options: TurnAnswersOptions) {
  const threads = new LooseThreads(options.random);
  return async function* answerTurn(
    conversation: Conversation,
    signal: AbortSignal,
  ): AsyncGenerator<Part> {
    const { thread } = conversation.envelope;
    const asking = thread && options.conversations.inquire({ ...thread, replayed: () => [] });
    if (asking !== null) await asking;
    const { callId, arrivals, settle } = arrivalsOf(conversation, threads, options);
    const answering = answersTo(arrivals, options.engine);
    // It is awaited below, or nobody is there any more: the call has its answer in any case.
    answering.catch(() => {});
    const isLooking = async () => (await options.engine.look(callId))?.state === 'fetch';
    if ((await isLate(answering, signal, options.clock)) && (await isLooking())) {
      yield { sentence: options.language.sentences.talk.hold };
    }
    const answers = (await answering).map(readToolResult);
    const sentences = sentencesIn(answers, options.language);
    settle(callId, sentences.join(' '));
    for (const sentence of sentences) yield { sentence };
    const toolCall = toolCallOf(answers, conversation, options.transferDestination);
    if (toolCall !== null) yield { toolCall };
  };
}

async function answersTo(
  arrivals: readonly Arrival[],
  engine: Pick<TurnAnswersOptions['engine'], 'handle'>,
): Promise<ToolResult[]> {
  let answers: ToolResult[] = [];
  try {
    for (const arrival of arrivals) answers = await engine.handle(arrival);
  } catch (error) {
    throw error instanceof NoRoomError ? new CompletionError(503) : error;
  }
  return answers;
}

/** Whether an answer takes so long that the caller is told to wait; not where nobody listens. */
async function isLate(
  answering: Promise<unknown>,
  signal: AbortSignal,
  clock: TurnAnswersOptions['clock'],
): Promise<boolean> {
  const late = Promise.withResolvers<boolean>();
  const timer = clock.setTimeout(() => late.resolve(true), HOLD_MS);
  const stop = () => late.resolve(false);
  signal.addEventListener('abort', stop, { once: true });
  try {
    return await Promise.race([answering.then(() => false), late.promise]);
  } finally {
    clock.clearTimeout(timer);
    signal.removeEventListener('abort', stop);
  }
}

/** What is told to which call: the last turn, or every turn of a conversation that nothing names. */
function arrivalsOf(
  { envelope, turns }: Conversation,
  threads: LooseThreads,
  { conversations, clock, random }: TurnAnswersOptions,
) {
  const { key, thread: ids, callerNumber, controlUrl } = envelope;
  const spoken = turns.flatMap(({ role, text }): Turn[] => {
    const isSpoken = (role === 'user' || role === 'assistant') && text.trim() !== '';
    if (!isSpoken) return [];
    const said = cutText(text.trim(), TURN_LENGTH_MAX);
    return [{ role: role === 'user' ? 'caller' : 'assistant', text: said }];
  });
  const thread = ids && { ...ids, replayed: () => [] };
  const named = thread === null ? key : conversations.find(thread);
  const loose = named === null ? threads.find(spoken) : null;
  const callId = named ?? loose?.callId ?? '';
  const arrive = (until: number): Arrival => {
    const told = spoken.slice(0, until);
    const { id, turn, said } = lastTurnOf(told);
    return {
      callId,
      correlationId: random.uuid(),
      at: clock.now(),
      events: [{ type: 'turn.said', at: clock.now(), turn, toolCallId: id, tool: 'talk', said }],
      turns: { length: told.length, at: (index) => told[index] ?? null },
      callerNumber,
      controlUrl,
      ...(thread && { thread }),
    };
  };
  const ends = loose?.isNew ? endsOfTurns(spoken) : [spoken.length];
  return {
    callId,
    arrivals: ends.map(arrive),
    settle: (of: string, answer: string) => {
      if (loose !== null) threads.note(of, spoken, answer);
    },
  };
}

/** Where in a conversation each turn of the caller ends. */
function endsOfTurns(spoken: readonly Turn[]): number[] {
  const ends = spoken.flatMap(({ role }, index) =>
    role === 'caller' && spoken[index + 1]?.role !== 'caller' ? index + 1 : [],
  );
  return ends.at(-1) === spoken.length ? ends : [...ends, spoken.length];
}

/**
 * The turn that waits for an answer: all that the caller has said since the assistant spoke last. It is
 * '' before anybody has spoken, and null where the assistant was the last to speak.
 */
function lastTurnOf(spoken: readonly Turn[]): LastTurn {
  const before = spoken.findLastIndex(({ role }) => role === 'assistant');
  const said = spoken.slice(before + 1).map(({ text }) => text);
  const words = said.length > 0 ? said.join(' ') : spoken.length === 0 ? '' : null;
  // A turn may come in one message or in several.
  const turns = spoken.filter(
    ({ role }, index) => role === 'caller' && spoken[index + 1]?.role !== 'caller',
  ).length;
  const turn = `turn-${turns}`;
  const digest = createHash('sha256')
    .update(words ?? '')
    .digest('base64url')
    .slice(0, 8);
  // A silence is asked about again each time that more has been said since.
  return {
    id: `${turn}-${words === null ? `silent-${spoken.length}` : digest}`,
    turn,
    said: words,
  };
}

/**
 * What is said to a turn: of two things that are asked for in one breath one may be told with the other, and
 * is not told twice.
 */
function sentencesIn(answers: readonly SpokenAnswer[], language: Language): string[] {
  const told = new Set<string>();
  return answers.flatMap(({ text }) => {
    const sentences = sentencesOf(text, language).map((sentence) => ({
      sentence,
      clauses: sentence.toLowerCase().split(CLAUSE_START),
    }));
    const fresh = sentences.filter(({ clauses }) => !clauses.every((clause) => told.has(clause)));
    for (const clause of sentences.flatMap(({ clauses }) => clauses)) told.add(clause);
    return fresh.map(({ sentence }) => sentence);
  });
}

/** "Your parcel is delayed: it waits behind the shed." */
const CLAUSE_START = /(?<=[.:?!]) /;

/** One for each language: to make one costs a hundred times what it takes to cut an answer. */
const segmenters = new Map<string, Intl.Segmenter>();

function sentencesOf(text: string, { code }: Language): string[] {
  const known = segmenters.get(code);
  const segmenter = known ?? new Intl.Segmenter(code, { granularity: 'sentence' });
  if (known === undefined) segmenters.set(code, segmenter);
  return [...segmenter.segment(text)]
    .map(({ segment }) => segment.trim())
    .filter((sentence) => sentence !== '');
}

/** The tool of Vapi's that ends the call or passes it on, where it is offered. */
function toolCallOf(
  answers: readonly SpokenAnswer[],
  { tools }: Conversation,
  transferDestination: string | undefined,
) {
  const isOffered = (name: string) => tools.some((tool) => tool.name === name);
  if (answers.some(({ status }) => status === 'handoff') && isOffered(TRANSFER_CALL)) {
    if (transferDestination === undefined) return null;
    return { name: TRANSFER_CALL, arguments: { destination: transferDestination } };
  }
  if (answers.some(({ act }) => act === 'goodbye') && isOffered(END_CALL)) {
    return { name: END_CALL, arguments: {} };
  }
  return null;
}
