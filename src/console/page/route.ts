import { signal } from '@preact/signals';
import type { CallsQuery } from '../schema.ts';

/** What the page shows, as its address says it. */
export type Route =
  | { page: 'now' }
  | { page: 'find'; query: CallsQuery }
  /** `seq` is the step that is looked at; null for the last one. */
  | { page: 'call'; callId: string; seq: number | null }
  /** `event` is the place of the event in its step. */
  | { page: 'whatIf'; callId: string; seq: number | null; event: number | null }
  | { page: 'quality'; days: number };

const FLAGS = ['ungrounded', 'handoff'] as const;
const NUMBERS = ['from', 'to', 'slowerThan', 'limit'] as const;
const DAYS = 30;

/** What is shown now. */
export const route = signal<Route>(parseHash(location.hash));
addEventListener('hashchange', () => {
  route.value = parseHash(location.hash);
});

/** Goes somewhere, as following a link does. */
export function goTo(to: Route): void {
  location.hash = formatHash(to);
}

/** Changes the address in place, so that going back does not go through every step. */
export function replaceRoute(to: Route): void {
  history.replaceState(null, '', formatHash(to));
  route.value = to;
}

/** Reads an address; what leads nowhere leads to the first page. */
export function parseHash(hash: string): Route {
  const [path = '', search = ''] = hash.replace(/^#\/?/, '').split('?', 2);
  const [page, id, kind, seq, event] = path.split('/').map(decoded);
  if (page === 'find') return { page, query: readQuery(new URLSearchParams(search)) };
  if (page === 'quality') {
    return { page, days: wholeOf(new URLSearchParams(search).get('days') ?? '') ?? DAYS };
  }
  if (page === 'call' && id !== undefined && id !== '') {
    const at = wholeOf(seq ?? '');
    if (kind !== 'what-if') return { page, callId: id, seq: at };
    return { page: 'whatIf', callId: id, seq: at, event: wholeOf(event ?? '') };
  }
  return { page: 'now' };
}

/** Writes an address. */
export function formatHash(to: Route): string {
  switch (to.page) {
    case 'now':
      return '#/now';
    case 'find': {
      const search = formatQuery(to.query);
      return search === '' ? '#/find' : `#/find?${search}`;
    }
    case 'call': {
      const call = `#/call/${encodeURIComponent(to.callId)}`;
      return to.seq === null ? call : `${call}/step/${to.seq}`;
    }
    case 'whatIf': {
      const parts = [to.seq, to.event].filter((part) => part !== null);
      return ['#/call', encodeURIComponent(to.callId), 'what-if', ...parts].join('/');
    }
    case 'quality':
      return to.days === DAYS ? '#/quality' : `#/quality?days=${to.days}`;
    default:
      return to satisfies never;
  }
}

/** A query as the search part of an address, of the page's and of the JSON's alike. */
export function formatQuery(query: CallsQuery): string {
  const given = Object.entries(query).filter(([, value]) => value !== '' && value !== false);
  return new URLSearchParams(given.map(([name, value]) => [name, `${value}`])).toString();
}

function readQuery(search: URLSearchParams): CallsQuery {
  const query: Record<string, unknown> = Object.fromEntries(search);
  for (const name of FLAGS) if (name in query) query[name] = query[name] === 'true';
  for (const name of NUMBERS) if (name in query) query[name] = Number(query[name]);
  return query as CallsQuery;
}

function decoded(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}

function wholeOf(text: string): number | null {
  return /^\d{1,9}$/.test(text) ? Number(text) : null;
}
