/**
 * What tool calls are to have heard once a person is erased: other words, by which the call goes the
 * way that it went. Numbers are like one another, or a part of one another, in ways that tokens are
 * not; so what came of that is said outright.
 */
import type { CallContext } from '../../machines/call-context.ts';
import type { ToolEvent } from '../../machines/call-events.ts';
import { callersWord, numberIn } from '../../machines/call-hearing.ts';
import { lacksNumber } from '../../machines/call-own.ts';
import type { Language } from '../../machines/languages/language.ts';
import { readNumber } from '../../machines/listening/read-number.ts';
import type { JournalLine } from '../recording/line.ts';
import { CallReplay } from '../replay/call-replay.ts';
import type { Tokens } from './pseudonyms.ts';

/** A tool call that may name a number. */
export type HearingEvent = Extract<ToolEvent, { heard: unknown }>;

/**
 * What a call knew before a tool call and after it, and the number that was put together in the end
 * from the pieces of which it gave one; null where there is none.
 */
export type Around = {
  before: CallContext;
  after: CallContext;
  /** The pieces that there were before; null where none is given. */
  given: string | null;
  whole: string | null;
};

/** What is read as a number that is too long, and what as two of them. */
const TOO_LONG = '0'.repeat(41);
const TWO = 'A000000 B111111';

/**
 * What a call knew around each of its tool calls on today's code, by their IDs within the call; none
 * where the first line does not tell what the call began with.
 */
export function hearingsOf(lines: readonly JournalLine[]): Map<string, Around> {
  const around = new Map<string, Around>();
  const opening = lines[0]?.events[0];
  if (opening?.type !== 'call.opened') return around;
  const replay = new CallReplay(opening.input);
  for (const event of lines.flatMap(({ events }) => events)) {
    const before = replay.snapshot.context;
    replay.move([event]);
    if (!('heard' in event)) continue;
    const after = replay.snapshot.context;
    around.set(event.toolCallId, { before, after, given: givenBefore(event, before), whole: null });
  }
  // The last piece tells what those before it were pieces of.
  let whole: string | null = null;
  for (const hearing of [...around.values()].reverse()) {
    const { given, after } = hearing;
    if (given === null) whole = null;
    else if (after.pieces === null) whole = after.candidate?.trackingNumber ?? null;
    else if (!whole?.startsWith(after.pieces)) whole = null;
    hearing.whole = whole;
  }
  return around;
}

/** The same tool call in words that tell nothing of anyone. */
export function hearAgain(
  event: HearingEvent,
  around: Around | undefined,
  tokens: Tokens,
  language: Language,
): HearingEvent {
  const { said, ...asked } = event;
  const heard = around === undefined ? null : heardAgain(event, around, tokens, language);
  return {
    ...asked,
    heard: heard ?? tokens.heard(event.heard, language),
    ...(said && { said: saidAgain(event, said, around, tokens, language) }),
  };
}

/** Null where it is enough to put tokens into what was heard. */
function heardAgain(
  event: HearingEvent,
  { before, after, given, whole }: Around,
  tokens: Tokens,
  language: Language,
): string | null {
  if (event.heard !== null && lacksNumber(before, event)) return language.numbers.lackingSaid;
  const reading = readNumber(event.heard, language);
  const meant = numberIn(before, event);
  if (given !== null && event.heard !== null) {
    const { pieces } = after;
    if (pieces !== null && pieces.length > given.length) {
      return pieceAgain(given, pieces, whole, tokens);
    }
    // All of it, which begins with what there was.
    if (meant.ok && given !== '') return tokens.number(meant.trackingNumber);
  }
  if (!meant.ok) {
    if (meant.fault === 'unresolved') return TOO_LONG;
    return meant.fault === 'ambiguous' ? TWO : null;
  }
  const { candidate } = after;
  const isNew = candidate !== null && candidate.trackingNumber !== before.candidate?.trackingNumber;
  if (!isNew) return null;
  const isRead = reading.ok && reading.trackingNumber === candidate.trackingNumber;
  if (isRead && reading.interpreted === candidate.interpreted) return null;
  return candidate.interpreted ? tokens.doubtful(candidate.trackingNumber) : null;
}

/** The pieces of a number that there are before a tool call; null where it gives none. */
function givenBefore(event: HearingEvent, { pieces }: CallContext): string | null {
  const isPart = event.type === 'delivery.requested' && event.isPart === true;
  return pieces ?? (isPart ? '' : null);
}

/** A piece of the token of the whole number; one of no number tells nothing but its length. */
function pieceAgain(before: string, after: string, whole: string | null, tokens: Tokens): string {
  const number = whole === null ? '0'.repeat(after.length) : tokens.number(whole);
  return [...number.slice(before.length, after.length)].join(' ');
}

/** What the words come to, in a word. */
function saidAgain(
  event: HearingEvent,
  said: readonly string[],
  around: Around | undefined,
  tokens: Tokens,
  { tools, numbers }: Language,
): string[] {
  if (around !== undefined && event.heard === null && lacksNumber(around.before, event)) {
    return [numbers.lackingSaid];
  }
  const says = around === undefined ? 'unclear' : callersWord(around.before, event).says;
  switch (says) {
    case 'yes':
      return tools.yes.slice(0, 1);
    case 'no':
    case 'correction':
      return tools.no.slice(0, 1);
    case 'unclear':
      return said.map((words) => tokens.said(words));
    default:
      return says satisfies never;
  }
}
