import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/** One instruction, its continuation lines joined. */
export type Instruction = { name: string; args: string };

/** What one FROM begins. */
export type Stage = { name: string; from: string; instructions: Instruction[] };

/** What one COPY copies, out of the repository or out of another stage. */
export type Copy = { from: string | null; sources: string[]; destination: string };

/** Reads the stages of the repository's Dockerfile, the last one being what a build gives. */
export function readDockerfile(): Stage[] {
  const text = readFileSync(join(import.meta.dirname, '../Dockerfile'), 'utf8');
  const joined = text.replace(/^\s*#.*\n/gm, '').replace(/\\\n\s*/g, '');
  const stages: Stage[] = [];
  for (const line of joined.split('\n').filter((one) => one.trim() !== '')) {
    const [, name = '', args = ''] = /^(\S+)\s+(.*)$/.exec(line) ?? [];
    const stage = /^FROM (\S+) AS (\S+)$/.exec(line);
    if (stage) stages.push({ from: stage[1] ?? '', name: stage[2] ?? '', instructions: [] });
    else stages.at(-1)?.instructions.push({ name, args });
  }
  return stages;
}

/** The stage of a name. */
export function findStage(stages: readonly Stage[], name: string): Stage {
  const stage = stages.find((one) => one.name === name);
  if (stage === undefined) throw new Error(`No stage is named "${name}"`);
  return stage;
}

/** What a stage says, after all that the stages below it say. */
export function withBases(stages: readonly Stage[], stage: Stage): Instruction[] {
  const base = stages.find(({ name }) => name === stage.from);
  return [...(base === undefined ? [] : withBases(stages, base)), ...stage.instructions];
}

/** The arguments of every instruction of a name. */
export function argsOf(instructions: readonly Instruction[], name: string): string[] {
  return instructions.filter((one) => one.name === name).map(({ args }) => args);
}

/** What a stage copies. */
export function copiesOf(stage: Stage): Copy[] {
  return argsOf(stage.instructions, 'COPY').map((args) => {
    const [, from = null, paths = ''] = /^(?:--from=(\S+) )?(.*)$/.exec(args) ?? [];
    const sources = paths.split(' ');
    const destination = sources.pop() ?? '';
    return { from, sources, destination };
  });
}
