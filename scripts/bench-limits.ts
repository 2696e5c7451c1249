import { benchLimits } from './bench-limits/bench-limits.ts';
import { runSimple } from './command.ts';

const HELP = `npm run bench:limits

What the service does under more than it can take: measures how many events it can take a second,
floods it with four times that, and times probes and tool calls meanwhile; then stops it under load.

  -h, --help   this

Exit code: 0 when all is well, 1 when probes or tool calls are late, when nothing is shed or a request
is lost, 2 for wrong arguments.`;

await runSimple({
  help: HELP,
  async run() {
    const faults = await benchLimits();
    for (const fault of faults) console.log(`FAILED  ${fault}`);
    return faults.length > 0 ? 1 : 0;
  },
});
