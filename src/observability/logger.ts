import type { LoggerOptions } from 'pino';
import type { Clock } from '../edges.ts';
import { correlationId } from './correlation.ts';
import { redactFields, redactText, redactValue } from './redaction.ts';

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
 * of the call, of child loggers and of errors, and the messages of Fastify all come together. Nearly
 * every line has nothing but an event and plain fields: these are redacted before they are text.
 */
export function loggerOptions(settings: LoggerSettings): LoggerOptions {
  const { level, now, isTerminal = false, secrets = [] } = settings;
  /** Loggers that add fields of their own. */
  const children = new WeakSet<object>();
  /** Whether the line at hand needs no more redaction; pino writes it before it returns. */
  let isRedacted = false;
  const options: LoggerOptions = {
    level,
    base: null,
    messageKey: 'event',
    timestamp: createTimestamp(now),
    formatters: { level: (label) => ({ level: label }) },
    mixin: () => {
      const id = correlationId();
      if (id === undefined) return {};
      const named = { correlation_id: id };
      return isRedacted ? (redactValue(named, secrets) as typeof named) : named;
    },
    serializers: { err: describeError, error: describeError },
    onChild: (child) => children.add(child),
    hooks: {
      logMethod(args, method) {
        const [fields, event, ...rest] = args as unknown[];
        const isPlain = typeof event === 'string' && rest.length === 0 && !children.has(this);
        const redacted = isPlain && !hasOwnName(fields) ? redactFields(fields, secrets) : null;
        if (redacted === null) return method.apply(this, args);
        isRedacted = true;
        try {
          method.call(this, redacted, redactText(`${event}`, secrets));
        } finally {
          isRedacted = false;
        }
      },
      streamWrite: (line) => (isRedacted ? line : finishLine(line, secrets)),
    },
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

/** The time as a member of a line; it is written anew once in a millisecond. */
function createTimestamp(now: Clock['now']): () => string {
  let at = Number.NaN;
  let member = '';
  return () => {
    const time = now();
    if (time !== at) {
      at = time;
      member = `,"timestamp":"${new Date(time).toISOString()}"`;
    }
    return member;
  };
}

/** Whether fields would name again what every line has: the last of two counts. */
function hasOwnName(fields: unknown): boolean {
  return typeof fields === 'object' && fields !== null && OWN_NAMES.some((name) => name in fields);
}

const OWN_NAMES = ['level', 'timestamp', 'event', 'correlation_id'];

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
