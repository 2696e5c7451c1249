import type { Move } from '../../machines/session.ts';
import { introduceCall, tellMove } from '../../src/observability/inspection/call-messages.ts';
import { shownCall } from '../../src/observability/inspection/shown-actors.ts';
import type { JournalLine } from '../../src/recording/line.ts';
import { CallReplay } from '../../src/replay/call-replay.ts';

/** One step of a recorded call: what the inspector is sent, and the event as a person reads it. */
export type PlayedStep = { at: number; event: string; state: string; texts: string[] };

/**
 * The steps of a recorded call on today's chart, from its lines in their order, each as the service
 * would have shown it. Throws where lines are missing: from there on nothing can be told.
 */
export async function* playCall(
  callId: string,
  lines: AsyncIterable<JournalLine>,
): AsyncGenerator<PlayedStep> {
  const call = shownCall(callId);
  let replay: CallReplay | null = null;
  let due = 0;
  let moves: Move[] = [];
  for await (const line of lines) {
    const [opening] = line.events;
    // The ID of a call that was forgotten begins anew.
    if (line.seq === 0) {
      if (opening?.type !== 'call.opened') throw new Error('Cannot play: the beginning is missing');
      due = 0;
      moves = [];
      replay = new CallReplay(opening.input, (move) => moves.push(move));
    }
    if (replay === null || line.seq !== due) throw new Error(`Cannot play: line ${due} is missing`);
    due += 1;
    replay.take(line);
    for (const move of moves.splice(0)) {
      const at = move.event.type === 'call.opened' ? (opening?.at ?? 0) : move.event.at;
      const beginning =
        move.event.type === 'call.opened' ? [introduceCall(call, move.snapshot, at)] : [];
      const texts = [...beginning, ...tellMove(call, move, at)].map(({ text }) => text);
      const { value } = move.snapshot;
      const state = typeof value === 'string' ? value : JSON.stringify(value);
      yield { at, event: move.event.type, state, texts };
    }
  }
  if (replay === null) throw new Error(`Cannot play: no call "${callId}" is on record`);
}
