/*
 * npm run vapi:assistant: prints the assistant and its tools for Vapi's API, or writes them as files
 * of Vapi's repository convention. It calls nobody: what it prints is for you to send.
 */
import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { DEFAULT_MODEL, toAssistant, toTools } from '../src/vapi/assistant.ts';
import { type ResourceFile, toResourceFiles } from './vapi-assistant/gitops.ts';
import { readOptions } from './vapi-assistant/options.ts';

const HELP = `npm run -s vapi:assistant -- [options]

Prints {"tools": [...], "assistant": {...}} as Vapi's API takes them. The assistant holds the tools
itself, so that one request creates everything:

  npm run -s vapi:assistant -- --url https://example.com --credential ID > assistant.json
  jq .assistant assistant.json | curl https://api.vapi.ai/assistant --json @- \\
    -H "Authorization: Bearer $VAPI_API_KEY"

To have tools that several assistants share, post each of .tools to https://api.vapi.ai/tool and give
the IDs that come back with --tool-ids. To update what exists, use PATCH with the whole of it: a field
that is sent replaces all that is under it.

  --url URL             where Vapi reaches Waybill; /webhook is added to a mere host
  --credential ID       the webhook credential that Vapi proves itself with (with --gitops: its name)
  --gitops [DIR]        files of Vapi's repository convention: written to DIR, which is its folder
                        resources/<organization>, or printed if there is no DIR or it is -
  --tool-ids ID,ID      refer to tools that Vapi keeps, in place of holding the four of Waybill
  --transfer            the assistant passes calls on; Waybill then needs TRANSFER_DESTINATION
  --speak HOW           as SPEAK of Waybill: verbatim (default) or model
  --model P/MODEL       provider and model (${DEFAULT_MODEL.provider}/${DEFAULT_MODEL.model})
  --voice P/VOICE       provider and voice ID, and
  --transcriber P/MODEL provider and model; without them, Vapi chooses
  --name NAME           the assistant's name (Waybill)
  --first-message TEXT  what it says first
  -h, --help            this`;

const reading = readOptions(process.argv.slice(2));
if (!reading.ok) {
  console.error(`${reading.fault} (--help tells more)`);
  process.exitCode = 2;
} else if (reading.do === 'help') {
  console.log(HELP);
} else {
  for (const note of reading.notes) console.error(note);
  const { assistant: options, gitops } = reading;
  if (gitops === null) {
    console.log(
      JSON.stringify({ tools: toTools(options), assistant: toAssistant(options) }, null, 2),
    );
  } else if (gitops === '-') {
    for (const { path, content } of toResourceFiles(options))
      console.log(`==> ${path}\n${content}`);
  } else {
    await write(gitops, toResourceFiles(options));
  }
}

async function write(folder: string, files: ResourceFile[]): Promise<void> {
  for (const { path, content } of files) {
    const file = join(folder, path);
    try {
      await mkdir(dirname(file), { recursive: true });
      await writeFile(file, content);
    } catch (error) {
      console.error(`Cannot write "${file}": ${error instanceof Error ? error.message : error}`);
      process.exitCode = 1;
      return;
    }
    console.log(`Wrote ${file}`);
  }
}
