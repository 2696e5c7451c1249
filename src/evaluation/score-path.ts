import { open } from 'node:fs/promises';
import type { Disk } from '../edges.ts';
import { readLines } from '../recording/read-lines.ts';
import type { CallScore } from './call-score.ts';
import { CallScorer } from './call-scorer.ts';
import { type EvalCase, looksLikeCases, readCases } from './case-file.ts';
import { playCase } from './play-case.ts';

/** What was scored, and what of the input could not be read. */
export type Scored = { kind: 'journal' | 'cases'; scores: CallScore[]; damaged: number };

/** How much of a file is looked at to tell cases from a journal. */
const HEAD_BYTES = 64 * 1024;

/** Scores a journal, a directory of journals, or a file of cases; rejects for what is neither. */
export async function scorePath(disk: Disk, path: string): Promise<Scored> {
  const text = await readIfCases(path);
  if (text === null) return scoreJournal(disk, path);
  const reading = readCases(text);
  if (!reading.ok) throw new Error(`Cannot read the cases in "${path}": ${reading.fault}`);
  return { kind: 'cases', scores: reading.cases.map(scoreCase), damaged: 0 };
}

/** Plays a case and scores what came of it. */
export function scoreCase(script: EvalCase): CallScore {
  const { lines, expected } = playCase(script);
  const scorer = new CallScorer({ callId: script.name, expected, isTimed: false });
  for (const line of lines) scorer.take(line);
  return scorer.finish();
}

async function scoreJournal(disk: Disk, path: string): Promise<Scored> {
  const calls = new Map<string, CallScorer>();
  const scores: CallScore[] = [];
  let damaged = 0;
  for await (const item of readLines(disk, path)) {
    if (item.kind === 'damaged') damaged += 1;
    if (item.kind !== 'line') continue;
    const { line } = item;
    const before = calls.get(line.call_id);
    // The ID of a call that came back after it was forgotten begins anew.
    const isAnew = before === undefined || line.seq === 0;
    if (isAnew && before !== undefined) scores.push(before.finish());
    const scorer = isAnew ? new CallScorer({ callId: line.call_id }) : before;
    calls.set(line.call_id, scorer);
    scorer.take(line);
  }
  scores.push(...[...calls.values()].map((scorer) => scorer.finish()));
  return { kind: 'journal', scores, damaged };
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
