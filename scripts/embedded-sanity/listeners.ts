import type { ServerResponse } from 'node:http';
import type { Change, SanityDocument } from './documents.ts';
import { isPublished } from './documents.ts';
import { parseQuery, runQuery, topLevelFilter } from './groq.ts';
import { type DataRequest, isPublishedByDefault, type Question } from './wire.ts';

/** The open listeners of the dataset. */
export type Listeners = {
  open(response: ServerResponse, request: DataRequest, question: Question): void;
  publish(change: Change): void;
  close(): void;
};

type Listener = {
  options: URLSearchParams;
  matches(document: SanityDocument | null): Promise<boolean>;
  send(event: string, data: unknown, id?: string): void;
  keepAlive(): void;
};

const KEEP_ALIVE_MS = 15_000;

/** How long a listener waits before it connects again: short, since there is nothing to spare. */
const RECONNECT_MS = 250;

/**
 * Makes the listen endpoint: server-sent events `welcome`, `mutation` and `channelError`, and a
 * comment now and then. It never resumes, which clients must expect of Sanity's own as well.
 * Source: https://www.sanity.io/docs/http-reference/listen, read 2026-11-23.
 */
export function createListeners(): Listeners {
  const listeners = new Set<Listener>();
  let opened = 0;
  let sent = Promise.resolve();
  const timer = setInterval(() => {
    for (const listener of listeners) listener.keepAlive();
  }, KEEP_ALIVE_MS);

  return {
    open(response, request, question) {
      response.writeHead(200, {
        'content-type': 'text/event-stream; charset=utf-8',
        'cache-control': 'no-cache',
      });
      response.write(`retry: ${RECONNECT_MS}\n\n`);
      const listener = createListener(response, request, question);
      if (listener === null) return;
      opened += 1;
      listeners.add(listener);
      response.once('close', () => listeners.delete(listener));
      listener.send('welcome', { listenerName: `embedded-${opened}` });
    },
    publish(change) {
      // Matching takes turns of the event loop; mutations must leave in the order they were made.
      sent = sent.then(async () => {
        for (const listener of listeners) await sendMutation(listener, change);
      });
    },
    close() {
      clearInterval(timer);
    },
  };
}

function createListener(
  response: ServerResponse,
  { apiVersion, options }: DataRequest,
  { query, params }: Question,
): Listener | null {
  const send: Listener['send'] = (event, data, id) => {
    const idLine = id === undefined ? '' : `id: ${id}\n`;
    response.write(`${idLine}event: ${event}\ndata: ${JSON.stringify(data)}\n\n`);
  };
  const parsed = parseQuery(query, params);
  if (!parsed.ok) {
    send('channelError', { error: parsed.error });
    response.end();
    return null;
  }
  const filter = topLevelFilter(parsed.tree);
  const seesAll = options.get('includeAllVersions') === 'true' || !isPublishedByDefault(apiVersion);
  const matches: Listener['matches'] = async (document) => {
    if (document === null || !(seesAll || isPublished(document))) return false;
    const matching = await runQuery(filter, params, [document]);
    return Array.isArray(matching) && matching.length > 0;
  };
  return { options, matches, send, keepAlive: () => response.write(':\n\n') };
}

async function sendMutation({ options, matches, send }: Listener, change: Change) {
  const { documentId, transactionId, timestamp, before, after } = change;
  const [matched, matching] = [await matches(before), await matches(after)];
  if (!matched && !matching) return;
  const eventId = `${transactionId}#${documentId}`;
  const mutation = after === null ? { delete: { id: documentId } } : { createOrReplace: after };
  const isOn = (option: string) => options.get(option) === 'true';
  send(
    'mutation',
    {
      eventId,
      documentId,
      transactionId,
      transition: matched ? (matching ? 'update' : 'disappear') : 'appear',
      identity: 'embedded',
      ...(options.get('includeMutations') === 'false' ? {} : { mutations: [mutation] }),
      ...(before === null ? {} : { previousRev: before._rev }),
      ...(after === null ? {} : { resultRev: after._rev }),
      ...(isOn('includeResult') && after !== null ? { result: after } : {}),
      ...(isOn('includePreviousRevision') ? { previous: before } : {}),
      timestamp,
      visibility: options.get('visibility') ?? 'transaction',
      transactionTotalEvents: 1,
      transactionCurrentEvent: 1,
    },
    eventId,
  );
}
