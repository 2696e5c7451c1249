import type { Fetch } from '../../src/edges.ts';
import type { LiveService } from './options.ts';

/** What is shown of a running service. */
export type Bridge = {
  /** Shows it from the start: every actor that lives, and then what happens. */
  restart(): void;
  close(): void;
};

type Options = {
  service: LiveService;
  /** Takes a message as it came. */
  send: (text: string) => void;
  /** Told when the service ends it; `code` is that of RFC 6455. */
  onEnd: (code: number) => void;
};

/** Shows a running service. */
export function createBridge({ service, send, onEnd }: Options): Bridge {
  let socket: WebSocket | null = null;
  const leave = () => {
    const left = socket;
    socket = null;
    left?.close();
  };
  return {
    restart() {
      leave();
      const opened = connect(service);
      socket = opened;
      opened.addEventListener('message', ({ data }) => {
        if (opened === socket) send(String(data));
      });
      opened.addEventListener('close', ({ code }) => {
        if (opened === socket) onEnd(code);
      });
    },
    close: leave,
  };
}

const WANTS_TOKEN = 'it wants ADMIN_TOKEN, or another one than --token';
const REASONS: Readonly<Partial<Record<number, string>>> = {
  401: WANTS_TOKEN,
  403: 'it does not serve whoever asks by this name, or has no ADMIN_TOKEN',
  404: 'it runs without INSPECT=on',
  // It would be served, then: what was refused is the WebSocket, which a page may ask for unseen.
  426: WANTS_TOKEN,
};

/** Why a service cannot be inspected, in one line; null where it can. */
export async function findObstacle(service: LiveService, fetch: Fetch): Promise<string | null> {
  if (await canOpen(service)) return null;
  const { url } = service;
  try {
    const { status } = await fetch(`${url}${pathOf(service)}`, { headers: headersOf(service) });
    return `${url} cannot be inspected: ${REASONS[status] ?? `it answered ${status}`}`;
  } catch {
    return `${url} cannot be reached: is that the internal port of a running service?`;
  }
}

/** A WebSocket that is refused does not tell why. */
async function canOpen(service: LiveService): Promise<boolean> {
  const socket = connect(service);
  const opened = await new Promise<boolean>((resolve) => {
    socket.addEventListener('open', () => resolve(true));
    socket.addEventListener('close', () => resolve(false));
  });
  socket.close();
  return opened;
}

function connect(service: LiveService): WebSocket {
  const url = `${service.url.replace(/^http/, 'ws')}${pathOf(service)}`;
  return new WebSocket(url, { protocols: ['inspect'], headers: headersOf(service) });
}

function pathOf({ callId }: LiveService): string {
  return callId === null ? '/inspect' : `/inspect?call=${encodeURIComponent(callId)}`;
}

function headersOf({ token }: LiveService): Record<string, string> {
  return token === null ? {} : { authorization: `Bearer ${token}` };
}
