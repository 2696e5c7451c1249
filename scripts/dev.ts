import closeWithGrace from 'close-with-grace';
import { pino } from 'pino';
import { type Config, loadConfig } from '../src/config.ts';
import { loggerOptions } from '../src/observability/logger.ts';
import { systemEdges } from '../src/system-edges.ts';
import { buildConsole } from './build-console.ts';
import { Misuse, readWhole, runSimple } from './command.ts';
import { type EmbeddedService, startEmbeddedService } from './embedded-service.ts';
import { readParcels } from './traffic/parcels.ts';
import { seededChoices } from './traffic/random.ts';
import { startTraffic } from './traffic/traffic.ts';

const RATE = { usual: '12', min: 1, max: 600 };
const SEED_MAX = 999_999_999;

const HELP = `npm run dev [-- options]

The service with embedded data, left running: prints its URLs and a curl line to try. What the
environment sets counts, but for where the data and the webhook's secret come from.

  --traffic    plays varied calls without end, so that there is something to see in the console; now
               and then Sanity is down for a while
  --rate N     calls a minute, from ${RATE.min} to ${RATE.max}; ${RATE.usual} by default
  --seed N     plays other calls; the same ones for the same number
  -h, --help   this

Exit code: 0 when it was stopped, 1 when it cannot start, 2 for wrong arguments.`;

/** Who takes over where nothing else is set, so that people who want a person get one. */
const NOBODY_REAL = { TRANSFER_DESTINATION: '+15550100000' };
/** Long enough for the breaker to open, and for records in the cache to grow old. */
const OUTAGES = { everyMs: 180_000, lastMs: 40_000 };

await runSimple({
  help: HELP,
  flags: {
    traffic: { type: 'boolean' },
    rate: { type: 'string' },
    seed: { type: 'string' },
  },
  async run({ traffic = false, rate, seed }) {
    if (!traffic && (rate ?? seed) !== undefined) {
      throw new Misuse('--rate and --seed say how --traffic is played: give it as well');
    }
    const perMinute = readWhole('rate', rate ?? RATE.usual, RATE.min, RATE.max);
    const seeded = readWhole('seed', seed ?? '1', 0, SEED_MAX);
    await serve(traffic ? { rate: perMinute, seed: seeded } : null);
  },
});

type Traffic = { rate: number; seed: number };

async function serve(traffic: Traffic | null): Promise<void> {
  await buildConsole();
  const { isTTY } = process.stdout;
  const logger = pino(
    loggerOptions({ level: 'info', now: systemEdges.clock.now, isTerminal: isTTY }),
  );
  const service = await startEmbeddedService({
    logger,
    configure: (environment) => configure(environment, traffic !== null),
  }).catch((error: Error) => {
    throw new Error(`Cannot start: ${error.message}`, { cause: error });
  });
  const { config } = service;
  tellUrls(service);
  const played = traffic === null ? null : play(service, traffic);
  closeWithGrace({ delay: config.shutdownGraceMs, logger }, async () => {
    await played?.stop();
    await service.close();
  });
}

function configure(environment: Record<string, string>, isPlayed: boolean): Config {
  const load = (more: Record<string, string>) => {
    const reading = loadConfig({ ...environment, ...more });
    if (!reading.ok) throw new Error(reading.faults.join('\n'));
    return reading.config;
  };
  const config = load({});
  const { transferDestination, humanContact } = config.call;
  const hasPerson = transferDestination !== undefined || humanContact !== undefined;
  return isPlayed && !hasPerson ? load(NOBODY_REAL) : config;
}

function play({ config, sanity, publicUrl }: EmbeddedService, { rate, seed }: Traffic) {
  console.log(`Calls are played, ${rate} a minute, until this is stopped.\n`);
  return startTraffic({
    rate,
    choices: seededChoices(seed),
    now: systemEdges.clock.now,
    line: {
      publicUrl,
      secret: config.vapi.secrets[0] ?? '',
      newId: systemEdges.random.uuid,
      onStep: () => {},
    },
    parcels: readParcels(),
    outages: { setDown: sanity.setDown, ...OUTAGES },
    onFault: (name, error) => console.error(`A call (${name}) could not be played: ${error}`),
  });
}

function tellUrls({ config, sanity, publicUrl, adminUrl }: EmbeddedService): void {
  const body = {
    message: {
      type: 'tool-calls',
      call: { id: 'try-1' },
      toolCallList: [
        {
          id: 'tool-1',
          type: 'function',
          function: { name: 'track_delivery', arguments: { trackingNumber: 'WB10000001' } },
        },
      ],
    },
  };
  console.log(`
Webhook  ${publicUrl}/webhook
Console  ${adminUrl}/console
Admin    ${adminUrl}
Sanity   ${sanity.url} (embedded)

Ask for a parcel:

curl -s ${publicUrl}/webhook -H 'content-type: application/json' \\
  -H 'x-vapi-secret: ${config.vapi.secrets[0] ?? ''}' \\
  -d '${JSON.stringify(body)}'
`);
}
