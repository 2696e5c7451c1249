// First, since it stops an older Node before that meets what it cannot load.
import './node-version.ts';
import closeWithGrace from 'close-with-grace';
import { type Logger, pino } from 'pino';
import { buildApp } from './app.ts';
import { type Config, loadConfig } from './config.ts';
import { loggerOptions } from './observability/logger.ts';
import { systemEdges } from './system-edges.ts';

/** Lines of the log are held until there are so many bytes of them, or for so many milliseconds. */
const LOG_HELD = { minLength: 8 * 1024, periodicFlush: 50 };
/** From this level on, pino's `warn`, a line goes out at once, and with it all that were held. */
const LEVEL_AT_ONCE = 40;

const reading = loadConfig();
if (reading.ok) await serve(reading.config);
else {
  for (const fault of reading.faults) process.stderr.write(`${fault}\n`);
  process.exitCode = 1;
}

/**
 * Opens the log on standard output, in blocks of lines: each would be a system call. What tells that
 * something is wrong goes out at once, and what is left when the process exits goes out then: a kill
 * that nothing can catch costs what was well for a moment.
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
  const held = pino.destination({ dest: 1, sync: true, ...LOG_HELD });
  process.on('exit', () => held.flush());
  const stream = {
    // pino tells the level of each line to a stream that has this.
    [Symbol.for('pino.metadata')]: true,
    lastLevel: 0,
    write(line: string) {
      held.write(line);
      if (this.lastLevel >= LEVEL_AT_ONCE) held.flush();
    },
    flush: () => held.flush(),
  };
  return pino(options, stream);
}

/** Runs the service until it is told to stop; exits within the grace that is configured. */
async function serve(config: Config): Promise<void> {
  const logger = openLogger(config);
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
    logger.flush();
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
