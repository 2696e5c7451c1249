import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { runSimple } from './command.ts';
import { playScenario } from './demo/play-scenario.ts';
import { paint } from './demo/print-call.ts';
import { SCENARIOS } from './demo/scenarios.ts';
import { setStage } from './demo/stage.ts';

/** What people speak on the phone. */
const WORDS_PER_MINUTE = 165;
/** espeak-ng writes one channel of 16-bit samples behind a header. */
const HEADER_BYTES = 44;
const SAMPLE_BYTES = 2;

const speak = promisify(execFile);

/** How long a text is spoken, in seconds; null where there is no voice to ask. */
async function secondsOf(text: string): Promise<number | null> {
  try {
    const { stdout } = await speak(
      'espeak-ng',
      ['-v', 'en-us', '-s', String(WORDS_PER_MINUTE), '--stdout', '--', text],
      { encoding: 'buffer', maxBuffer: 64 * 1024 * 1024 },
    );
    return (stdout.length - HEADER_BYTES) / (stdout.readUInt32LE(24) * SAMPLE_BYTES);
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return null;
    throw error;
  }
}

const HELP = `npm run speech:seconds

How long callers listen: plays the demo's calls and measures each answer, in seconds of speech where
espeak-ng is installed (Debian's package of that name), at a phone's 165 words a minute, and in
characters everywhere.

  -h, --help   this

Exit code: 0 when it is measured, 1 when it cannot be, 2 for wrong arguments.`;

await runSimple({
  help: HELP,
  async run() {
    const stage = await setStage();
    const sentences: { title: string; sentence: string }[] = [];
    try {
      for (const scenario of SCENARIOS) {
        const { steps } = await playScenario(scenario, stage);
        for (const { answers, passedOn } of steps) {
          const said = [...answers.map(({ sentence }) => sentence), passedOn?.sentence ?? ''];
          // What is answered at once is listened to in one go.
          const sentence = said.filter((each) => each !== '').join(' ');
          sentences.push({ title: scenario.title, sentence });
        }
      }
    } finally {
      await stage.close();
    }
    let [seconds, characters] = [0, 0];
    let isSpoken = true;
    let title = '';
    for (const each of sentences) {
      if (each.title !== title) console.log(paint('bold', each.title));
      title = each.title;
      const spoken = await secondsOf(each.sentence);
      isSpoken &&= spoken !== null;
      seconds += spoken ?? 0;
      characters += each.sentence.length;
      const time = spoken === null ? '' : `${spoken.toFixed(1).padStart(5)} s`;
      console.log(
        `  ${time} ${String(each.sentence.length).padStart(5)} characters  ${each.sentence}`,
      );
    }
    const { length } = sentences;
    console.log(
      `\n${length} answers: ${(characters / length).toFixed(0)} characters on average` +
        (isSpoken
          ? `, ${(seconds / length).toFixed(1)} s at ${WORDS_PER_MINUTE} words a minute`
          : '; install espeak-ng to hear how many seconds that is'),
    );
    return 0;
  },
});
