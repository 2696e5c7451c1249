/**
 * Draws every chart into docs/charts. With --check it writes nothing and fails if a drawing is
 * not what its chart would give.
 */
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import { breakerMachine } from '../machines/breaker.ts';
import { callMachine } from '../machines/call.ts';
import { lookupMachine } from '../machines/lookup.ts';
import { drawChart } from './chart-drawing.ts';

const { values } = parseArgs({ options: { check: { type: 'boolean', default: false } } });
const folder = new URL('../docs/charts/', import.meta.url);

const outdated: string[] = [];
await mkdir(folder, { recursive: true });
for (const machine of [callMachine, lookupMachine, breakerMachine]) {
  const name = `${machine.id}.svg`;
  const drawing = await drawChart(machine);
  const before = await readFile(new URL(name, folder), 'utf8').catch(() => null);
  if (before !== drawing) outdated.push(name);
  if (!values.check) await writeFile(new URL(name, folder), drawing);
}

if (values.check && outdated.length > 0) {
  console.error(`Out of date in docs/charts: ${outdated.join(', ')}; "npm run draw" draws anew`);
  process.exitCode = 1;
} else {
  console.log(
    outdated.length === 0 ? 'The drawings are up to date' : `Drawn: ${outdated.join(', ')}`,
  );
}
