import { join } from 'node:path';
import { after } from 'node:test';
import { type Ran, startPrograms } from '../start-programs.ts';

const programs = startPrograms(join(import.meta.dirname, '../..'));
after(async () => {
  await programs.close();
});

/** Runs a program of scripts/ in the one process that the tests of this room share. */
export function runProgram(program: string, ...args: string[]): Promise<Ran> {
  return programs.run(join('scripts', program), ...args);
}
