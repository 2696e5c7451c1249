import { createTurnAnswers, type TurnAnswersOptions } from '../../src/completions/answer-turn.ts';
import { readCompletionBody } from '../../src/completions/completion-body.ts';
import type { ToolResult } from '../../src/vapi/results.ts';

/** What is said for a turn of a caller. */
export type TurnAnswer = {
  sentences: string[];
  /** Vapi's own tool that is called at the end, if one is. */
  tool: string | null;
  /** What the call answered, word for word as it is put on record. */
  results: ToolResult[];
  /** When the first sentence was there; null for none. */
  firstAt: number | null;
};

/**
 * What POST /chat/completions does with the bytes of a body, in the same functions and order, without
 * what stands before and after it: sockets, Fastify, the key, rate limits, and the form in which the
 * sentences are sent (see src/completions/completions.ts; test/completions/ goes through all of it).
 */
export function createTurnDoor(options: TurnAnswersOptions & { now: () => number }) {
  let begun: TurnAnswer | null = null;
  const answerTurn = createTurnAnswers({
    ...options,
    engine: {
      look: (callId) => options.engine.look(callId),
      async handle(arrival) {
        // A turn is told to its call before anything is waited for.
        const answer = begun;
        const results = await options.engine.handle(arrival);
        if (answer !== null) answer.results = results;
        return results;
      },
    },
  });
  return async (bytes: string, signal: AbortSignal): Promise<TurnAnswer> => {
    const { conversation } = readCompletionBody(JSON.parse(bytes), {});
    const answer: TurnAnswer = { sentences: [], tool: null, results: [], firstAt: null };
    const parts = answerTurn(conversation, signal);
    begun = answer;
    const first = parts.next();
    begun = null;
    for (let next = await first; next.done !== true; next = await parts.next()) {
      answer.firstAt ??= options.now();
      if ('sentence' in next.value) answer.sentences.push(next.value.sentence);
      else answer.tool = next.value.toolCall.name;
    }
    return answer;
  };
}
