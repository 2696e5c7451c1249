import { mkdir, readFile, rename, rm } from 'node:fs/promises';
import { basename, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { runSimple } from './command.ts';

const HELP = `npm run build:service [-- options]

Puts the service into a few files, dist/server.js and what that loads later: a start from its source
spends most of its time on finding two thousand files. Workers, the console's page and packages that
read files of their own stay where they are. Needs no network.

  -h, --help   this

Exit code: 0 when it is built, 1 when it cannot be, 2 for wrong arguments.`;

const ROOT = fileURLToPath(new URL('..', import.meta.url));
const OURS = /[/\\](src|machines)[/\\][^?]*\.ts$/;

/** They read files beside them, or are seldom wanted. */
const LEFT_OUT = [
  '@fastify/swagger',
  '@fastify/swagger-ui',
  '@opentelemetry/exporter-trace-otlp-http',
  '@opentelemetry/resources',
  '@opentelemetry/sdk-trace',
  '@restatedev/restate-sdk',
  'pino',
];

/** Packages that are CommonJS ask for these, which a module has not. */
const BANNER = `import { createRequire as requireFrom } from 'node:module';
const require = requireFrom(import.meta.url);`;

if (import.meta.main) {
  await runSimple({
    help: HELP,
    flags: {},
    async run() {
      await buildService(join(ROOT, 'dist'));
      return 0;
    },
  });
}

/**
 * Builds the service into a directory below the repository, and gives the path of what starts it.
 * Each file takes its place once all are there, so that builds side by side, and a service that
 * starts meanwhile, find no half.
 */
export async function buildService(dir: string): Promise<string> {
  const { build } = await import('esbuild');
  const fresh = `${dir}.${process.pid}`;
  await mkdir(dir, { recursive: true });
  try {
    const { metafile } = await build({
      entryPoints: [join(ROOT, 'src/server.ts')],
      outdir: fresh,
      bundle: true,
      splitting: true,
      metafile: true,
      platform: 'node',
      format: 'esm',
      target: 'node24',
      // Names and lines stay, for whoever reads where an error came from: without, it starts no sooner.
      legalComments: 'none',
      logLevel: 'silent',
      external: LEFT_OUT,
      banner: { js: BANNER },
      plugins: [
        {
          name: 'where files lie',
          setup({ onLoad }) {
            onLoad({ filter: OURS }, async ({ path }) => ({
              contents: keepPlace(await readFile(path, 'utf8'), relative(dir, path)),
              loader: 'ts',
            }));
          },
        },
      ],
    });
    const files = Object.keys(metafile.outputs).map((path) => basename(path));
    // What starts the rest comes last.
    for (const file of files.toSorted((one) => Number(one === 'server.js'))) {
      await rename(join(fresh, file), join(dir, file));
    }
  } finally {
    await rm(fresh, { recursive: true, force: true });
  }
  return join(dir, 'server.js');
}

/** A file that looks for another beside it goes on to find that: it is not moved. */
function keepPlace(source: string, path: string): string {
  const place = `new URL(${JSON.stringify(path)}, import.meta.url).href`;
  return source.replaceAll('import.meta.url', place);
}
