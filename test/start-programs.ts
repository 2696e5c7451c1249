import { fork } from 'node:child_process';
import { once } from 'node:events';
import { join, resolve } from 'node:path';
import { COMPILED } from './preload.ts';

/** What a program is run with. */
export type Order = { program: string; args: string[] };
/** What came of it. */
export type Ran = { code: number; stdout: string; stderr: string };

/** Programs that run in one process. */
export type Programs = {
  /** Runs one, named by its path from where they run; one at a time. */
  run(program: string, ...args: string[]): Promise<Ran>;
  /** Resolves with the exit code once the process has ended, which it does by itself. */
  close(): Promise<number>;
};

/**
 * Starts a process that runs programs with nothing in their environment, for tests that look at what
 * they say: starting Node for each takes ten times as long as what it is to do. Whether they run as
 * they are started by npm is for help.test.ts and image.test.ts to say.
 */
export function startPrograms(cwd: string): Programs {
  const host = fork(join(import.meta.dirname, 'program-host.ts'), {
    cwd,
    env: { ...COMPILED, PATH: process.env.PATH ?? '' },
    execArgv: [],
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  });
  const ended = once(host, 'exit');
  let last: Promise<unknown> = Promise.resolve();

  async function runOne(order: Order): Promise<Ran> {
    const ran = once(host, 'message');
    host.send(order);
    const first = await Promise.race([ran, ended.then(() => null)]);
    if (first === null) throw new Error(`Cannot run ${order.program}: its process has ended`);
    return first[0];
  }

  return {
    run(program, ...args) {
      const ran = last.then(() => runOne({ program: resolve(cwd, program), args }));
      last = ran.catch(() => {});
      return ran;
    },
    async close() {
      if (host.connected) host.disconnect();
      const [code] = await ended;
      return code;
    },
  };
}
