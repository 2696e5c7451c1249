import type { AskedEvent, ToolEvent } from './call-events.ts';

/**
 * What a tool call asks, as one text: its ID, its tool and its arguments as they were understood.
 * Two tool calls that ask the same have the same, whenever they come, however they were written and
 * whatever was said before them. Of an answer there is its mark alone.
 */
export function questionOf({ at: _, toolCallId, ...event }: ToolEvent | AskedEvent): string {
  const question = 'answer' in event ? withMark(event) : event;
  const fields = Object.entries({ ...question, toolCallId: wireIdOf(toolCallId) });
  const asked = fields.filter(([name]) => !LEARNT.has(name));
  return JSON.stringify(asked.toSorted(([a], [b]) => (a < b ? -1 : 1)));
}

/** What the call adds to a tool call by what it knows. */
const LEARNT = new Set(['said', 'passed', 'isUnheard']);

/** A mark in the place of an answer, which nothing but its comparison is to know. */
export function withMark<Asked extends { answer: string }>({ answer, ...asked }: Asked) {
  return { ...asked, mark: markOf(answer) };
}

/** Tells one answer from the next, and is that of so many that it tells none. */
function markOf(answer: string): number {
  let mark = 0;
  for (let index = 0; index < answer.length; index += 1) {
    mark = (mark * 31 + answer.charCodeAt(index)) % MARKS;
  }
  return mark;
}

const MARKS = 256;

/** What no ID on the wire holds. */
const MARK = '\n';

/**
 * The ID of a tool call within its call. Some models number their tool calls anew in each turn, so
 * that one ID asks several questions: each after the first has the ID with its number.
 */
export function askIdOf(toolCallId: string, questionsBefore: number): string {
  return questionsBefore === 0 ? toolCallId : `${toolCallId}${MARK}${questionsBefore + 1}`;
}

/** The ID by which Vapi knows a tool call. */
export function wireIdOf(askId: string): string {
  const end = askId.indexOf(MARK);
  return end === -1 ? askId : askId.slice(0, end);
}
