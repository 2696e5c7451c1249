import { type NoReading, readArguments, refuseWords } from '../command.ts';

/** What the program is to do, or the one line that says why it cannot. */
export type ArchiveReading =
  | NoReading
  | {
      ok: true;
      do: 'archive';
      /** Settings for this run, once for each journal. */
      runs: Record<string, string>[];
      isDryRun: boolean;
    };

const FLAGS = {
  dir: { type: 'string', multiple: true },
  'retention-days': { type: 'string' },
  'delete-days': { type: 'string' },
  'dry-run': { type: 'boolean' },
} as const;

/** The settings that flags stand for. */
const SETTINGS = {
  'retention-days': 'TRANSCRIPTS_RETENTION_DAYS',
  'delete-days': 'TRANSCRIPTS_DELETE_DAYS',
} as const;

/** Reads the program's arguments: settings for this one run. */
export function readArchiveOptions(args: string[]): ArchiveReading {
  return readArguments(args, FLAGS, (values, positionals) => {
    refuseWords(positionals);
    const overrides: Record<string, string> = {};
    for (const [flag, setting] of Object.entries(SETTINGS)) {
      const given = values[flag as keyof typeof SETTINGS];
      if (given !== undefined) overrides[setting] = given;
    }
    const runs = values.dir?.map((dir) => ({ ...overrides, TRANSCRIPTS_DIR: dir })) ?? [overrides];
    return { ok: true, do: 'archive', runs, isDryRun: values['dry-run'] === true };
  });
}
