// First, since it stops an older Node before that meets what it cannot load.
import './node-version.ts';
import closeWithGrace from 'close-with-grace';
import { type Logger, pino } from 'pino';
import { buildApp } from './app.ts';
import { type Config, loadConfig } from './config.ts';
import { loggerOptions } from './observability/logger.ts';
import { systemEdges } from './system-edges.ts';

const reading = loadConfig();
if (reading.ok) await serve(reading.config);
else {
  for (const fault of reading.faults) process.stderr.write(`${fault}\n`);
  process.exitCode = 1;
}

/** Runs the service until it is told to stop; exits within the grace that is configured. */
async function serve(config: Config): Promise<void> {
  const logger = pino(
    loggerOptions({
      level: config.log.level,
      now: systemEdges.clock.now,
      isTerminal: process.stdout.isTTY,
      secrets: [
        config.sanity.token,
        ...config.vapi.secrets,
        ...config.vapi.hmacSecrets,
        ...(config.admin.token === undefined ? [] : [config.admin.token]),
      ],
    }),
  );
  for (const warning of config.warnings) logger.warn({ warning }, 'config.doubtful');
  const app = await buildApp({ config, edges: systemEdges, logger }).catch((err: unknown) => {
    tellFault(logger, err, 'process.cannot_start');
    // What hangs, such as a disk, would keep a process that has nothing more to do.
    process.exit(1);
  });
  const grace = closeWithGrace(
    { delay: config.shutdownGraceMs, logger },
    async ({ signal, err }) => {
      if (err) logger.fatal({ err }, 'process.failed');
      else logger.info({ signal }, 'process.stopping');
      const faults = await app.close(config.shutdownGraceMs);
      logger.info({ faults }, 'process.stopped');
    },
  );
  try {
    logger.info(await app.listen(), 'process.listening');
  } catch (err) {
    tellFault(logger, err, 'process.cannot_listen');
    grace.uninstall();
    process.exit(1);
  }
}

/**
 * Why it cannot start. A fault whose message tells all of it, such as a port that is taken, is one
 * line for whoever sits before it; any other comes with where it was noticed.
 */
function tellFault(logger: Logger, err: unknown, event: string): void {
  if (!(err instanceof Error && /^Cannot /.test(err.message))) {
    logger.fatal({ err }, event);
    return;
  }
  logger.fatal({ err: { type: err.name, message: err.message } }, event);
  process.stderr.write(`${err.message}\n`);
}
