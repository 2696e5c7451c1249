import { parseArgs } from 'node:util';
import { startEmbeddedSanity } from './server.ts';

/*
 * The embedded Sanity as a program of its own:
 *   node scripts/embedded-sanity/main.ts --port 3333 --token secret --latency 80
 */

const { values } = parseArgs({
  options: {
    port: { type: 'string', default: '3333' },
    host: { type: 'string', default: '127.0.0.1' },
    dataset: { type: 'string', default: 'production' },
    latency: { type: 'string', default: '0' },
    token: { type: 'string' },
  },
});

const { host, dataset, token } = values;
try {
  const sanity = await startEmbeddedSanity({
    port: Number(values.port),
    latencyMs: Number(values.latency),
    ...{ host, dataset, ...(token === undefined ? {} : { token }) },
  });
  console.log(`Embedded Sanity at ${sanity.url}`);
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => sanity.close());
} catch (error) {
  console.error(
    `Cannot start the embedded Sanity: ${error instanceof Error ? error.message : error}`,
  );
  process.exitCode = 1;
}
