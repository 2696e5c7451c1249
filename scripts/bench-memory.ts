import { surviveFlood } from './bench-memory/survive-flood.ts';
import { readWhole, runSimple } from './command.ts';

const HELP = `npm run bench:memory [-- options]

What many more calls than the heap can hold do to the service: floods a process of so much old space
with one event of each of so many calls, kills it, starts it again on the journal of that, and once
more a week later, while one call asks for its parcel all the time.

  --old-space MB    old space of the process (256)
  --calls N         calls that the flood is of (60000)
  --connections N   connections that it comes over (20)
  -h, --help        this

Exit code: 0 when that call was answered all the time, 1 when it was not, 2 for wrong arguments.`;

const NAMES = ['Flooded', 'Started again after kill -9', 'A week later'];

await runSimple({
  help: HELP,
  flags: {
    'old-space': { type: 'string', default: '256' },
    calls: { type: 'string', default: '60000' },
    connections: { type: 'string', default: '20' },
  },
  async run(values) {
    const lives = await surviveFlood({
      nodeOptions: [
        `--max-old-space-size=${readWhole('old-space', values['old-space'], 32, 100_000)}`,
      ],
      settings: {},
      calls: readWhole('calls', values.calls, 1, 10_000_000),
      connections: readWhole('connections', values.connections, 1, 1000),
    });
    for (const [number, life] of lives.entries()) {
      console.log(`\n${NAMES[number]}`);
      for (const [what, value] of Object.entries(life)) {
        console.log(`  ${what.padEnd(15)} ${JSON.stringify(value)}`);
      }
    }
    const isAnswered = lives.every(({ toolCalls: { success = 0, ...others } }) => {
      return success > 0 && Object.keys(others).length === 0;
    });
    return isAnswered ? 0 : 1;
  },
});
