/*
 * npm run erase: removes one person's data from the journal, archives too. What is left still
 * replays and scores.
 */
import { randomInt, randomUUID } from 'node:crypto';
import { resolve } from 'node:path';
import { loadRecordingConfig, loadRestateConfig } from '../src/config.ts';
import { erasePerson, NoCandidateError } from '../src/erasure/erase-person.ts';
import { exitCodeOf, printReport } from '../src/erasure/print-report.ts';
import { rerenderCall } from '../src/erasure/rerender-call.ts';
import { forgetCalls } from '../src/restate/forget-calls.ts';
import { wordingOf } from '../src/speech/wording.ts';
import { systemEdges } from '../src/system-edges.ts';
import { Misuse, runCommand } from './command.ts';
import { readEraseOptions, type Wanted } from './erase/options.ts';

const HELP = `npm run erase -- (--caller +1... | --tracking NUMBER | --call ID) [options]

Removes one person's data from every line of the journal, archives and side files included: every
name, phone, tracking number and issue text, and all that was said, gives way to a token without
meaning, the same one wherever it stands. States, statuses, dates and times stay, so that the calls
still replay and score. Works beside a running service, file by file; each file is replaced at once.

A person is found by phone (--caller), by a number that is theirs (--tracking) or by a call that
they made (--call). Every call in which they occur is erased, whoever made it: each call from their
phone, and each in which their number or name is written, read out, or spelled in any way. Calls
under way are left for another run. All files take their places together; where this program is cut
off after that was decided, the next run of it, with the same --dir, does the rest.

A surname alone, or "it ends in 2345", may be theirs or somebody else's: such lines are listed by
call and line, as candidates with a number each. Look at them (npm run replay -- CALL) and run this
again with the numbers of those that are theirs; the whole call of each is erased.

  --yes-also N...  these candidates are theirs
  --dir DIR        the journal (TRANSCRIPTS_DIR); of several machines, all of them, with one --dir each
  --dry-run        tells what would be touched, and touches nothing
  -h, --help       this

Exit code: 0 when all is gone, 1 when something is left or nothing was found, 2 for wrong arguments,
3 while candidates are left.`;

await runCommand({ help: HELP, read: readEraseOptions, run });

async function run({ subject, dirs, isDryRun, yesAlso }: Wanted) {
  const [dir] = dirs;
  const config = loadRecordingConfig(dir === undefined ? {} : { TRANSCRIPTS_DIR: dir });
  if (!config.ok) {
    console.error(config.faults.join('\n'));
    return 2;
  }
  const { disk, clock } = systemEdges;
  const restate = loadRestateConfig();
  if (!restate.ok) {
    console.error(restate.faults.join('\n'));
    return 2;
  }
  let erased: readonly string[] = [];
  try {
    const report = await erasePerson({
      disk,
      clock,
      subject,
      isDryRun,
      yesAlso,
      dirs: dirs.length > 0 ? dirs : [resolve(config.recording.dir)],
      random: (bound) => randomInt(bound),
      uuid: randomUUID,
      wordingOf,
      rerender: rerenderCall,
      onErased: (callIds) => {
        erased = callIds;
      },
    });
    for (const line of printReport(report, isDryRun)) console.log(line);
    const { ingressUrls } = restate.restate;
    if (restate.engine === 'local' || erased.length === 0) return exitCodeOf(report);
    const left = await forgetCalls({ ...systemEdges, ingressUrls }, erased);
    if (left.length === 0) return exitCodeOf(report);
    console.error(`Restate still keeps ${left.length} of these calls: run this again`);
    return 1;
  } catch (error) {
    if (error instanceof NoCandidateError) throw new Misuse(error.message, { cause: error });
    throw error;
  }
}
