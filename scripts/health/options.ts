import { Misuse, type NoReading, readArguments, refuseWords } from '../command.ts';

/** What the program is to do, or the one line that says why it cannot. */
export type HealthReading =
  | NoReading
  | {
      ok: true;
      do: 'ask';
      publicUrl: string;
      adminUrl: string;
      token: string | null;
      isJson: boolean;
    };

const FLAGS = {
  public: { type: 'string', default: 'http://127.0.0.1:3000' },
  admin: { type: 'string', default: 'http://127.0.0.1:9090' },
  token: { type: 'string' },
  json: { type: 'boolean', default: false },
} as const;

/** Reads the program's arguments. */
export function readHealthOptions(args: string[]): HealthReading {
  return readArguments(args, FLAGS, (values, positionals) => {
    refuseWords(positionals);
    const { token = null, json: isJson } = values;
    // What a header cannot hold would surface as a server that is out of reach.
    if (token !== null && !/^[\x21-\x7e]+$/.test(token)) {
      throw new Misuse('--token does not fit: expected visible ASCII without spaces');
    }
    for (const flag of ['public', 'admin'] as const) {
      if (!isBase(values[flag])) throw new Misuse(refuse(flag, values[flag]));
    }
    const [publicUrl, adminUrl] = [withoutSlash(values.public), withoutSlash(values.admin)];
    return { ok: true, do: 'ask', publicUrl, adminUrl, token, isJson };
  });
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
