import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';

const SERVER = join(import.meta.dirname, '../../src/server.ts');
const SYNC_STDOUT = join(import.meta.dirname, 'sync-stdout.ts');
const KILL_AT_WRITE = join(import.meta.dirname, 'kill-at-write.ts');

/** Where in the life of a process its own disk kills it: at the n-th write, counted from 1. */
export type DiskKill = { write: number; moment: 'before' | 'half' | 'after' };

/** A process of the service. */
export type ServiceLife = {
  /** Asks for a parcel; gives what was answered, null when the process died before it was. */
  ask(callId: string, toolCallId: string): Promise<string | null>;
  /** Kills it and waits for its last words; resolves at once where it is dead. */
  kill(): Promise<void>;
  isAlive(): boolean;
  /** Whether its disk kept up with it; one whose disk was too slow says so, and promises nothing. */
  isRecording(): boolean;
};

type Start = { env: Record<string, string>; cwd: string; diskKill: DiskKill | null };

/** Starts the real service; gives null where its disk killed it before it listened. */
export async function startLife({ env, cwd, diskKill }: Start): Promise<ServiceLife | null> {
  const imports = ['--import', SYNC_STDOUT];
  if (diskKill !== null) imports.push('--import', KILL_AT_WRITE);
  const last = diskKill === null ? [] : [`${diskKill.write}`, diskKill.moment];
  const child = spawn(process.execPath, [...imports, SERVER, ...last], {
    ...{ cwd, env },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const closed = once(child, 'close');
  let isRecording = true;
  const listening = Promise.withResolvers<string | null>();
  child.once('exit', (_code, signal) => {
    if (signal === 'SIGKILL') listening.resolve(null);
    else listening.reject(new Error('Cannot start the service: it has ended by itself'));
  });
  createInterface({ input: child.stdout }).on('line', (line) => {
    const { event, publicUrl } = JSON.parse(line) as { event?: string; publicUrl?: string };
    if (event === 'journal.failed') isRecording = false;
    if (event === 'process.listening') listening.resolve(`${publicUrl}/webhook`);
  });
  const url = await listening.promise;
  if (url === null) {
    await closed;
    return null;
  }
  return {
    ask: (callId, toolCallId) => ask(url, callId, toolCallId).catch(() => null),
    async kill() {
      if (isAlive(child)) child.kill('SIGKILL');
      await closed;
    },
    isAlive: () => isAlive(child),
    isRecording: () => isRecording,
  };
}

function isAlive({ exitCode, signalCode }: ChildProcess): boolean {
  return exitCode === null && signalCode === null;
}

async function ask(url: string, callId: string, id: string): Promise<string> {
  const trackingNumber = `WB1000000${Number(id.split('-').at(-1)) % 4}`;
  const asked = { name: 'track_delivery', arguments: { trackingNumber } };
  const call = { id, type: 'function', function: asked };
  const message = { type: 'tool-calls', call: { id: callId }, toolCallList: [call] };
  const response = await fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json', connection: 'close' },
    body: JSON.stringify({ message }),
  });
  return response.text();
}
