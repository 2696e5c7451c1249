/*
 * npm run vapi:assistant: prints the assistant and its tools for Vapi's API, or writes them as files
 * of Vapi's repository convention. It calls nobody, unless it is to --apply them to Vapi itself.
 */
import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { createInterface } from 'node:readline/promises';
import { loadVapiApiConfig, type VapiApiConfig } from '../src/config.ts';
import { DEFAULT_MODEL, toAssistant, toTools } from '../src/vapi/assistant.ts';
import { DEFAULT_VOICE } from '../src/vapi/assistant-ears.ts';
import { runCommand } from './command.ts';
import { applyToVapi } from './vapi-assistant/apply.ts';
import { type ResourceFile, toResourceFiles } from './vapi-assistant/gitops.ts';
import { readOptions } from './vapi-assistant/options.ts';

const HELP = `npm run -s vapi:assistant -- [options]

Prints {"tools": [...], "assistant": {...}} as Vapi's API takes them. The assistant holds the tools
itself, so that one request creates everything:

  npm run -s vapi:assistant -- --url https://example.com --credential ID > assistant.json
  jq .assistant assistant.json | curl https://api.vapi.ai/assistant --json @- \\
    -H "Authorization: Bearer $VAPI_API_KEY"

With --apply it makes or changes both in Vapi, with the private key in VAPI_API_KEY: what differs is
shown first, what stands beside it is kept, and a second run finds nothing to do.

  npm run vapi:assistant -- --apply --url https://example.com --credential ID

To have tools that several assistants share, post each of .tools to https://api.vapi.ai/tool and give
the IDs that come back with --tool-ids. To update what exists, use PATCH with the whole of it: a field
that is sent replaces all that is under it.

  --url URL             where Vapi reaches Waybill; /webhook is added to a mere host
  --credential ID       the webhook credential that Vapi proves itself with (with --gitops: its name)
  --brain WHO           who answers: model (default), a language model that asks Waybill, or waybill:
                        Waybill itself, at /chat/completions; it then needs COMPLETIONS_KEY
  --llm-credential ID   with --brain waybill: the custom-llm credential that holds such a key
  --gitops [DIR]        files of Vapi's repository convention: written to DIR, which is its folder
                        resources/<organization>, or printed if there is no DIR or it is -
  --apply               makes or changes tools and assistant in Vapi, once you have agreed
  --yes                 to agree beforehand
  --assistant ID        which assistant to change (VAPI_ASSISTANT_ID, else the one by its name)
  --tool-ids ID,ID      refer to tools that Vapi keeps, in place of holding those of Waybill
  --transfer            the assistant passes calls on; Waybill then needs TRANSFER_DESTINATION
  --verify              as VERIFY=caller of Waybill: callers are asked who they are
  --speak HOW           as SPEAK of Waybill: verbatim (default) or model
  --model P/MODEL       provider and model (${DEFAULT_MODEL.provider}/${DEFAULT_MODEL.model})
  --voice P/VOICE       provider and voice ID (${DEFAULT_VOICE.provider}/${DEFAULT_VOICE.voiceId})
  --transcriber P/MODEL provider and model, in place of one that is set up for spelled numbers
  --name NAME           the assistant's name (Waybill)
  --first-message TEXT  what it says first
  --recording-notice T  said before it, that the call is recorded (RECORDING_NOTICE)
  -h, --help            this

Exit code: 0 when it is printed, written or in Vapi, 1 when it is not, 2 for wrong arguments.`;

await runCommand({
  help: HELP,
  read: readOptions,
  async run(wanted) {
    const api = readApi();
    const { recordingNotice } = api;
    const assistant = {
      ...(recordingNotice === undefined ? {} : { recordingNotice }),
      ...wanted.assistant,
    };
    if (wanted.do === 'apply') {
      const { key, host } = api;
      if (key === undefined)
        throw new Error('VAPI_API_KEY is missing: the private key of the account');
      const assistantId = wanted.assistantId ?? api.assistantId;
      const agree = () => ask(wanted.yes);
      return applyToVapi({ host, key, assistantId, assistant, fetch, print: console.log, agree });
    }
    const { notes, gitops } = wanted;
    for (const note of notes) console.error(note);
    if (gitops === null) {
      const printed = { tools: toTools(assistant), assistant: toAssistant(assistant) };
      console.log(JSON.stringify(printed, null, 2));
    } else if (gitops === '-') {
      for (const { path, content } of toResourceFiles(assistant))
        console.log(`==> ${path}\n${content}`);
    } else {
      await write(gitops, toResourceFiles(assistant));
    }
    return 0;
  },
});

function readApi(): VapiApiConfig {
  const reading = loadVapiApiConfig();
  if (reading.ok) return reading.api;
  throw new Error(reading.faults.join('\n'));
}

/** Whoever is not there to be asked has not agreed. */
async function ask(isAgreed: boolean): Promise<boolean> {
  if (isAgreed) return true;
  if (!process.stdin.isTTY) {
    console.error('Nobody can be asked here: give --yes to agree');
    return false;
  }
  const terminal = createInterface({ input: process.stdin, output: process.stdout });
  try {
    return /^y(es)?$/i.test((await terminal.question('Change this in Vapi? [y/N] ')).trim());
  } finally {
    terminal.close();
  }
}

async function write(folder: string, files: ResourceFile[]): Promise<void> {
  for (const { path, content } of files) {
    const file = join(folder, path);
    try {
      await mkdir(dirname(file), { recursive: true });
      await writeFile(file, content);
    } catch (error) {
      const why = error instanceof Error ? error.message : error;
      throw new Error(`Cannot write "${file}": ${why}`, { cause: error });
    }
    console.log(`Wrote ${file}`);
  }
}
