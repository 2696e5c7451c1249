/*
 * Asks programs for --help, one after the other in this process, since most of what starting one
 * takes is loading what others load as well. Prints what each did as one line of JSON, and ends by
 * itself if none of them has begun anything.
 */
import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';

export type Helped = { program: string; code: number; stdout: string; stderr: string };

const helped: Helped[] = [];
const write = process.stdout.write.bind(process.stdout);
const [node = '', self = '', ...programs] = process.argv;
for (const program of programs) {
  const told: Helped = { program, code: 0, stdout: '', stderr: '' };
  for (const name of ['stdout', 'stderr'] as const) {
    process[name].write = (text: string | Uint8Array) => {
      told[name] += text;
      return true;
    };
  }
  process.argv = [node, resolve(program), '--help'];
  await import(pathToFileURL(resolve(program)).href);
  helped.push({ ...told, code: Number(process.exitCode ?? 0) });
  process.exitCode = 0;
}
process.argv = [node, self];
write(JSON.stringify(helped));
