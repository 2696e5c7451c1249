/*
 * npm run inspect: shows a running service, or a call on record, in the Stately inspector.
 */
import closeWithGrace from 'close-with-grace';
import { runCommand } from './command.ts';
import { type InspectOptions, readInspectOptions } from './inspect/options.ts';

const HELP = `npm run inspect [-- options]

Shows the charts of a running service in the Stately inspector as they move: calls, lookups and the
breaker. The service must run with INSPECT=on. With --from, plays a call on record in its place.

  --url URL      the internal port of the service (http://127.0.0.1:9090)
  --token TOKEN  ADMIN_TOKEN of that service, if it has one
  --call ID      one call alone, with its lookups and the breaker
  --from DIR     plays that call from a journal, or one file of it; nothing need be running
  --speed N      with --from: so many times as fast as it was, 1 to 1000 (1); no pause is longer
                 than a second
  --step         with --from: Enter goes on to the next event
  --port N       where the page is served, on this machine alone (8080)
  --ui URL       where the inspector's own page is (https://stately.ai/inspect)
  --open         opens the page in a browser
  -h, --help     this

What needs the network: the inspector itself, which is a page of stately.ai within ours. It runs in
your browser, and is sent there what is shown; numbers are masked, and nothing that was said is in
it. What does not: this program and the service.

Exit code: 0 when it was stopped, 1 when it cannot go on, 2 for wrong arguments.`;

/** How long connections may take to close. */
const STOP_MS = 2000;

await runCommand({ help: HELP, read: readInspectOptions, run: inspect });

async function inspect(options: InspectOptions): Promise<0> {
  // Loaded when they are wanted: whoever only asks for help does not wait for them.
  const [{ show }, { systemEdges }] = await Promise.all([
    import('./inspect/show.ts'),
    import('../src/system-edges.ts'),
  ]);
  const stopping = new AbortController();
  const shown = show(options, {
    ...systemEdges,
    say: (line) => console.log(line),
    input: process.stdin,
    signal: stopping.signal,
  });
  const grace = closeWithGrace({ delay: STOP_MS }, async () => {
    stopping.abort();
    await shown;
  });
  await shown.finally(grace.uninstall);
  return 0;
}
