import type { TestContext } from 'node:test';
import { type DestinationStream, pino } from 'pino';
import { en } from '../../machines/languages/en/en.ts';
import { createServer } from '../../src/http/server.ts';
import { type WebhookOptions, webhookRoute } from '../../src/http/webhook.ts';

const CALM = { loopDelayMs: 1e6, heapBytes: 1e15, waitedMs: 1e6 };

/** What the webhook alone works with, unless told otherwise: everybody is known, nothing is told. */
export const ALONE: WebhookOptions = {
  engine: { handle: async () => [] },
  conversations: { find: () => 'chat:a', inquire: () => null },
  language: en,
  keeping: {},
  auth: { checkHead: () => ({ ok: true }), check: () => ({ ok: true }) },
  answerServerRequest: async () => null,
  ratePerMinute: 1000,
  shedding: { first: CALM, last: CALM },
  heapBytes: () => 0,
  now: () => 0,
  notify: () => {},
};

/** The webhook without the service behind it; closes with the test. */
export function serveWebhook(
  context: TestContext,
  options: Partial<WebhookOptions>,
  log: DestinationStream = { write: () => {} },
) {
  const server = createServer({ logger: pino({}, log), newId: () => 'id' });
  context.after(() => server.close());
  server.register(webhookRoute, { ...ALONE, ...options });
  const post = (message: object) =>
    server.inject({ method: 'POST', url: '/webhook', payload: { message } });
  return { server, post };
}
