import type { Static } from 'typebox';
import type { Speaker, Turn } from '../../machines/call-events.ts';
import type { HistoryEntrySchema } from './message-fields.ts';
import type { VapiMessage } from './messages.ts';
import { cutText } from './single-line.ts';
import { type LazyList, LIST_ITEMS_MAX } from './tolerant-reader.ts';

/** Most turns that are kept of a conversation, and most characters of each. */
export const TURNS_MAX = 200;
export const TURN_LENGTH_MAX = 2000;

type Entry = Static<typeof HistoryEntrySchema>;
type History = LazyList<Entry>;

/** A conversation so far, as it is told: an entry is read when it is looked at; null for no turn. */
export type ToldTurns = { readonly length: number; at(index: number): Turn | null };

const NOTHING_TOLD: ToldTurns = { length: 0, at: () => null };

/**
 * The conversation so far, as far as a message tells it: the first list that has a turn. Prompts,
 * tool calls and tool results are no turns.
 */
export function turnsIn(message: VapiMessage): ToldTurns {
  const history = historiesOf(message).find((list) => list != null && hasTurn(list));
  if (!history) return NOTHING_TOLD;
  return { length: history.length, at: (index) => turnAt(history, index) };
}

/** What caller and assistant have said so far: the last turns of the conversation. */
export function readTurns(message: VapiMessage): Turn[] {
  const told = turnsIn(message);
  const turns: Turn[] = [];
  const oldest = Math.max(0, told.length - LIST_ITEMS_MAX);
  for (let index = told.length - 1; index >= oldest && turns.length < TURNS_MAX; index -= 1) {
    const turn = told.at(index);
    if (turn !== null) turns.push(turn);
  }
  return turns.reverse();
}

function historiesOf(message: VapiMessage): (History | null | undefined)[] {
  const { artifact } = message;
  const nested = [artifact?.messages, artifact?.messagesOpenAIFormatted];
  switch (message.type) {
    case 'status-update':
    case 'end-of-call-report':
      return [message.messages, message.messagesOpenAIFormatted, ...nested];
    case 'conversation-update': {
      const { messages, messagesOpenAIFormatted, conversation } = message;
      return [messages, messagesOpenAIFormatted, conversation, ...nested];
    }
    default:
      return nested;
  }
}

/** The latest entries are the likeliest to be turns. */
function hasTurn(history: History): boolean {
  const oldest = Math.max(0, history.length - LIST_ITEMS_MAX);
  for (let index = history.length - 1; index >= oldest; index -= 1) {
    if (turnAt(history, index) !== null) return true;
  }
  return false;
}

function turnAt(history: History, index: number): Turn | null {
  const entry = history.at(index);
  return entry === null ? null : toTurn(entry);
}

function toTurn(entry: Entry): Turn | null {
  const role = toSpeaker(entry.role);
  const text = (entry.message ?? textOf(entry.content)).trim();
  return role === null || text === '' ? null : { role, text: cutText(text, TURN_LENGTH_MAX) };
}

/** A text, or one that OpenAI's form gives in parts, of which images and the like have none. */
function textOf(content: Entry['content']): string {
  if (typeof content === 'string') return content;
  const parts = (content ?? []).map((part) => (typeof part === 'string' ? part : part.text));
  return parts.filter((part) => part != null && part !== '').join(' ');
}

/** Who speaks under one of Vapi's role names; null for prompts and tools. */
export function toSpeaker(role: string | null | undefined): Speaker | null {
  if (role === 'user') return 'caller';
  // Vapi's own lists say `bot`, the OpenAI ones and single events `assistant`.
  return role === 'bot' || role === 'assistant' ? 'assistant' : null;
}
