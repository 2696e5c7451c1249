import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import { setTimeout as wait } from 'node:timers/promises';
import {
  createDocumentStore,
  type DocumentInput,
  type DocumentStore,
  readDocuments,
  type SanityDocument,
  viewDocuments,
} from './documents.ts';
import { createFaults, type Faults, type HungRequest, type ScriptedAnswer } from './faults.ts';
import { type Params, parseQuery, runQuery } from './groq.ts';
import { createListeners, type Listeners } from './listeners.ts';
import {
  type DataRequest,
  ERROR_BODIES,
  isPublishedByDefault,
  type Question,
  readDataRequest,
  readQuestion,
  sendJson,
} from './wire.ts';

/** What the embedded Sanity shall hold and ask for. */
export type EmbeddedSanityOptions = {
  port?: number;
  host?: string;
  /** By default the deliveries of deliveries.ndjson. */
  documents?: DocumentInput[];
  /** The one token that is let in; by default any, and none. */
  token?: string;
  dataset?: string;
  /** The one project that the token is of; by default any. */
  projectId?: string;
  latencyMs?: number;
};

/** A query that was asked. */
export type SeenRequest = {
  method: string;
  query: string;
  params: Params;
  perspective: string | null;
};

/** A running embedded Sanity, and what a demo or a test may do to it. */
export type EmbeddedSanity = {
  /** What SANITY_API_HOST takes. */
  readonly url: string;
  /** The queries seen so far; the list keeps the last thousand. */
  readonly requests: { readonly count: number; readonly list: readonly SeenRequest[] };
  failNext(count?: number, status?: number, headers?: Record<string, string>): void;
  answerNext(count: number, answer: ScriptedAnswer): void;
  hangNext(count?: number): HungRequest[];
  /** Down: open connections are reset, and so is every new one. */
  setDown(down: boolean): void;
  setLatency(ms: number): void;
  /** Sets fields of the document with the same `_id` or trackingNumber, or creates one. */
  upsert(document: DocumentInput): SanityDocument;
  remove(trackingNumber: string): void;
  close(): Promise<void>;
};

type Lake = {
  documents: DocumentStore;
  faults: Faults;
  listeners: Listeners;
  token: string | undefined;
  dataset: string;
  projectId: string | undefined;
  latencyMs: number;
  down: boolean;
  closing: AbortController;
  requests: { count: number; list: SeenRequest[] };
};

const REQUESTS_KEPT_MAX = 1000;

/**
 * Starts a server on loopback that speaks the query and listen APIs of Sanity's Content Lake, so
 * that the unchanged client works against it, with no account and no network.
 * Source: https://www.sanity.io/docs/http-reference/query, read 2026-11-23.
 */
export async function startEmbeddedSanity(
  options: EmbeddedSanityOptions = {},
): Promise<EmbeddedSanity> {
  const { port = 0, host = '127.0.0.1', token, dataset = 'production', latencyMs = 0 } = options;
  const seed = options.documents ?? readDocuments(new URL('deliveries.ndjson', import.meta.url));
  const lake: Lake = {
    documents: createDocumentStore(seed),
    faults: createFaults(),
    listeners: createListeners(),
    token,
    dataset,
    projectId: options.projectId,
    latencyMs,
    down: false,
    requests: { count: 0, list: [] },
    closing: new AbortController(),
  };
  const server = createServer((request, response) => {
    serve(lake, request, response).catch(() => {
      if (response.headersSent || response.destroyed) response.destroy();
      else sendJson(response, 500, ERROR_BODIES.ofStatus(500));
    });
  });
  const sockets = trackSockets(server, lake);
  server.listen(port, host);
  await once(server, 'listening').catch((error) => {
    lake.listeners.close();
    throw error;
  });
  const address = server.address() as AddressInfo;
  let closed: Promise<void> | undefined;
  return {
    url: `http://${host}:${address.port}`,
    ...controlsOf(lake, sockets),
    close() {
      closed ??= shutDown();
      return closed;
    },
  };

  async function shutDown() {
    lake.closing.abort();
    lake.listeners.close();
    server.close();
    for (const socket of sockets) socket.destroy();
    await once(server, 'close');
  }
}

function trackSockets(server: Server, lake: Lake): Set<Socket> {
  const sockets = new Set<Socket>();
  server.on('connection', (socket) => {
    sockets.add(socket);
    socket.once('close', () => sockets.delete(socket));
    if (lake.down) socket.resetAndDestroy();
  });
  return sockets;
}

function controlsOf(lake: Lake, sockets: Set<Socket>): Omit<EmbeddedSanity, 'url' | 'close'> {
  const { documents, faults, listeners } = lake;
  return {
    requests: lake.requests,
    failNext(count = 1, status = 503, headers = {}) {
      const json = { 'content-type': 'application/json; charset=utf-8', ...headers };
      const body = JSON.stringify(ERROR_BODIES.ofStatus(status));
      faults.answerNext(count, { status, headers: json, body });
    },
    answerNext: faults.answerNext,
    hangNext: (count = 1) => faults.hangNext(count),
    setDown(down) {
      lake.down = down;
      if (down) for (const socket of sockets) socket.resetAndDestroy();
    },
    setLatency(ms) {
      lake.latencyMs = ms;
    },
    upsert(document) {
      const change = documents.upsert(document);
      listeners.publish(change);
      return change.after;
    },
    remove(trackingNumber) {
      for (const change of documents.remove(trackingNumber)) listeners.publish(change);
    },
  };
}

async function serve(lake: Lake, request: IncomingMessage, response: ServerResponse) {
  const data = readDataRequest(request);
  if (data === null) return sendJson(response, 404, ERROR_BODIES.notFound);
  const question = await readQuestion(request, data.options);
  if (data.endpoint === 'query' && question !== null) {
    note(lake, request.method ?? 'GET', data, question);
    if (lake.latencyMs > 0) await wait(lake.latencyMs, undefined, { signal: lake.closing.signal });
    if (lake.faults.strike(response)) return;
  }
  const { token, dataset } = lake;
  if (token !== undefined && request.headers.authorization !== `Bearer ${token}`) {
    return sendJson(response, 401, ERROR_BODIES.noSession);
  }
  const projectId = String(request.headers['x-sanity-project-id'] ?? 'embedded');
  if (lake.projectId !== undefined && lake.projectId !== projectId) {
    return sendJson(response, 401, ERROR_BODIES.otherProject);
  }
  if (data.dataset !== dataset) {
    return sendJson(response, 404, ERROR_BODIES.noDataset(data.dataset, projectId));
  }
  if (question === null) return sendJson(response, 400, ERROR_BODIES.badRequest);
  if (data.endpoint === 'listen') return lake.listeners.open(response, data, question);
  await answer(lake, data, question, response);
}

function note(lake: Lake, method: string, { options }: DataRequest, question: Question): void {
  const { requests } = lake;
  requests.count += 1;
  requests.list.push({ method, ...question, perspective: options.get('perspective') });
  if (requests.list.length > REQUESTS_KEPT_MAX) requests.list.shift();
}

async function answer(lake: Lake, data: DataRequest, question: Question, response: ServerResponse) {
  const { query, params } = question;
  const parsed = parseQuery(query, params);
  if (!parsed.ok) return sendJson(response, 400, { error: parsed.error });
  const standard = isPublishedByDefault(data.apiVersion) ? 'published' : 'raw';
  const perspective = data.options.get('perspective') ?? standard;
  const started = performance.now();
  const documents = viewDocuments(lake.documents.all(), perspective);
  const result = await runQuery(parsed.tree, params, documents);
  sendJson(response, 200, {
    ...(data.options.get('returnQuery') === 'false' ? {} : { query }),
    result,
    syncTags: ['s1:embedded'],
    ms: Math.round(performance.now() - started),
  });
}
