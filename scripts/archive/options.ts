import { parseArgs } from 'node:util';

/** What the program is to do, or the one line that says why it cannot. */
export type ArchiveReading =
  | { ok: true; do: 'help' }
  | { ok: true; do: 'archive'; overrides: Record<string, string>; isDryRun: boolean }
  | { ok: false; fault: string };

const FLAGS = {
  dir: { type: 'string' },
  'retention-days': { type: 'string' },
  'delete-days': { type: 'string' },
  'dry-run': { type: 'boolean' },
  help: { type: 'boolean', short: 'h' },
} as const;

/** The settings that flags stand for. */
const SETTINGS = {
  dir: 'TRANSCRIPTS_DIR',
  'retention-days': 'TRANSCRIPTS_RETENTION_DAYS',
  'delete-days': 'TRANSCRIPTS_DELETE_DAYS',
} as const;

/** Reads the program's arguments: settings for this one run. */
export function readArchiveOptions(args: string[]): ArchiveReading {
  try {
    const { values } = parseArgs({ args, options: FLAGS });
    if (values.help) return { ok: true, do: 'help' };
    const overrides: Record<string, string> = {};
    for (const [flag, setting] of Object.entries(SETTINGS)) {
      const given = values[flag as keyof typeof SETTINGS];
      if (given !== undefined) overrides[setting] = given;
    }
    return { ok: true, do: 'archive', overrides, isDryRun: values['dry-run'] === true };
  } catch (error) {
    if (!(error instanceof TypeError)) throw error;
    // What follows the first sentence is advice on positional arguments, which there are none of.
    return { ok: false, fault: error.message.split(/\. |\n/)[0] ?? error.message };
  }
}
