import { connect, type Socket } from 'node:net';

/** How a request ended: with a status; without a connection; or without an answer on one. */
export type Ending = number | 'refused' | 'lost';

/**
 * One kept-alive HTTP connection that carries one request at a time, as bytes made beforehand: a
 * client that costs much less than the server under test. It opens with the first request, and
 * again with the next one after the server has said that it closes it.
 */
export class KeptConnection {
  readonly #port: number;
  #socket: Socket | null = null;
  #isOpen = false;
  #received = '';
  #settle: ((ending: Ending) => void) | null = null;

  constructor(port: number) {
    this.#port = port;
  }

  get isBusy(): boolean {
    return this.#settle !== null;
  }

  /** Sends a request and waits for the whole answer. */
  send(bytes: Buffer): Promise<Ending> {
    return new Promise((resolve) => {
      this.#settle = resolve;
      this.#received = '';
      this.#socket ??= this.#open();
      this.#socket.write(bytes);
    });
  }

  close(): void {
    this.#socket?.destroy();
  }

  #open(): Socket {
    const socket = connect({ port: this.#port, host: '127.0.0.1', noDelay: true });
    this.#isOpen = false;
    socket.setEncoding('latin1');
    socket.on('connect', () => {
      if (socket === this.#socket) this.#isOpen = true;
    });
    socket.on('data', (chunk) => this.#read(String(chunk)));
    socket.on('error', () => {});
    socket.on('close', () => {
      if (socket !== this.#socket) return;
      this.#socket = null;
      this.#end(this.#isOpen ? 'lost' : 'refused');
    });
    return socket;
  }

  #read(chunk: string): void {
    this.#received += chunk;
    const headEnd = this.#received.indexOf('\r\n\r\n');
    if (headEnd === -1) return;
    const head = this.#received.slice(0, headEnd);
    const length = Number(/content-length: (\d+)/i.exec(head)?.[1] ?? 0);
    if (this.#received.length < headEnd + 4 + length) return;
    if (/^connection: close$/im.test(head)) {
      this.#socket?.destroy();
      this.#socket = null;
    }
    this.#end(Number(head.slice('HTTP/1.1 '.length, 'HTTP/1.1 200'.length)));
  }

  #end(ending: Ending): void {
    const settle = this.#settle;
    this.#settle = null;
    settle?.(ending);
  }
}
