import type { ToolEvent } from './call-events.ts';

/**
 * What a tool call asks, as one text: its ID, its tool and its arguments as they were understood.
 * Two tool calls that ask the same have the same, whenever they come and however they were written.
 */
export function questionOf({ at: _, ...question }: ToolEvent): string {
  return JSON.stringify(Object.entries(question).toSorted());
}
