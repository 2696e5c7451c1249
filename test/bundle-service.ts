import { mkdirSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { build } from 'esbuild';

const ROOT = join(import.meta.dirname, '..');
/** Where packages that are left out are found; the same place each time, as compiled code is kept by it. */
const DIR = join(ROOT, 'node_modules/.cache/waybill');

/**
 * Puts the service into one file, and gives its path: for a test that starts it again and again.
 * From its source, more than half of what a start takes is finding two thousand modules.
 */
export async function bundleService(): Promise<string> {
  const { outputFiles } = await build({
    entryPoints: [join(ROOT, 'src/server.ts')],
    bundle: true,
    write: false,
    platform: 'node',
    format: 'esm',
    target: 'node24',
    minifyWhitespace: true,
    // They read files beside them.
    external: ['@fastify/swagger', '@fastify/swagger-ui'],
    // For the packages in it that are CommonJS.
    banner: {
      js: "import { createRequire as requireFrom } from 'node:module'; const require = requireFrom(import.meta.url);",
    },
  });
  const bundle = join(DIR, 'service.mjs');
  mkdirSync(DIR, { recursive: true });
  // Whole at once: another test may be starting what is there.
  writeFileSync(`${bundle}.${process.pid}`, outputFiles[0]?.contents ?? '');
  renameSync(`${bundle}.${process.pid}`, bundle);
  return bundle;
}
