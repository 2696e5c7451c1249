import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { en } from '../machines/languages/en/en.ts';
import { benchCorrectionsInCalls, benchSpokenInCalls } from './bench-listening/bench-calls.ts';
import { benchCheckDigits, type CheckDigitFigures } from './bench-listening/bench-check-digits.ts';
import {
  benchCorrections,
  benchGenerated,
  benchNemo,
  benchSpoken,
  benchVectors,
} from './bench-listening/bench-numbers.ts';
import { benchReplies, type ReplyFigures } from './bench-listening/bench-replies.ts';
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
type Bench = readonly [file: string, title: string, bench: (rows: any) => Tallies];

const BENCHES: readonly Bench[] = [
  ['spoken-numbers.json', 'as they are read', benchSpoken],
  ['spoken-numbers.json', 'in a call', benchSpokenInCalls],
  ['nemo-spoken.json', 'as they are read', benchNemo],
  ['tracking-vectors.json', 'as they are read', benchVectors],
  ['corrections.json', 'as they are read', benchCorrections],
  ['corrections.json', 'in a call, a fragment beside what was said', benchCorrectionsInCalls],
];

const REPLIES = 'sgd-confirm-replies.json';

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
    for (const [file, title, bench] of BENCHES) {
      const rows = readRows(directory, file);
      if (rows !== null) print(`${file}, ${title}`, bench(rows));
    }
    const vectors = readRows(directory, 'tracking-vectors.json');
    if (vectors !== null) printCheckDigits(benchCheckDigits(vectors));
    const replies = readRows(directory, REPLIES);
    if (replies !== null) printReplies(benchReplies(replies, en));
    print(`${numbers} numbers of seed ${seed}`, benchGenerated(numbers, seed));
    console.log(`\nsilently wrong: ${silentlyWrong}`);
    return silentlyWrong === 0 ? 0 : 1;
  },
});

/** The rows of a file; null for one that is missing, which is said. */
// biome-ignore lint/suspicious/noExplicitAny: each bench says what the rows of its file are.
function readRows(directory: string, file: string): any {
  const path = join(directory, file);
  if (existsSync(path)) return JSON.parse(readFileSync(path, 'utf8'));
  console.log(`\n${file} is missing in ${directory}`);
  return null;
}

function printCheckDigits({ valid, invalid, repairable, others }: CheckDigitFigures): void {
  console.log(`
check digits of tracking-vectors.json
  valid numbers judged valid                  ${valid.right} of ${valid.rows}
  wrong check digits judged invalid           ${invalid.right} of ${invalid.rows}
  of these, mended by exactly one character   ${repairable}
  others, taken for no courier's wrong one    ${others.right} of ${others.rows}`);
}

function printReplies({ yeses, noes, stoppedShare, caughtShare }: ReplyFigures): void {
  const percent = (share: number) => `${(100 * share).toFixed(2)} %`;
  console.log(`
${REPLIES}
  yeses that are stopped                      ${percent(stoppedShare)} of ${yeses.rows}
  noes and corrections that are caught        ${percent(caughtShare)} of ${noes.rows}`);
}
