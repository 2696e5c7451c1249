import type { Resource, VapiAccount } from './account.ts';
import { type Assistant, type AssistantOptions, toAssistant, toTools } from './assistant.ts';
import { type Difference, findDifferences, patchOf } from './merge-fields.ts';
import { type FunctionTool, TOOL_NAMES } from './tools.ts';

/** What an account keeps of an assistant and its tools, and what they are to be. */
export type SetUp = {
  /** Every tool of the account. */
  keptTools: Resource[];
  tools: { wanted: FunctionTool; kept: Resource | null; differences: Difference[] }[];
  assistant: {
    wanted: Assistant;
    kept: Resource | null;
    /** Of its tools, those that are not made yet stand in it by their names. */
    differences: Difference[];
  };
};

/** Which assistant is meant: one by its ID, or else the one by its name. */
export type AssistantChoice = { id?: string | undefined; options: AssistantOptions };

/** That what is in the account leaves open what is meant, in one line. */
export class UnclearAccount extends Error {}

/**
 * Reads what an account has and compares it with what is wanted. A tool is Waybill's by its name and
 * by its place: in the assistant, or posting where this one posts; another Waybill of the same
 * account has tools of the same names.
 */
export async function readSetUp(
  account: VapiAccount,
  { id, options }: AssistantChoice,
): Promise<SetUp> {
  const { name } = toAssistant(options);
  const kept = await findAssistant(account, id, name);
  const wanted = toAssistant({ ...options, ...voiceOf(kept, options), toolIds: [] });
  const keptTools = await account.list('tool');
  const ids = toolIdsOf(kept);
  const tools = toTools(options).map((tool) => {
    const found = findTool(keptTools, tool, ids);
    const differences = found === null ? [] : findDifferences(found, tool);
    return { wanted: tool, kept: found, differences };
  });
  const toolIds = tools.map((tool) => tool.kept?.id ?? `(${tool.wanted.function.name})`);
  const assistant = completeAssistant(wanted, kept, keptTools, toolIds);
  const differences = kept === null ? [] : findDifferences(kept, assistant);
  return { tools, keptTools, assistant: { wanted, kept, differences } };
}

/** Whether an account is as it is wanted. */
export function isSetUp({ tools, assistant }: SetUp): boolean {
  return [...tools, assistant].every(
    ({ kept, differences }) => kept !== null && differences.length === 0,
  );
}

/**
 * Makes what is missing and changes what differs, tools first. What was done when it fails is found
 * by the next try. Gives the IDs.
 */
export async function applySetUp(
  account: VapiAccount,
  { tools, keptTools, assistant }: SetUp,
): Promise<{ assistantId: string; toolIds: string[] }> {
  const toolIds: string[] = [];
  for (const { wanted, kept, differences } of tools) {
    if (kept === null) toolIds.push((await account.create('tool', wanted)).id);
    else {
      // By its type, Vapi knows which fields a tool may have.
      const patch = { type: wanted.type, ...patchOf(kept, wanted) };
      if (differences.length > 0) await account.update('tool', kept.id, patch);
      toolIds.push(kept.id);
    }
  }
  const { kept } = assistant;
  const wanted = completeAssistant(assistant.wanted, kept, keptTools, toolIds);
  if (kept === null)
    return { assistantId: (await account.create('assistant', wanted)).id, toolIds };
  const patch = patchOf(kept, wanted);
  if (Object.keys(patch).length > 0) await account.update('assistant', kept.id, patch);
  return { assistantId: kept.id, toolIds };
}

async function findAssistant(
  account: VapiAccount,
  id: string | undefined,
  name: string,
): Promise<Resource | null> {
  if (id !== undefined) {
    const found = await account.get('assistant', id);
    if (found !== null) return found;
    throw new UnclearAccount(`Vapi has no assistant "${id}"`);
  }
  const named = (await account.list('assistant')).filter((one) => one.name === name);
  if (named.length < 2) return named[0] ?? null;
  const ids = named.map((one) => one.id).join(', ');
  throw new UnclearAccount(`Vapi has ${named.length} assistants "${name}": choose one of ${ids}`);
}

/** A voice that was chosen in Vapi stays, unless another is asked for; how it speaks is ours. */
function voiceOf(
  kept: Resource | null,
  options: AssistantOptions,
): Pick<AssistantOptions, 'voice'> {
  const voice = kept?.voice;
  if (options.voice !== undefined || typeof voice !== 'object' || voice === null) return {};
  const { chunkPlan: _, ...choice } = voice as Record<string, unknown>;
  return { voice: choice };
}

function findTool(kept: Resource[], wanted: FunctionTool, ids: readonly string[]): Resource | null {
  const named = kept.filter((one) => functionNameOf(one) === wanted.function.name);
  const own = named.find((one) => ids.includes(one.id));
  return own ?? named.find((one) => fieldOf(one.server, 'url') === wanted.server?.url) ?? null;
}

/**
 * The assistant with its tools by their IDs. What somebody else has given it stays; a tool of ours
 * that is not wanted any more goes, and so does one that the assistant held itself.
 */
function completeAssistant(
  wanted: Assistant,
  kept: Resource | null,
  keptTools: readonly Resource[],
  ownIds: readonly string[],
): Assistant {
  const isOurs = (tool: unknown) => TOOL_NAMES.some((name) => name === functionNameOf(tool));
  const others = toolIdsOf(kept).filter((id) => {
    const tool = keptTools.find((one) => one.id === id);
    return ownIds.includes(id) || tool === undefined || !isOurs(tool);
  });
  const toolIds = [...others, ...ownIds.filter((id) => !others.includes(id))];
  const own = wanted.model.tools;
  const held = toolsOf(kept).filter(
    (tool) => !isOurs(tool) && !own.some(({ type }) => type === fieldOf(tool, 'type')),
  );
  const tools = [...own, ...held] as typeof own;
  return { ...wanted, model: { ...wanted.model, toolIds, tools } };
}

function toolIdsOf(assistant: Resource | null): string[] {
  const ids = fieldOf(assistant?.model, 'toolIds');
  return Array.isArray(ids) ? ids.filter((id) => typeof id === 'string') : [];
}

function toolsOf(assistant: Resource | null): unknown[] {
  const tools = fieldOf(assistant?.model, 'tools');
  return Array.isArray(tools) ? tools : [];
}

function functionNameOf(tool: unknown): unknown {
  return fieldOf(fieldOf(tool, 'function'), 'name');
}

function fieldOf(value: unknown, name: string): unknown {
  if (typeof value !== 'object' || value === null) return undefined;
  return (value as Record<string, unknown>)[name];
}
