import type { LoggerOptions } from 'pino';
import type { Clock } from '../edges.ts';
import { correlationId } from './correlation.ts';
import { redactValue } from './redaction.ts';

/** What the logger is made from. */
export type LoggerSettings = {
  level: string;
  now: Clock['now'];
  /** Whether lines go to a terminal, where people read them. */
  isTerminal?: boolean;
  /** Tokens and secrets of this process, which never come out, wherever they turn up. */
  secrets?: readonly string[];
};

/**
 * Options for pino (version 10): one JSON object a line, with `timestamp`, `level` as a word,
 * `event`, and `correlation_id` within a request.
 *
 * A log call names its event as the message, a dotted name that never varies, and passes the rest
 * as fields: `logger.info({ call_id, latency_ms }, 'lookup.settled')`.
 *
 * Redaction works on the finished line (pino's `hooks.streamWrite`), since only there do the fields
 * of the call, of child loggers and of errors, and the messages of Fastify all come together.
 */
export function loggerOptions(settings: LoggerSettings): LoggerOptions {
  const { level, now, isTerminal = false, secrets = [] } = settings;
  const options: LoggerOptions = {
    level,
    base: null,
    messageKey: 'event',
    timestamp: () => `,"timestamp":"${new Date(now()).toISOString()}"`,
    formatters: { level: (label) => ({ level: label }) },
    mixin: () => {
      const id = correlationId();
      return id === undefined ? {} : { correlation_id: id };
    },
    serializers: { err: describeError, error: describeError },
    hooks: { streamWrite: (line) => finishLine(line, secrets) },
  };
  const target = isTerminal ? findPrettyPrinter() : null;
  if (target !== null) options.transport = { target, options: PRETTY_PRINT };
  return options;
}

const PRETTY_PRINT = {
  messageKey: 'event',
  timestampKey: 'timestamp',
  translateTime: 'HH:MM:ss.l',
};

/** Where pino-pretty is, or null: only what production needs may be installed. */
function findPrettyPrinter(): string | null {
  try {
    return import.meta.resolve('pino-pretty');
  } catch {
    return null;
  }
}

function finishLine(line: string, secrets: readonly string[]): string {
  const fields = JSON.parse(line) as Record<string, unknown>;
  const named = { ...fields, event: fields.event ?? 'unnamed' };
  return `${JSON.stringify(redactValue(named, secrets))}\n`;
}

/** Most errors that are told behind one another. */
const CAUSES_MAX = 4;

/** What a log line tells of an error; its other properties may hold requests and headers. */
function describeError(error: unknown, depth = 0): unknown {
  if (!(error instanceof Error)) return error;
  const told: Record<string, unknown> = {
    type: error.name,
    message: error.message,
    stack: error.stack,
  };
  if ('code' in error) told.code = error.code;
  if (depth === CAUSES_MAX) return told;
  if (error.cause !== undefined) told.cause = describeError(error.cause, depth + 1);
  if (error instanceof AggregateError) {
    told.errors = error.errors.slice(0, CAUSES_MAX).map((one) => describeError(one, depth + 1));
  }
  return told;
}
