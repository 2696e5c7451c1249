import { answersOf, type JournalLine, type RecordedResult } from '../recording/line.ts';
import { CallReplay } from '../replay/call-replay.ts';
import { sentence } from '../speech/sentence.ts';
import { toToolResult } from '../vapi/results.ts';

/**
 * The lines of a call with the answers and snapshots that today's code makes of their events, as
 * replay does; null when the first of them does not tell what the call began with.
 */
export function rerenderCall(lines: readonly JournalLine[]): JournalLine[] | null {
  const opening = lines[0]?.events[0];
  if (opening?.type !== 'call.opened') return null;
  const replay = new CallReplay(opening.input);
  return lines.map((line) => {
    replay.take(line);
    const { snapshot } = replay;
    return { ...line, snapshot, response: line.response && rerenderResponse(line, replay) };
  });
}

function rerenderResponse(line: JournalLine, replay: CallReplay) {
  const results = answersOf(line).map(({ askId, result }): RecordedResult => {
    const { toolCallId } = result;
    const reply = replay.answerTo(askId);
    // Never the recorded answer: it would pass for what comes of the events.
    if (reply === null) return { toolCallId };
    try {
      const speak = 'message' in result ? 'verbatim' : 'model';
      return { ...toToolResult(reply, sentence(reply), { speak }) };
    } catch {
      return { toolCallId };
    }
  });
  return { ...line.response, results };
}
