import { open } from 'node:fs/promises';
import type { Disk } from '../edges.ts';
import { readCalls } from '../recording/read-calls.ts';
import type { JournalPaths } from '../recording/read-lines.ts';
import type { CallScore } from './call-score.ts';
import { CallScorer } from './call-scorer.ts';
import { type EvalCase, looksLikeCases, readCases } from './case-file.ts';
import { playCase } from './play-case.ts';

/**
 * What was scored, and of the input: lines that could not be read, and those that contradict one
 * another, in words.
 */
export type Scored = {
  kind: 'journal' | 'cases';
  scores: CallScore[];
  damaged: number;
  conflicts: string[];
};

/** How much of a file is looked at to tell cases from a journal. */
const HEAD_BYTES = 64 * 1024;

/**
 * Scores journals, directories of them, or one file of cases; rejects for what is neither, and for
 * cases beside others.
 */
export async function scorePaths(disk: Disk, paths: readonly string[]): Promise<Scored> {
  for (const path of paths) {
    const text = await readIfCases(path);
    if (text === null) continue;
    if (paths.length > 1) throw new Error(`Cannot score "${path}" beside others: it holds cases`);
    const reading = readCases(text);
    if (!reading.ok) throw new Error(`Cannot read the cases in "${path}": ${reading.fault}`);
    return { kind: 'cases', scores: reading.cases.map(scoreCase), damaged: 0, conflicts: [] };
  }
  return scoreJournals(disk, paths);
}

/** Plays a case and scores what came of it. */
export function scoreCase(script: EvalCase): CallScore {
  const { lines, expected } = playCase(script);
  const scorer = new CallScorer({ callId: script.name, expected, isTimed: false });
  for (const line of lines) scorer.take(line);
  return scorer.finish();
}

async function scoreJournals(disk: Disk, paths: JournalPaths): Promise<Scored> {
  const calls = new Map<string, CallScorer>();
  const scores: CallScore[] = [];
  const conflicts: string[] = [];
  let damaged = 0;
  for await (const item of readCalls(disk, paths)) {
    if (item.kind === 'damaged') damaged += 1;
    if (item.kind === 'conflict') conflicts.push(item.told);
    if (item.kind === 'line') {
      const { line } = item;
      const scorer = calls.get(line.call_id) ?? new CallScorer({ callId: line.call_id });
      calls.set(line.call_id, scorer);
      scorer.take(line);
    } else if (item.kind === 'over') {
      const scorer = calls.get(item.callId);
      calls.delete(item.callId);
      if (scorer !== undefined) scores.push(scorer.finish());
    }
  }
  return { kind: 'journal', scores, damaged, conflicts };
}

/** The text of a file of cases; null for anything else. */
async function readIfCases(path: string): Promise<string | null> {
  await using file = await open(path, 'r');
  if ((await file.stat()).isDirectory()) return null;
  const head = Buffer.alloc(HEAD_BYTES);
  const { bytesRead } = await file.read(head, 0, HEAD_BYTES, 0);
  if (!looksLikeCases(head.toString('utf8', 0, bytesRead))) return null;
  return file.readFile('utf8');
}
