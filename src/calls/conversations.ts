import type { CallInput, CallPolicy } from '../../machines/call-context.ts';
import type { AskedEvent, ToolEvent } from '../../machines/call-events.ts';
import { questionOf } from '../../machines/question.ts';
import type { Arrival, Thread } from './engine.ts';

/** Keeps a conversation in writing apart from a call of the same ID. */
const PREFIX = 'chat:';

/** Most chats and questions by which one conversation is known, the latest ones. */
const KNOWN_BY_MAX = 200;

/** The conversation that begins with a chat, where none is known that it goes on. */
export function conversationOf(chatId: string): string {
  return PREFIX + chatId;
}

/** Which conversation a chat belongs to, as far as others know; null for none. Never rejects. */
export type AskOthers = (chatId: string) => Promise<string | null>;

type Known = { chats: Set<string>; questions: Set<string> };

/**
 * Which conversation in writing a message belongs to. Each of its messages is a chat of its own; a
 * session, the chat before, or the earlier tool calls that it tells again lead to the first.
 */
export class Conversations {
  readonly #known = new Map<string, Known>();
  /** The conversation of each chat. */
  readonly #byChat = new Map<string, string>();
  /** The conversations in which a question was asked. */
  readonly #byQuestion = new Map<string, Set<string>>();
  #askOthers: AskOthers | null = null;

  /** From now on, others are asked about chats that are not known here. */
  share(askOthers: AskOthers): void {
    this.#askOthers = askOthers;
  }

  /**
   * Learns from others what find() needs and is not known here; null where there is nothing to ask. Never
   * rejects.
   */
  inquire({ sessionId, chatId, previousChatId, replayed }: Thread): Promise<void> | null {
    const ask = this.#askOthers;
    if (ask === null || sessionId !== null) return null;
    const chatIds = [chatId, previousChatId].filter((id) => id !== null);
    if (chatIds.some((id) => this.#byChat.has(id))) return null;
    // Nothing was before the first message of all.
    if (previousChatId === null && replayed().length === 0) return null;
    return this.#learn(chatIds, ask);
  }

  async #learn(chatIds: readonly string[], ask: AskOthers): Promise<void> {
    const found = await Promise.all(chatIds.map(ask));
    for (const [index, id] of chatIds.entries()) {
      const callId = found[index] ?? null;
      if (callId !== null && !this.#byChat.has(id)) this.note(callId, [id], []);
    }
  }

  /** The ID of the call that a message belongs to, be it known or new. Changes nothing. */
  find({ sessionId, chatId, previousChatId, replayed }: Thread): string {
    if (sessionId !== null) return PREFIX + sessionId;
    return (
      this.#byChat.get(chatId ?? '') ??
      this.#byChat.get(previousChatId ?? '') ??
      this.#findAsker(replayed()) ??
      conversationOf(previousChatId ?? chatId ?? '')
    );
  }

  /** A conversation in writing was asked something, in the chats that are told. */
  note(
    callId: string,
    chatIds: readonly string[],
    events: readonly (AskedEvent | ToolEvent)[],
  ): void {
    const known = this.#known.get(callId) ?? { chats: new Set(), questions: new Set() };
    // The one heard of last is the last.
    this.#known.delete(callId);
    this.#known.set(callId, known);
    for (const id of [callId.slice(PREFIX.length), ...chatIds]) {
      if (known.chats.has(id)) continue;
      known.chats.add(id);
      this.#byChat.set(id, callId);
    }
    for (const question of events.map(questionOf)) {
      known.questions.add(question);
      const askers = this.#byQuestion.get(question) ?? new Set();
      this.#byQuestion.set(question, askers.add(callId));
    }
    for (const id of oldest(known.chats)) this.#forgetChat(callId, known, id);
    for (const question of oldest(known.questions)) this.#forgetQuestion(callId, known, question);
  }

  /** Notes what a message of a conversation in writing asks; of a call nothing. */
  noteArrival({ callId, events, thread }: Arrival): void {
    const asked = events.filter((event) => 'toolCallId' in event);
    if (!thread || asked.length === 0) return;
    const questions = asked.filter((event) => event.type !== 'turn.said');
    const { chatId, previousChatId } = thread;
    // A message may overtake the one before it, which belongs here as well.
    const before = this.#byChat.has(previousChatId ?? '') ? null : previousChatId;
    const chatIds = [before, chatId].filter((id) => id !== null);
    this.note(callId, chatIds, questions);
  }

  /** What the chart of a call, or of a conversation in writing, begins with. */
  inputFor(callId: string, policy: CallPolicy): CallInput {
    const input = { callId, policy };
    return this.isConversation(callId) ? { ...input, medium: 'text' } : input;
  }

  /** Whether an ID is that of a conversation in writing. */
  isConversation(callId: string): boolean {
    return callId.startsWith(PREFIX);
  }

  /** Forgets those that were heard of longest ago, until no more are left than this. */
  keepLatest(count: number): void {
    for (const callId of this.#known.keys().take(Math.max(0, this.#known.size - count))) {
      this.forget(callId);
    }
  }

  forget(callId: string): void {
    const known = this.#known.get(callId);
    if (known === undefined) return;
    this.#known.delete(callId);
    for (const id of known.chats) this.#forgetChat(callId, known, id);
    for (const question of known.questions) this.#forgetQuestion(callId, known, question);
  }

  /**
   * The conversation that asked the latest of these tool calls. It counts only if all that it ever
   * asked is among them: who tells all of it again hears nothing that it does not know, whatever
   * IDs a model gives its tool calls. Where two are as likely, neither is meant.
   */
  #findAsker(replayed: readonly AskedEvent[]): string | null {
    const told = new Set(replayed.map(questionOf));
    for (const question of [...told].reverse()) {
      const askers = [...(this.#byQuestion.get(question) ?? [])].filter((callId) =>
        this.#known.get(callId)?.questions.isSubsetOf(told),
      );
      if (askers.length > 0) return askers.length === 1 ? (askers[0] ?? null) : null;
    }
    return null;
  }

  #forgetChat(callId: string, { chats }: Known, id: string): void {
    chats.delete(id);
    if (this.#byChat.get(id) === callId) this.#byChat.delete(id);
  }

  #forgetQuestion(callId: string, { questions }: Known, question: string): void {
    questions.delete(question);
    const askers = this.#byQuestion.get(question);
    askers?.delete(callId);
    if (askers?.size === 0) this.#byQuestion.delete(question);
  }
}

function oldest(ids: Set<string>): string[] {
  return ids.size <= KNOWN_BY_MAX ? [] : [...ids].slice(0, ids.size - KNOWN_BY_MAX);
}
