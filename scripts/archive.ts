/*
 * npm run archive: compresses the old days of the journal and deletes the oldest. Meant to be run
 * once a day.
 */
import { randomUUID } from 'node:crypto';
import { stat, utimes } from 'node:fs/promises';
import { loadRecordingConfig } from '../src/config.ts';
import { type ArchivedFile, archiveDays } from '../src/recording/archive-days.ts';
import { systemEdges } from '../src/system-edges.ts';
import { readArchiveOptions } from './archive/options.ts';
import { runCommand } from './command.ts';

const HELP = `npm run archive [-- options]

Compresses journal files of days that are more than TRANSCRIPTS_RETENTION_DAYS ago, and deletes what
is of days more than TRANSCRIPTS_DELETE_DAYS ago. Today and yesterday are never touched. Can be run
at any time, as often as you like, beside a running service.

  --dir DIR            the journal (TRANSCRIPTS_DIR), as often as there are journals
  --retention-days N   in place of TRANSCRIPTS_RETENTION_DAYS
  --delete-days N      in place of TRANSCRIPTS_DELETE_DAYS
  --dry-run            tells what would be done, and does nothing
  -h, --help           this

Exit code: 0 when all is done, 1 when a file could not be, 2 for wrong arguments or settings.`;

await runCommand({
  help: HELP,
  read: readArchiveOptions,
  async run({ runs, isDryRun }) {
    let worst = 0;
    // Days are those of their journal: one after the other is what several would come to.
    for (const overrides of runs) {
      if (runs.length > 1) console.log(`${overrides.TRANSCRIPTS_DIR}:`);
      worst = Math.max(worst, await run(overrides, isDryRun));
    }
    return worst;
  },
});

async function run(overrides: Record<string, string>, isDryRun: boolean): Promise<number> {
  const config = loadRecordingConfig(overrides);
  if (!config.ok) {
    console.error(config.faults.join('\n'));
    return 2;
  }
  const { dir, retentionDays, deleteDays } = config.recording;
  const { disk, clock } = systemEdges;
  const done = await archiveDays({
    disk,
    dir,
    retentionDays,
    deleteDays,
    isDryRun,
    keepTimes,
    now: clock.now(),
    uuid: randomUUID,
  });
  for (const file of done) console.log(tell(file, isDryRun));
  if (done.length === 0) console.log('Nothing to do');
  return done.some(({ did }) => did === 'failed') ? 1 : 0;
}

async function keepTimes(from: string, to: string): Promise<void> {
  const { atime, mtime } = await stat(from);
  await utimes(to, atime, mtime);
}

function tell(file: ArchivedFile, isDryRun: boolean): string {
  switch (file.did) {
    case 'compressed':
      return isDryRun
        ? `${file.name}: to compress, ${file.before} bytes`
        : `${file.name}: compressed, ${file.before} to ${file.after} bytes`;
    case 'deleted':
      return `${file.name}: ${isDryRun ? 'to delete' : 'deleted'}`;
    case 'failed':
      return `${file.name}: NOT done: ${file.reason}`;
    default:
      return file satisfies never;
  }
}
