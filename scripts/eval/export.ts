import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { readCases } from '../../src/evaluation/case-file.ts';
import { toVapiEval } from '../../src/evaluation/vapi-eval.ts';

/** Writes each case of a file as a Vapi Eval, to be posted to Vapi's API; gives the files' names. */
export async function exportToVapi(cases: string, dir: string): Promise<string[]> {
  const reading = readCases(await readFile(cases, 'utf8'));
  if (!reading.ok) throw new Error(`Cannot read the cases of "${cases}": ${reading.fault}`);
  await mkdir(dir, { recursive: true });
  const files: string[] = [];
  for (const [index, script] of reading.cases.entries()) {
    const file = join(dir, `${String(index + 1).padStart(3, '0')}-${slugOf(script.name)}.json`);
    await writeFile(file, `${JSON.stringify(toVapiEval(script), null, 2)}\n`);
    files.push(file);
  }
  return files;
}

const SLUG_LENGTH_MAX = 60;

function slugOf(name: string): string {
  const slug = name.toLowerCase().replace(/[^a-z0-9]+/g, '-');
  return slug.slice(0, SLUG_LENGTH_MAX).replace(/^-|-$/g, '') || 'case';
}
