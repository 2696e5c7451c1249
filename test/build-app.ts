import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestContext } from 'node:test';
import { pino } from 'pino';
import { type EmbeddedSanity, startEmbeddedSanity } from '../scripts/embedded-sanity/server.ts';
import { embeddedEnvironment } from '../scripts/embedded-service.ts';
import { type App, buildApp } from '../src/app.ts';
import type { CallNotice } from '../src/calls/engine.ts';
import { type Config, readConfig } from '../src/config.ts';
import type { Edges } from '../src/edges.ts';
import type { SheddingBounds } from '../src/http/shedding.ts';
import { loggerOptions } from '../src/observability/logger.ts';
import { systemEdges } from '../src/system-edges.ts';

/** A service under test, reached without a port, and its Sanity, reached over one. */
export type TestApp = {
  app: App;
  config: Config;
  sanity: EmbeddedSanity;
  notices: CallNotice[];
  /** Log lines, parsed. */
  logs: Record<string, unknown>[];
  /** Resolves with the first log line, past or to come, that has all of these fields. */
  logged(fields: Record<string, unknown>): Promise<Record<string, unknown>>;
  /** Posts a message to the webhook as Vapi does. */
  post(message: unknown, headers?: Record<string, string>): ReturnType<TestApp['inject']>;
  /** Posts any body to the webhook. */
  inject(payload: string | Buffer, headers?: Record<string, string>): Promise<Answered>;
};

/** An answer of the service; `body` is parsed where it is JSON. */
export type Answered = {
  status: number;
  headers: Record<string, unknown>;
  text: string;
  // biome-ignore lint/suspicious/noExplicitAny: tests assert on what it holds.
  body: any;
};

/** Deadlines that no test runs into unless it means to. */
export const UNHURRIED = {
  REPLY_DEADLINE_MS: '10000',
  SANITY_ATTEMPT_TIMEOUT_MS: '10000',
  SANITY_TOTAL_BUDGET_MS: '30000',
};

/** A busy machine must not turn a request away. */
const NEVER = { loopDelayMs: Infinity, heapBytes: Infinity, waitedMs: Infinity };
const UNBOUND: SheddingBounds = { first: NEVER, last: NEVER };

type Options = {
  settings?: Record<string, string>;
  edges?: Partial<Edges>;
  /** Fills the directory of the journal before the service starts. */
  prepare?: (dir: string) => void;
};

/** Builds the service on an embedded Sanity; both close with the test. */
export async function buildTestApp(context: TestContext, options: Options = {}): Promise<TestApp> {
  const sanity = await startEmbeddedSanity({ token: 'embedded-token' });
  const reading = readConfig({
    ...embeddedEnvironment(sanity),
    VAPI_AUTH: 'none',
    TRANSCRIPTS_DIR: mkdtempSync(join(tmpdir(), 'waybill-')),
    // A busy machine must not turn an answer into a late one.
    ...UNHURRIED,
    ...options.settings,
  });
  if (!reading.ok) throw new Error(`Cannot configure: ${reading.faults.join('; ')}`);
  options.prepare?.(reading.config.recording.dir);
  const notices: CallNotice[] = [];
  const logs: Record<string, unknown>[] = [];
  const waiting = new Set<() => void>();
  const logger = pino(loggerOptions({ level: 'debug', now: systemEdges.clock.now }), {
    write(line) {
      logs.push(JSON.parse(line));
      for (const look of waiting) look();
    },
  });
  const logged: TestApp['logged'] = (fields) =>
    new Promise((resolve) => {
      const look = () => {
        const found = logs.find((line) =>
          Object.entries(fields).every(([name, value]) => line[name] === value),
        );
        if (found === undefined) return;
        waiting.delete(look);
        resolve(found);
      };
      waiting.add(look);
      look();
    });
  const app = await buildApp({
    config: reading.config,
    edges: { ...systemEdges, ...options.edges },
    logger,
    onNotice: (notice) => notices.push(notice),
    shedding: UNBOUND,
  });
  context.after(async () => {
    await app.close();
    await sanity.close();
    rmSync(reading.config.recording.dir, { recursive: true });
  });
  const inject: TestApp['inject'] = async (payload, headers = {}) => {
    const response = await app.publicServer.inject({
      method: 'POST',
      url: '/webhook',
      headers: { 'content-type': 'application/json', ...headers },
      payload,
    });
    const text = response.body;
    const isJson = String(response.headers['content-type']).includes('json');
    return {
      status: response.statusCode,
      headers: response.headers,
      text,
      body: isJson ? JSON.parse(text) : text,
    };
  };
  const post: TestApp['post'] = (message, headers) => inject(JSON.stringify({ message }), headers);
  return { app, config: reading.config, sanity, notices, logs, logged, post, inject };
}

let made = 0;

/** One tool call in the shape seen on the wire; each has an ID of its own. */
export function toolCall(name: string, args: unknown, givenId?: string) {
  made += 1;
  const id = givenId ?? `tool-${made}`;
  return { id, type: 'function', function: { name, arguments: args } };
}

/** A `tool-calls` message of one call. */
export function toolCallsMessage(callId: string, ...toolCallList: ReturnType<typeof toolCall>[]) {
  return { type: 'tool-calls', call: { id: callId }, toolCallList };
}

/** What a result says, parsed. */
export function told({ result }: { result: string }): Record<string, unknown> {
  return JSON.parse(result);
}
