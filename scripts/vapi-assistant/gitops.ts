import { stringify } from 'yaml';
import { languageOf } from '../../machines/languages/language.ts';
import {
  type AssistantOptions,
  builtInTools,
  toAssistant,
  toTools,
} from '../../src/vapi/assistant.ts';
import type { BuiltInTool } from '../../src/vapi/tools.ts';

/** A file of Vapi's repository convention; its path is relative to the organization's folder. */
export type ResourceFile = { path: string; content: string };

const HEADER = ' Written by "npm run vapi:assistant -- --gitops": change it there, not here.';

/** Vapi's repository knows a tool by its function's name, which its own tools lack in the API. */
const BUILT_IN: Record<BuiltInTool['type'], string> = {
  endCall: 'end_call',
  transferCall: 'transfer_call',
};

/**
 * The assistant as files of Vapi's repository convention: one for each tool, and the assistant as
 * YAML with the prompt below it. Tools are referred to, and named on disk, by their file names.
 * Source: VapiAI/gitops 5b3b5b9, AGENTS.md and src/resources.ts.
 */
export function toResourceFiles(options: AssistantOptions): ResourceFile[] {
  const language = languageOf(options.language);
  const tools = [
    ...toTools(options).map((tool) => ({ id: toFileName(tool.function.name), tool })),
    ...builtInTools(options).map(({ type, messages }) => {
      const { [type]: name } = BUILT_IN;
      const { [type]: description } = language.tools.builtIn;
      return { id: toFileName(name), tool: { type, function: { name, description }, messages } };
    }),
  ];
  const { model, ...assistant } = toAssistant(options);
  const { messages, tools: _, ...choice } = model;
  const matter = { ...assistant, model: { ...choice, toolIds: tools.map(({ id }) => id) } };
  const prompt = messages.map(({ content }) => content).join('\n\n');
  return [
    ...tools.map(({ id, tool }) => ({ path: `tools/${id}.yml`, content: toYaml(tool) })),
    {
      path: `assistants/${toFileName(assistant.name)}.md`,
      content: `---\n${toYaml(matter)}---\n\n${prompt}\n`,
    },
  ];
}

/** Lower case and dashes, as Vapi's repository names what it pulls. */
function toFileName(name: string): string {
  const slug = name.toLowerCase().replace(/[^a-z0-9]+/g, '-');
  return slug.replace(/^-|-$/g, '') || 'assistant';
}

function toYaml(resource: object): string {
  // Without anchors, which the repository does not keep.
  return `#${HEADER}\n${stringify(resource, { aliasDuplicateObjects: false, lineWidth: 100 })}`;
}
