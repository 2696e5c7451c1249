import type { ServerResponse } from 'node:http';

/** An answer that takes the place of the real one. */
export type ScriptedAnswer = {
  status: number;
  headers?: Record<string, string>;
  body?: string | Buffer;
  /** Breaks the connection off after the body. */
  cut?: boolean;
};

/** A request that gets no answer. */
export type HungRequest = {
  /** Resolves when the request is there. */
  reached: Promise<void>;
  /** Resolves when its connection is closed. */
  closed: Promise<void>;
};

type Fault = (response: ServerResponse) => void;

/** What shall go wrong with the next requests, first come, first served. */
export type Faults = {
  answerNext(count: number, answer: ScriptedAnswer): void;
  hangNext(count: number): HungRequest[];
  /** Takes the next fault and lets it answer; false when none waits. */
  strike(response: ServerResponse): boolean;
};

/** Makes an empty list of faults. */
export function createFaults(): Faults {
  const waiting: Fault[] = [];
  return {
    answerNext(count, answer) {
      for (let made = 0; made < count; made += 1) {
        waiting.push((response) => sendScripted(response, answer));
      }
    },
    hangNext(count) {
      return Array.from({ length: count }, () => {
        const reached = Promise.withResolvers<void>();
        const closed = Promise.withResolvers<void>();
        waiting.push((response) => {
          response.once('close', () => closed.resolve());
          reached.resolve();
        });
        return { reached: reached.promise, closed: closed.promise };
      });
    },
    strike(response) {
      const fault = waiting.shift();
      fault?.(response);
      return fault !== undefined;
    },
  };
}

function sendScripted(response: ServerResponse, answer: ScriptedAnswer): void {
  const { status, headers = {}, body = '', cut = false } = answer;
  const length = cut ? Buffer.byteLength(body) + 1 : Buffer.byteLength(body);
  response.writeHead(status, { 'content-length': length, ...headers });
  if (!cut) response.end(body);
  else response.write(body, () => response.destroy());
}
