/**
 * Where a live call may be controlled. The control URL comes from a request body, so that a forged
 * one could make this server call any address: it is checked against a list of hosts that the
 * operator wrote. Vapi's own vary by region, hence the `*.`.
 */

/** One entry of the list, read: the scheme, host and port that a URL must have. */
type Allowed = Pick<URL, 'protocol' | 'hostname' | 'port'> & { isWildcard: boolean };

const HOST_ENTRY = /^(\*\.)?([\w.-]+(?::\d+)?)$/;
const LOOPBACK_ORIGIN = /^http:\/\/(?:127\.0\.0\.1|localhost|\[::1\])(?::\d+)?$/;

/**
 * Builds the check of control URLs; it returns the parsed URL, or null for one that must not be
 * called. An entry is one of
 * - `host` or `host:port`: https on that host and that port, 443 if none is named;
 * - `*.host`: https on any name below it, not on the host itself;
 * - `http://127.0.0.1:port`, or `localhost` or `[::1]` in its place: plain http on that one origin
 *   of this machine, for tests and the demo. There is no such form for another machine.
 * @throws {RangeError} if an entry is none of these
 */
export function createControlUrlCheck(entries: readonly string[]): (text: string) => URL | null {
  const allowed = entries.map(readEntry);
  return (text) => {
    // Whoever calls it takes this very URL: a second parser might see another host in the text.
    const url = URL.parse(text);
    if (url === null || url.username !== '' || url.password !== '') return null;
    return allowed.some((one) => isWithin(url, one)) ? url : null;
  };
}

function readEntry(entry: string): Allowed {
  const [, wildcard, host] = HOST_ENTRY.exec(entry) ?? [];
  const origin = host === undefined ? entry : `https://${host}`;
  const isForm = host !== undefined || LOOPBACK_ORIGIN.test(entry);
  const url = isForm ? URL.parse(origin) : null;
  if (url === null) throw new RangeError(`Cannot allow control host "${entry}"`);
  const { protocol, hostname, port } = url;
  return { protocol, hostname, port, isWildcard: wildcard !== undefined };
}

function isWithin({ protocol, hostname, port }: URL, allowed: Allowed): boolean {
  if (protocol !== allowed.protocol || port !== allowed.port) return false;
  if (!allowed.isWildcard) return hostname === allowed.hostname;
  // With its dot, so that evilvapi.ai is no part of vapi.ai.
  const suffix = `.${allowed.hostname}`;
  return hostname.endsWith(suffix) && hostname !== suffix;
}
