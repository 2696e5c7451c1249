import type { RecordedResult } from '../recording/line.ts';
import type { CaseStep, EvalCase } from './case-file.ts';
import { playCase } from './play-case.ts';

/** A tool call as a Vapi Eval names it. */
type EvalToolCall = { name: string; arguments: Record<string, unknown> };

/** One message of a Vapi Eval: what is played, or what is judged. */
type EvalMessage =
  | { role: 'user'; content: string }
  | { role: 'tool'; content: string }
  | {
      role: 'assistant';
      judgePlan: { type: 'regex' | 'exact'; content: string; toolCalls?: EvalToolCall[] };
      continuePlan?: { exitOnFailureEnabled: boolean; toolCallsOverride?: EvalToolCall[] };
    };

/** A conversation that Vapi plays with the assistant's own model. */
export type VapiEval = {
  type: 'chat.mockConversation';
  name: string;
  description: string;
  messages: EvalMessage[];
};

/** Said where a case does not say what the caller does. */
const NOTHING_SAID = 'Hello?';

/**
 * A case as a Vapi Eval: what the caller says, whether the model calls the tool that the case calls,
 * the answer that Waybill gives, and whether the model says it. Vapi never asks a server there, so the
 * answers are those of the case, played on the chart.
 * Source: schema `CreateEvalDTO` of Vapi's OpenAPI file, as @vapi-ai/server-sdk 2.0.1 has it.
 */
export function toVapiEval(script: EvalCase): VapiEval {
  const { lines } = playCase(script);
  const results = lines.flatMap(({ response }) => response?.results ?? []);
  const messages = script.steps.flatMap((step, index): EvalMessage[] => {
    const result = results.find(({ toolCallId }) => toolCallId === `step_${index + 1}`);
    const content = textOf(result);
    const call = toToolCall(step);
    return [
      { role: 'user', content: step.caller ?? NOTHING_SAID },
      {
        role: 'assistant',
        judgePlan: judgeCall(call),
        // What follows is the answer to this call, whatever the model has made of its arguments.
        continuePlan: { exitOnFailureEnabled: true, toolCallsOverride: [call] },
      },
      { role: 'tool', content },
      { role: 'assistant', judgePlan: { type: 'regex', content: judgeWords(step, content) } },
    ];
  });
  const description = 'Made of a case of Waybill: change it there, and export it anew';
  return { type: 'chat.mockConversation', name: script.name, description, messages };
}

function textOf(result: RecordedResult | undefined): string {
  return String(result?.result ?? result?.error ?? '');
}

function toToolCall({ tool, arguments: given }: CaseStep): EvalToolCall {
  const isObject = typeof given === 'object' && given !== null && !Array.isArray(given);
  return { name: tool, arguments: isObject ? (given as Record<string, unknown>) : {} };
}

/** Text is compared but for spaces and dashes, as Waybill reads it; anything else as it is. */
function judgeCall({ name, arguments: given }: EvalToolCall) {
  const isText = Object.values(given).every((value) => typeof value === 'string');
  if (!isText) {
    return { type: 'exact' as const, content: '', toolCalls: [{ name, arguments: given }] };
  }
  const patterns = Object.entries(given).map(([key, value]) => [key, looseText(String(value))]);
  const call = { name, arguments: Object.fromEntries(patterns) };
  return { type: 'regex' as const, content: '', toolCalls: [call] };
}

/** Each character in either case, with spaces and dashes between as they come. */
function looseText(text: string): string {
  const characters = [...text.replace(/[\s-]+/g, '')].map((character) => {
    const [lower, upper] = [character.toLowerCase(), character.toUpperCase()];
    return lower === upper ? escapePattern(character) : `[${upper}${lower}]`;
  });
  return characters.join('[\\s-]*');
}

/** What the case expects to be said, in the order of the answer; without that, the answer itself. */
function judgeWords({ expect }: CaseStep, content: string): string {
  const sentence = sentenceOf(content);
  const wanted = [expect?.contains ?? []].flat();
  const placeOf = (text: string) => sentence.toLowerCase().indexOf(text.toLowerCase());
  const ordered = wanted.toSorted((one, other) => placeOf(one) - placeOf(other));
  if (ordered.length > 0) return ordered.map(looseWords).join('[\\s\\S]*');
  return looseWords(sentence);
}

function looseWords(text: string): string {
  return escapePattern(text).replace(/^\p{L}/u, (letter) =>
    letter.toLowerCase() === letter.toUpperCase()
      ? letter
      : `[${letter.toUpperCase()}${letter.toLowerCase()}]`,
  );
}

function sentenceOf(content: string): string {
  try {
    const { message } = JSON.parse(content) as { message?: unknown };
    return typeof message === 'string' ? message : content;
  } catch {
    return content;
  }
}

function escapePattern(text: string): string {
  return text.replace(/[\\^$.*+?()[\]{}|/-]/g, '\\$&');
}
