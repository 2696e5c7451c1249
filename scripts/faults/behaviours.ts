import { createHash } from 'node:crypto';
import { type Behaviour, type Exchange, pass } from './fault-proxy.ts';

const JSON_TYPE = { 'content-type': 'application/json; charset=utf-8' };

/** Takes the request and never answers. */
export const hang: Behaviour = () => {};

/** Breaks the connection off with a reset, in place of an answer. */
export const reset: Behaviour = ({ request }) => {
  request.socket.resetAndDestroy();
};

/** Answers well, and late. */
export function slowFirstByte(ms: number): Behaviour {
  return async (exchange) => {
    await exchange.pause(ms);
    await pass(exchange);
  };
}

/** Sends the head of a good answer at once, then the body by and by, taking `ms` in all. */
export function slowBody(ms: number): Behaviour {
  const parts = 10;
  return async ({ forward, response, pause }) => {
    const { status, headers, body } = await forward();
    response.writeHead(status, headers);
    for (let part = 0; part < parts; part += 1) {
      const [from, to] = [part, part + 1].map((step) => Math.ceil((body.length * step) / parts));
      response.write(body.subarray(from, to));
      await pause(ms / parts);
    }
    response.end();
  };
}

/** Answers with a status and the error body of the content API. */
export function failWith(status: number, headers: Record<string, string> = {}): Behaviour {
  return ({ response }) => {
    const body = { statusCode: status, error: 'Error', message: 'Made by the fault proxy' };
    response.writeHead(status, { ...JSON_TYPE, ...headers }).end(JSON.stringify(body));
  };
}

/** Answers 200 with the page of something that stands in between. */
export const page: Behaviour = ({ response }) => {
  response.writeHead(200, { 'content-type': 'text/html' });
  response.end('<!doctype html><title>Sign in</title><h1>Welcome to the guest network</h1>');
};

/** Answers with the first half of good JSON, as if that were all. */
export const cutJson: Behaviour = async ({ forward, response }) => {
  const { status, body } = await forward();
  response.writeHead(status, JSON_TYPE).end(body.subarray(0, Math.ceil(body.length / 2)));
};

/** Sends half of a good answer, then breaks the connection off. */
export const brokenOff: Behaviour = async ({ forward, request, response }) => {
  const { status, headers, body } = await forward();
  response.writeHead(status, { ...headers, 'content-length': body.length });
  const half = body.subarray(0, Math.ceil(body.length / 2));
  response.write(half, () => request.socket.resetAndDestroy());
};

/** Good JSON that no query of ours can have as its result. */
export const WRONG_SHAPES: readonly unknown[] = [
  { documents: [] },
  { result: 'ok' },
  { result: { hits: 1 } },
  { result: [[]] },
  { result: [null] },
  [],
  { result: 0 },
  { result: [{ status: 'delivered' }] },
];

/** Answers with good JSON that no query of ours can have as its result, each number its own. */
export const wrongShape: Behaviour = ({ response, trackingNumber }) => {
  const shape = WRONG_SHAPES[sumOf(trackingNumber ?? '') % WRONG_SHAPES.length];
  response.writeHead(200, JSON_TYPE).end(JSON.stringify(shape));
};

/** Answers as asked, with a number where the status should be a text. */
export const wrongType: Behaviour = (exchange) =>
  rewrite(exchange, (records) => records.map((record) => ({ ...record, status: 7 })));

/** Answers, whatever is asked, with a whole and sound record of another parcel. */
export const anotherParcel: Behaviour = (exchange) =>
  rewrite(exchange, () => [
    { trackingNumber: 'NOTYOURS1', status: 'delivered', customerName: 'Somebody Else' },
  ]);

/** What may strike by chance: one fault of each sort. */
export const ALL_SORTS: readonly Behaviour[] = [failWith(503), reset, cutJson, page, hang];

/** Lets every third connection lead to a node that behaves badly. */
export function badNode(bad: Behaviour): Behaviour {
  return (exchange) => (exchange.connection % 3 === 0 ? bad : pass)(exchange);
}

/** Answers well under a date that is wrong by `ms`. */
export function clockOff(ms: number, now: () => number): Behaviour {
  return async ({ forward, response }) => {
    const { status, headers, body } = await forward();
    const date = httpDate(now() + ms);
    response.writeHead(status, { ...headers, date, age: '31536000', expires: date }).end(body);
  };
}

/** Answers 503, to be tried again a second later by a clock that is wrong by `ms`. */
export function retryByClockOff(ms: number, now: () => number): Behaviour {
  return (exchange) => {
    const date = httpDate(now() + ms);
    const retryAfter = httpDate(now() + ms + 1000);
    return failWith(503, { date, 'retry-after': retryAfter })(exchange);
  };
}

/**
 * Lets one of `faults` strike a share of all requests by chance. Whether and how a request is
 * struck depends on the seed, the number and the attempt alone, and so not on their interleaving.
 */
export function nowAndThen(
  share: number,
  {
    seed,
    faults,
    otherwise = pass,
  }: { seed: number; faults: readonly Behaviour[]; otherwise?: Behaviour },
): Behaviour {
  return (exchange) => {
    const random = chanceOf(`${seed}/${exchange.trackingNumber}/${exchange.attempt}`);
    const struck = faults[Math.floor((random / share) * faults.length)];
    return (struck ?? otherwise)(exchange);
  };
}

/** Answers from these records, without asking the content API. */
export function answerFrom(records: ReadonlyMap<string, object>): Behaviour {
  return ({ response, trackingNumber }) => {
    const record = records.get(trackingNumber ?? '');
    const result = record === undefined ? [] : [record];
    response.writeHead(200, JSON_TYPE).end(JSON.stringify({ ms: 1, result }));
  };
}

async function rewrite(
  { forward, response }: Exchange,
  change: (records: object[]) => object[],
): Promise<void> {
  const { status, body } = await forward();
  const answer = JSON.parse(body.toString());
  const changed = { ...answer, result: change(answer.result) };
  response.writeHead(status, JSON_TYPE).end(JSON.stringify(changed));
}

function httpDate(at: number): string {
  return new Date(at).toUTCString();
}

function sumOf(text: string): number {
  return Buffer.from(text).reduce((sum, byte) => sum + byte, 0);
}

/** A number in [0, 1) that a text leads to. */
function chanceOf(text: string): number {
  return createHash('sha256').update(text).digest().readUIntBE(0, 6) / 2 ** 48;
}
