/*
 * npm run erase: removes one person's data from the journal, archives too. What is left still
 * replays and scores.
 */
import { randomInt, randomUUID } from 'node:crypto';
import { loadRecordingConfig } from '../src/config.ts';
import { erasePerson } from '../src/recording/erase-person.ts';
import type { Subject } from '../src/recording/find-person.ts';
import { WORDING } from '../src/speech/wording.ts';
import { systemEdges } from '../src/system-edges.ts';
import { readEraseOptions } from './erase/options.ts';
import { isIncomplete, printReport } from './erase/print-report.ts';
import { retellCall } from './erase/retell-call.ts';

const HELP = `npm run erase -- (--caller +1... | --tracking NUMBER | --call ID) [options]

Removes one person's data from every line of the journal, archives and side files included: every
name, phone, tracking number and issue text, and all that was said, gives way to a token without
meaning, the same one wherever it stands. States, statuses, dates and times stay, so that the calls
still replay and score. Works beside a running service, file by file; each file is replaced at once.

A person is found by phone (--caller), by a number that is theirs (--tracking) or by a call that
they made (--call). Every call in which they occur is erased, whoever made it. Calls under way are
left for another run.

  --dir DIR    the journal (TRANSCRIPTS_DIR)
  --dry-run    tells what would be touched, and touches nothing
  -h, --help   this

Exit code: 0 when all is gone, 1 when something is left and is told, 2 for wrong arguments.`;

const reading = readEraseOptions(process.argv.slice(2));
if (!reading.ok) {
  console.error(`${reading.fault} (--help tells more)`);
  process.exitCode = 2;
} else if (reading.do === 'help') {
  console.log(HELP);
} else {
  process.exitCode = await run(reading);
}

async function run(wanted: { subject: Subject; dir: string | undefined; isDryRun: boolean }) {
  const { subject, dir, isDryRun } = wanted;
  const config = loadRecordingConfig(dir === undefined ? {} : { TRANSCRIPTS_DIR: dir });
  if (!config.ok) {
    console.error(config.faults.join('\n'));
    return 2;
  }
  const { disk, clock } = systemEdges;
  try {
    const report = await erasePerson({
      ...{ disk, clock, subject, isDryRun, dir: config.recording.dir },
      random: (bound) => randomInt(bound),
      uuid: randomUUID,
      wording: WORDING,
      retell: retellCall,
    });
    for (const line of printReport(report, isDryRun)) console.log(line);
    return isIncomplete(report) ? 1 : 0;
  } catch (error) {
    console.error(error instanceof Error ? error.message : error);
    return 1;
  }
}
