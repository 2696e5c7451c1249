import type { Choices } from '../traffic/random.ts';
import type { Version } from './content-lake.ts';
import type { FaultName, Weather } from './faults.ts';
import type { Timeline } from './timeline.ts';

/** A document as Sanity has it. */
export type SanityDocument = { _id: string } & Omit<Version, 'from' | 'until'>;

/** What became of one document. */
export type Change = {
  trackingNumber: string;
  before: SanityDocument | null;
  after: SanityDocument | null;
  /** From when on queries see it, in epoch milliseconds. */
  seenAt: number;
};

type Connection = {
  /** Null while it is not answered. */
  body: ReadableStreamDefaultController<Uint8Array> | null;
  isWelcome: boolean;
  /** Nothing goes over it any more, and nobody says so. */
  isDeaf: boolean;
  /** When the latest of its events arrives: what nothing holds up keeps its order. */
  arrivesAt: number;
};

const KEEP_ALIVE_MS = 50_000;
/** The service's pauses between connections, at the shortest and the longest; as live-connection.ts has them. */
const PAUSE_MS = { min: 500, max: 60_000 };
const PAUSE_LEAST_MS_MAX = 30_000;
const HEADERS = new Headers({ 'content-type': 'text/event-stream; charset=utf-8' });
const encoder = new TextEncoder();

/** Texts that are no event which anything could be made of, in one way or another. */
const MALFORMED = [
  'event: mutation\ndata: {"transition":"update","result":{"tracking\n\n',
  'event: mutation\ndata:\n\n',
  'event: mutation\ndata: null\n\n',
  'event: mutation\ndata: [1, "two"]\n\n',
  'event: mutation\ndata: "mutation"\n\n',
  'event: mutation\ndata: {"type":"welcome","result":7}\n\n',
  'event: mutation\ndata: {"transition":"gone","previous":[],"result":"a document"}\n\n',
  'event: mutation\ndata: {"result":{"trackingNumber":{"n":1},"status":null},"previous":null}\n\n',
  `event: mutation\ndata: {"result":{"trackingNumber":"${'9'.repeat(30_000)}"}}\n\n`,
  'event: welcome\ndata: {"listenerName":\n\n',
  'event: reset\ndata: {}\n\n',
  'event: \u0000\nid: \u0000\nretry: never\ndata: \ufffd\n\n',
];

/** What is said before a connection is ended that shall not be made again. */
const GOODBYES = [
  'event: disconnect\ndata: {"reason":"The dataset is gone"}\n\n',
  'event: disconnect\ndata: gone\n\n',
  'event: channelError\ndata: {"error":{"description":"no such filter"}}\n\n',
  'event: channelError\ndata: {}\n\n',
  'event: error\ndata: {"message":"unexpected"}\n\n',
  'event: error\ndata: {"message":\n\n',
];

/**
 * Sanity's side of its listener: the connections of the process that lives, what is sent over them, and
 * when the process connects.
 */
export class Listeners {
  /** Told of a change as the whole of its event comes to the process. */
  onHeard: (change: Change) => void = () => {};
  /** Told of what the process does about its connection and must not. */
  onWrong: (detail: string) => void = () => {};
  readonly #connections = new Set<Connection>();
  readonly #timeline: Timeline;
  readonly #weather: Weather;
  readonly #choices: Choices;
  #endedAt: number | null = null;
  /** Connections in a row that ended unwelcomed, after one that was; -1 before the first has ended. */
  #inVain = -1;

  constructor(timeline: Timeline, weather: Weather, choices: Choices) {
    this.#timeline = timeline;
    this.#weather = weather;
    this.#choices = choices;
  }

  /** Lets what goes wrong with connections begin when it is due, from now on. */
  plan(): void {
    const { now } = this.#timeline;
    for (const name of ['listen-silent', 'listen-broken', 'listen-goaway'] as const) {
      for (const { from } of this.#weather.windowsOf(name)) {
        this.#timeline.after(from - now, () => {
          for (const connection of [...this.#connections]) this.#spoil(name, connection);
        });
      }
    }
  }

  /** How many connections there are, and how many of them are of use. */
  count(): { all: number; up: number } {
    const up = [...this.#connections].filter(({ isWelcome, isDeaf }) => isWelcome && !isDeaf);
    return { all: this.#connections.size, up: up.length };
  }

  /** Whoever listened is dead. */
  drop(): void {
    this.#connections.clear();
    this.#endedAt = null;
    this.#inVain = -1;
  }

  /** Tells whoever listens what became of a document. */
  publish(change: Change): void {
    for (const connection of this.#connections) {
      if (connection.isWelcome) this.#tell(connection, change);
    }
  }

  /** Answers a request to listen, until `signal` says that nobody does. */
  open(signal: AbortSignal | null): Promise<Response> {
    this.#judgeConnect();
    const connection = { body: null, isWelcome: false, isDeaf: false, arrivesAt: 0 };
    this.#connections.add(connection);
    return new Promise((resolve, reject) => {
      const hangUp = () => {
        const gone = new DOMException('This operation was aborted', 'AbortError');
        this.#end(connection, (body) => body.error(gone));
        reject(gone);
      };
      signal?.addEventListener('abort', hangUp, { once: true });
      this.#timeline.after(this.#choices.whole(5, 60), () => {
        if (!this.#connections.has(connection)) return;
        const { now } = this.#timeline;
        const isUnanswered = this.#weather.isOn('listen-silent', now) && this.#choices.next() < 0.5;
        if (isUnanswered) return;
        const isDown = this.#weather.isOn('sanity-down', now);
        if (!isDown && !this.#weather.isOn('listen-down', now)) {
          return resolve(this.#welcome(connection));
        }
        this.#end(connection);
        const refusal = isDown ? null : this.#refuse();
        if (refusal === null) reject(new TypeError('fetch failed'));
        else resolve(refusal);
      });
    });
  }

  /** One connection at a time, and a pause after each that grows while nothing comes of them. */
  #judgeConnect(): void {
    if (this.#connections.size > 0) this.onWrong('it connects beside a connection');
    if (this.#endedAt === null) return;
    const pauseMs = this.#timeline.now - this.#endedAt;
    const leastMs = Math.min(PAUSE_MS.min * 2 ** Math.max(0, this.#inVain), PAUSE_LEAST_MS_MAX);
    if (pauseMs < leastMs || pauseMs > PAUSE_MS.max) {
      this.onWrong(`it connects after ${pauseMs} ms, ${this.#inVain} times in vain`);
    }
  }

  #refuse(): Response | null {
    const status = this.#choices.pick([null, 200, 204, 307, 401, 404, 429, 500, 503]);
    if (status === null || status === 307) return null;
    const headers = new Headers({ 'content-type': 'text/html' });
    return new Response(status === 204 ? null : '<html>', { status, headers });
  }

  #welcome(connection: Connection): Response {
    const body = new ReadableStream<Uint8Array>({
      start(controller) {
        connection.body = controller;
      },
    });
    const { now } = this.#timeline;
    connection.isWelcome = true;
    this.#send(connection, 'retry: 250\n\nevent: welcome\ndata: {"listenerName":"simulated"}\n\n');
    this.#keepAlive(connection);
    for (const name of ['listen-silent', 'listen-broken', 'listen-goaway'] as const) {
      if (!this.#weather.isOn(name, now)) continue;
      const lastsMs = this.#choices.whole(0, 8_000);
      this.#timeline.after(lastsMs, () => this.#spoil(name, connection));
    }
    return new Response(body, { status: 200, headers: HEADERS });
  }

  /** What a real one sends when there is nothing to tell. */
  #keepAlive(connection: Connection): void {
    this.#timeline.after(KEEP_ALIVE_MS, () => {
      if (!this.#reaches(connection)) return;
      this.#send(connection, ':\n\n');
      this.#keepAlive(connection);
    });
  }

  #spoil(name: FaultName, connection: Connection): void {
    if (!connection.isWelcome || !this.#connections.has(connection)) return;
    this.#weather.isOn(name, this.#timeline.now);
    if (name === 'listen-silent') {
      connection.isDeaf = true;
      return;
    }
    if (connection.isDeaf) return;
    if (name === 'listen-goaway') {
      this.#send(connection, this.#choices.pick(GOODBYES));
    } else if (this.#choices.next() < 0.3) {
      this.#send(connection, 'event: mutation\ndata: {"transition":"upd');
    }
    const isTorn = this.#choices.next() < 0.5;
    this.#end(connection, (body) =>
      isTorn ? body.error(new TypeError('terminated')) : body.close(),
    );
  }

  #tell(connection: Connection, change: Change): void {
    const choices = this.#choices;
    const strikes = (name: FaultName, rate: number) =>
      this.#weather.strikes(name, 'listener', rate);
    if (strikes('listen-lost', 0.3)) return;
    const { now } = this.#timeline;
    if (strikes('listen-malformed', 0.2)) {
      const text = choices.pick(MALFORMED);
      this.#timeline.after(choices.whole(5, 60), () => this.#send(connection, text));
      return;
    }
    const copies = strikes('listen-twice', 0.3) ? 2 : 1;
    const text = toEvent(change);
    for (let copy = 0; copy < copies; copy += 1) {
      let at = Math.max(now + choices.whole(5, 60), connection.arrivesAt);
      if (strikes('listen-late', 0.3)) at = now + choices.whole(1_000, 40_000);
      else if (strikes('listen-reorder', 0.7)) at = now + choices.whole(5, 2_000);
      else connection.arrivesAt = at;
      this.#timeline.after(at - now, () => {
        if (!this.#reaches(connection)) return;
        // Parts of the network's making end anywhere.
        const cut = choices.next() < 0.2 ? choices.whole(1, text.length - 1) : 0;
        if (cut > 0) this.#send(connection, text.slice(0, cut));
        this.#send(connection, text.slice(cut));
        this.onHeard(change);
      });
    }
  }

  #reaches(connection: Connection): boolean {
    return this.#connections.has(connection) && !connection.isDeaf;
  }

  #send(connection: Connection, text: string): void {
    if (this.#reaches(connection)) connection.body?.enqueue(encoder.encode(text));
  }

  #end(
    connection: Connection,
    how: (body: ReadableStreamDefaultController<Uint8Array>) => void = () => {},
  ): void {
    if (!this.#connections.delete(connection)) return;
    this.#endedAt = this.#timeline.now;
    this.#inVain = connection.isWelcome ? 0 : this.#inVain + 1;
    if (connection.body !== null) how(connection.body);
  }
}

function toEvent({ before, after }: Change): string {
  const transition = before === null ? 'appear' : after === null ? 'disappear' : 'update';
  const data = {
    ...{ transition, identity: 'simulated', visibility: 'query' },
    ...(before !== null && { previous: before }),
    ...(after !== null && { result: after }),
  };
  return `event: mutation\ndata: ${JSON.stringify(data)}\n\n`;
}
