import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { en } from '../machines/languages/en/en.ts';
import type { ReplyRow } from './bench-listening/bench-replies.ts';
import { readConversations } from './bench-talk/conversations.ts';
import { judgeReplies } from './bench-talk/judge-replies.ts';
import { type Judgement, judgeTurn } from './bench-talk/judge-turn.ts';
import { runSimple } from './command.ts';

const REPLIES = join(import.meta.dirname, '../../shared/conversation/sgd-confirm-replies.json');
const DIRECTORY = join(import.meta.dirname, '../test/fixtures/talk');

/** Least share of turns that have to be understood, of all conversations. */
const RIGHT_SHARE_MIN = 0.97;

const HELP = `npm run bench:talk [-- options]

What is understood of callers by rules alone: each turn of our written conversations
(test/fixtures/talk) is read where the call then stands, and held against what it means. By family: how
many turns were understood, how many gave a number that nobody said, and how many a yes or a question
that nobody meant; then every turn that was not understood. One family is set aside: it was written
after the rules, which are not to be made by it, so that its misses are only counted. At last, how
replies to other services' questions for confirmation are read, where they are there
(../shared/conversation beside this repository).

  --quiet      without the turns that were not understood
  -h, --help   this

Exit code: 0, and 1 when less than ${RIGHT_SHARE_MIN * 100} % was understood or any number was wrong, 2 for
wrong arguments.`;

type Tally = { turns: number; right: number; wrongNumbers: number; unbidden: number };

function emptyTally(): Tally {
  return { turns: 0, right: 0, wrongNumbers: 0, unbidden: 0 };
}

function count(tally: Tally, { isRight, isWrongNumber, isUnbidden }: Judgement): void {
  tally.turns += 1;
  tally.right += Number(isRight);
  tally.wrongNumbers += Number(isWrongNumber);
  tally.unbidden += Number(isUnbidden);
}

function shareOf({ right, turns }: Tally): number {
  return turns === 0 ? 1 : right / turns;
}

function toRow(name: string, tally: Tally): string {
  const { turns, right, wrongNumbers, unbidden } = tally;
  return [
    `  ${name.padEnd(20)}`,
    `${turns}`.padStart(6),
    `${right}`.padStart(7),
    `${(shareOf(tally) * 100).toFixed(1)} %`.padStart(9),
    `${wrongNumbers}`.padStart(15),
    `${unbidden}`.padStart(10),
  ].join('');
}

function printReplies(rows: readonly ReplyRow[]): void {
  const { yeses, noes } = judgeReplies(rows, en);
  console.log(`\nReplies to a question for confirmation: ${rows.length}`);
  console.log(`  yeses ${yeses.rows}: ${yeses.yes} taken for a yes, ${yeses.denied} for a no`);
  console.log(`  noes ${noes.rows}: ${noes.denied} taken for a no, ${noes.yes} for a yes`);
}

await runSimple({
  help: HELP,
  flags: { quiet: { type: 'boolean' } },
  async run({ quiet }) {
    const families = new Map<string, Tally>();
    const [made, aside, all] = [emptyTally(), emptyTally(), emptyTally()];
    const misses: string[] = [];
    const conversations = readConversations(DIRECTORY);
    for (const conversation of conversations) {
      const { family, isAside, turns } = conversation;
      const own = families.get(family) ?? emptyTally();
      families.set(family, own);
      for (const turn of turns) {
        const judgement = judgeTurn(turn, conversation, en);
        for (const tally of [own, all, isAside ? aside : made]) count(tally, judgement);
        if (judgement.isRight || isAside) continue;
        const where = `${family}, ${turn.at}`;
        misses.push(`  ${where}: "${turn.said}"\n    ${turn.meant}; read as ${judgement.read}`);
      }
    }
    console.log(`${conversations.length} conversations`);
    console.log(`${''.padEnd(22)} turns  right    share  wrong numbers  unbidden`);
    for (const [family, tally] of families) console.log(toRow(family, tally));
    console.log(toRow('rules made by', made));
    console.log(toRow('set aside', aside));
    console.log(toRow('all', all));
    if (!quiet && misses.length > 0) console.log(`\nNot understood\n${misses.join('\n')}`);
    if (existsSync(REPLIES)) printReplies(JSON.parse(readFileSync(REPLIES, 'utf8')));
    return shareOf(all) >= RIGHT_SHARE_MIN && all.wrongNumbers === 0 ? 0 : 1;
  },
});
