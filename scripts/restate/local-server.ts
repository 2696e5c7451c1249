import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout } from 'node:timers/promises';

const require = createRequire(import.meta.url);

/** Ports of one server; below 32768, where no outgoing socket takes them meanwhile. */
export type ServerPorts = { fabric: number; admin: number; ingress: number };

/** A Restate server of one's own, on loopback. */
export type LocalServer = {
  ingress: string;
  admin: string;
  /** Where it keeps everything: another one may go on from it. */
  dir: string;
  process: ChildProcess;
  /** Kills it (kill -9); what it keeps stays. */
  kill(): Promise<void>;
  /** Kills it, and takes away what it keeps, unless the directory was given. */
  close(): Promise<void>;
};

type Options = {
  dir?: string;
  ports?: ServerPorts;
  /** Further settings of the server, as its environment has them. */
  settings?: Record<string, string>;
};

/** How long a server may take to be ready, in milliseconds. */
const READY_MS_MAX = 30_000;

/**
 * The server's binary of this platform's npm package, which is optional and none of Waybill's own; null
 * where it is not installed.
 */
export function findServerBinary(): string | null {
  try {
    const { platform, arch } = process;
    return require.resolve(`@restatedev/restate-server-${platform}-${arch}/bin/restate-server`);
  } catch {
    return null;
  }
}

/** Starts a server and waits until it takes requests. It tells nobody of itself. */
export async function startLocalServer(options: Options = {}): Promise<LocalServer> {
  const binary = findServerBinary();
  if (binary === null) throw new Error('Cannot start Restate: its server is not installed');
  const memory = existsSync('/dev/shm') ? '/dev/shm' : tmpdir();
  const dir = options.dir ?? (await mkdtemp(join(memory, 'waybill-restate-')));
  const child = spawn(binary, ['--no-logo', '--base-dir', dir], {
    env: { ...environmentOf(options.ports), ...options.settings },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const kill = async () => {
    if (child.exitCode !== null || child.signalCode !== null) return;
    const gone = once(child, 'exit');
    child.kill('SIGKILL');
    await gone;
  };
  const close = async () => {
    await kill();
    if (options.dir === undefined) await rm(dir, { recursive: true, force: true });
  };
  try {
    const ports = await portsOf(child);
    const server = {
      ingress: `http://127.0.0.1:${options.ports?.ingress ?? ports.ingress}`,
      admin: `http://127.0.0.1:${options.ports?.admin ?? ports.admin}`,
    };
    await untilReady(server);
    return { ...server, dir, process: child, kill, close };
  } catch (error) {
    await close();
    throw error;
  }
}

function environmentOf(ports: ServerPorts | undefined): Record<string, string> {
  return {
    DO_NOT_TRACK: '1',
    RESTATE_DISABLE_TELEMETRY: 'true',
    RESTATE_NODE_NAME: 'local',
    RESTATE_BIND_IP: '127.0.0.1',
    RESTATE_ADVERTISED_HOST: '127.0.0.1',
    RESTATE_LISTEN_MODE: 'tcp',
    RESTATE_ADMIN__DISABLE_WEB_UI: 'true',
    RESTATE_DISABLE_PROMETHEUS: 'true',
    RESTATE_LOG_FORMAT: 'json',
    RESTATE_LOG_FILTER: 'warn,restate_core::network=info,restate_ingress_http=info,octocrab=off',
    RESTATE_ROCKSDB_TOTAL_MEMORY_SIZE: '256MB',
    RESTATE_DEFAULT_NUM_PARTITIONS: '1',
    RESTATE_SHUTDOWN_TIMEOUT: '2s',
    ...(ports === undefined
      ? { RESTATE_USE_RANDOM_PORTS: 'true' }
      : {
          RESTATE_BIND_PORT: String(ports.fabric),
          RESTATE_ADMIN__BIND_PORT: String(ports.admin),
          RESTATE_INGRESS__BIND_PORT: String(ports.ingress),
        }),
  };
}

/** The ports that a server says it listens on; rejects with what it said last if it exits before. */
function portsOf(child: ChildProcess): Promise<{ admin: number; ingress: number }> {
  return new Promise((resolve, reject) => {
    let said = '';
    child.stderr?.on('data', (text) => {
      said = (said + text).slice(-2000);
    });
    child.once('error', reject);
    child.once('exit', (code) => reject(new Error(`Cannot start Restate: exit ${code}: ${said}`)));
    const found = new Map<unknown, number>();
    if (child.stdout === null) return;
    createInterface({ input: child.stdout }).on('line', (line) => {
      const told = readLine(line);
      if (told !== null) found.set(told.name, told.port);
      else said = `${said}${line}\n`.slice(-2000);
      const [admin, ingress] = ['admin-api-server', 'http-ingress-server'].map((name) =>
        found.get(name),
      );
      if (admin !== undefined && ingress !== undefined) resolve({ admin, ingress });
    });
  });
}

/** What a line of its log says of a port, if it does. */
function readLine(line: string): { name: string; port: number } | null {
  try {
    const { span, spans = [], fields = {} } = JSON.parse(line);
    for (const part of [span, ...spans, fields]) {
      const [name, port] = [part?.server_name, Number(part?.['server.port'])];
      if (typeof name === 'string' && port > 0) return { name, port };
    }
    return null;
  } catch {
    return null;
  }
}

async function untilReady({ ingress, admin }: { ingress: string; admin: string }): Promise<void> {
  const query = {
    method: 'POST',
    headers: { 'content-type': 'application/json', accept: 'application/json' },
    body: JSON.stringify({ query: 'select count(1) from sys_invocation' }),
  };
  for (const until = Date.now() + READY_MS_MAX; Date.now() < until; await setTimeout(25)) {
    const answers = await Promise.all([
      fetch(`${ingress}/restate/health`).catch(() => null),
      fetch(`${admin}/query`, query).catch(() => null),
    ]);
    if (answers.every((answer) => answer?.ok)) return;
  }
  throw new Error('Cannot start Restate: it is not ready');
}
