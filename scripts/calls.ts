/*
 * npm run calls: finds calls on record, and tells one, in a terminal. Reads the directory itself: no
 * service has to run. Changes nothing.
 */
import type { CallIndexOptions } from '../src/console/call-index.ts';
import { openCallRecord, type Told } from '../src/console/call-record.ts';
import { openMergedRecord } from '../src/console/merged-calls.ts';
import type { Story } from '../src/console/schema.ts';
import { reasonOf } from '../src/recording/journal-files.ts';
import { systemEdges } from '../src/system-edges.ts';
import { readCallerNumber } from '../src/vapi/caller-number.ts';
import { type CallsOptions, readOptions } from './calls/options.ts';
import { printCalls } from './calls/print-calls.ts';
import { printStory } from './calls/print-story.ts';
import { Misuse, runCommand } from './command.ts';

const HELP = `npm run -s calls -- [options]    finds calls on record
npm run -s calls -- CALL_ID      tells one call, step by step

Everything that is given has to hold. Times are those of TIME_ZONE. Reads the journal's files,
archives included; no service has to run.

  --at WORDS       "14:05" (and a few minutes around it), "today 14:00-14:10", "yesterday",
                   "2026-11-23 9:00", "23:50-0:10"
  --today          calls of today
  --number N       a tracking number, whole or its last four
  --phone N        who called, as a whole phone number
  --outcome S      an answer with this status: success, not_found, needs_confirmation, invalid,
                   unavailable, handoff, error
  --state S        the state that it is in, or ended in: need, confirm, fetch, report, fallback, ended
  --words WORDS    all of these were said, by the caller, the assistant or Waybill
  --ungrounded     facts were said that no record of the call states
  --slow MS        an answer took so many milliseconds or more
  --handoff        a person was asked for
  --limit N        so many, the latest first (50)
  --json           one JSON document, for machines
  --reveal         shows numbers, names and notes, which are masked otherwise
  --dir DIR        the journal (TRANSCRIPTS_DIR); of several machines, all of them, with one --dir
                   each: they are read as one
  -h, --help       this

Exit code: 0 when a call was found, 1 when none was, 2 for what cannot be understood.`;

/** Whoever waits at a terminal waits until all is read. */
const WAIT_MS = 2 ** 31 - 1;
const STEPS_MAX = 500;

await runCommand({ help: HELP, read: readOptions, run: ({ options }) => run(options) });

async function run(options: CallsOptions): Promise<number> {
  const { search, dirs, query, callId, isJson, isMasked } = options;
  const { dir, timeZone, defaultCountry } = search;
  const asked: CallIndexOptions = {
    ...systemEdges,
    dir,
    timeZone,
    readPhone: (written) => readCallerNumber(written, defaultCountry),
    waitMs: WAIT_MS,
    // It takes its time, and a story is judged by itself.
    judging: query.ungrounded === undefined ? 'never' : 'first',
  };
  const record = dirs.length > 1 ? openMergedRecord({ ...asked, dirs }) : openCallRecord(asked);
  try {
    for (const each of dirs) {
      await systemEdges.disk.readdir(each).catch((error: unknown) => {
        throw new Misuse(`Cannot read the journal in ${each}: ${reasonOf(error)}`);
      });
    }
    if (callId === null) {
      const page = unwrap(await record.search(query, isMasked));
      console.log(isJson ? JSON.stringify(page) : printCalls(page, timeZone));
      return page.calls.length > 0 ? 0 : 1;
    }
    const story = await readStory((from) =>
      record.story(callId, { from, limit: STEPS_MAX, isMasked }),
    );
    console.log(isJson ? JSON.stringify(story) : printStory(story, timeZone));
    return 0;
  } finally {
    await record.close();
  }
}

/** All pages of a story as one. */
async function readStory(read: (from: number) => Promise<Told<Story>>): Promise<Story> {
  const story = unwrap(await read(0));
  while (story.next !== null) {
    const { steps, next } = unwrap(await read(story.next));
    story.steps.push(...steps);
    story.next = next;
  }
  return story;
}

function unwrap<Value>(told: Told<Value>): Value {
  if (told.ok) return told.value;
  if (told.status === 422) throw new Misuse(told.detail);
  throw new Error(told.detail);
}
