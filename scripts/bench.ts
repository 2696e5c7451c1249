import { benchEngines } from './bench/bench-engines.ts';
import { missedGoals, toTable } from './bench/figures.ts';
import { BENCHES, type BenchName, runBenches } from './bench/run-benches.ts';
import { Misuse, readWhole, runSimple } from './command.ts';

const NAMES = Object.keys(BENCHES) as BenchName[];

const HELP = `npm run bench [-- options]

How fast the service is, beside its floors, which are measured in the same run by rounds in turns: a
bare Fastify route that checks the body and answers a constant, and an honest one that also compares
the secret, moves one actor for each call, appends a line and logs one. Only ratios of one run count.

  --engine E    restate: the service on that engine beside itself on the local one, and nothing else
  --only NAME   one of ${NAMES.join(', ')}
  --rounds N    rounds of each figure (5)
  --seconds N   seconds of each round (2)
  --live N      most live calls that are held at a time (100000)
  --lines N     lines of the journal that is recovered (100000)
  --json        figures as JSON
  --check       fail when a ratio falls under its target
  -h, --help    this

Exit code: 0 when it was measured, 1 when it could not be or a target was missed with --check, 2 for
wrong arguments.`;

await runSimple({
  help: HELP,
  flags: {
    engine: { type: 'string', default: 'local' },
    only: { type: 'string' },
    rounds: { type: 'string', default: '5' },
    seconds: { type: 'string', default: '2' },
    live: { type: 'string', default: '100000' },
    lines: { type: 'string', default: '100000' },
    json: { type: 'boolean', default: false },
    check: { type: 'boolean', default: false },
  },
  async run({ engine, only, rounds, seconds, live, lines, json, check }) {
    if (engine !== 'local' && engine !== 'restate') {
      throw new Misuse(`--engine is "${engine}": expected local or restate`);
    }
    if (engine === 'restate') {
      const roundMs = 1000 * readWhole('seconds', seconds, 1, 600);
      return benchEngines({ rounds: readWhole('rounds', rounds, 1, 100), roundMs });
    }
    const name = NAMES.find((each) => each === only);
    if (only !== undefined && name === undefined) {
      throw new Misuse(`--only is "${only}": expected one of ${NAMES.join(', ')}`);
    }
    const figures = await runBenches(name === undefined ? NAMES : [name], {
      rounds: readWhole('rounds', rounds, 1, 100),
      roundMs: 1000 * readWhole('seconds', seconds, 1, 600),
      connections: 50,
      calls: 250,
      warmUpRequests: 10_000,
      liveCallsMax: readWhole('live', live, 100, 1_000_000),
      openCallsMax: 10_000,
      linesMax: readWhole('lines', lines, 1, 100_000_000),
    });
    console.log(json ? JSON.stringify(figures, null, 2) : toTable(figures));
    const missed = figures.flatMap(missedGoals);
    for (const each of missed) console.error(`MISSED  ${each}`);
    return check && missed.length > 0 ? 1 : 0;
  },
});
