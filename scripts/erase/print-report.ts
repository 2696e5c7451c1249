import type { ErasureReport } from '../../src/recording/erase-person.ts';

/** What an erasure touched, line by line; no line tells what was erased. */
export function printReport(report: ErasureReport, isDryRun: boolean): string[] {
  const { files, sideFiles, calls, values, person, underWay, unreadable } = report;
  const done = files.filter(({ isDone }) => isDone);
  const lines = done.map(({ name, changed, removed }) => {
    const unusable = removed === 0 ? '' : `, ${count(removed, 'unusable line')} taken out`;
    return `${name}: ${count(changed, 'line')} ${isDryRun ? 'to rewrite' : 'rewritten'}${unusable}`;
  });
  for (const name of sideFiles) lines.push(`${name}: ${isDryRun ? 'to delete' : 'deleted'}`);
  const kinds = Object.entries(values).filter(([, size]) => size > 0);
  const told = kinds.map(([kind, size]) => `${KINDS[kind as keyof typeof values]} ${size}`);
  const known = `${count(person.numbers, 'number')}, ${count(person.names, 'name')}`;
  lines.push(`The person: ${known} and ${count(person.phones, 'phone')} on record`);
  lines.push(
    calls === 0
      ? 'Nothing found'
      : `Calls ${isDryRun ? 'to erase' : 'erased'}: ${calls}; values replaced: ${told.join(', ') || 'none'}`,
  );
  for (const { name, isDone } of files) {
    if (!isDone) lines.push(`${name}: NOT rewritten: the service that records does not answer`);
  }
  for (const name of unreadable) lines.push(`${name}: NOT read whole: it is damaged`);
  if (underWay.length > 0) {
    lines.push(
      `${count(underWay.length, 'call')} NOT erased: under way, or over for less than ten minutes.`,
      'Run this again when they are over:',
      ...underWay.map((callId) => `  ${callId}`),
    );
  }
  return lines;
}

/** Whether something is left that should have gone. */
export function isIncomplete({ files, underWay, unreadable }: ErasureReport): boolean {
  return underWay.length > 0 || unreadable.length > 0 || files.some(({ isDone }) => !isDone);
}

const KINDS = {
  number: 'tracking numbers',
  name: 'names',
  phone: 'phones',
  note: 'issue texts',
  said: 'texts said',
} as const;

function count(size: number, what: string): string {
  return `${size} ${what}${size === 1 ? '' : 's'}`;
}
