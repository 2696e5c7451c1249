import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { promisify } from 'node:util';

const require = createRequire(import.meta.url);
const run = promisify(execFile);

/** Ports of one server; below 32768, where no outgoing socket takes them meanwhile. */
export type ServerPorts = { fabric: number; admin: number; ingress: number };

/** A Restate server of one's own, on loopback. */
export type LocalServer = {
  ingress: string;
  admin: string;
  /** Kills it (kill -9); what it keeps stays. */
  kill(): Promise<void>;
  /** Kills it, if it runs, and starts it again on what it keeps, at the same ports. */
  restart(): Promise<void>;
  /** Lets it write nothing to disk any more, as where that is full, or lets it again. */
  fillDisk(isFull: boolean): Promise<void>;
  /** Kills it, and takes away what it keeps, unless the directory was given. */
  close(): Promise<void>;
};

type Options = {
  /** Where it keeps everything; one of its own, by default. */
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
  const memory = existsSync('/dev/shm') ? '/dev/shm' : tmpdir();
  const dir = options.dir ?? (await mkdtemp(join(memory, 'waybill-restate-')));
  const ports = options.ports ?? (await findPorts());
  let child = await startProcess(dir, ports, options.settings);
  const kill = async () => {
    if (child.exitCode !== null || child.signalCode !== null) return;
    const gone = once(child, 'exit');
    child.kill('SIGKILL');
    await gone;
  };
  return {
    ingress: urlOf(ports.ingress),
    admin: urlOf(ports.admin),
    kill,
    async restart() {
      await kill();
      child = await startProcess(dir, ports, options.settings);
    },
    async fillDisk(isFull) {
      const limit = isFull ? '1' : 'unlimited';
      await run('prlimit', ['--pid', String(child.pid), `--fsize=${limit}:`]);
    },
    async close() {
      await kill();
      if (options.dir === undefined) await rm(dir, { recursive: true, force: true });
    },
  };
}

/** A write beyond a limit fails then, and kills nobody; it is what the process is replaced by. */
const WITH_LIMITS = 'trap "" XFSZ; exec "$0" "$@"';

async function startProcess(
  dir: string,
  ports: ServerPorts,
  settings: Record<string, string> = {},
): Promise<ChildProcess> {
  const binary = findServerBinary();
  if (binary === null) throw new Error('Cannot start Restate: its server is not installed');
  const args = ['--no-logo', '--base-dir', dir];
  const child = spawn('sh', ['-c', WITH_LIMITS, binary, ...args], {
    env: { ...environmentOf(ports), ...settings },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let said = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.on('data', (text) => {
      said = (said + text).slice(-2000);
    });
  }
  const failed = new Promise<never>((_resolve, reject) => {
    child.once('error', reject);
    child.once('exit', (code) => reject(new Error(`Cannot start Restate: exit ${code}: ${said}`)));
  });
  try {
    await Promise.race([untilReady(ports), failed]);
    failed.catch(() => {});
    return child;
  } catch (error) {
    child.kill('SIGKILL');
    throw error;
  }
}

const urlOf = (port: number) => `http://127.0.0.1:${port}`;

/** Three free ports where no outgoing socket takes them between one start of a server and the next. */
export async function findPorts(): Promise<ServerPorts> {
  const [fabric, admin, ingress] = await Promise.all([findPort(), findPort(), findPort()]);
  return { fabric, admin, ingress };
}

/** A free port below those that outgoing sockets take. */
export async function findPort(): Promise<number> {
  for (let tries = 0; tries < 100; tries += 1) {
    const port = 20_000 + Math.floor(Math.random() * 12_000);
    const probe = createServer().listen(port, '127.0.0.1');
    const isFree = await once(probe, 'listening').then(
      () => true,
      () => false,
    );
    if (!isFree) continue;
    probe.close();
    await once(probe, 'close');
    return port;
  }
  throw new Error('Cannot find a free port');
}

function environmentOf(ports: ServerPorts): Record<string, string> {
  return {
    DO_NOT_TRACK: '1',
    RESTATE_DISABLE_TELEMETRY: 'true',
    RESTATE_NODE_NAME: 'local',
    RESTATE_BIND_IP: '127.0.0.1',
    RESTATE_ADVERTISED_HOST: '127.0.0.1',
    RESTATE_LISTEN_MODE: 'tcp',
    RESTATE_ADMIN__DISABLE_WEB_UI: 'true',
    RESTATE_DISABLE_PROMETHEUS: 'true',
    RESTATE_LOG_FILTER: 'warn,octocrab=off',
    RESTATE_ROCKSDB_TOTAL_MEMORY_SIZE: '256MB',
    RESTATE_DEFAULT_NUM_PARTITIONS: '1',
    RESTATE_SHUTDOWN_TIMEOUT: '2s',
    RESTATE_BIND_PORT: String(ports.fabric),
    RESTATE_ADMIN__BIND_PORT: String(ports.admin),
    RESTATE_INGRESS__BIND_PORT: String(ports.ingress),
  };
}

async function untilReady(ports: ServerPorts): Promise<void> {
  const query = {
    method: 'POST',
    headers: { 'content-type': 'application/json', accept: 'application/json' },
    body: JSON.stringify({ query: 'select count(1) from sys_invocation' }),
  };
  for (const until = Date.now() + READY_MS_MAX; Date.now() < until; await setTimeout(25)) {
    const answers = await Promise.all([
      fetch(`${urlOf(ports.ingress)}/restate/health`).catch(() => null),
      fetch(`${urlOf(ports.admin)}/query`, query).catch(() => null),
    ]);
    if (answers.every((answer) => answer?.ok)) return;
  }
  throw new Error('Cannot start Restate: it is not ready');
}
