import type { Config, VapiApiConfig } from '../../src/config.ts';
import type { Edges } from '../../src/edges.ts';
import {
  openVapiAccount,
  type Resource,
  type VapiAccount,
  VapiRefusal,
} from '../../src/vapi/account.ts';
import { readSetUp, UnclearAccount } from '../../src/vapi/set-up.ts';
import { tellDifference } from '../../src/vapi/tell-difference.ts';
import { type Finding, reporter } from './finding.ts';

const { ok, note, fault } = reporter('Vapi');

type Question = {
  config: Config;
  api: VapiApiConfig | null;
  fetch: Edges['fetch'];
  timeoutMs: number;
};

/** How Vapi proves itself, and, with a key, what it keeps of the assistant. */
export async function checkVapi({ config, api, fetch, timeoutMs }: Question): Promise<Finding[]> {
  const findings = [...checkAuth(config), ...checkSecrets(config)];
  if (api?.key === undefined) {
    findings.push(ok('assistant', 'not compared: set VAPI_API_KEY to see what Vapi keeps of it'));
    return findings;
  }
  const account = openVapiAccount({ host: api.host, key: api.key, fetch, timeoutMs });
  try {
    findings.push(...(await checkAssistant(account, config, api)));
  } catch (error) {
    if (error instanceof UnclearAccount) {
      findings.push(fault('assistant', error.message, 'Set VAPI_ASSISTANT_ID'));
    } else if (error instanceof VapiRefusal) {
      const advice =
        error.status === 401
          ? 'VAPI_API_KEY is not the private key of this account (Vapi, API Keys)'
          : 'See status.vapi.ai, and VAPI_API_HOST';
      findings.push(fault('assistant', error.message, advice));
    } else throw error;
  }
  return findings;
}

function checkAuth({ vapi }: Config): Finding[] {
  const { auth, hmacSignatureHeader: signature, hmacTimestampHeader: timestamp } = vapi;
  if (auth === 'none') {
    const advice = 'Set VAPI_AUTH=secret and VAPI_SECRET, and make a credential of it in Vapi';
    return [note('auth', 'none: whoever reaches the webhook is taken for Vapi', advice)];
  }
  if (auth === 'secret') return [ok('auth', 'secret: a bearer token, or X-Vapi-Secret')];
  if (signature === timestamp) {
    const advice = 'VAPI_HMAC_SIGNATURE_HEADER and VAPI_HMAC_TIMESTAMP_HEADER have to differ';
    return [fault('auth', `hmac: signature and time in one header, ${signature}`, advice)];
  }
  const told = `hmac: sha256 in hex over {timestamp}.{body}, in ${signature} and ${timestamp}`;
  return [ok('auth', `${told}; the credential in Vapi has to say the same`)];
}

const SECRET_LENGTH_GOOD = 16;
const LETTERS_GOOD = 8;

function checkSecrets({ vapi, admin }: Config): Finding[] {
  const given: [string, readonly string[]][] = [
    ['VAPI_SECRET', vapi.auth === 'secret' ? vapi.secrets : []],
    ['VAPI_HMAC_SECRET', vapi.auth === 'hmac' ? vapi.hmacSecrets : []],
    ['ADMIN_TOKEN', admin.token === undefined ? [] : [admin.token]],
  ];
  const advice = 'Make a random one: openssl rand -hex 32';
  return given.flatMap(([name, secrets]) =>
    secrets.map((secret) => {
      const why = weaknessOf(secret);
      return why === null
        ? ok('secret', `${name} has ${secret.length} characters and cannot be guessed`)
        : fault('secret', `${name} is weak: ${why}`, advice);
    }),
  );
}

/** Why a secret can be guessed; null for one that cannot. */
function weaknessOf(secret: string): string | null {
  if (secret.length < SECRET_LENGTH_GOOD) return `shorter than ${SECRET_LENGTH_GOOD} characters`;
  if (new Set(secret).size < LETTERS_GOOD) return `fewer than ${LETTERS_GOOD} different characters`;
  if (/^(.{1,8})\1+$/.test(secret)) return 'the same over and over';
  return /^[a-z]+([-_ ]?[a-z]+){0,3}[-_ ]?\d{0,4}$/i.test(secret) && isWordy(secret)
    ? 'made of words'
    : null;
}

function isWordy(secret: string): boolean {
  return /secret|password|passwort|vapi|waybill|admin|token|change|example|test|letmein/i.test(
    secret,
  );
}

/** The assistant as it is in Vapi beside ours, field by field, by its own URL and credential. */
async function checkAssistant(
  account: VapiAccount,
  config: Config,
  api: VapiApiConfig,
): Promise<Finding[]> {
  const { call, vapi } = config;
  const options = {
    speak: vapi.speak,
    transfer: call.transferDestination !== undefined,
    verify: call.verify === 'caller',
    ...(api.recordingNotice === undefined ? {} : { recordingNotice: api.recordingNotice }),
  };
  const { assistant, tools } = await readSetUp(account, { id: api.assistantId, options });
  const { kept } = assistant;
  const apply = 'npm run vapi:assistant -- --apply brings it up to date';
  if (kept === null) return [fault('assistant', 'Vapi has none named "Waybill"', apply)];
  const findings = [
    ...assistant.differences,
    ...tools.flatMap(({ differences, wanted }) =>
      differences.map((difference) => ({
        ...difference,
        path: `${wanted.function.name}: ${difference.path}`,
      })),
    ),
  ].map((difference) => note('assistant', tellDifference(difference), apply));
  return [
    ...(findings.length > 0
      ? findings
      : [ok('assistant', `"${kept.name}" is as it would be printed`)]),
    ...checkServer(kept),
    ...(await checkCredential(account, kept, config)),
  ];
}

function checkServer({ server }: Resource): Finding[] {
  const url = read(server, 'url');
  const advice = 'Vapi has to post to https://your-host/webhook';
  if (typeof url !== 'string' || url === '') {
    return [fault('server', 'the assistant has no server URL', advice)];
  }
  const isOurs = URL.parse(url)?.pathname.endsWith('/webhook') === true;
  return [isOurs ? ok('server', url) : note('server', `${url} does not end in /webhook`, advice)];
}

/** What the credential says, as far as Vapi tells it: secrets are never read back. */
async function checkCredential(
  account: VapiAccount,
  { server }: Resource,
  { vapi }: Config,
): Promise<Finding[]> {
  const id = read(server, 'credentialId');
  if (typeof id !== 'string') {
    const advice = 'Give vapi:assistant a --credential; else Vapi picks one, or sends none';
    return [note('credential', 'the assistant names none', advice)];
  }
  const credential = (await account.list('credential')).find((one) => one.id === id);
  if (credential === undefined) {
    return [fault('credential', `Vapi has none with the ID ${id}`, 'Make one, and print again')];
  }
  const plan = credential.authenticationPlan;
  const type = read(plan, 'type');
  const wanted = { secret: 'bearer', hmac: 'hmac', none: null }[vapi.auth];
  if (wanted !== null && typeof type === 'string' && type !== wanted) {
    const advice = `VAPI_AUTH=${vapi.auth} needs a credential of type ${wanted}`;
    return [fault('credential', `it is of type ${type}`, advice)];
  }
  if (wanted !== 'hmac')
    return [
      ok('credential', `"${credential.name ?? id}", ${type ?? 'of a type that is not told'}`),
    ];
  return checkHmacPlan(plan, vapi);
}

function checkHmacPlan(plan: unknown, vapi: Config['vapi']): Finding[] {
  const expected: [field: string, value: string, byDefault: string | null][] = [
    ['algorithm', 'sha256', null],
    ['signatureHeader', vapi.hmacSignatureHeader, 'x-signature'],
    ['timestampHeader', vapi.hmacTimestampHeader, 'x-timestamp'],
    ['payloadFormat', '{timestamp}.{body}', '{timestamp}.{body}'],
    ['signatureEncoding', 'hex', 'hex'],
  ];
  const wrong = expected.flatMap(([field, value, byDefault]) => {
    const is = read(plan, field) ?? byDefault;
    if (typeof is !== 'string' || is.toLowerCase() === value.toLowerCase()) return [];
    return fault('credential', `${field} is ${is}, expected ${value}`, 'No webhook would be taken');
  });
  return wrong.length > 0 ? wrong : [ok('credential', 'hmac, as it is checked here')];
}

function read(value: unknown, name: string): unknown {
  if (typeof value !== 'object' || value === null) return undefined;
  return (value as Record<string, unknown>)[name];
}
