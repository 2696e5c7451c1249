import type { AddressInfo } from 'node:net';
import type { TestContext } from 'node:test';
import { type DestinationStream, pino } from 'pino';
import type { Part } from '../../src/completions/completion-answer.ts';
import { type CompletionsOptions, completionsRoute } from '../../src/completions/completions.ts';
import { createServer } from '../../src/http/server.ts';

export const KEY = 'a-key-of-some-length';

/** A conversation that any client may send. */
export const HELLO = { messages: [{ role: 'user', content: 'Hello' }] };

/** An answer of these parts. */
export async function* saying(...parts: Part[]): AsyncGenerator<Part> {
  yield* parts;
}

/** The route without the service behind it, listening; closes with the test. */
export async function serveCompletions(
  context: TestContext,
  answer: CompletionsOptions['answer'],
  { keys = [KEY], log = { write: () => {} } }: { keys?: string[]; log?: DestinationStream } = {},
) {
  const server = createServer({ logger: pino({}, log), newId: () => 'id' });
  context.after(() => server.close());
  const random = { uuid: () => 'uuid' };
  const clock = { now: () => 1_795_953_600_500 };
  const openAdmission = async () => ({
    admits: async () => true,
    admitsCalls: async (calls: number) => calls,
  });
  server.register(completionsRoute, { keys, answer, clock, random, openAdmission });
  await server.listen({ host: '127.0.0.1', port: 0 });
  const { port } = server.server.address() as AddressInfo;
  const baseURL = `http://127.0.0.1:${port}`;
  const post = (body: unknown, headers: Record<string, string> = {}, signal?: AbortSignal) =>
    fetch(`${baseURL}/chat/completions`, {
      method: 'POST',
      headers: { authorization: `Bearer ${KEY}`, 'content-type': 'application/json', ...headers },
      body: typeof body === 'string' ? body : JSON.stringify(body),
      signal: signal ?? null,
    });
  return { server, baseURL, post };
}
