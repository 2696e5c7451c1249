import type { ErasureReport } from './erase-person.ts';

/** What an erasure touched, line by line; no line tells what was erased. */
export function printReport(report: ErasureReport, isDryRun: boolean): string[] {
  const { files, sideFiles, calls, values, person, underWay, unreadable, uncalled } = report;
  const done = files.filter(({ isDone }) => isDone);
  const resumed = report.resumed.map(
    ({ dir, name, changed }) =>
      `${dir}/${name}: ${count(changed, 'line')} rewritten, as decided by a run that was cut off`,
  );
  const rewritten = done.map(({ name, changed, removed }) => {
    const unusable = removed === 0 ? '' : `, ${count(removed, 'unusable line')} taken out`;
    return `${name}: ${count(changed, 'line')} ${isDryRun ? 'to rewrite' : 'rewritten'}${unusable}`;
  });
  const lines = [...resumed, ...rewritten];
  for (const name of sideFiles) lines.push(`${name}: ${isDryRun ? 'to delete' : 'deleted'}`);
  const kinds = Object.entries(values).filter(([, size]) => size > 0);
  const told = kinds.map(([kind, size]) => `${KINDS[kind as keyof typeof values]} ${size}`);
  const known = `${count(person.numbers, 'number')}, ${count(person.names, 'name')}`;
  lines.push(`The person: ${known} and ${count(person.phones, 'phone')} on record`);
  lines.push(
    calls === 0
      ? isNothingFound(report)
        ? 'Nothing found, which is no proof that nothing is there'
        : 'No call was found'
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
  if (uncalled > 0) {
    lines.push(
      `${count(uncalled, 'call')} NOT searched by caller: recorded before callers were, or beside another key`,
    );
  }
  if (report.candidates.length > 0) {
    lines.push(
      'These lines may be of the person: run this again with --yes-also and the numbers that are.',
      ...report.candidates.map(
        ({ number, callId, name, line, seq, hint }) =>
          `  ${number}  call ${callId}, ${name} line ${line} (seq ${seq}): ${HINTS[hint]}`,
      ),
    );
  }
  return lines;
}

const HINTS = { name: 'a part of a name', ending: 'the end of a number' } as const;

function isNothingFound(report: ErasureReport): boolean {
  const { calls, resumed, files, sideFiles, underWay, candidates } = report;
  const found = [resumed, files, sideFiles, underWay, candidates];
  return calls + found.flat().length === 0;
}

/** What the program ends with: never 0 where something may be left. */
export function exitCodeOf(report: ErasureReport): number {
  if (isIncomplete(report) || isNothingFound(report)) return 1;
  return report.candidates.length > 0 ? 3 : 0;
}

/** Whether something is left that should have gone. */
function isIncomplete({ files, underWay, unreadable, uncalled }: ErasureReport): boolean {
  const left = underWay.length + unreadable.length + uncalled;
  return left > 0 || files.some(({ isDone }) => !isDone);
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
