import { availableParallelism } from 'node:os';
import { Misuse, type NoReading, readArguments, readWhole, refuseWords } from '../command.ts';
import { FAULT_NAMES, FAULTS, type FaultName } from './faults.ts';
import { SABOTAGE_NAMES, SABOTAGES, type SabotageName } from './sabotage.ts';

/** What the program says of itself. */
export const HELP = `npm run simulate [-- options]

Lives worlds of ten callers each, on a clock that is moved by hand and one source of chance: callers,
an assistant's model, Vapi, Sanity, the disk, the time of day and the power, all of which may do what
they should not. The service in them is the one that runs in production, from the webhook's reader to
the journal, with its four edges replaced. After every step it is held against a small model of its
own of what may be said; in the end nothing may be left, and all that was answered is on record.

Exits 1 where anything is wrong: it says which command shows it again, with the fewest callers and
faults that still do, and tells the story.

  --seed N         the seed of all chance (1)
  --calls N        how many people call, in worlds of ten (2000)
  --fresh N        after them, so many calls of a seed that nobody has seen; it is told (0)
  --faults LIST    all, none, or names with commas between (all)
  --sabotage LIST  all, or names with commas between: builds each known fault into the service, and
                   exits 0 only if every one of them is found
  --engine local   the engine that holds the calls (local)
  --keep-going     lives them all, however many are wrong, and names each world that is
  --workers N      threads (as many as there are processors)
  --world N        lives this world alone, and tells its story
  --callers LIST   with --world: only these of its ten callers
  --kill-at N      with --world: kills its first process when it uses an edge for the n-th time
  --sweep N        lives N worlds again and again, two callers at a time, and kills the process at
                   each use of an edge; of later worlds those callers whose kind is in none of these
  -h, --help       this

Faults:
${Object.entries(FAULTS)
  .map(([name, about]) => `  ${name.padEnd(20)} ${about}`)
  .join('\n')}

Sabotage:
${Object.entries(SABOTAGES)
  .map(([name, { about }]) => `  ${name.padEnd(22)} ${about}`)
  .join('\n')}`;

/** What the program was asked to do. */
export type Wanted = {
  ok: true;
  do: 'run';
  seed: number;
  calls: number;
  fresh: number;
  faults: FaultName[];
  sabotage: SabotageName[];
  keepGoing: boolean;
  workers: number;
  world: number | null;
  callers: number[] | null;
  killAt: number;
  sweep: number;
};

const FLAGS = {
  seed: { type: 'string', default: '1' },
  calls: { type: 'string', default: '2000' },
  fresh: { type: 'string', default: '0' },
  faults: { type: 'string', default: 'all' },
  sabotage: { type: 'string', default: '' },
  engine: { type: 'string', default: 'local' },
  'keep-going': { type: 'boolean', default: false },
  workers: { type: 'string', default: String(availableParallelism()) },
  world: { type: 'string' },
  callers: { type: 'string' },
  'kill-at': { type: 'string', default: '0' },
  sweep: { type: 'string', default: '0' },
} as const;

/** Reads the program's arguments. */
export function readOptions(args: string[]): Wanted | NoReading {
  return readArguments(args, FLAGS, (values, positionals) => {
    refuseWords(positionals);
    if (values.engine !== 'local') {
      throw new Misuse(`--engine is ${JSON.stringify(values.engine)}: expected local`);
    }
    return {
      ok: true,
      do: 'run',
      seed: readWhole('seed', values.seed, 0, 999_999_999),
      calls: readWhole('calls', values.calls, 1, 100_000_000),
      fresh: readWhole('fresh', values.fresh, 0, 100_000_000),
      faults: readNames('faults', values.faults, FAULT_NAMES),
      sabotage: readNames('sabotage', values.sabotage, SABOTAGE_NAMES),
      keepGoing: values['keep-going'],
      workers: readWhole('workers', values.workers, 1, 64),
      world: values.world === undefined ? null : readWhole('world', values.world, 0, 10_000_000),
      callers: values.callers?.split(',').map((text) => readWhole('callers', text, 0, 9)) ?? null,
      killAt: readWhole('kill-at', values['kill-at'], 0, 1_000_000),
      sweep: readWhole('sweep', values.sweep, 0, 1000),
    };
  });
}

function readNames<Name extends string>(
  flag: string,
  text: string,
  names: readonly Name[],
): Name[] {
  if (text === 'all') return [...names];
  if (text === 'none' || text === '') return [];
  return text.split(',').map((written) => {
    const name = names.find((each) => each === written);
    if (name === undefined) throw new Misuse(`--${flag}: there is no "${written}"`);
    return name;
  });
}
