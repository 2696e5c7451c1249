import { copyFileSync, mkdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { runSimple } from './command.ts';
import { playScenario } from './demo/play-scenario.ts';
import { SCENARIOS, type Scenario, type Step } from './demo/scenarios.ts';
import { setStage } from './demo/stage.ts';

const CORPUS = join(import.meta.dirname, '../test/fixtures/corpus');
const DELIVERIES = join(import.meta.dirname, 'embedded-sanity/deliveries.ndjson');
/** The day on which every demonstration takes place. */
const FILE = 'transcripts-2026-11-23.jsonl';

type Document = { _type: string; _id: string; trackingNumber: string };

const PATH = 'need → confirm → fetch → report → ended';

function step(caller: string, name: string, args: object, status: string): Step {
  const tools = [{ name, arguments: { ...args } }];
  return { caller, tools, expected: [{ status, sentence: /./ }] };
}

/** Every delivery is asked for once, in the form in which it is stored; every third, for its issue. */
function askForEach(): Scenario[] {
  const documents = readFileSync(DELIVERIES, 'utf8')
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as Document)
    .filter(({ _type, _id }) => _type === 'delivery' && !_id.startsWith('drafts.'));
  return documents.map(({ trackingNumber }, index) => ({
    title: trackingNumber,
    path: PATH,
    steps: [
      step(`Where is ${trackingNumber}?`, 'track_delivery', { trackingNumber }, 'success'),
      ...(index % 3 === 0
        ? [step('Is anything wrong with it?', 'get_delivery_issue', {}, 'success')]
        : []),
    ],
  }));
}

/** What goes wrong in calls, beyond what the demonstration shows. */
const MISHAPS: Scenario[] = [
  {
    title: 'no number at all, then a short one, then a good one',
    path: 'need → need → need → confirm → fetch → report → ended',
    steps: [
      step('Where is it?', 'track_delivery', {}, 'invalid'),
      step('One two three.', 'track_delivery', { trackingNumber: '123' }, 'invalid'),
      step('WB 1000 0001.', 'track_delivery', { trackingNumber: 'WB 1000 0001' }, 'success'),
    ],
  },
  {
    title: 'a number that is put together from parts',
    path: 'need → need → need → need → need → need → confirm → fetch → report → ended',
    steps: [
      step('It is one two three.', 'track_delivery', { trackingNumber: '123' }, 'invalid'),
      step('One two three!', 'track_delivery', { trackingNumber: '123' }, 'invalid'),
      step('W B one zero.', 'track_delivery', { trackingNumber: 'W B one zero' }, 'invalid'),
      step('Triple zero.', 'track_delivery', { trackingNumber: 'triple zero' }, 'invalid'),
      step('Zero zero one.', 'track_delivery', { trackingNumber: 'zero zero one' }, 'invalid'),
      step("That's all.", 'track_delivery', { trackingNumber: "that's all" }, 'needs_confirmation'),
      step('Yes.', 'confirm_tracking_number', { confirmed: true }, 'success'),
    ],
  },
  {
    title: 'the model passes nothing, and the caller has said that there is no number',
    path: 'need → fallback → ended',
    steps: [
      step("I don't have the number.", 'track_delivery', {}, 'invalid'),
      step('A person, please.', 'request_human', { reason: 'asked' }, 'handoff'),
    ],
  },
  {
    title: 'a tool that does not exist, then a person',
    path: 'need → fallback → ended',
    steps: [
      step('Open the safe.', 'open_the_safe', {}, 'error'),
      step('A person, please.', 'request_human', { reason: 'asked' }, 'handoff'),
    ],
  },
  {
    title: 'reported, and it was the wrong parcel',
    path: 'need → confirm → fetch → report → need → confirm → fetch → report → ended',
    steps: [
      step('WB 1000 0003.', 'track_delivery', { trackingNumber: 'WB10000003' }, 'success'),
      step('That is not mine.', 'confirm_tracking_number', { confirmed: false }, 'invalid'),
      step('WB 1000 0002.', 'track_delivery', { trackingNumber: 'WB10000002' }, 'success'),
    ],
  },
];

/** What callers say, and what a model makes of it. */
const HEARD: Scenario[] = [
  {
    title: 'said in words, denied, and a yes of the model all the same',
    path: 'need → confirm → fetch → report → ended',
    steps: [
      step(
        'W B one zero zero zero, zero zero zero three.',
        'track_delivery',
        { trackingNumber: 'w b one zero zero zero zero zero zero three' },
        'needs_confirmation',
      ),
      step('No.', 'confirm_tracking_number', { confirmed: true }, 'needs_confirmation'),
      step(
        'The last digit is two.',
        'confirm_tracking_number',
        { confirmed: false, trackingNumber: 'the last digit is two' },
        'needs_confirmation',
      ),
      step('Yes.', 'confirm_tracking_number', { confirmed: true }, 'success'),
    ],
  },
  {
    title: 'what cannot be read, and a no where the caller says yes, keep the number on the table',
    path: 'need → confirm → fetch → report → ended',
    steps: [
      step(
        'Tracking number WB 1000 0001, please.',
        'track_delivery',
        { trackingNumber: 'tracking number WB10000001 please' },
        'needs_confirmation',
      ),
      step(
        'One of them is wrong.',
        'track_delivery',
        { trackingNumber: 'one of them is wrong' },
        'needs_confirmation',
      ),
      step(
        'Yes, it is right.',
        'confirm_tracking_number',
        { confirmed: false },
        'needs_confirmation',
      ),
      step(
        'Yes.',
        'confirm_tracking_number',
        { confirmed: true, trackingNumber: 'W B, 1 0 0 0, 0 0 0 1' },
        'success',
      ),
    ],
  },
  {
    title: 'the number of a courier with one digit misheard',
    path: 'need → confirm → need → ended',
    steps: [
      step(
        'EE 473 124 828 US.',
        'track_delivery',
        { trackingNumber: 'EE473124828US' },
        'needs_confirmation',
      ),
      step('No, one.', 'confirm_tracking_number', { confirmed: true }, 'needs_confirmation'),
      step('No.', 'confirm_tracking_number', { confirmed: false }, 'invalid'),
    ],
  },
];

const HELP = `npm run corpus [-- options]

Records the calls by which every build is judged, into test/fixtures/corpus: the same calls leave the
same bytes. Run it when an answer was changed on purpose, and read what differs before it is committed.

  --out DIR    writes there in place of test/fixtures/corpus
  -h, --help   this

Exit code: 0 when every call went as expected, 1 when one did not, 2 for wrong arguments.`;

await runSimple({
  help: HELP,
  flags: { out: { type: 'string', default: CORPUS } },
  run: ({ out }) => record(out),
});

async function record(folder: string): Promise<number> {
  // One caller asks for every delivery that there is.
  const stage = await setStage({
    settings: { REPLY_DEADLINE_MS: '5000', NUMBERS_PER_CALLER_PER_HOUR: '1000' },
    isStill: true,
  });
  const { dir } = stage.service.config.recording;
  let code = 0;
  try {
    const scenarios = [...SCENARIOS, ...MISHAPS, ...askForEach(), ...HEARD];
    try {
      for (const [index, scenario] of scenarios.entries()) {
        const callId = `corpus-${String(index + 1).padStart(3, '0')}`;
        const { faults } = await playScenario(scenario, stage, callId);
        for (const fault of faults) console.error(`${callId} (${scenario.title}): ${fault}`);
        if (faults.length > 0) code = 1;
      }
    } finally {
      await stage.service.close();
    }
    rmSync(folder, { recursive: true, force: true });
    mkdirSync(folder, { recursive: true });
    copyFileSync(join(dir, FILE), join(folder, FILE));
    console.log(`Recorded ${scenarios.length} calls into ${FILE}`);
  } finally {
    rmSync(dir, { recursive: true, force: true });
  }
  return code;
}
