import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { link, mkdir, open, readdir, readFile, rename, stat, unlink } from 'node:fs/promises';
import { Agent, type IncomingMessage, request as requestHttp } from 'node:http';
import { createServer, type Http2Session } from 'node:http2';
import { request as requestHttps, Agent as SecureAgent } from 'node:https';
import type { AddressInfo } from 'node:net';
import {
  type Edges,
  type Http2Listener,
  type HttpAnswer,
  type HttpConnections,
  type ListenHttp2,
  nameCause,
} from './edges.ts';

/** As many connections to one server; what is beyond waits for one of them. */
const CONNECTIONS_MAX = 1000;

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
  connectHttp,
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

function connectHttp(): HttpConnections {
  const kept = { keepAlive: true, maxSockets: CONNECTIONS_MAX };
  const agents = { open: new Agent(kept), secure: new SecureAgent(kept) };
  let isClosed = false;

  function send(...[url, headers, body, timeoutMs]: Parameters<HttpConnections['post']>) {
    const answered = Promise.withResolvers<HttpAnswer>();
    const options = { method: 'POST', headers };
    const request = url.startsWith('https:')
      ? requestHttps(url, { ...options, agent: agents.secure })
      : requestHttp(url, { ...options, agent: agents.open });
    const timer = setTimeout(() => {
      request.destroy(Object.assign(new Error('Cannot wait any longer'), { code: 'ETIMEDOUT' }));
    }, timeoutMs);
    request.on('error', answered.reject);
    request.on('response', (response) => readAnswer(response, answered));
    request.end(body);
    return { request, answer: answered.promise.finally(() => clearTimeout(timer)) };
  }

  return {
    async post(...given) {
      const { request, answer } = send(...given);
      try {
        return await answer;
      } catch (error) {
        const wasClosed = request.reusedSocket && nameCause(error) === 'ECONNRESET';
        if (!wasClosed || isClosed) throw error;
        return send(...given).answer;
      }
    },
    close() {
      isClosed = true;
      agents.open.destroy();
      agents.secure.destroy();
    },
  };
}

function readAnswer(response: IncomingMessage, answered: PromiseWithResolvers<HttpAnswer>): void {
  const status = response.statusCode ?? 0;
  let text = '';
  response.setEncoding('utf8');
  response.on('data', (part: string) => {
    text += part;
  });
  response.on('error', answered.reject);
  response.on('end', () => answered.resolve({ status, text }));
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
