import { openVapiAccount } from '../../src/vapi/account.ts';
import type { AssistantOptions } from '../../src/vapi/assistant.ts';
import { applySetUp, isSetUp, readSetUp, type SetUp } from '../../src/vapi/set-up.ts';
import { tellDifference } from '../../src/vapi/tell-difference.ts';

type Options = {
  host: string;
  key: string;
  /** Which assistant; without it, the one of that name, or a new one. */
  assistantId?: string | undefined;
  assistant: AssistantOptions;
  fetch: typeof fetch;
  print: (line: string) => void;
  /** Whether to go on, once the differences are printed. */
  agree: () => Promise<boolean>;
};

/** Longest time for one request, in milliseconds. */
const TIMEOUT_MS = 30_000;

/**
 * Brings the tools and the assistant that Vapi keeps up to date: shows what differs, asks, and changes
 * that alone. Gives the exit code: 0 when Vapi has all of it, 1 when it was not agreed to.
 */
export async function applyToVapi(options: Options): Promise<0 | 1> {
  const { host, key, assistantId: id, assistant, fetch, print, agree } = options;
  const account = openVapiAccount({ host, key, fetch, timeoutMs: TIMEOUT_MS });
  const setUp = await readSetUp(account, { id, options: assistant });
  if (isSetUp(setUp)) {
    print(`Vapi has all of it: assistant ${setUp.assistant.kept?.id}. Nothing is changed.`);
    return 0;
  }
  for (const line of tellSetUp(setUp)) print(line);
  if (!(await agree())) {
    print('Nothing is changed.');
    return 1;
  }
  const { assistantId, toolIds } = await applySetUp(account, setUp);
  print(`Assistant ${assistantId}, with the tools ${toolIds.join(', ')}.`);
  print(`For calls to a number without an assistant: VAPI_ASSISTANT_ID=${assistantId}`);
  return 0;
}

function tellSetUp({ tools, assistant }: SetUp): string[] {
  const all = [
    ...tools.map((tool) => ({ what: `tool ${tool.wanted.function.name}`, ...tool })),
    { what: `assistant "${assistant.wanted.name}"`, ...assistant },
  ];
  return all.flatMap(({ what, kept, differences }) => {
    if (kept === null) return [`+ ${what}: is made`];
    if (differences.length === 0) return [`  ${what} (${kept.id}): as it is`];
    return [
      `~ ${what} (${kept.id}): is changed`,
      ...differences.map((difference) => `    ${tellDifference(difference)}`),
    ];
  });
}
