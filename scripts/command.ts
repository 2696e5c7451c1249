import { type ParseArgsOptionsConfig, parseArgs } from 'node:util';

/** What a program refuses, in one line. */
export class Misuse extends Error {}

/** That help is wanted, or the one line that says why nothing can be done. */
export type NoReading = { ok: true; do: 'help' } | { ok: false; fault: string };

type Config<Flags> = { args: string[]; options: Flags; allowPositionals: true };
type Values<Flags extends ParseArgsOptionsConfig> = ReturnType<
  typeof parseArgs<Config<Flags>>
>['values'];

const HELP = { help: { type: 'boolean', short: 'h' } } as const;

/**
 * Reads a program's arguments: flags in the form of node:util, and --help beside them. `read` makes
 * of them what the program is to do, and refuses with a Misuse. Faults never repeat more than the
 * program itself does.
 */
export function readArguments<const Flags extends ParseArgsOptionsConfig, Wanted>(
  args: string[],
  flags: Flags,
  read: (values: Values<Flags>, positionals: string[]) => Wanted,
): Wanted | NoReading {
  try {
    const options = { ...flags, ...HELP };
    const { values, positionals } = parseArgs({ args, options, allowPositionals: true });
    if ((values as { help?: boolean }).help) return { ok: true, do: 'help' };
    return read(values as Values<Flags>, positionals);
  } catch (error) {
    if (error instanceof Misuse) return { ok: false, fault: error.message };
    if (!isParseFault(error)) throw error;
    // What follows the first sentence is advice on positional arguments.
    return { ok: false, fault: error.message.split(/\. |\n/)[0] ?? error.message };
  }
}

/** Refuses words that belong to no flag. */
export function refuseWords(positionals: readonly string[]): void {
  if (positionals.length > 0) {
    throw new Misuse(`Unexpected argument '${positionals[0]}'`);
  }
}

type Command<Wanted> = {
  /** What --help prints. */
  help: string;
  read: (args: string[]) => Wanted | NoReading;
  /** Gives the exit code, 0 where it gives none. What it throws is told in one line and exits 1. */
  run: (wanted: Wanted) => Promise<number | undefined>;
};

/**
 * Runs a program: --help prints and does nothing else, wrong arguments are told in one line and exit
 * with 2.
 */
export async function runCommand<Wanted extends { ok: true; do: string }>({
  help,
  read,
  run,
}: Command<Wanted>): Promise<void> {
  const reading = read(process.argv.slice(2));
  if (!reading.ok) {
    console.error(`${reading.fault} (--help tells more)`);
    process.exitCode = 2;
  } else if (reading.do === 'help') {
    console.log(help);
  } else {
    try {
      process.exitCode = (await run(reading as Wanted)) ?? 0;
    } catch (error) {
      console.error(error instanceof Error ? error.message : error);
      process.exitCode = error instanceof Misuse ? 2 : 1;
    }
  }
}

type Simple<Flags extends ParseArgsOptionsConfig> = {
  help: string;
  flags?: Flags;
  run: (values: Values<Flags>) => Promise<number | undefined>;
};

/** Runs a program that needs no more of its arguments than their values. */
export function runSimple<const Flags extends ParseArgsOptionsConfig = Record<never, never>>({
  help,
  flags,
  run,
}: Simple<Flags>): Promise<void> {
  return runCommand({
    help,
    read: (args) =>
      readArguments(args, flags ?? ({} as Flags), (values, positionals) => {
        refuseWords(positionals);
        return { ok: true, do: 'run', values } as const;
      }),
    run: ({ values }) => run(values),
  });
}

/** A whole number of a flag, between two bounds. */
export function readWhole(flag: string, written: string, min: number, max: number): number {
  const count = /^\d{1,9}$/.test(written) ? Number(written) : Number.NaN;
  if (count >= min && count <= max) return count;
  throw new Misuse(
    `--${flag} is ${JSON.stringify(written)}: expected a number from ${min} to ${max}`,
  );
}

function isParseFault(error: unknown): error is Error {
  return error instanceof Error && 'code' in error && `${error.code}`.startsWith('ERR_PARSE_ARGS');
}
