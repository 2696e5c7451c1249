import { Misuse, type NoReading, readArguments, readWhole, refuseWords } from '../command.ts';

/** What the program is to do, or the one line that says why it cannot. */
export type InspectReading = NoReading | ({ ok: true; do: 'inspect' } & InspectOptions);

export type InspectOptions = {
  /** The page of this machine that shows what is inspected. */
  inspector: { port: number; uiUrl: string; opens: boolean };
  what: LiveService | RecordedCall;
};

/** A running service, all of it or one call. */
export type LiveService = {
  kind: 'live';
  url: string;
  token: string | null;
  callId: string | null;
};

/** A call on record, and how fast it is told: so many times as fast as it was, or step by step. */
export type RecordedCall = { kind: 'recorded'; callId: string; dir: string; pace: Pace };

export type Pace = { speed: number } | 'step';

const FLAGS = {
  url: { type: 'string' },
  token: { type: 'string' },
  call: { type: 'string' },
  from: { type: 'string' },
  speed: { type: 'string' },
  step: { type: 'boolean' },
  port: { type: 'string', default: '8080' },
  ui: { type: 'string', default: 'https://stately.ai/inspect' },
  open: { type: 'boolean', default: false },
} as const;

const DEFAULT_URL = 'http://127.0.0.1:9090';
const SPEED_MAX = 1000;
const PORT_MAX = 65_535;

/** Reads the program's arguments. */
export function readInspectOptions(args: string[]): InspectReading {
  return readArguments(args, FLAGS, (values, positionals) => {
    refuseWords(positionals);
    const inspector = {
      port: readWhole('port', values.port, 1, PORT_MAX),
      uiUrl: readUrl('ui', values.ui).href,
      opens: values.open,
    };
    const what = values.from === undefined ? readLive(values) : readRecorded(values, values.from);
    return { ok: true, do: 'inspect', inspector, what } as const;
  });
}

type Values = {
  url?: string | undefined;
  token?: string | undefined;
  call?: string | undefined;
  speed?: string | undefined;
  step?: boolean | undefined;
};

function readLive({ url = DEFAULT_URL, token, call, speed, step }: Values) {
  if (speed !== undefined || step) throw new Misuse('--speed and --step go with --from');
  if (call === '') throw new Misuse('--call is empty: expected the ID of a call');
  return {
    kind: 'live',
    url: readUrl('url', url).href.replace(/\/+$/, ''),
    token: token ?? null,
    callId: call ?? null,
  } as const;
}

function readRecorded({ url, token, call = '', speed, step }: Values, dir: string) {
  if (url !== undefined || token !== undefined) {
    throw new Misuse('--url and --token are of a running service, and --from of a record');
  }
  if (call === '') throw new Misuse('--from goes with --call: expected the ID of a call');
  if (speed !== undefined && step) throw new Misuse('--speed and --step are one too many');
  const pace: Pace = step ? 'step' : { speed: readWhole('speed', speed ?? '1', 1, SPEED_MAX) };
  return { kind: 'recorded', callId: call, dir, pace } as const;
}

function readUrl(flag: string, written: string): URL {
  const url = URL.parse(written);
  const isPlain = url !== null && url.username === '' && url.search === '' && url.hash === '';
  if (isPlain && /^https?:$/.test(url.protocol)) return url;
  const said = written.includes('@') ? 'does not fit' : `is ${JSON.stringify(written)}`;
  throw new Misuse(`--${flag} ${said}: expected an http or https URL without user and query`);
}
