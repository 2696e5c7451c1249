import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { configReference } from '../src/config.ts';
import { runSimple } from './command.ts';

const FILE = join(import.meta.dirname, '../docs/configuration.md');

const rows = configReference().map(({ name, default: fallback, required, description }) => {
  const standard = required ? 'required' : fallback === null ? '' : `\`${fallback}\``;
  return `| \`${name}\` | ${standard} | ${description.replaceAll('|', '\\|')} |`;
});
const text = `# Configuration

Every setting is a variable of the environment, or of a file \`.env\` in the working directory, which
the environment overrides. All faults are told at start, one line each. Made by
\`npm run config:reference\`.

| Variable | Default | Meaning |
|---|---|---|
${rows.join('\n')}
`;

const HELP = `npm run config:reference [-- options]

Writes docs/configuration.md from the schema of the environment.

  --check      writes nothing, and fails if the page is out of date
  -h, --help   this

Exit code: 0 when it is up to date, 1 when it is not, 2 for wrong arguments.`;

await runSimple({
  help: HELP,
  flags: { check: { type: 'boolean' } },
  async run({ check }) {
    if (!check) {
      writeFileSync(FILE, text);
      return 0;
    }
    if (readFileSync(FILE, 'utf8') === text) return 0;
    console.error('docs/configuration.md is out of date: run npm run config:reference');
    return 1;
  },
});
