import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  benchCorrections,
  benchGenerated,
  benchNemo,
  benchSpoken,
  benchVectors,
} from './bench-listening/bench-numbers.ts';
import { sumOf, type Tallies, toTable } from './bench-listening/tally.ts';
import { readArguments, readWhole, refuseWords, runCommand } from './command.ts';

const DATA = join(import.meta.dirname, '../../shared/conversation');

const HELP = `npm run bench:listening [-- [options] [directory]]

What is understood of what callers say: for each file of the directory and for numbers that are made
by a seed, by family, how much was read right, refused, doubted and wrong (it is read back, and the
caller says no), and silently wrong (it would be looked up). Files that are missing are named.

  directory    with the files (../shared/conversation beside this repository)
  --numbers N  numbers that are made (2000)
  --seed N     what they are made from (13)
  -h, --help   this

Exit code: 0, and 1 when anything was silently wrong, 2 for wrong arguments.`;

// biome-ignore lint/suspicious/noExplicitAny: each bench says what the rows of its file are.
const FILES: readonly (readonly [file: string, bench: (rows: any) => Tallies])[] = [
  ['spoken-numbers.json', benchSpoken],
  ['nemo-spoken.json', benchNemo],
  ['tracking-vectors.json', benchVectors],
  ['corrections.json', benchCorrections],
  // Replies to a read-back, sgd-confirm-replies.json, belong here with the function that reads them.
];

await runCommand({
  help: HELP,
  read: (args) =>
    readArguments(
      args,
      {
        numbers: { type: 'string', default: '2000' },
        seed: { type: 'string', default: '13' },
      },
      ({ numbers, seed }, [directory = DATA, ...more]) => {
        refuseWords(more);
        return {
          ok: true,
          do: 'bench',
          directory,
          numbers: readWhole('numbers', numbers, 1, 1_000_000),
          seed: readWhole('seed', seed, 0, 999_999_999),
        } as const;
      },
    ),
  async run({ directory, numbers, seed }) {
    let silentlyWrong = 0;
    const print = (title: string, tallies: Tallies) => {
      console.log(`\n${title}\n${toTable(tallies)}`);
      silentlyWrong += sumOf(tallies).silentlyWrong;
    };
    for (const [file, bench] of FILES) {
      const path = join(directory, file);
      if (existsSync(path)) print(file, bench(JSON.parse(readFileSync(path, 'utf8'))));
      else console.log(`\n${file} is missing in ${directory}`);
    }
    print(`${numbers} numbers of seed ${seed}`, benchGenerated(numbers, seed));
    console.log(`\nsilently wrong: ${silentlyWrong}`);
    return silentlyWrong === 0 ? 0 : 1;
  },
});
