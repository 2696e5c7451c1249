import type { AnyStateMachine, AnyStateNode } from 'xstate';
import type { StateMeta } from '../../machines/call.ts';
import type { ToolName } from '../../machines/call-events.ts';
import type { Language, PromptWords } from '../../machines/languages/language.ts';
import type { CallState } from '../../machines/reply.ts';
import type { Speak } from './results.ts';
import { TOOL_NAMES, toolNames, toToolEvent } from './tools.ts';

/** What the prompt depends on beside the chart. */
export type PromptOptions = {
  /** Who words the answers; see SPEAK. */
  speak: Speak;
  /** Whether the assistant can pass the call on. */
  transfer: boolean;
  /** Whether callers are asked who they are; nothing is said of it where they are not. */
  verify?: boolean;
  language: Language;
};

/**
 * The prompt of the assistant's model. Its steps are the chart's outer states, in their order, each
 * with its instruction in the language and the tools that it invites. Pure.
 * Throws an Error for a chart with a state that invites nothing or has no instruction.
 */
export function writePrompt(chart: AnyStateMachine, options: PromptOptions): string {
  const { speak, transfer, verify = false, language } = options;
  const { prompt } = language;
  const statuses = Object.entries(prompt.statuses(transfer, verify)).map(
    ([status, meaning]) => `- \`${status}\`: ${meaning}`,
  );
  const [first] = chart.root.initial.target;
  const states = Object.values(chart.root.states);
  return [
    prompt.headings.role,
    oneLine(prompt.role),
    prompt.headings.rules,
    prompt
      .rules(transfer, verify)
      .map((rule) => `- ${oneLine(rule)}`)
      .join('\n'),
    prompt.headings.results,
    oneLine(prompt.answers[speak]),
    prompt.statusesLead,
    statuses.join('\n'),
    prompt.noResult,
    prompt.headings.steps,
    prompt.begins(first?.key ?? ''),
    ...states.map((state) => writeStep(state, prompt, verify)),
  ].join('\n\n');
}

function writeStep(
  state: AnyStateNode,
  { steps, verifyStep, tools }: PromptWords,
  verify: boolean,
): string {
  const meta: StateMeta | undefined = state.meta;
  if (meta === undefined) {
    throw new Error(`Cannot write the step "${state.key}": the state has no meta`);
  }
  if (!isStep(state.key, steps)) {
    throw new Error(`Cannot write the step "${state.key}": there is no instruction for it`);
  }
  const had = toolNames(verify);
  const names = meta.invites.flatMap(toolsThatBring).filter((tool) => had.includes(tool));
  const step = names.includes('verify_caller')
    ? `${steps[state.key]} ${verifyStep}`
    : steps[state.key];
  return `## ${state.key}\n\n${step}\n\n${tools(names.map((tool) => `\`${tool}\``))}`;
}

function isStep(key: string, steps: PromptWords['steps']): key is CallState {
  return Object.hasOwn(steps, key);
}

/** The tools whose calls become an event of this type: what translates them says so. */
function toolsThatBring(invited: StateMeta['invites'][number]): ToolName[] {
  const heard = { readable: true, value: null } as const;
  const args = { heard, confirmed: true, answer: '', reason: null };
  return TOOL_NAMES.filter(
    (tool) => toToolEvent({ toolCallId: '', tool, args }, 0).type === invited,
  );
}

function oneLine(text: string): string {
  return text.replace(/\s*\n\s*/g, ' ');
}
