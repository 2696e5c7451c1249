import closeWithGrace from 'close-with-grace';
import { type Logger, pino } from 'pino';
import { buildApp } from './app.ts';
import { type Config, loadConfig } from './config.ts';
import { loggerOptions } from './observability/logger.ts';
import { systemEdges } from './system-edges.ts';

/** Lines of the log are held until there are so many bytes of them, or for so many milliseconds. */
const LOG_HELD = { minLength: 8 * 1024, periodicFlush: 50 };

const reading = loadConfig();
if (reading.ok) await serve(reading.config);
else {
  for (const fault of reading.faults) process.stderr.write(`${fault}\n`);
  process.exitCode = 1;
}

/**
 * Opens the log on standard output. Lines are written together, and nobody waits for them; what is
 * left when the process exits, pino writes then. A kill that nothing can catch costs what is held.
 */
function openLogger({ log, sanity, vapi, admin }: Config): Logger {
  const options = loggerOptions({
    level: log.level,
    now: systemEdges.clock.now,
    isTerminal: process.stdout.isTTY,
    secrets: [
      sanity.token,
      ...vapi.secrets,
      ...vapi.hmacSecrets,
      ...(admin.token === undefined ? [] : [admin.token]),
    ],
  });
  // Where lines are made pretty, a thread of pino's writes them.
  if (options.transport !== undefined) return pino(options);
  return pino(options, pino.destination({ dest: 1, sync: false, ...LOG_HELD }));
}

/** Runs the service until it is told to stop; exits within the grace that is configured. */
async function serve(config: Config): Promise<void> {
  const logger = openLogger(config);
  for (const warning of config.warnings) logger.warn({ warning }, 'config.doubtful');
  const app = await buildApp({ config, edges: systemEdges, logger }).catch((err: unknown) => {
    logger.fatal({ err }, 'process.cannot_start');
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
    logger.fatal({ err }, 'process.cannot_listen');
    grace.uninstall();
    process.exit(1);
  }
}
