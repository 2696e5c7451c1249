import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { link, mkdir, open, readdir, readFile, rename, stat, unlink } from 'node:fs/promises';
import { createServer, type Http2Session } from 'node:http2';
import type { AddressInfo } from 'node:net';
import type { Edges, Http2Listener, ListenHttp2 } from './edges.ts';

/** The edges of a real process. Nothing else in src reaches for time, randomness, sockets or disk. */
export const systemEdges: Required<Edges> = {
  clock: {
    now: () => Date.now(),
    setTimeout: (fn, ms) => setTimeout(fn, ms),
    clearTimeout: (id) => clearTimeout(id as NodeJS.Timeout),
  },
  random: {
    next: () => Math.random(),
    uuid: () => randomUUID(),
  },
  fetch: (input, init) => fetch(input, init),
  listenHttp2,
  disk: {
    open,
    stat: (path) => stat(path),
    readdir: (path) => readdir(path),
    mkdir,
    rename,
    link,
    unlink,
    processId: process.pid,
    processStart,
  },
};

/**
 * Boot and time of start, which Linux tells in /proc (proc_pid_stat(5), read 2026-11-23); a process
 * that has died and was not yet waited for counts as gone. Elsewhere, only that it runs.
 */
async function processStart(id: number): Promise<string | null> {
  const status = await readFile(`/proc/${id}/stat`, 'latin1').catch(() => null);
  if (status === null) return isReachable(id) ? 'running' : null;
  // The name before it, in parentheses, may hold anything; the state is the third field.
  const fields = status.slice(status.lastIndexOf(')') + 2).split(' ');
  if (fields[0] === 'Z' || fields[0] === 'X') return null;
  const boot = await readFile('/proc/sys/kernel/random/boot_id', 'latin1').catch(() => '');
  return `${boot.trim()}/${fields[19]}`;
}

function isReachable(id: number): boolean {
  try {
    return process.kill(id, 0);
  } catch (error) {
    // A process of another user runs, too.
    return error instanceof Error && 'code' in error && error.code === 'EPERM';
  }
}

async function listenHttp2(...[handler, at]: Parameters<ListenHttp2>): Promise<Http2Listener> {
  const server = createServer(handler as Parameters<typeof createServer>[0]);
  const sessions = new Set<Http2Session>();
  server.on('session', (session) => {
    sessions.add(session);
    session.once('close', () => sessions.delete(session));
  });
  server.listen(at.port, at.host);
  await once(server, 'listening');
  return {
    port: (server.address() as AddressInfo).port,
    async close(graceMs) {
      const closed = once(server, 'close');
      server.close();
      for (const session of sessions) session.close();
      const cut = setTimeout(() => {
        for (const session of sessions) session.destroy();
      }, graceMs);
      await closed;
      clearTimeout(cut);
    },
  };
}
