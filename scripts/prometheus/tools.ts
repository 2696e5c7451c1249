import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { text } from 'node:stream/consumers';

/** Which of these programs cannot be started. */
export async function findMissing(names: string[]): Promise<string[]> {
  const found = await Promise.all(names.map(canStart));
  return names.filter((_, index) => !found[index]);
}

async function canStart(name: string): Promise<boolean> {
  const child = spawn(name, ['--version'], { stdio: 'ignore' });
  try {
    await once(child, 'close');
    return true;
  } catch {
    return false;
  }
}

/** Runs promtool; throws what it says if it finds fault. */
export async function promtool(args: string[], input = ''): Promise<void> {
  const child = spawn('promtool', args);
  const closed = once(child, 'close');
  // A tool that ends before it has read everything says why on its own.
  child.stdin.on('error', () => {});
  child.stdin.end(input);
  const [said, complained, [code]] = await Promise.all([
    ...[text(child.stdout), text(child.stderr)],
    closed,
  ] as const);
  if (code !== 0) throw new Error(`promtool ${args.join(' ')} failed:\n${said}${complained}`);
}
