import { loadRecordingConfig } from '../../src/config.ts';
import { isLoopback } from '../../src/edges.ts';
import type { Against } from '../../src/replay/replay-against.ts';
import { Misuse, type NoReading, readArguments, readWhole } from '../command.ts';

/** What the program is to do, or the one line that says why it cannot. */
export type OptionsReading = NoReading | { ok: true; do: 'replay'; replay: ReplayOptions };

export type ReplayOptions = {
  /** Files and directories; or, alone, the ID of a call. */
  targets: [string, ...string[]];
  /** Where a call is looked up by its ID. */
  dirs: string[];
  /** Threads, or calls at the same time; null for as many as it is worth. */
  jobs: number | null;
  json: boolean;
  /** How many calls are shown side by side; the others are named. */
  show: number;
  allowIncomplete: boolean;
  against: Against | null;
};

const FLAGS = {
  dir: { type: 'string', multiple: true },
  jobs: { type: 'string', short: 'j' },
  json: { type: 'boolean' },
  show: { type: 'string' },
  'allow-incomplete': { type: 'boolean' },
  against: { type: 'string' },
  secret: { type: 'string' },
  strict: { type: 'boolean' },
  'allow-remote': { type: 'boolean' },
} as const;

const JOBS_MAX = 64;
const SHOW_DEFAULT = 20;
const SHOW_MAX = 1_000_000;

/** Reads the program's arguments. */
export function readOptions(args: string[]): OptionsReading {
  return readArguments(args, FLAGS, (values, positionals) => {
    const [target, ...more] = positionals;
    if (target === undefined) throw new Misuse('Nothing to replay: expected a PATH or a CALL_ID');
    const replay: ReplayOptions = {
      targets: [target, ...more],
      dirs: values.dir ?? [defaultDir()],
      jobs: values.jobs === undefined ? null : readWhole('jobs', values.jobs, 1, JOBS_MAX),
      json: values.json === true,
      show: readCount('show', values.show, SHOW_DEFAULT, 0, SHOW_MAX),
      allowIncomplete: values['allow-incomplete'] === true,
      against: readAgainst(values),
    };
    return { ok: true, do: 'replay', replay };
  });
}

function defaultDir(): string {
  const config = loadRecordingConfig();
  if (!config.ok) throw new Misuse(config.faults.join('; '));
  return config.recording.dir;
}

function readCount(
  flag: string,
  written: string | undefined,
  otherwise: number,
  min: number,
  max: number,
): number {
  return written === undefined ? otherwise : readWhole(flag, written, min, max);
}

type AgainstValues = {
  against?: string | undefined;
  secret?: string | undefined;
  strict?: boolean | undefined;
  'allow-remote'?: boolean | undefined;
};

function readAgainst(values: AgainstValues): Against | null {
  const { against, secret = null, strict = false } = values;
  if (against === undefined) {
    if (secret !== null || strict) throw new Misuse('--secret and --strict go with --against');
    return null;
  }
  const url = URL.parse(against);
  if (url === null || !/^https?:$/.test(url.protocol) || url.username !== '') {
    throw new Misuse(`--against is ${JSON.stringify(against)}: expected an http URL`);
  }
  if (!isLoopback(url.hostname) && values['allow-remote'] !== true) {
    throw new Misuse(`--against is not on this machine: --allow-remote posts to ${url.host}`);
  }
  if (url.pathname === '/') url.pathname = '/webhook';
  return { url: url.href, secret, strict };
}
