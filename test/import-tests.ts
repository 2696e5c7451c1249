import { globSync } from 'node:fs';
import { join } from 'node:path';

/**
 * Imports every test file of a room into this process. What starting costs, most of it finding and
 * compiling modules, is paid once for a room and not once for a file; each file still runs alone.
 */
export async function importTests(room: string): Promise<void> {
  for (const file of globSync('**/*.test.ts', { cwd: room }).toSorted()) {
    await import(join(room, file));
  }
}
