import type { AskedEvent, ReportEvent } from '../../machines/call-events.ts';
import type { Language } from '../../machines/languages/language.ts';
import type { MessageOf, VapiMessage } from './messages.ts';
import { cutText } from './single-line.ts';
import { type ReportKeeping, toCallReport } from './to-call-report.ts';
import { readFunctionCall, readReplayedCalls, readToolCalls } from './tool-calls.ts';
import { toToolEvent } from './tools.ts';
import { readTurns, TURN_LENGTH_MAX, toSpeaker } from './turns.ts';

/** Every event that a message from Vapi can become. */
export type WireEvent = AskedEvent | ReportEvent;

/** The statuses after which nothing comes any more (`Call.status`, VapiAI/docs, 2026-08-20). */
const FINAL_STATUSES: readonly string[] = ['ended', 'not-found', 'deletion-failed'];

const WORD_LENGTH_MAX = 200;
const TARGET_LENGTH_MAX = 200;

/**
 * Translates a message into what its call is told, in order; none for a message that says nothing
 * to it. Event types are literals of ours: no wire string ever becomes one (invariant 7).
 * `at` is when the process received the message, in epoch milliseconds; the language is that in
 * which its tools were described.
 */
export function toCallEvents(
  message: VapiMessage,
  at: number,
  language: Language,
  keeping?: ReportKeeping,
): WireEvent[] {
  switch (message.type) {
    case 'tool-calls':
      return toToolEvents(message, at, language);
    case 'function-call':
      return [toToolEvent(readFunctionCall(message, at, language), at)];
    case 'status-update':
      return [toStatusEvent(message, at)];
    case 'end-of-call-report':
      // Either of the report and the status `ended` may be lost, so the report ends the call too.
      return [
        { type: 'call.ended', at, reason: word(message.endedReason || message.call?.endedReason) },
        { type: 'report.received', at, report: toCallReport(message, keeping) },
      ];
    case 'conversation-update': {
      const turnCount = readTurns(message).length;
      return turnCount === 0 ? [] : [{ type: 'conversation.updated', at, turnCount }];
    }
    case 'transcript':
      return toTranscriptEvents(message, at);
    case 'speech-update':
      return toSpeechEvents(message, at);
    case 'user-interrupted':
      return [{ type: 'caller.interrupted', at }];
    case 'hang':
      return [{ type: 'assistant.delayed', at }];
    case 'transfer-update':
      return [{ type: 'transfer.updated', at, to: toTarget(message) }];
    default:
      return [];
  }
}

/** The earlier tool calls that a message tells again, as the events that they once became. */
export function toReplayedEvents(
  message: VapiMessage,
  at: number,
  language: Language,
): AskedEvent[] {
  return readReplayedCalls(message, language).map((call) => toToolEvent(call, at));
}

/** Whether a status says that a call is over. */
export function isFinalStatus(status: string): boolean {
  return FINAL_STATUSES.includes(status);
}

/** One event for each call that is listed, also for one that is listed twice: the engine knows. */
function toToolEvents(
  message: MessageOf<'tool-calls'>,
  at: number,
  language: Language,
): AskedEvent[] {
  return readToolCalls(message, language).map((call) => toToolEvent(call, at));
}

function toStatusEvent(message: MessageOf<'status-update'>, at: number): ReportEvent {
  const { status } = message;
  if (isFinalStatus(status)) {
    const reason =
      word(message.endedReason || message.call?.endedReason) ??
      (status === 'ended' ? null : status);
    return { type: 'call.ended', at, reason };
  }
  return { type: 'call.progressed', at, status: cutText(status, WORD_LENGTH_MAX) };
}

function toTranscriptEvents(message: MessageOf<'transcript'>, at: number): ReportEvent[] {
  const role = toSpeaker(message.role);
  const text = cutText(message.transcript?.trim() ?? '', TURN_LENGTH_MAX);
  if (role === null || text === '') return [];
  return [{ type: 'transcript.heard', at, role, text, final: message.transcriptType === 'final' }];
}

function toSpeechEvents(message: MessageOf<'speech-update'>, at: number): ReportEvent[] {
  const role = toSpeaker(message.role);
  if (role === null || (message.status !== 'started' && message.status !== 'stopped')) return [];
  return [{ type: 'speech.updated', at, role, speaking: message.status === 'started' }];
}

function toTarget({ destination, toAssistant }: MessageOf<'transfer-update'>): string | null {
  const target =
    destination?.number ?? destination?.sipUri ?? destination?.assistantName ?? toAssistant?.name;
  return target ? cutText(target, TARGET_LENGTH_MAX) : null;
}

function word(text: string | null | undefined): string | null {
  return text ? cutText(text, WORD_LENGTH_MAX) : null;
}
