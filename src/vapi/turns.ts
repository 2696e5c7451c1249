import type { Static } from 'typebox';
import type { Speaker, Turn } from '../../machines/call-events.ts';
import type { HistorySchema } from './message-fields.ts';
import type { MessageOf, VapiMessage } from './messages.ts';
import { cutText } from './single-line.ts';

/** Most turns that are kept of a conversation, and most characters of each. */
export const TURNS_MAX = 200;
export const TURN_LENGTH_MAX = 2000;

type History = Static<typeof HistorySchema>;

/** The messages that tell what was said so far. */
type Telling = MessageOf<'tool-calls' | 'conversation-update' | 'end-of-call-report'>;

/**
 * Reads what caller and assistant have said so far: the last turns of the first list that has any.
 * Prompts, tool calls and tool results are no turns.
 */
export function readTurns(message: Telling): Turn[] {
  for (const history of historiesOf(message)) {
    const turns = (history ?? []).flatMap((entry) => toTurn(entry) ?? []);
    if (turns.length > 0) return turns.slice(-TURNS_MAX);
  }
  return [];
}

/** The conversation so far, as far as a message of any type tells it. */
export function turnsIn(message: VapiMessage): Turn[] {
  switch (message.type) {
    case 'tool-calls':
    case 'conversation-update':
    case 'end-of-call-report':
      return readTurns(message);
    default:
      return [];
  }
}

function historiesOf(message: Telling): (History | null | undefined)[] {
  const { artifact } = message;
  const nested = [artifact?.messages, artifact?.messagesOpenAIFormatted];
  if (message.type === 'tool-calls') return nested;
  const own = [message.messages, message.messagesOpenAIFormatted];
  if (message.type === 'end-of-call-report') return [...own, ...nested];
  return [...own, message.conversation, ...nested];
}

function toTurn(entry: History[number]): Turn | null {
  const role = toSpeaker(entry.role);
  const text = (entry.message ?? entry.content ?? '').trim();
  return role === null || text === '' ? null : { role, text: cutText(text, TURN_LENGTH_MAX) };
}

/** Who speaks under one of Vapi's role names; null for prompts and tools. */
export function toSpeaker(role: string | null | undefined): Speaker | null {
  if (role === 'user') return 'caller';
  // Vapi's own lists say `bot`, the OpenAI ones and single events `assistant`.
  return role === 'bot' || role === 'assistant' ? 'assistant' : null;
}
