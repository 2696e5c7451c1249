/**
 * What the process cannot compute: time, randomness, sockets and disk. Every room takes what it needs
 * of these as arguments and reaches for nothing else, so that a simulation can stand in for them.
 */

/** Wall-clock time and timers; the shape that xstate takes as its clock, plus `now`. */
export type Clock = {
  /** Epoch milliseconds. */
  now: () => number;
  /** Calls `fn` once, `ms` milliseconds from now; returns what `clearTimeout` takes. */
  setTimeout: (fn: () => void, ms: number) => unknown;
  clearTimeout: (id: unknown) => void;
};

/** A source of randomness. */
export type Random = {
  /** A number in [0, 1). */
  next: () => number;
  /** A new UUID. */
  uuid: () => string;
};

/** The shape of the platform's `fetch`: the way out over a socket, but for `ConnectHttp`. */
export type Fetch = typeof globalThis.fetch;

/** A way to post over connections that are kept open. Opens none before it is used. */
export type ConnectHttp = () => HttpConnections;

/**
 * Posts for who does so with every event of a call: at a third of what `fetch` costs. Only for what may
 * be posted twice: where a kept connection turns out to have been closed, another one is opened.
 */
export type HttpConnections = {
  /**
   * Resolves with the whole answer, whatever its status. Rejects where there is none, and `timeoutMs`
   * after it was sent at the latest.
   */
  post(
    url: string,
    headers: Record<string, string>,
    body: string,
    timeoutMs: number,
  ): Promise<HttpAnswer>;
  /** Cuts off what is under way. */
  close(): void;
};

export type HttpAnswer = { status: number; text: string };

/** An open file. A read may give, and a write may take, fewer bytes than it is asked to. */
export type DiskFile = {
  read: (
    buffer: Buffer,
    offset: number,
    length: number,
    position: number,
  ) => Promise<{ bytesRead: number }>;
  /** Writes at the end of a file that was opened to append. */
  write: (buffer: Buffer, offset: number, length: number) => Promise<{ bytesWritten: number }>;
  truncate: (length: number) => Promise<void>;
  datasync: () => Promise<void>;
  stat: () => Promise<{ size: number; ino: number }>;
  close: () => Promise<void>;
};

/** The disk, in the shape of node:fs/promises as far as it is used, and who else may be at it. */
export type Disk = {
  open: (path: string, flags: 'r' | 'r+' | 'a+' | 'w' | 'wx', mode?: number) => Promise<DiskFile>;
  stat: (path: string) => Promise<{ size: number; ino: number }>;
  readdir: (path: string) => Promise<string[]>;
  /** Makes one directory, whose parent is there. */
  mkdir: (path: string, options: { mode: number }) => Promise<unknown>;
  rename: (from: string, to: string) => Promise<void>;
  link: (existing: string, path: string) => Promise<void>;
  unlink: (path: string) => Promise<void>;
  /** The ID of this process. */
  processId: number;
  /** What tells a process from a later one of the same ID; null when none with it runs. */
  processStart: (id: number) => Promise<string | null>;
};

/**
 * Listens for HTTP/2 in clear text. `handler` takes a request and a response of node:http2. Rejects
 * where it cannot listen.
 */
export type ListenHttp2 = (
  handler: (request: never, response: never) => void,
  at: { host: string; port: number },
) => Promise<Http2Listener>;

export type Http2Listener = {
  /** The one that was asked for, or a free one for 0. */
  port: number;
  /** Lets what is under way end, in `graceMs` at the most. */
  close(graceMs: number): Promise<void>;
};

/** The edges together, as the composition root takes them. */
export type Edges = {
  clock: Clock;
  random: Random;
  fetch: Fetch;
  disk: Disk;
  /** These two are absent where no calls are kept elsewhere. */
  connectHttp?: ConnectHttp;
  listenHttp2?: ListenHttp2;
};

/** The system's code for a failed connection; never the message, which may repeat the URL. */
export function nameCause(error: unknown): string {
  const cause = error instanceof Error ? (error.cause ?? error) : error;
  if (!(cause instanceof Error)) return 'unknown cause';
  return 'code' in cause && typeof cause.code === 'string' ? cause.code : cause.name;
}

/** Whether an address, or the name of one, is reached from this machine only. */
export function isLoopback(host: string): boolean {
  return /^(localhost|127(\.\d{1,3}){3}|\[?::1\]?)$/i.test(host);
}
