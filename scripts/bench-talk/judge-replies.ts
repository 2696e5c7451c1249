import type { Language } from '../../machines/languages/language.ts';
import type { TurnContext } from '../../machines/listening/meant.ts';
import { readTurn } from '../../machines/listening/read-turn.ts';
import type { ReplyRow } from '../bench-listening/bench-replies.ts';

/** How often replies of one kind were taken for a yes, and for a no or a correction. */
export type TakenCounts = { rows: number; yes: number; denied: number };

const AT: TurnContext = { state: 'confirm', onTable: 'WB10447291', asked: 'readBack' };

/** Reads each reply as a turn after a number was read back; by what annotators saw in them. */
export function judgeReplies(
  rows: readonly ReplyRow[],
  language: Language,
): { yeses: TakenCounts; noes: TakenCounts } {
  const countOf = (act: string) =>
    count(
      rows
        .filter(({ acts }) => acts.includes(act))
        .map(({ reply }) => readTurn(reply, AT, language).map(({ kind }) => kind)),
    );
  return { yeses: countOf('AFFIRM'), noes: countOf('NEGATE') };
}

function count(readings: readonly (readonly string[])[]): TakenCounts {
  const denied = readings.filter((kinds) => kinds.some((it) => it === 'no' || it === 'correction'));
  const yes = readings.filter((kinds) => kinds.includes('yes') && !denied.includes(kinds));
  return { rows: readings.length, yes: yes.length, denied: denied.length };
}
