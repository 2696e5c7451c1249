import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { breakerMachine } from '../machines/breaker.ts';
import { callMachine } from '../machines/call.ts';
import { lookupMachine } from '../machines/lookup.ts';
import { drawChart } from './chart-drawing.ts';
import { runSimple } from './command.ts';
import { certify, writeCertificate } from './dialogue-certificate.ts';

const HELP = `npm run draw [-- options]

Draws every chart into docs/charts, and writes what the dialogue promises, as the chart of a call has
it, into docs/dialogue.md.

  --check      writes nothing, and fails if a drawing is not what its chart would give
  -h, --help   this

Exit code: 0 when the drawings are up to date, 1 when one is not, 2 for wrong arguments.`;

const FOLDER = new URL('../docs/charts/', import.meta.url);
const PROMISES = new URL('../docs/dialogue.md', import.meta.url);

await runSimple({
  help: HELP,
  flags: { check: { type: 'boolean', default: false } },
  async run({ check }) {
    const outdated: string[] = [];
    if (!check) await mkdir(FOLDER, { recursive: true });
    for (const machine of [callMachine, lookupMachine, breakerMachine]) {
      const name = `${machine.id}.svg`;
      const drawing = await drawChart(machine);
      const before = await readFile(new URL(name, FOLDER), 'utf8').catch(() => null);
      if (before !== drawing) outdated.push(name);
      if (!check) await writeFile(new URL(name, FOLDER), drawing);
    }
    const promises = writeCertificate(certify());
    const promisedBefore = await readFile(PROMISES, 'utf8').catch(() => null);
    if (promisedBefore !== promises) outdated.push('../dialogue.md');
    if (!check) await writeFile(PROMISES, promises);
    if (check && outdated.length > 0) {
      console.error(
        `Out of date in docs/charts: ${outdated.join(', ')}; "npm run draw" draws anew`,
      );
      return 1;
    }
    console.log(
      outdated.length === 0 ? 'The drawings are up to date' : `Drawn: ${outdated.join(', ')}`,
    );
    return 0;
  },
});
