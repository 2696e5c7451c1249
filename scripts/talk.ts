import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { styleText } from 'node:util';
import { numberIn } from '../machines/reply.ts';
import type { CallNotice } from '../src/calls/engine.ts';
import { readConfig } from '../src/config.ts';
import { runSimple } from './command.ts';
import { startEmbeddedService } from './embedded-service.ts';

const HELP = `npm run talk [-- options]

A call without a model, typed: you are the caller, and Waybill answers from embedded data. Dimly
beside it stands what was made of your words, and where the call is. Try "It is W B one oh oh oh, oh
oh oh two", "no, it ends in three", "yes", "why is it late?", "a person, please".
Lines that come from a pipe are said one after the other. Ends with the call, or with Ctrl-D.

  --from NUMBER  calls from this number, as the records have it: +12025550101
  --verify       whoever calls from another number is asked who they are (VERIFY=caller)
  -h, --help     this

Exit code: 0 when the call is over, 1 when it cannot begin, 2 for wrong arguments.`;

type Message = { role: 'user' | 'assistant'; content: string };
type Completion = {
  choices: [{ message: { content: string | null; tool_calls?: { function: { name: string } }[] } }];
};

const TOOLS = ['endCall', 'transferCall'].map((name) => ({ type: 'function', function: { name } }));

await runSimple({
  help: HELP,
  flags: { from: { type: 'string' }, verify: { type: 'boolean' } },
  async run({ from, verify = false }) {
    const dir = mkdtempSync(join(tmpdir(), 'waybill-talk-'));
    const key = randomBytes(16).toString('hex');
    const notices: CallNotice[] = [];
    const service = await startEmbeddedService({
      configure(environment) {
        const reading = readConfig({
          ...environment,
          PORT: '0',
          ADMIN_PORT: '0',
          TRANSCRIPTS_DIR: dir,
          COMPLETIONS_KEY: key,
          TRANSFER_DESTINATION: '+15550100000',
          ASK_OWN: 'on',
          VERIFY: verify ? 'caller' : 'off',
        });
        if (!reading.ok) throw new Error(reading.faults.join('; '));
        return reading.config;
      },
      onNotice: (notice) => notices.push(notice),
    });
    try {
      await talk({ url: `${service.publicUrl}/chat/completions`, key, from, notices });
    } finally {
      await service.close();
      rmSync(dir, { recursive: true });
    }
    return 0;
  },
});

type Line = { url: string; key: string; from: string | undefined; notices: CallNotice[] };

/** Lets the call go on line by line, until it or the input ends. */
async function talk({ url, key, from, notices }: Line): Promise<void> {
  const messages: Message[] = [];
  const call = { id: 'talk', ...(from !== undefined && { customer: { number: from } }) };

  /** Says what there is to be said; whether the call goes on. */
  async function turn(): Promise<boolean> {
    notices.length = 0;
    const response = await fetch(url, {
      method: 'POST',
      headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json' },
      body: JSON.stringify({ model: 'waybill', messages, tools: TOOLS, call }),
    });
    if (!response.ok) throw new Error(`Cannot go on: HTTP ${response.status}`);
    const { choices } = (await response.json()) as Completion;
    const { content, tool_calls: called = [] } = choices[0].message;
    messages.push({ role: 'assistant', content: content ?? '' });
    print('green', 'waybill', content ?? '');
    const names = called.map((one) => one.function.name);
    print('dim', '', [...notices.flatMap(tell), ...names].join(' · '));
    return names.length === 0;
  }

  if (!(await turn())) return;
  const { isTTY } = process.stdin;
  const input = createInterface({
    input: process.stdin,
    output: isTTY ? process.stdout : undefined,
  });
  input.setPrompt(label('cyan', 'you'));
  // At its end a pipe has no prompt any more.
  const prompt = () => isTTY && input.prompt();
  prompt();
  for await (const line of input) {
    if (line.trim() === '') {
      prompt();
      continue;
    }
    if (!isTTY) console.log(label('cyan', 'you') + line);
    messages.push({ role: 'user', content: line });
    if (!(await turn())) break;
    prompt();
  }
  input.close();
}

/** What a notice tells of the turn, in few words. */
function tell(notice: CallNotice): string[] {
  switch (notice.type) {
    case 'state.entered':
      return [notice.state];
    case 'tool.answered': {
      const { tool, status, utterance } = notice.reply;
      const number = numberIn(utterance);
      const act = utterance.about === 'talk' ? ` ${utterance.act}` : '';
      return [`${tool}${act} ${status}${number === null ? '' : ` ${number}`}`];
    }
    case 'confirmation.denied':
      return [`a yes that is denied (${notice.by})`];
    default:
      return [];
  }
}

function print(style: 'green' | 'cyan' | 'dim', who: string, words: string): void {
  if (words === '') return;
  const said = style === 'dim' ? styleText('dim', words, { stream: process.stdout }) : words;
  console.log(label(style, who) + said);
}

function label(style: 'green' | 'cyan' | 'dim', who: string): string {
  return styleText(style, who.padEnd(10), { stream: process.stdout });
}
