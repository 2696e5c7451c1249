import { spawn } from 'node:child_process';
import { once } from 'node:events';

/**
 * Runs a program under `node --watch`, which starts it anew when a file that it has loaded changes.
 * What stops this stops that. Resolves with its exit code.
 */
export async function runWatched(
  program: string,
  args: readonly string[],
  env: Readonly<Record<string, string>>,
): Promise<number> {
  const node = [...process.execArgv, '--watch', '--watch-preserve-output'];
  const child = spawn(process.execPath, [...node, program, ...args], {
    stdio: 'inherit',
    // Else Ctrl-C would reach each of the three processes by itself, and a second time from the others.
    detached: true,
    env: { ...process.env, ...env },
  });
  const stop = (signal: NodeJS.Signals) => child.kill(signal);
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, stop);
  try {
    const [code] = await once(child, 'exit');
    return code ?? 0;
  } finally {
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.off(signal, stop);
  }
}
