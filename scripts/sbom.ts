/*
 * npm run sbom: the software bill of materials of what production runs, as CycloneDX. It is made by
 * npm itself from the lockfile, so it needs neither the network nor installed packages.
 */
import { execFile } from 'node:child_process';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { runSimple } from './command.ts';

const HELP = `npm run -s sbom [-- options]

Prints the software bill of materials (CycloneDX, JSON) of the npm packages that production runs,
development dependencies left out. Node itself and the packages of the image's system are not in it.
Needs npm 10.2 or later, or 9.9.

  --out FILE   writes it there in place of printing it
  -h, --help   this

Exit code: 0 when it is made, 1 when npm cannot make it, 2 for wrong arguments.`;

const ROOT = join(import.meta.dirname, '..');
const SBOM = ['sbom', '--package-lock-only', '--sbom-format=cyclonedx', '--sbom-type=application'];
const OUTPUT_BYTES_MAX = 64 * 1024 * 1024;

await runSimple({
  help: HELP,
  flags: { out: { type: 'string' } },
  async run({ out }) {
    const text = `${JSON.stringify(await makeBill(), null, 2)}\n`;
    if (out === undefined) process.stdout.write(text);
    else await writeFile(out, text);
    return 0;
  },
});

type Property = { name: string; value: string };
type Component = { 'bom-ref': string; properties?: Property[] };
type Dependency = { ref: string; dependsOn: string[] };

/** The bill as npm makes it, but for the name, since npm takes that of the folder, and the extent. */
async function makeBill() {
  const { name } = JSON.parse(await readFile(join(ROOT, 'package.json'), 'utf8'));
  const options = { cwd: ROOT, maxBuffer: OUTPUT_BYTES_MAX };
  const run = promisify(execFile)('npm', SBOM, options);
  const { stdout } = await run.catch((error: Error & { stderr?: string }) => {
    const why = /^npm error (?!code)(.+)$/m.exec(error.stderr ?? '')?.[1] ?? error.message;
    throw new Error(`Cannot make the bill: npm sbom says "${why}"`, { cause: error });
  });
  const bill = JSON.parse(stdout);
  bill.metadata.component.name = name;
  return leaveDevelopmentOut(bill);
}

/**
 * By what npm says of each package, and not by its --omit=dev: that leaves out what production
 * shares with development, too (npm/cli issue 7909, read 2026-11-23).
 */
function leaveDevelopmentOut(bill: { components: Component[]; dependencies: Dependency[] }) {
  const isDevelopment = ({ name }: Property) => name === 'cdx:npm:package:development';
  const { components, dependencies } = bill;
  const left = components.filter(({ properties = [] }) => properties.some(isDevelopment));
  const refs = new Set(left.map((component) => component['bom-ref']));
  return {
    ...bill,
    components: components.filter((component) => !refs.has(component['bom-ref'])),
    dependencies: dependencies
      .filter(({ ref }) => !refs.has(ref))
      .map(({ ref, dependsOn }) => ({ ref, dependsOn: dependsOn.filter((on) => !refs.has(on)) })),
  };
}
