import type { FastifyPluginAsync } from 'fastify';
import type { CountryCode } from 'libphonenumber-js/min';
import type { CallEngine } from '../calls/engine.ts';
import type { Edges } from '../edges.ts';
import type { NoticeBus } from '../observability/notices.ts';
import type { Opened } from '../opened.ts';
import { callRoutes } from './call-routes.ts';
import { liveRoutes } from './live-routes.ts';
import type { StateSources } from './live-state.ts';
import { openLive } from './open-live.ts';
import { pageRoutes } from './page-routes.ts';
import { openRecordThread } from './record-thread.ts';
import { createWhatIfThreads } from './what-if-in-thread.ts';
import { whatIfRoutes } from './what-if-routes.ts';

type Options = Omit<StateSources, 'clock'> & {
  edges: Pick<Edges, 'clock' | 'disk'>;
  bus: Pick<NoticeBus, 'on'>;
  engine: Pick<CallEngine<unknown>, 'list' | 'look'>;
  /** Where the journal is. */
  dir: string;
  /** How long a silence is waited for where the record does not tell, in milliseconds. */
  silenceTimeoutMs: number;
  /** In which times that are looked for are written, and of which country phone numbers are. */
  timeZone: string;
  defaultCountry?: CountryCode | undefined;
  /** Told of what kept the page's state from being made. */
  onFault: (error: unknown) => void;
  opened: Pick<Opened, 'add'>;
};

/** How long a question of the console waits for days that were not read yet. */
const RECORD_WAIT_MS = 2000;

/** Opens what the console is told by; gives the routes of the page and of the JSON behind it. */
export function openConsole(options: Options): FastifyPluginAsync {
  const { edges, engine, dir, silenceTimeoutMs, timeZone, defaultCountry, opened } = options;
  const { clock, disk } = edges;
  const record = openRecordThread({ dir, timeZone, defaultCountry, waitMs: RECORD_WAIT_MS });
  opened.add('record thread', record, record.close);
  const live = openLive({ ...options, clock, list: engine.list });
  const ask = createWhatIfThreads(clock);
  const isLive = async (callId: string) => {
    const call = await engine.look(callId);
    return call !== null && call.state !== 'ended';
  };

  return async (server) => {
    server.register(pageRoutes, { disk });
    server.register(liveRoutes, { live });
    server.register(callRoutes, { record, isLive });
    server.register(whatIfRoutes, { ask, dir, silenceTimeoutMs });
  };
}
