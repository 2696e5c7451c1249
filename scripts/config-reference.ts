/*
 * npm run config:reference: writes docs/configuration.md from the schema of the environment; with
 * --check, fails if it is out of date.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { configReference } from '../src/config.ts';

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

if (!process.argv.includes('--check')) writeFileSync(FILE, text);
else if (readFileSync(FILE, 'utf8') !== text) {
  console.error('docs/configuration.md is out of date: run npm run config:reference');
  process.exitCode = 1;
}
