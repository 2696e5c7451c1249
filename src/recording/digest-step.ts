import { hash } from 'node:crypto';
import type { JournalLine } from './line.ts';

/**
 * A digest of the step that a line records: what the call received, decided and answered. What
 * stands in a line of whoever wrote it is left out: when, in which request and chat, how long it took,
 * by which key the caller is hashed, and by which version. Lines with equal digests record one step.
 */
export function digestStep(line: JournalLine): string {
  const { call_id, seq, transcript, tool_calls, response, answered, events, state } = line;
  const { snapshot } = line;
  const step = [call_id, seq, transcript, tool_calls, response, answered, events, state, snapshot];
  return hash('sha256', JSON.stringify(step), 'base64');
}
