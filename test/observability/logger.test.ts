import assert from 'node:assert/strict';
import { cp, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { pathToFileURL } from 'node:url';
import { pino } from 'pino';
import { withCorrelation } from '../../src/observability/correlation.ts';
import { loggerOptions } from '../../src/observability/logger.ts';

const SECRETS = ['sanity-secret-token', 'vapi-"quoted"-secret'];
const NOW = Date.UTC(2025, 1, 19, 10);

/** A logger and the lines that it has written. */
function makeLogger(level = 'info') {
  const lines: string[] = [];
  const options = loggerOptions({ level, now: () => NOW, secrets: SECRETS });
  const logger = pino(options, { write: (line: string) => lines.push(line) });
  const last = () => JSON.parse(lines.at(-1) ?? '') as Record<string, unknown>;
  return { logger, lines, last };
}

describe('logger: a line', () => {
  it('is one JSON object with time, level, event and fields, and nothing of the host', () => {
    const { logger, lines } = makeLogger();
    logger.info({ latency_ms: 12 }, 'lookup.settled');
    const timestamp = '2025-02-19T10:00:00.000Z';
    assert.deepEqual(
      lines.map((line) => JSON.parse(line)),
      [{ level: 'info', timestamp, event: 'lookup.settled', latency_ms: 12 }],
    );
    assert.match(lines[0] ?? '', /^\{[^\n]+\}\n$/);
  });

  it('names its level with a word', () => {
    const { logger, last } = makeLogger();
    logger.fatal('process.failed');
    assert.equal(last().level, 'fatal');
  });

  it('is not written below the level', () => {
    const { logger, lines } = makeLogger('warn');
    logger.info('call.started');
    assert.deepEqual(lines, []);
  });

  it('carries the correlation ID of its request, and none outside of one', () => {
    const { logger, last } = makeLogger();
    withCorrelation('abc-1', () => logger.info('call.started'));
    assert.equal(last().correlation_id, 'abc-1');
    logger.info('process.started');
    assert.ok(!('correlation_id' in last()));
  });

  it('carries it once, even where a child logger has it as well', () => {
    const { logger, lines } = makeLogger();
    withCorrelation('abc-1', () => logger.child({ correlation_id: 'abc-1' }).info('call.started'));
    assert.equal(lines[0]?.match(/correlation_id/g)?.length, 1);
  });

  it('has an event even if the call named none', () => {
    const { logger, last } = makeLogger();
    logger.info({ port: 3000 });
    assert.equal(last().event, 'unnamed');
  });

  it('takes the event from the fields, too', () => {
    const { logger, last } = makeLogger();
    logger.info({ event: 'call.started' });
    assert.equal(last().event, 'call.started');
  });
});

describe('logger: an error', () => {
  it('is told with type, message, stack and code, its causes with it', () => {
    const { logger, last } = makeLogger();
    const cause = Object.assign(new TypeError('inner'), { code: 'ECONNRESET' });
    logger.error({ err: new Error('outer', { cause }) }, 'lookup.failed');
    const err = last().err as Record<string, Record<string, unknown>>;
    assert.equal(err.type, 'Error');
    assert.equal(err.message, 'outer');
    assert.match(String(err.stack), /logger\.test\.ts/);
    assert.deepEqual(
      { ...err.cause, stack: null },
      {
        type: 'TypeError',
        message: 'inner',
        stack: null,
        code: 'ECONNRESET',
      },
    );
  });

  it('is told under the key error, too', () => {
    const { logger, last } = makeLogger();
    logger.error({ error: new RangeError('x') }, 'x.failed');
    assert.equal((last().error as { type: string }).type, 'RangeError');
  });

  it('is told without its other properties', () => {
    const { logger, lines } = makeLogger();
    logger.error({ err: Object.assign(new Error('x'), { config: { url: 'marked' } }) }, 'x.failed');
    assert.doesNotMatch(lines.join(), /marked/);
  });

  it('that is its own cause ends', () => {
    const { logger, lines } = makeLogger();
    const error = new Error('round');
    error.cause = error;
    logger.error({ err: error }, 'x.failed');
    assert.equal(lines.length, 1);
  });

  it('of many errors tells the first of them', () => {
    const { logger, last } = makeLogger();
    const errors = Array.from({ length: 9 }, (_, at) => new Error(`no ${at}`));
    logger.error({ err: new AggregateError(errors, 'all') }, 'x.failed');
    const told = (last().err as { errors: { message: string }[] }).errors;
    assert.deepEqual(
      told.map((error) => error.message),
      ['no 0', 'no 1', 'no 2', 'no 3'],
    );
  });
});

describe('logger: what is private never comes out', () => {
  const marked = ['WB10000001', '+15550101234', '5550101234', ...SECRETS];
  type Log = (logger: pino.Logger, value: string) => void;
  const ways: Record<string, Log> = {
    'in a field': (logger, value) => logger.info({ value }, 'x.done'),
    'deep in a field': (logger, value) => logger.info({ a: [{ b: { c: value } }] }, 'x.done'),
    'in the event': (logger, value) => logger.info(`Route GET:/${value} not found`),
    'in a part of the event': (logger, value) => logger.info('No %s', value),
    'in the fields of a child logger': (logger, value) => logger.child({ value }).info('x.done'),
    'in the message of an error': (logger, value) =>
      logger.error({ err: new Error(`No ${value}`) }, 'x.failed'),
    'in the cause of an error': (logger, value) =>
      logger.error({ error: new Error('No', { cause: new Error(value) }) }, 'x.failed'),
    'in an error alone': (logger, value) => logger.error(new Error(`No ${value}`)),
    'in a key': (logger, value) => logger.info({ [value]: 1 }, 'x.done'),
    'in a URL': (logger, value) =>
      logger.info({ url: `/x?id=${encodeURIComponent(value)}` }, 'x.done'),
  };
  for (const [title, log] of Object.entries(ways)) {
    it(title, () => {
      for (const value of marked) {
        const { logger, lines } = makeLogger();
        log(logger, value);
        assert.equal(lines.length, 1);
        const line = lines.join();
        for (const form of [value, value.replace('+', ''), JSON.stringify(value).slice(1, -1)]) {
          assert.ok(!line.includes(form), line);
        }
      }
    });
  }
});

describe('logger: fields that are redacted before they are text', () => {
  const values: Record<string, unknown> = {
    'IDs of machines': { call_id: '019e8c41-5d2b-7aa6-9c3f-2f6b00000001', request_id: 'abc-1' },
    'an ID that a sender chose': { call_id: 'Maria Gonzalez 5550101234' },
    'plain values': { state: 'report', latency_ms: 3.25, ok: true, none: null, count: 12_345_678 },
    'private values': { phone: '+15550101234', number_last4: 'WB10000001', text: SECRETS[1] },
    'a private key': { '+15550101234': 1, apiKey: 'x', transcript: 'hello' },
    'what is no JSON': { latency_ms: Number.NaN, gone: undefined, big: 10n, act: () => 1 },
    'a date': { since: new Date(NOW), at: NOW },
    'names that every line has': {
      level: 'x',
      timestamp: 'y',
      event: 'z.done',
      correlation_id: 'c',
    },
    'too many fields': Object.fromEntries(Array.from({ length: 60 }, (_, at) => [`f${at}`, at])),
    'the prototype as a key': JSON.parse('{"__proto__":"x","a":1}'),
    'a long text': { detail: `${'word '.repeat(1000)}5550101234` },
    'an error': new Error('No +15550101234'),
    'a list': ['+15550101234'],
    'half a character': { detail: 'a\ud800b' },
  };
  for (const [title, fields] of Object.entries(values)) {
    it(`make the same line: ${title}`, () => {
      for (const correlation of ['abc-1', 'Maria 5550101234']) {
        const { logger, lines } = makeLogger();
        // What a child logger writes is redacted as text, whatever it is.
        const child = logger.child({});
        withCorrelation(correlation, () => {
          logger.info(fields, 'x.done at 5550101234');
          child.info(fields, 'x.done at 5550101234');
        });
        assert.equal(lines.length, 2);
        assert.equal(lines[0], lines[1]);
      }
    });
  }
});

describe('loggerOptions()', () => {
  const settings = { level: 'info', now: () => NOW };

  it('prints prettily on a terminal and JSON elsewhere', () => {
    assert.ok(loggerOptions({ ...settings, isTerminal: true }).transport);
    assert.equal(loggerOptions({ ...settings, isTerminal: false }).transport, undefined);
    assert.equal(loggerOptions(settings).transport, undefined);
  });

  it('prints JSON on a terminal, too, where pino-pretty is not installed', async (t) => {
    const dir = await mkdtemp(join(tmpdir(), 'waybill-logger-'));
    t.after(() => rm(dir, { recursive: true }));
    for (const part of ['src/observability', 'machines/tracking-number.ts']) {
      await cp(new URL(`../../${part}`, import.meta.url), join(dir, part), { recursive: true });
    }
    const copy = pathToFileURL(join(dir, 'src/observability/logger.ts')).href;
    const { loggerOptions: optionsOfCopy } = await import(copy);
    assert.equal(optionsOfCopy({ ...settings, isTerminal: true }).transport, undefined);
  });
});
