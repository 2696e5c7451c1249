import { type Logger, pino } from 'pino';
import type { App } from '../src/app.ts';
import type { CallNotice } from '../src/calls/engine.ts';
import type { Config } from '../src/config.ts';
import type { Edges } from '../src/edges.ts';
import { systemEdges } from '../src/system-edges.ts';
import type { DocumentInput } from './embedded-sanity/documents.ts';
import type { EmbeddedSanity } from './embedded-sanity/server.ts';

/** The deliveries that an embedded Sanity holds by itself, one JSON document a line. */
export const DELIVERIES = new URL('embedded-sanity/deliveries.ndjson', import.meta.url);

/** Settings that let a service read from an embedded Sanity, on loopback. */
export function embeddedEnvironment(sanity: EmbeddedSanity): Record<string, string> {
  return {
    HOST: '127.0.0.1',
    SANITY_PROJECT_ID: 'embedded',
    SANITY_DATASET: 'production',
    SANITY_API_TOKEN: EMBEDDED_TOKEN,
    SANITY_API_HOST: sanity.url,
    VAPI_AUTH: 'secret',
    VAPI_SECRET: 'embedded-secret',
  };
}

/** The only token that the embedded Sanity lets in. */
const EMBEDDED_TOKEN = 'embedded-token';

type Options = {
  /** Reads the configuration, given what the embedded Sanity needs. */
  configure: (environment: Record<string, string>) => Config;
  /** What its Sanity holds; by default the deliveries of a fixed day. */
  documents?: DocumentInput[];
  edges?: Edges;
  logger?: Logger;
  onNotice?: (notice: CallNotice) => void;
};

/** A running service with its own Sanity. */
export type EmbeddedService = {
  app: App;
  config: Config;
  sanity: EmbeddedSanity;
  publicUrl: string;
  adminUrl: string;
  close(): Promise<void>;
};

/** Starts the service as production has it, on an embedded Sanity in the same process. */
export async function startEmbeddedService(options: Options): Promise<EmbeddedService> {
  const { edges = systemEdges, logger = pino({ level: 'silent' }), onNotice, documents } = options;
  // Loaded when they are wanted: whoever only asks a program for its help does not wait for them.
  const [{ buildApp }, { startEmbeddedSanity }] = await Promise.all([
    import('../src/app.ts'),
    import('./embedded-sanity/server.ts'),
  ]);
  const sanity = await startEmbeddedSanity({
    token: EMBEDDED_TOKEN,
    ...(documents ? { documents } : {}),
  });
  try {
    const config = options.configure(embeddedEnvironment(sanity));
    const app = await buildApp({ config, edges, logger, ...(onNotice ? { onNotice } : {}) });
    const urls = await app.listen();
    const close = async () => {
      await app.close();
      await sanity.close();
    };
    return { app, config, sanity, ...urls, close };
  } catch (error) {
    await sanity.close();
    throw error;
  }
}
