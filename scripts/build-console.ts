import { cp, mkdir, readdir, rename, rm } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { breakerMachine } from '../machines/breaker.ts';
import { callMachine } from '../machines/call.ts';
import { lookupMachine } from '../machines/lookup.ts';
import { runSimple } from './command.ts';

const HELP = `npm run build:console [-- options]

Bundles the console's page, with the charts drawn, into src/console/page/dist, from where the
service serves it. Needs no network.

  --if-able    does nothing, and says so, where the packages for it are not installed
  -h, --help   this

Exit code: 0 when it is built, 1 when it cannot be, 2 for wrong arguments.`;

const PAGE = fileURLToPath(new URL('../src/console/page/', import.meta.url));
const CHARTS = /^charts:all$/;

if (import.meta.main) {
  await runSimple({
    help: HELP,
    flags: { 'if-able': { type: 'boolean', default: false } },
    async run({ 'if-able': ifAble }) {
      if (ifAble && !(await isAble())) {
        console.log('The console is not built: esbuild and state-machine-cat are not installed');
      } else {
        await buildConsole();
      }
      return 0;
    },
  });
}

/**
 * Builds the console's page into src/console/page/dist. Each file takes the place of the one before
 * once all are there, so that builds side by side, and a service that starts meanwhile, find no half.
 */
export async function buildConsole(): Promise<void> {
  const { build } = await import('esbuild');
  const [dist, fresh] = [`${PAGE}dist`, `${PAGE}dist.${process.pid}`];
  try {
    await mkdir(fresh, { recursive: true });
    await build({
      entryPoints: { console: `${PAGE}main.tsx` },
      outdir: fresh,
      bundle: true,
      format: 'esm',
      target: 'es2022',
      minify: true,
      legalComments: 'none',
      logLevel: 'silent',
      define: { 'process.env.NODE_ENV': '"production"' },
      jsx: 'automatic',
      jsxImportSource: 'preact',
      // What the type checker wants to know is nothing to the bundle, and not in the image.
      tsconfigRaw: {},
      plugins: [
        {
          name: 'charts',
          setup({ onResolve, onLoad }) {
            onResolve({ filter: CHARTS }, ({ path }) => ({ path, namespace: 'charts' }));
            onLoad({ filter: CHARTS, namespace: 'charts' }, async () => ({
              contents: JSON.stringify(await drawAll()),
              loader: 'json',
            }));
          },
        },
      ],
    });
    await cp(`${PAGE}index.html`, `${fresh}/index.html`);
    await mkdir(dist, { recursive: true });
    for (const name of await readdir(fresh)) await rename(`${fresh}/${name}`, `${dist}/${name}`);
  } finally {
    await rm(fresh, { recursive: true, force: true });
  }
}

/** Every drawing that the page shows, as SVG whose states can be lit. */
async function drawAll(): Promise<Record<string, string>> {
  const [{ drawChart }, { toLiveChart }] = await Promise.all([
    import('./chart-drawing.ts'),
    import('./build-console/live-chart.ts'),
  ]);
  const plain = { isPlain: true };
  return {
    call: toLiveChart(await drawChart(callMachine, plain), 'The chart of a call'),
    callInFull: toLiveChart(await drawChart(callMachine), 'The chart of a call, with its events'),
    lookup: toLiveChart(await drawChart(lookupMachine), 'The chart of a lookup'),
    breaker: toLiveChart(await drawChart(breakerMachine), 'The chart of the circuit breaker'),
  };
}

async function isAble(): Promise<boolean> {
  try {
    await Promise.all([import('esbuild'), import('state-machine-cat')]);
    return true;
  } catch {
    return false;
  }
}
