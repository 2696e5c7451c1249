import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmod, mkdtemp, readdir, rename, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { createInterface } from 'node:readline';

/** Nothing listens on the port of `discard`, so that nothing is asked of anybody. */
const NOWHERE = '9';

/**
 * Starts a built service once, with settings that lead nowhere, and gives the directory beside it with
 * what Node compiled then: a start that finds it by NODE_COMPILE_CACHE compiles little anew. The same
 * of `others`, programs that end by themselves. What was there is replaced. Node keeps apart what it
 * compiled for each user; `user` is whose it shall be, by default that of this process.
 */
export async function compileService(
  program: string,
  { others = [], user }: { others?: string[]; user?: number } = {},
): Promise<string> {
  const compiled = join(dirname(program), 'compiled');
  await rm(compiled, { recursive: true, force: true });
  const place = await mkdtemp(join(tmpdir(), 'waybill-compiled-'));
  const env = {
    NODE_COMPILE_CACHE: compiled,
    NODE_ENV: 'production',
    HOST: '127.0.0.1',
    PORT: '0',
    ADMIN_PORT: '0',
    SANITY_PROJECT_ID: 'none',
    SANITY_DATASET: 'none',
    SANITY_API_TOKEN: 'none',
    SANITY_API_HOST: `http://127.0.0.1:${NOWHERE}`,
    VAPI_AUTH: 'none',
    TRANSCRIPTS_DIR: join(place, 'transcripts'),
  };
  try {
    await startOnce(program, env);
    for (const each of others) await startOnce(each, { ...env, PORT: NOWHERE });
  } finally {
    await rm(place, { recursive: true });
  }
  if (user !== undefined) await giveTo(user, compiled);
  return compiled;
}

/** Lets a user read it, and nobody write it: files are the owner's alone, who is another one. */
async function giveTo(user: number, compiled: string): Promise<void> {
  for (const name of await readdir(compiled)) {
    // The end of the name tells whose it is.
    const dir = join(compiled, name.replace(/-\d+$/, `-${user}`));
    await rename(join(compiled, name), dir);
    for (const file of await readdir(dir)) await chmod(join(dir, file), 0o444);
  }
}

/** Runs a program until it ends, and ends it as an operator would when it listens. */
async function startOnce(program: string, env: Record<string, string>): Promise<void> {
  const child = spawn(process.execPath, [program], { env, stdio: ['ignore', 'pipe', 'inherit'] });
  const exited = once(child, 'exit');
  let isStarted = false;
  for await (const line of createInterface({ input: child.stdout })) {
    if (isStarted || !line.includes('"process.listening"')) continue;
    isStarted = true;
    child.kill('SIGTERM');
  }
  const [code] = await exited;
  if (isStarted && code !== 0) throw new Error(`Cannot compile ${program}: it ended with ${code}`);
}
