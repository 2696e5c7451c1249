import { styleText } from 'node:util';
import type { HealthAnswer } from './verdict.ts';

const STYLES = { ok: 'green', not_ready: 'yellow', unreachable: 'red' } as const;
const WORDS = { ok: 'ok', not_ready: 'NOT READY', unreachable: 'UNREACHABLE' } as const;
const HEADS = ['Check', 'Status', 'Latency', 'Detail'] as const;

/** Prints one row for each answer; colours only for a terminal. */
export function printTable(answers: readonly HealthAnswer[]): void {
  const rows = answers.map(toCells);
  const widths = HEADS.map((head, column) =>
    Math.max(head.length, ...rows.map((cells) => cells[column]?.length ?? 0)),
  );
  const pad = (cells: readonly string[]) =>
    cells.map((cell, column) => cell.padEnd(widths[column] ?? 0));
  console.log(styleText('bold', pad(HEADS).join('  ').trimEnd()));
  for (const [index, { verdict }] of answers.entries()) {
    const [check = '', status = '', latency = '', detail = ''] = pad(rows[index] ?? []);
    console.log([check, styleText(STYLES[verdict], status), latency, detail].join('  ').trimEnd());
  }
}

function toCells({ check, status, verdict, latencyMs, detail }: HealthAnswer): string[] {
  const word = status === null ? WORDS[verdict] : `${status} ${WORDS[verdict]}`;
  return [check, word, `${latencyMs.toFixed(1)} ms`, detail];
}
