import { randomBytes } from 'node:crypto';
import closeWithGrace from 'close-with-grace';
import { pino } from 'pino';
import { type Config, loadConfig } from '../src/config.ts';
import { loggerOptions } from '../src/observability/logger.ts';
import { systemEdges } from '../src/system-edges.ts';
import { buildConsole } from './build-console.ts';
import { Misuse, readWhole, runSimple } from './command.ts';
import { tellBanner } from './dev/banner.ts';
import { createLogLines } from './dev/log-lines.ts';
import { readPublicUrl, tellPublic } from './dev/public.ts';
import { runWatched } from './dev/watch.ts';
import { datedFrom, readDocuments } from './embedded-sanity/documents.ts';
import { DELIVERIES, type EmbeddedService, startEmbeddedService } from './embedded-service.ts';
import { readParcels } from './traffic/parcels.ts';
import { seededChoices } from './traffic/random.ts';
import { startTraffic } from './traffic/traffic.ts';

const RATE = { usual: '12', min: 1, max: 600 };
const SEED_MAX = 999_999_999;

const HELP = `npm run dev [-- options]

The service with embedded data, dated from today, left running: prints its URLs, numbers to try and a
conversation to paste into another terminal, and starts anew when a file changes. What the environment
sets counts, but for where the data and the webhook's secret come from.

  --public-url URL  the https URL of a tunnel to its port: takes a random secret, and says what to
                    paste where so that Vapi calls it
  --traffic         plays varied calls without end, so that there is something to see in the console;
                    now and then Sanity is down for a while
  --rate N          calls a minute, from ${RATE.min} to ${RATE.max}; ${RATE.usual} by default
  --seed N          plays other calls; the same ones for the same number
  --json            logs as production does, a JSON object a line
  --once            does not start anew when a file changes
  -h, --help        this

Exit code: 0 when it was stopped, 1 when it cannot start, 2 for wrong arguments.`;

/** Where the secret of a public service stands while it is started anew again and again. */
const SECRET_VARIABLE = 'WAYBILL_DEV_SECRET';
/** Where the assistant is written to. */
const DIR = 'var/dev';

/** Who takes over where nothing else is set, so that people who want a person get one. */
const NOBODY_REAL = { TRANSFER_DESTINATION: '+15550100000' };
/** Long enough for the breaker to open, and for records in the cache to grow old. */
const OUTAGES = { everyMs: 180_000, lastMs: 40_000 };

await runSimple({
  help: HELP,
  flags: {
    traffic: { type: 'boolean', default: false },
    rate: { type: 'string' },
    seed: { type: 'string' },
    'public-url': { type: 'string' },
    json: { type: 'boolean', default: false },
    once: { type: 'boolean', default: false },
  },
  async run({ traffic, rate, seed, json, once, 'public-url': publicUrl }) {
    if (!traffic && (rate ?? seed) !== undefined) {
      throw new Misuse('--rate and --seed say how --traffic is played: give it as well');
    }
    const played = {
      rate: readWhole('rate', rate ?? RATE.usual, RATE.min, RATE.max),
      seed: readWhole('seed', seed ?? '1', 0, SEED_MAX),
    };
    const url = publicUrl === undefined ? null : readPublicUrl(publicUrl);
    const secret = process.env[SECRET_VARIABLE] ?? randomBytes(24).toString('hex');
    if (!once) {
      const args = [...process.argv.slice(2), '--once'];
      return await runWatched(import.meta.filename, args, { [SECRET_VARIABLE]: secret });
    }
    await serve({ url, secret, isJson: json, traffic: traffic ? played : null });
    return undefined;
  },
});

type Traffic = { rate: number; seed: number };
type Wanted = { url: string | null; secret: string; isJson: boolean; traffic: Traffic | null };

async function serve({ url, secret, isJson, traffic }: Wanted): Promise<void> {
  await buildConsole();
  const options = loggerOptions({ level: 'info', now: systemEdges.clock.now, secrets: [secret] });
  const logger = isJson ? pino(options) : pino(options, createLogLines(console.log));
  const documents = datedFrom(readDocuments(DELIVERIES), systemEdges.clock.now());
  const service = await startEmbeddedService({
    logger,
    documents,
    configure: (environment) =>
      configure({ ...environment, ...(url === null ? {} : { VAPI_SECRET: secret }) }),
  }).catch((error: Error) => {
    throw new Error(`Cannot start: ${error.message}`, { cause: error });
  });
  const { config, publicUrl, adminUrl, sanity } = service;
  const taken = config.vapi.secrets[0] ?? '';
  console.log(tellBanner({ publicUrl, adminUrl, sanityUrl: sanity.url, secret: taken }, documents));
  if (url !== null) {
    const { verify, transferDestination } = config.call;
    const wanted = { transfer: transferDestination !== undefined, verify: verify === 'caller' };
    console.log(await tellPublic({ url, secret: taken, dir: DIR, ...wanted }));
  }
  const played = traffic === null ? null : play(service, traffic);
  closeWithGrace({ delay: config.shutdownGraceMs, logger }, async () => {
    await played?.stop();
    await service.close();
  });
}

function configure(environment: Record<string, string>): Config {
  const load = (more: Record<string, string>) => {
    const reading = loadConfig({ ...environment, ...more });
    if (!reading.ok) throw new Error(reading.faults.join('\n'));
    return reading.config;
  };
  const config = load({});
  const { transferDestination, humanContact } = config.call;
  const hasPerson = transferDestination !== undefined || humanContact !== undefined;
  return hasPerson ? config : load(NOBODY_REAL);
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
