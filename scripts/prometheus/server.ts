import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { cpSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { parse, stringify } from 'yaml';
import { promtool } from './tools.ts';

/** A Prometheus of this program's own. */
export type Prometheus = {
  /** Waits until a query gives one value that is large enough; rejects when it takes too long. */
  awaitValue(query: string, atLeast: number): Promise<number>;
  ruleNames(): Promise<string[]>;
  /** Ends the process, by force if it must be, and waits until it is gone. */
  stop(): Promise<void>;
};

type Options = {
  /** A directory of its own. */
  dir: string;
  /** Where prometheus.yml and the alerts are. */
  deploy: string;
  /** URL of the service that is scraped instead of the one in prometheus.yml. */
  target: string;
};

const PATIENCE_MS = 30_000;
const POLL_MS = 250;
const STOP_MS = 10_000;

/** Starts Prometheus on loopback with the deployed configuration, scraping `target` every second. */
export async function startPrometheus({ dir, deploy, target }: Options): Promise<Prometheus> {
  cpSync(deploy, dir, { recursive: true });
  // The configuration names the file; on loopback, whoever reads need not show it.
  writeFileSync(join(dir, 'admin-token'), 'none');
  const config = join(dir, 'prometheus.yml');
  writeFileSync(config, retarget(readFileSync(config, 'utf8'), target));
  await promtool(['check', 'config', config]);
  const address = `127.0.0.1:${await findFreePort()}`;
  const child = spawn(
    'prometheus',
    [
      `--config.file=${config}`,
      `--storage.tsdb.path=${join(dir, 'data')}`,
      `--web.listen-address=${address}`,
      '--log.level=warn',
    ],
    { stdio: ['ignore', 'ignore', 'inherit'] },
  );
  const ask = (path: string) => askApi(child, `http://${address}/api/v1${path}`);
  const stop = () => end(child);
  try {
    await until(async () => (await ask('/status/runtimeinfo')) !== null, 'Prometheus to answer');
  } catch (error) {
    await stop();
    throw error;
  }
  return {
    async awaitValue(query, atLeast) {
      let value = Number.NaN;
      await until(async () => {
        const data = await ask(`/query?query=${encodeURIComponent(query)}`);
        value = Number(data?.result?.[0]?.value[1] ?? Number.NaN);
        return value >= atLeast;
      }, `${query} to be at least ${atLeast}`);
      return value;
    },
    async ruleNames() {
      const data = await ask('/rules');
      return (data?.groups ?? []).flatMap(({ rules }) => rules.map(({ name }) => name));
    },
    stop,
  };
}

/** What is read of an answer of Prometheus' HTTP API. */
type ApiData = {
  result?: { value: [number, string] }[];
  groups?: { rules: { name: string }[] }[];
};

async function askApi({ exitCode }: ChildProcess, url: string): Promise<ApiData | null> {
  if (exitCode !== null) throw new Error(`Prometheus ended with code ${exitCode}`);
  try {
    const response = await fetch(url, { signal: AbortSignal.timeout(PATIENCE_MS) });
    if (!response.ok) return null;
    const { data } = (await response.json()) as { data: ApiData };
    return data;
  } catch {
    return null;
  }
}

async function until(isSo: () => Promise<boolean>, what: string): Promise<void> {
  for (let waitedMs = 0; waitedMs < PATIENCE_MS; waitedMs += POLL_MS) {
    if (await isSo()) return;
    await sleep(POLL_MS);
  }
  throw new Error(`Waited ${PATIENCE_MS / 1000} s in vain for ${what}`);
}

async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const gone = once(child, 'exit');
  child.kill('SIGTERM');
  const force = setTimeout(() => child.kill('SIGKILL'), STOP_MS);
  await gone;
  clearTimeout(force);
}

function retarget(text: string, target: string): string {
  const config = parse(text);
  config.global = { scrape_interval: '1s', evaluation_interval: '1s' };
  config.scrape_configs[0].static_configs = [{ targets: [new URL(target).host] }];
  return stringify(config);
}

/** A port that was free a moment ago: Prometheus does not tell which one it took. */
async function findFreePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  await once(server, 'close');
  if (address === null || typeof address === 'string') throw new Error('Cannot find a free port');
  return address.port;
}
