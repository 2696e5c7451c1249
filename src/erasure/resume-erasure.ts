import type { Clock, Disk } from '../edges.ts';
import { type Prepared, putInPlace, readDecided, settle } from '../recording/prepared-rewrites.ts';

/** A file that was put in place: the journal, its name, and the lines that were changed in it. */
export type Resumed = { dir: string; name: string; changed: number; removed: number };

type Options = { disk: Disk; clock: Clock; dirs: readonly string[] };

/**
 * Brings to its end what an erasure had decided when it was cut off: the drafts that it made take
 * their places. Rejects when it covered a journal that is not here, or a service does not answer.
 */
export async function resumeErasure({ disk, clock, dirs }: Options): Promise<Resumed[]> {
  const decided: { dir: string; prepared: Prepared }[] = [];
  for (const dir of dirs) {
    const prepared = await readDecided(disk, dir);
    if (prepared !== null) decided.push({ dir, prepared });
    const missing = prepared?.dirs.find((other) => !dirs.includes(other));
    if (missing === undefined) continue;
    throw new Error(
      `Cannot go on with the erasure that was cut off in ${dir}: name ${missing} too`,
    );
  }
  const resumed: Resumed[] = [];
  for (const { dir, prepared } of decided) {
    for (const file of prepared.files) {
      if (!(await putInPlace({ disk, clock }, dir, file))) {
        throw new Error(`Cannot go on in ${dir}: the service that records does not answer`);
      }
      const { name, changed, removed } = file;
      resumed.push({ dir, name, changed, removed });
    }
  }
  for (const { prepared } of decided) await settle(disk, prepared.dirs);
  return resumed;
}
