import { type ChildProcess, fork, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, open, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { SECRET } from './bodies.ts';
import type { Gauge } from './gauge.ts';
import type { Load, LoadResult } from './load.ts';

/** What is measured, and what it is held against. */
export const TARGETS = ['waybill', 'bare', 'honest'] as const;

export type TargetName = (typeof TARGETS)[number];

/** A process under load. */
export type Target = {
  port: number;
  adminUrl: string;
  /** From its start until it listened, in milliseconds. */
  startMs: number;
  /** What it has used; `heap` collects garbage first. */
  gauge(what: 'cpu' | 'heap'): Promise<Gauge>;
  /** Ends it as an operator would. */
  stop(): Promise<void>;
  close(): Promise<void>;
};

/** The processes of one bench: whoever opens it closes it, and with it all that was started. */
export type Stage = {
  dir: string;
  start(name: TargetName, options?: StartOptions): Promise<Target>;
  load(load: Load): Promise<LoadResult>;
  close(): Promise<void>;
};

export type StartOptions = {
  /** Where the service records; a directory of its own by default. */
  journalDir?: string;
  /** What of the service is started; its source by default. */
  program?: string;
  nodeOptions?: string[];
  /**
   * Whether it can be asked what it has used, as by default: loading what tells takes a start longer
   * than a quarter of all else.
   */
  isGauged?: boolean;
  /** Settings beside those of every bench. */
  settings?: Record<string, string>;
};

const SERVER = join(import.meta.dirname, '../../src/server.ts');
const GAUGE = join(import.meta.dirname, 'gauge.ts');
const LOOKED_FOR_MS = 1;

/** Opens a stage with a generator of load and a fake Sanity, each in a process of its own. */
export async function openStage(): Promise<Stage> {
  const dir = await mkdtemp(join(tmpdir(), 'waybill-bench-'));
  const children: ChildProcess[] = [];
  let started = 0;

  async function run(args: string[], env: Record<string, string>) {
    started += 1;
    const log = join(dir, `log-${started}`);
    const out = await open(log, 'a');
    const startedAt = performance.now();
    const child = spawn(process.execPath, args, {
      cwd: dir,
      env,
      // Lines of the log go to a file, so that nobody who reads them takes part in what is measured.
      stdio: ['ignore', out.fd, 'inherit', 'ipc'],
    });
    children.push(child);
    await out.close();
    const { publicUrl, adminUrl = '' } = await listening(child, log);
    const startMs = performance.now() - startedAt;
    return { child, port: Number(new URL(publicUrl).port), publicUrl, adminUrl, startMs };
  }

  async function kill(child: ChildProcess): Promise<void> {
    const exited = once(child, 'exit');
    if (child.exitCode === null && child.kill('SIGKILL')) await exited;
  }

  const sanity = await run([join(import.meta.dirname, 'fake-sanity.ts')], {});
  const generator = fork(join(import.meta.dirname, 'load.ts'));
  children.push(generator);

  return {
    dir,
    async start(name, { journalDir = join(dir, `journal-${started}`), ...options } = {}) {
      const { program = SERVER, nodeOptions = [], isGauged = true, settings = {} } = options;
      const args =
        name === 'waybill' ? [program] : [join(import.meta.dirname, 'floors.ts'), name, dir];
      const gauged = isGauged ? ['--expose-gc', '--import', GAUGE, ...nodeOptions] : nodeOptions;
      const env = { ...serviceEnvironment(sanity.publicUrl, journalDir), ...settings };
      const { child, ...rest } = await run([...gauged, ...args], env);
      return {
        ...rest,
        async gauge(what) {
          child.send(what);
          const [gauge] = await once(child, 'message');
          return gauge;
        },
        async stop() {
          const exited = once(child, 'exit');
          if (child.kill('SIGTERM')) await exited;
        },
        close: () => kill(child),
      };
    },
    async load(load) {
      generator.send(load);
      const [result] = await once(generator, 'message');
      return result;
    },
    async close() {
      await Promise.all(children.map(kill));
      await rm(dir, { recursive: true });
    },
  };
}

/** Settings of production, but for the ports and for limits that one sender alone would meet. */
function serviceEnvironment(sanityUrl: string, journalDir: string): Record<string, string> {
  return {
    NODE_ENV: 'production',
    HOST: '127.0.0.1',
    PORT: '0',
    ADMIN_PORT: '0',
    SANITY_PROJECT_ID: 'bench',
    SANITY_DATASET: 'production',
    SANITY_API_TOKEN: 'bench-token',
    SANITY_API_HOST: sanityUrl,
    VAPI_AUTH: 'secret',
    VAPI_SECRET: SECRET,
    TRANSCRIPTS_DIR: journalDir,
    RATE_LIMIT_PER_MINUTE: '1000000',
    CACHE_TTL_SECONDS: '86400',
  };
}

async function listening(child: ChildProcess, log: string) {
  while (child.exitCode === null) {
    for (const line of (await readFile(log, 'utf8')).split('\n').slice(0, -1)) {
      const told = JSON.parse(line);
      if (told.event === 'process.listening') return told;
    }
    await wait(LOOKED_FOR_MS);
  }
  throw new Error(`Cannot start ${child.spawnargs.at(-1)}: it has ended`);
}
