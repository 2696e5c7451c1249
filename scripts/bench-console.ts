import { benchConsole } from './bench-console/bench-console.ts';
import { readWhole, runSimple } from './command.ts';

const HELP = `npm run bench:console [-- options]

Whether the webhook's latency moves while the console is watched: holds many live calls, of which some
are heard of all the time, times tool calls, and lets viewers of the stream come and go meanwhile, in
turns.

  --calls N    live calls; 5000 by default
  --viewers N  viewers at a time; 10 by default
  --rounds N   rounds without viewers and with them; 6 by default
  -h, --help   this

Exit code: 0 when it was measured, 1 when it could not be, 2 for wrong arguments.`;

await runSimple({
  help: HELP,
  flags: {
    calls: { type: 'string', default: '5000' },
    viewers: { type: 'string', default: '10' },
    rounds: { type: 'string', default: '6' },
  },
  run: async ({ calls, viewers, rounds }) => {
    await benchConsole({
      calls: readWhole('calls', calls, 1, 50_000),
      viewers: readWhole('viewers', viewers, 1, 100),
      rounds: readWhole('rounds', rounds, 1, 100),
    });
    return 0;
  },
});
