import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import {
  findPort,
  findPorts,
  type LocalServer,
  startLocalServer,
} from '../restate/local-server.ts';

const SERVER = join(import.meta.dirname, '../../src/server.ts');

/** A process of the service. */
export type WaybillNode = {
  publicUrl: string;
  adminUrl: string;
  serviceUrl: string;
  journalDir: string;
  isAlive: () => boolean;
  kill(): Promise<void>;
};

/** Starts as many Restate nodes as one cluster: each step is on two of them before it counts. */
export async function startRestateCluster(dir: string, count: number): Promise<LocalServer[]> {
  const ports = [];
  for (let index = 0; index < count; index += 1) ports.push(await findPorts());
  const addresses = ports.map(({ fabric }) => `http://127.0.0.1:${fabric}`);
  return Promise.all(
    ports.map(async (own, index) => {
      const base = join(dir, `restate-${index + 1}`);
      await mkdir(base, { recursive: true });
      return startLocalServer({
        dir: base,
        ports: own,
        settings: {
          RESTATE_CLUSTER_NAME: 'waybill-demo',
          RESTATE_NODE_NAME: `node-${index + 1}`,
          RESTATE_AUTO_PROVISION: String(index === 0),
          RESTATE_ADVERTISED_ADDRESS: addresses[index] ?? '',
          RESTATE_DEFAULT_REPLICATION: '2',
          RESTATE_DEFAULT_NUM_PARTITIONS: '8',
          RESTATE_METADATA_CLIENT__TYPE: 'replicated',
          RESTATE_METADATA_CLIENT__ADDRESSES: JSON.stringify(addresses),
        },
      });
    }),
  );
}

/** Starts one process of the service; Restate's nodes are asked in the order of their URLs. */
export async function startWaybillNode(
  dir: string,
  name: string,
  ingressUrls: readonly string[],
  environment: Record<string, string>,
): Promise<WaybillNode> {
  const servicePort = await findPort();
  const journalDir = join(dir, name);
  const child = spawn(process.execPath, [SERVER], {
    cwd: dir,
    env: {
      ...environment,
      PORT: '0',
      ADMIN_PORT: '0',
      CALL_ENGINE: 'restate',
      RESTATE_INGRESS_URL: ingressUrls.join(','),
      RESTATE_SERVICE_PORT: String(servicePort),
      TRANSCRIPTS_DIR: journalDir,
      LOG_LEVEL: 'info',
    },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const { publicUrl, adminUrl } = await listening(child);
  return {
    publicUrl,
    adminUrl,
    serviceUrl: `http://127.0.0.1:${servicePort}`,
    journalDir,
    isAlive: () => child.exitCode === null && child.signalCode === null,
    async kill() {
      if (child.exitCode !== null || child.signalCode !== null) return;
      const gone = once(child, 'exit');
      child.kill('SIGKILL');
      await gone;
    },
  };
}

/** The URLs that a process says it listens on; its other lines are read and left. */
function listening(child: ChildProcess): Promise<{ publicUrl: string; adminUrl: string }> {
  return new Promise((resolve, reject) => {
    child.once('exit', (code) => reject(new Error(`Cannot start Waybill: exit ${code}`)));
    if (child.stdout === null) return;
    createInterface({ input: child.stdout }).on('line', (line) => {
      if (!line.includes('process.listening')) return;
      const { publicUrl, adminUrl } = JSON.parse(line);
      resolve({ publicUrl, adminUrl });
    });
  });
}
