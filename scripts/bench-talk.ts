import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { en } from '../machines/languages/en/en.ts';
import type { ReplyRow } from './bench-listening/bench-replies.ts';
import { generateNumbers } from './bench-listening/generated-forms.ts';
import { readConversations } from './bench-talk/conversations.ts';
import { judgeReplies } from './bench-talk/judge-replies.ts';
import { type Judgement, judgeTurn } from './bench-talk/judge-turn.ts';
import { CALLER_FORMS, type PlayedCaller, playCaller } from './bench-talk/play-callers.ts';
import { openTalkLine, type TalkLine } from './bench-talk/talk-line.ts';
import { readWhole, runSimple } from './command.ts';
import { seededChoices } from './traffic/random.ts';

const REPLIES = join(import.meta.dirname, '../../shared/conversation/sgd-confirm-replies.json');
const DIRECTORY = join(import.meta.dirname, '../test/fixtures/talk');

/** Least share of turns that have to be understood, of all conversations. */
const RIGHT_SHARE_MIN = 0.97;

const CALLERS = { usual: '10', max: 1000 };
const SEED_MAX = 999_999_999;
/** Turns beyond those that a call needs. */
const MORE_TURNS_MAX = 2;

const HELP = `npm run bench:talk [-- options]

What is understood of callers by rules alone: each turn of our written conversations
(test/fixtures/talk) is read where the call then stands, and held against what it means. By family: how
many turns were understood, how many gave a number that nobody said, and how many a yes or a question
that nobody meant; then every turn that was not understood. One family is set aside: it was written
after the rules, which are not to be made by it, so that its misses are only counted. At last, how
replies to other services' questions for confirmation are read, where they are there
(../shared/conversation beside this repository).

Then callers are played against the service itself, over its route: each says a number in one of many
forms, corrects it, gives it in parts or denies it first, and goes on until the parcel is told.
Counted are other parcels told, parcels told after a no, calls that took more than two turns beyond
those that they need, and how long the first words of an answer take where all is at hand.

  --callers N  so many callers of each form (${CALLERS.usual})
  --replies    tells the replies to the service as well, each in a call of its own
  --seed N     other numbers and words; the same for the same number
  --quiet      without the turns that were not understood
  -h, --help   this

Exit code: 0, and 1 when less than ${RIGHT_SHARE_MIN * 100} % was understood, any number or parcel was
wrong, or a call took too long, 2 for wrong arguments.`;

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

type Play = { perForm: number; seed: number; replies: boolean };

/** Plays callers over the route, and prints what came of it; whether all went well. */
async function play({ perForm, seed, replies }: Play): Promise<boolean> {
  const numbers = generateNumbers(CALLER_FORMS.length * perForm, seed + 1);
  const line = await openTalkLine(numbers);
  try {
    const { next: random } = seededChoices(seed);
    const played: PlayedCaller[] = [];
    for (const [index, number] of numbers.entries()) {
      const form = CALLER_FORMS[index % CALLER_FORMS.length] ?? '';
      const about = { form, number, callId: `bench-${index}` };
      played.push(await playCaller(about, { ...line, random }));
    }
    const wrongs = played.flatMap((call) => call.wrongs);
    const long = played.filter(
      ({ isTold, needed, taken }) => !isTold || taken > needed + MORE_TURNS_MAX,
    );
    console.log(`\n${played.length} callers over the route, ${CALLER_FORMS.length} forms`);
    console.log(`  told their parcel             ${played.filter(({ isTold }) => isTold).length}`);
    console.log(`  told another, or after a no   ${wrongs.length}`);
    console.log(`  more than ${MORE_TURNS_MAX} turns too many     ${long.length}`);
    for (const { form, messages } of long) {
      console.log(`  too long (${form})`);
      for (const { role, content } of messages) console.log(`    ${role}: ${content}`);
    }
    for (const wrong of wrongs) console.log(`  ${wrong}`);
    await printFirstWords(line, numbers.slice(0, 20));
    if (replies && existsSync(REPLIES)) {
      await tellReplies(JSON.parse(readFileSync(REPLIES, 'utf8')), line, numbers[0] ?? '');
    }
    return wrongs.length === 0 && long.length === 0;
  } finally {
    await line.close();
  }
}

/** So many answers are timed where all is at hand. */
const TIMED = 2000;

/** Asks for parcels that are in the cache, again and again, and prints how long first words take. */
async function printFirstWords(line: TalkLine, numbers: readonly string[]): Promise<void> {
  for (let index = 0; index < TIMED; index += 1) {
    if (index === numbers.length) line.firstWordsMs.length = 0;
    const number = numbers[index % numbers.length] ?? '';
    const content = `Where is ${number}?`;
    await line.ask([{ role: 'user', content }], `timed-${index}`);
  }
  const sorted = line.firstWordsMs.toSorted((a, b) => a - b);
  const at = (share: number) => (sorted[Math.floor(sorted.length * share)] ?? 0).toFixed(1);
  console.log(
    `  first words of ${sorted.length} answers from the cache: p50 ${at(0.5)} ms, p99 ${at(0.99)} ms`,
  );
}

/** Tells the service each reply after it has read a number back: a yes leads to the parcel. */
async function tellReplies(rows: readonly ReplyRow[], line: TalkLine, number: string) {
  const counts = { yeses: 0, told: 0, noes: 0, toldAfterNo: 0 };
  const asking = [{ role: 'user', content: [...number].join(' , ') }] as const;
  const readBack = await line.ask(asking, 'replies');
  for (const [index, { reply, acts }] of rows.entries()) {
    const callId = `reply-${index}`;
    await line.ask(asking, callId);
    const messages = [...asking, { role: 'assistant', content: readBack } as const];
    const heard = await line.ask([...messages, { role: 'user', content: reply }], callId);
    const isTold = /\bmark[b-m]+\b/i.test(heard);
    if (acts.includes('AFFIRM')) {
      counts.yeses += 1;
      counts.told += Number(isTold);
    } else {
      counts.noes += 1;
      counts.toldAfterNo += Number(isTold);
    }
  }
  console.log(
    `  replies over the route: of ${counts.yeses} yeses ${counts.told} led to the parcel,`,
  );
  console.log(`  of ${counts.noes} noes ${counts.toldAfterNo}`);
}

await runSimple({
  help: HELP,
  flags: {
    quiet: { type: 'boolean' },
    replies: { type: 'boolean' },
    callers: { type: 'string' },
    seed: { type: 'string' },
  },
  async run({ quiet, replies = false, callers, seed }) {
    const perForm = readWhole('callers', callers ?? CALLERS.usual, 1, CALLERS.max);
    const seeded = readWhole('seed', seed ?? '1', 0, SEED_MAX);
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
    const isPlayedWell = await play({ perForm, seed: seeded, replies });
    const isRight = shareOf(all) >= RIGHT_SHARE_MIN && all.wrongNumbers === 0;
    return isRight && isPlayedWell ? 0 : 1;
  },
});
