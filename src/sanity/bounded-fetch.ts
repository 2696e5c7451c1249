import { type Fetch, nameCause } from '../edges.ts';

/** What went wrong below HTTP. `name` says what; the cause has the rest. */
export class TransportError extends Error {
  override readonly name: 'ConnectionFailed' | 'BodyTooLarge';

  constructor(name: TransportError['name'], message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = name;
  }
}

/**
 * Makes a `fetch` that reads the whole answer before it returns, and never more than `bodyBytesMax`
 * of it: Content Lake, or what stands in its place, shall not fill the memory.
 *
 * Rejects with a TransportError, also when it was aborted. Too large an error page is returned
 * empty, so that its status is still known.
 */
export function boundFetch(fetch: Fetch, bodyBytesMax: number) {
  // The pool hands the connection on which a node answered badly to the next attempt as well.
  // A request that asks for its end makes room for one that may lead to another node.
  let isSuspect = false;
  return async (url: string, init?: RequestInit): Promise<Response> => {
    try {
      const sent = new Headers(init?.headers);
      if (isSuspect) sent.set('connection', 'close');
      const response = await fetch(url, { ...init, headers: sent });
      isSuspect = response.status >= 500;
      const body = await readBody(response, bodyBytesMax);
      if (body === null && response.status < 400) {
        throw new TransportError('BodyTooLarge', `Body longer than ${bodyBytesMax} bytes`);
      }
      const { status, statusText, headers } = response;
      return new Response(body?.byteLength ? body : null, { status, statusText, headers });
    } catch (cause) {
      if (cause instanceof TransportError) throw cause;
      throw new TransportError('ConnectionFailed', nameCause(cause), { cause });
    }
  };
}

/** The body's bytes, or null when there are too many; then the rest is not read. */
async function readBody(response: Response, bytesMax: number): Promise<Uint8Array | null> {
  const chunks: Uint8Array[] = [];
  let length = 0;
  for await (const chunk of response.body ?? []) {
    length += chunk.byteLength;
    // Leaving the loop cancels the stream, which closes the connection.
    if (length > bytesMax) return null;
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}
