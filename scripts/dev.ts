import closeWithGrace from 'close-with-grace';
import { pino } from 'pino';
import { loadConfig } from '../src/config.ts';
import { loggerOptions } from '../src/observability/logger.ts';
import { systemEdges } from '../src/system-edges.ts';
import { buildConsole } from './build-console.ts';
import { runSimple } from './command.ts';
import { startEmbeddedService } from './embedded-service.ts';

const HELP = `npm run dev

The service with embedded data, left running: prints its URLs and a curl line to try. What the
environment sets counts, but for where the data and the webhook's secret come from.

  -h, --help   this

Exit code: 0 when it was stopped, 1 when it cannot start, 2 for wrong arguments.`;

await runSimple({ help: HELP, run: serve });

async function serve(): Promise<undefined> {
  await buildConsole();
  const { isTTY } = process.stdout;
  const logger = pino(
    loggerOptions({ level: 'info', now: systemEdges.clock.now, isTerminal: isTTY }),
  );
  const service = await startEmbeddedService({
    logger,
    configure(environment) {
      const reading = loadConfig(environment);
      if (!reading.ok) throw new Error(reading.faults.join('\n'));
      return reading.config;
    },
  }).catch((error: Error) => {
    throw new Error(`Cannot start: ${error.message}`, { cause: error });
  });
  const { config, sanity, publicUrl, adminUrl, close } = service;
  closeWithGrace({ delay: config.shutdownGraceMs, logger }, close);

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
