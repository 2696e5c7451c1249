import type { AssistantOptions, WaybillChoice } from '../../src/vapi/assistant.ts';
import { Misuse, type NoReading, readArguments, refuseWords } from '../command.ts';

/** What the program is to do, or the one line that says why it cannot. */
export type OptionsReading =
  | NoReading
  | { ok: true; do: 'print'; assistant: AssistantOptions; gitops: string | null; notes: string[] }
  | {
      ok: true;
      do: 'apply';
      assistant: AssistantOptions;
      assistantId: string | null;
      yes: boolean;
    };

/** Stands in for a URL that is not given; the host is nobody's, by RFC 2606. */
const PLACEHOLDER_URL = 'https://waybill.example.com/webhook';

/** Vapi's own limit (VapiAI/gitops 5b3b5b9, docs/learnings/assistants.md). */
const NAME_LENGTH_MAX = 40;

/** Who may answer: a language model that asks Waybill, or Waybill itself. */
const BRAINS = ['model', 'waybill'] as const;

/** What only a model is told or given. */
const FOR_A_MODEL = ['model', 'speak', 'verify', 'first-message', 'tool-ids'] as const;

const FLAGS = {
  url: { type: 'string' },
  credential: { type: 'string' },
  brain: { type: 'string' },
  'llm-credential': { type: 'string' },
  gitops: { type: 'string' },
  'tool-ids': { type: 'string' },
  name: { type: 'string' },
  'first-message': { type: 'string' },
  model: { type: 'string' },
  voice: { type: 'string' },
  transcriber: { type: 'string' },
  speak: { type: 'string' },
  transfer: { type: 'boolean' },
  verify: { type: 'boolean' },
  apply: { type: 'boolean' },
  yes: { type: 'boolean' },
  assistant: { type: 'string' },
  'recording-notice': { type: 'string' },
} as const;

type TextFlag = Exclude<keyof typeof FLAGS, 'transfer' | 'verify' | 'apply' | 'yes'>;

/** Reads the program's arguments. */
export function readOptions(args: string[]): OptionsReading {
  return readArguments(args.map(spellOut), FLAGS, (values, positionals) => {
    refuseWords(positionals);
    const gitops = values.gitops ?? null;
    if (gitops === '') throw new Misuse('--gitops is empty: expected a folder, or - to print');
    if (gitops !== null && values['tool-ids'] !== undefined) {
      throw new Misuse(
        '--tool-ids does not go with --gitops: there, tools are named by their files',
      );
    }
    const brain = readBrain(values.brain);
    const stray =
      brain === 'waybill'
        ? FOR_A_MODEL.find((flag) => values[flag] !== undefined)
        : values['llm-credential'] !== undefined && 'llm-credential';
    if (stray) throw new Misuse(`--${stray} does not go with --brain ${brain}`);
    const texts = readTexts(values);
    const assistant = {
      ...texts,
      ...(brain === 'waybill' ? { waybill: readWaybill(texts.url, values['llm-credential']) } : {}),
      transfer: values.transfer === true,
      ...(values.verify === true ? { verify: true } : {}),
    };
    if (values.apply !== true) {
      if (values.yes === true || values.assistant !== undefined) {
        throw new Misuse('--yes and --assistant say how --apply is done: give it as well');
      }
      return { ok: true, do: 'print', assistant, gitops, notes: findNotes(values) };
    }
    if (gitops !== null || values['tool-ids'] !== undefined) {
      throw new Misuse(
        '--apply makes tools of its own, in Vapi: leave --gitops and --tool-ids out',
      );
    }
    if (values.url === undefined) {
      throw new Misuse('--apply needs --url: where Vapi reaches this Waybill');
    }
    const { assistant: id, yes = false } = values;
    const assistantId = id === undefined ? null : readWord('assistant', id);
    return { ok: true, do: 'apply', assistant, assistantId, yes };
  });
}

/** A bare --gitops prints. */
function spellOut(arg: string, index: number, args: string[]): string {
  const isBare = arg === '--gitops' && (args[index + 1] ?? '--').startsWith('--');
  return isBare ? '--gitops=-' : arg;
}

function readBrain(written = 'model'): (typeof BRAINS)[number] {
  const brain = BRAINS.find((one) => one === written);
  if (brain === undefined) throw refuse('brain', written, BRAINS.join(' or '));
  return brain;
}

/** Beside the webhook: Vapi adds the rest of the path. */
function readWaybill(webhook: string, credential: string | undefined): WaybillChoice {
  const { origin, pathname } = new URL(webhook);
  const [, folder = ''] = /^(.*)\/webhook$/.exec(pathname) ?? [];
  return {
    url: `${origin}${folder}`,
    ...(credential === undefined ? {} : { credentialId: readWord('llm-credential', credential) }),
  };
}

function readTexts(
  values: { [Flag in TextFlag]?: string | undefined },
): AssistantOptions & { url: string } {
  const url = values.url === undefined ? PLACEHOLDER_URL : readUrl(values.url);
  const toolIds = values['tool-ids']?.split(',').map((id) => readWord('tool-ids', id.trim()));
  const { credential, speak, name, model, voice, transcriber } = values;
  const firstMessage = values['first-message'];
  const notice = values['recording-notice'];
  return {
    url,
    ...(credential === undefined ? {} : { credentialId: readWord('credential', credential) }),
    ...(toolIds === undefined ? {} : { toolIds }),
    ...(name === undefined ? {} : { name: readText('name', name, NAME_LENGTH_MAX) }),
    ...(firstMessage === undefined
      ? {}
      : { firstMessage: readText('first-message', firstMessage) }),
    ...(notice === undefined ? {} : { recordingNotice: readText('recording-notice', notice, 300) }),
    ...(model === undefined ? {} : { model: readChoice('model', model, 'model') }),
    ...(voice === undefined ? {} : { voice: readChoice('voice', voice, 'voiceId') }),
    ...(transcriber === undefined
      ? {}
      : { transcriber: readChoice('transcriber', transcriber, 'model') }),
    ...(speak === undefined ? {} : { speak: readSpeak(speak) }),
  };
}

/** Where Vapi is to post: the webhook of a host, unless a path says otherwise. */
function readUrl(written: string): string {
  const url = URL.parse(written);
  if (url?.protocol !== 'https:' || url.username !== '' || url.password !== '' || url.hash !== '') {
    throw refuse('url', written, 'an https URL without user and fragment');
  }
  if (url.pathname === '/') url.pathname = '/webhook';
  return url.href;
}

function readWord(flag: TextFlag, written: string): string {
  if (!/^[\w.-]+$/.test(written)) {
    throw refuse(flag, written, 'letters, digits, dots, dashes and underscores');
  }
  return written;
}

function readText(flag: TextFlag, written: string, lengthMax = 1000): string {
  if (written.trim() === '' || written.length > lengthMax) {
    throw refuse(flag, written, `1 to ${lengthMax} characters`);
  }
  return written;
}

/** A provider and what of it, with a slash between; the second may have slashes of its own. */
function readChoice<Key extends string>(flag: TextFlag, written: string, key: Key) {
  const [, provider, choice] = /^([\w.-]+)\/(\S+)$/.exec(written) ?? [];
  if (provider === undefined || choice === undefined) {
    throw refuse(flag, written, `a provider and a ${key} with a slash between`);
  }
  return { provider, [key]: choice } as { provider: string } & Record<Key, string>;
}

function readSpeak(written: string): 'verbatim' | 'model' {
  if (written !== 'verbatim' && written !== 'model') {
    throw refuse('speak', written, 'verbatim or model');
  }
  return written;
}

function refuse(flag: TextFlag, written: string, expected: string): Misuse {
  return new Misuse(`--${flag} is ${JSON.stringify(written)}: expected ${expected}`);
}

/** What was left open and should be known before the output is used. */
function findNotes(values: { [Flag in TextFlag]?: string | undefined }): string[] {
  const { url, credential, brain, 'llm-credential': llmCredential } = values;
  return [
    ...(url === undefined ? [`--url is not given: ${PLACEHOLDER_URL} stands in for it`] : []),
    ...(credential === undefined
      ? ['--credential is not given: Vapi picks one of its own accord, or none']
      : []),
    ...(brain === 'waybill' && llmCredential === undefined
      ? ['--llm-credential is not given: Waybill is asked with whatever key Vapi has, or none']
      : []),
  ];
}
