import { styleText } from 'node:util';
import type { Finding, Verdict } from './finding.ts';
import { countOf } from './finding.ts';

const STYLES = { ok: 'green', note: 'yellow', fault: 'red' } as const;
const WORDS: Record<Verdict, string> = { ok: 'ok', note: 'note', fault: 'FAULT' };
const INDENT = 2 + 5 + 2;

/** Prints a table by area, with the advice under what it is for; colours only for a terminal. */
export function printFindings(findings: readonly Finding[]): void {
  let area = '';
  const width = Math.max(...findings.map(({ check }) => check.length));
  for (const finding of findings) {
    if (finding.area !== area) {
      if (area !== '') console.log();
      area = finding.area;
      console.log(styleText('bold', area));
    }
    const word = styleText(STYLES[finding.verdict], WORDS[finding.verdict].padEnd(5));
    console.log(`  ${word}  ${finding.check.padEnd(width)}  ${finding.detail}`);
    if (finding.advice !== null) console.log(`${' '.repeat(INDENT)}→ ${finding.advice}`);
  }
  const [faults, notes] = [countBy(findings, 'fault'), countBy(findings, 'note')];
  const told = [
    faults > 0 ? [countOf(faults, 'fault')] : [],
    notes > 0 ? [countOf(notes, 'note')] : [],
  ].flat();
  console.log(`\n${told.length === 0 ? 'All is well.' : `${told.join(', ')}.`}`);
}

/** How many findings came out so. */
export function countBy(findings: readonly Finding[], verdict: Verdict): number {
  return findings.filter((finding) => finding.verdict === verdict).length;
}
