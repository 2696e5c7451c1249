/*
 * Runs programs one after the other, as start-programs.ts orders them. A program sees its own
 * arguments, and what it prints and exits with is sent back; its modules stay for the next one.
 */
import { pathToFileURL } from 'node:url';
import type { Order, Ran } from './start-programs.ts';

let runs = 0;

process.on('message', async ({ program, args }: Order) => {
  const ran: Ran = { code: 0, stdout: '', stderr: '' };
  for (const name of ['stdout', 'stderr'] as const) {
    process[name].write = (text: string | Uint8Array) => {
      ran[name] += text;
      return true;
    };
  }
  process.argv = [process.execPath, program, ...args];
  runs += 1;
  // Another name for the same file, so that what it does is done again.
  await import(`${pathToFileURL(program).href}?run=${runs}`);
  ran.code = Number(process.exitCode ?? 0);
  process.exitCode = 0;
  process.send?.(ran);
});
