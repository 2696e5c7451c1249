import { CallStateSchema, REPLY_STATUSES } from '../../machines/reply.ts';
import { loadSearchConfig, type SearchConfig } from '../../src/config.ts';
import type { CallsQuery } from '../../src/console/schema.ts';
import { Misuse, type NoReading, readArguments, readWhole } from '../command.ts';

/** What the program is to do, or the one line that says why it cannot. */
export type OptionsReading = NoReading | { ok: true; do: 'calls'; options: CallsOptions };

export type CallsOptions = {
  search: SearchConfig;
  /** The journals: that of the search, or several that are read as one. */
  dirs: string[];
  query: CallsQuery;
  /** The call that is to be told; null to look for some. */
  callId: string | null;
  isJson: boolean;
  isMasked: boolean;
};

const FLAGS = {
  at: { type: 'string' },
  today: { type: 'boolean' },
  number: { type: 'string' },
  phone: { type: 'string' },
  outcome: { type: 'string' },
  state: { type: 'string' },
  words: { type: 'string' },
  ungrounded: { type: 'boolean' },
  slow: { type: 'string' },
  handoff: { type: 'boolean' },
  limit: { type: 'string' },
  json: { type: 'boolean' },
  reveal: { type: 'boolean' },
  dir: { type: 'string', multiple: true },
} as const;

const SLOW_MS_MAX = 999_999_999;
const LIMIT_MAX = 200;

/** Reads the program's arguments. */
export function readOptions(args: string[]): OptionsReading {
  return readArguments(args, FLAGS, (values, positionals) => {
    const [callId = null, ...more] = positionals;
    if (more.length > 0) throw new Misuse(`Expected one CALL_ID, not ${positionals.length}`);
    const { at, today, number, phone, outcome, state, words, slow, limit } = values;
    if (at !== undefined && today) throw new Misuse('--today and --at are two times: give one');
    const query: CallsQuery = {
      ...given('at', today ? 'today' : at),
      ...given('trackingNumber', number),
      ...given('phone', phone),
      ...given('outcome', outcome && oneOf('outcome', outcome, REPLY_STATUSES)),
      ...given('state', state && oneOf('state', state, CallStateSchema.enum)),
      ...given('words', words),
      ...given('ungrounded', values.ungrounded),
      ...given('slowerThan', slow && readWhole('slow', slow, 0, SLOW_MS_MAX)),
      ...given('handoff', values.handoff),
      ...given('limit', limit && readWhole('limit', limit, 1, LIMIT_MAX)),
    };
    if (callId !== null && Object.keys(query).length > 0) {
      throw new Misuse('A CALL_ID is one call: nothing else is looked for beside it');
    }
    const [dir] = values.dir ?? [];
    const config = loadSearchConfig(dir === undefined ? {} : { TRANSCRIPTS_DIR: dir });
    if (!config.ok) throw new Misuse(config.faults.join('; '));
    const isJson = values.json === true;
    const { search } = config;
    const dirs = values.dir ?? [search.dir];
    const options = { search, dirs, query, callId, isJson, isMasked: !values.reveal };
    return { ok: true, do: 'calls', options } as const;
  });
}

function oneOf<Name extends string>(flag: string, written: string, names: readonly Name[]): Name {
  const name = names.find((one) => one === written);
  if (name !== undefined) return name;
  const known = names.join(', ');
  throw new Misuse(`--${flag} is ${JSON.stringify(written)}: expected one of ${known}`);
}

function given<Name extends keyof CallsQuery>(
  name: Name,
  value: CallsQuery[Name] | '' | undefined,
): Partial<CallsQuery> {
  return value === undefined || value === '' ? {} : { [name]: value };
}
