import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { gunzipSync, gzipSync } from 'node:zlib';
import { type ErasureOptions, erasePerson } from '../../src/erasure/erase-person.ts';
import { rerenderCall } from '../../src/erasure/rerender-call.ts';
import type { JournalLine } from '../../src/recording/line.ts';
import { readLines } from '../../src/recording/read-lines.ts';
import { seal } from '../../src/recording/seal.ts';
import { compareCall } from '../../src/replay/compare-call.ts';
import { wordingOf } from '../../src/speech/wording.ts';
import { systemEdges } from '../../src/system-edges.ts';

/** Chance that can be told beforehand; the program takes that of node:crypto. */
export function seededRandom(seed = 1): (bound: number) => number {
  let state = seed;
  return (bound) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * bound);
  };
}

/** Erases as the program does. */
export function erase(
  dirs: string | readonly string[],
  given: Pick<ErasureOptions, 'subject'> & Partial<ErasureOptions>,
) {
  return erasePerson({
    dirs: typeof dirs === 'string' ? [dirs] : dirs,
    disk: systemEdges.disk,
    clock: systemEdges.clock,
    isDryRun: false,
    random: seededRandom(),
    uuid: systemEdges.random.uuid,
    wordingOf,
    rerender: rerenderCall,
    ...given,
  });
}

/** Writes journal files, archives and whatever else by their names. */
export async function fill(
  dir: string,
  files: Record<string, readonly (JournalLine | string)[]>,
): Promise<void> {
  await mkdir(dir, { recursive: true });
  for (const [name, lines] of Object.entries(files)) {
    const texts = lines.map((line) => (typeof line === 'string' ? line : seal(line)));
    const text = texts.map((each) => `${each}\n`).join('');
    await writeFile(join(dir, name), name.endsWith('.gz') ? gzipSync(text) : text);
  }
}

/** All that a directory holds, archives unpacked, by file. */
export async function textsIn(dir: string): Promise<Record<string, string>> {
  const texts: Record<string, string> = {};
  for (const entry of await readdir(dir, { withFileTypes: true, recursive: true })) {
    if (!entry.isFile()) continue;
    const bytes = await readFile(join(entry.parentPath, entry.name));
    texts[entry.name] = String(entry.name.endsWith('.gz') ? gunzipSync(bytes) : bytes);
  }
  return texts;
}

/** The lines of every call, by its ID. */
export async function callsIn(dir: string): Promise<Map<string, JournalLine[]>> {
  const calls = new Map<string, JournalLine[]>();
  for await (const item of readLines(systemEdges.disk, dir)) {
    if (item.kind !== 'line') continue;
    const { line } = item;
    calls.set(line.call_id, [...(calls.get(line.call_id) ?? []), line]);
  }
  return calls;
}

/** What replay says of every call: how it came out, and the first difference. */
export async function verdictsOn(dir: string): Promise<Record<string, unknown>> {
  const verdicts: Record<string, unknown> = {};
  for (const [callId, lines] of await callsIn(dir)) {
    const { outcome, differences } = compareCall(lines);
    verdicts[callId] = differences[0]?.leaves ?? outcome;
  }
  return verdicts;
}
