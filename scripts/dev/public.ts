import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { toAssistant } from '../../src/vapi/assistant.ts';
import { Misuse } from '../command.ts';

/** What is to be told of a service that Vapi reaches over the network. */
type Public = { url: string; secret: string; transfer: boolean; verify: boolean; dir: string };

/** Reads the URL that a tunnel has given. */
export function readPublicUrl(written: string): string {
  const url = URL.parse(written);
  const isBase = url?.protocol === 'https:' && url.username === '' && url.search === '';
  if (url !== null && isBase && url.hash === '') return url.href.replace(/\/+(webhook\/?)?$/, '');
  throw new Misuse(
    `--public-url is ${JSON.stringify(written)}: expected the https URL of a tunnel, such as https://abc.ngrok.app`,
  );
}

/** Writes the assistant, and says what to paste where so that Vapi calls this service. */
export async function tellPublic({ url, secret, transfer, verify, dir }: Public): Promise<string> {
  const file = join(dir, 'assistant.json');
  const webhook = `${url}/webhook`;
  const assistant = toAssistant({ url: webhook, transfer, verify });
  await mkdir(dir, { recursive: true });
  await writeFile(file, `${JSON.stringify(assistant, null, 2)}\n`, { mode: 0o600 });
  const credential = {
    provider: 'webhook',
    name: 'Waybill dev',
    authenticationPlan: { type: 'bearer', token: secret },
  };
  const flags = `--url ${webhook}${transfer ? ' --transfer' : ''}${verify ? ' --verify' : ''}`;
  return `
To talk to it: Vapi reaches it at ${webhook}, with a secret that is new with each start of npm run dev

1. In the Vapi dashboard (API Keys) copy the private key:

   export VAPI_API_KEY=...

2. Make a credential of the secret, and note its "id":

   curl -s https://api.vapi.ai/credential -H "Authorization: Bearer $VAPI_API_KEY" -H 'content-type: application/json' \\
     -d '${JSON.stringify(credential)}'

3. Make the assistant with it, then press "Talk" on its page in Vapi, or give it a phone number:

   npm run vapi:assistant -- --apply ${flags} --credential ID

The assistant as it stands is in ${file}.
`;
}
