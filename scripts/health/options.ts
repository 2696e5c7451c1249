import { parseArgs } from 'node:util';

/** What the program is to do, or the one line that says why it cannot. */
export type HealthReading =
  | { ok: true; do: 'help' }
  | {
      ok: true;
      do: 'ask';
      publicUrl: string;
      adminUrl: string;
      token: string | null;
      isJson: boolean;
    }
  | { ok: false; fault: string };

const FLAGS = {
  public: { type: 'string', default: 'http://127.0.0.1:3000' },
  admin: { type: 'string', default: 'http://127.0.0.1:9090' },
  token: { type: 'string' },
  json: { type: 'boolean', default: false },
  help: { type: 'boolean', short: 'h' },
} as const;

/** Reads the program's arguments. */
export function readHealthOptions(args: string[]): HealthReading {
  try {
    const { values } = parseArgs({ args, options: FLAGS });
    if (values.help) return { ok: true, do: 'help' };
    const { token = null, json: isJson } = values;
    // What a header cannot hold would surface as a server that is out of reach.
    if (token !== null && !/^[\x21-\x7e]+$/.test(token)) {
      return { ok: false, fault: '--token does not fit: expected visible ASCII without spaces' };
    }
    for (const flag of ['public', 'admin'] as const) {
      if (!isBase(values[flag])) return { ok: false, fault: refuse(flag, values[flag]) };
    }
    const [publicUrl, adminUrl] = [withoutSlash(values.public), withoutSlash(values.admin)];
    return { ok: true, do: 'ask', publicUrl, adminUrl, token, isJson };
  } catch (error) {
    if (!(error instanceof TypeError)) throw error;
    // What follows the first sentence is advice on positional arguments, which there are none of.
    return { ok: false, fault: error.message.split(/\. |\n/)[0] ?? error.message };
  }
}

/** A path is allowed, since a proxy may have put the service below one. */
function isBase(written: string): boolean {
  const url = URL.parse(written);
  if (url === null || !/^https?:$/.test(url.protocol) || url.hostname === '') return false;
  return url.username === '' && url.password === '' && url.search === '' && url.hash === '';
}

function refuse(flag: string, written: string): string {
  const said = written.includes('@') ? 'does not fit' : `is ${JSON.stringify(written)}`;
  return `--${flag} ${said}: expected an http or https URL without user and query`;
}

const withoutSlash = (url: string) => url.replace(/\/+$/, '');
