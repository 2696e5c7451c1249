import { readWhole, runSimple } from '../command.ts';
import { startEmbeddedSanity } from './server.ts';

const HELP = `node scripts/embedded-sanity/main.ts [options]

The embedded Sanity as a program of its own.

  --port N         where it listens; 0 takes a free one (3333)
  --host HOST      and on which address (127.0.0.1)
  --dataset NAME   the dataset that it has (production)
  --token TOKEN    the one token that is let in; without it any, and none
  --latency MS     how long each answer takes (0)
  -h, --help       this

Exit code: 0 when it was stopped, 1 when it cannot start, 2 for wrong arguments.`;

await runSimple({
  help: HELP,
  flags: {
    port: { type: 'string', default: '3333' },
    host: { type: 'string', default: '127.0.0.1' },
    dataset: { type: 'string', default: 'production' },
    latency: { type: 'string', default: '0' },
    token: { type: 'string' },
  },
  async run({ port, host, dataset, latency, token }) {
    const sanity = await startEmbeddedSanity({
      port: readWhole('port', port, 0, 65_535),
      latencyMs: readWhole('latency', latency, 0, 600_000),
      host,
      dataset,
      ...(token === undefined ? {} : { token }),
    }).catch((error: unknown) => {
      const why = error instanceof Error ? error.message : error;
      throw new Error(`Cannot start the embedded Sanity: ${why}`, { cause: error });
    });
    console.log(`Embedded Sanity at ${sanity.url}`);
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => sanity.close());
    return undefined;
  },
});
