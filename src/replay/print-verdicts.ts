import type { Verdict } from './compare-call.ts';
import { diffWords } from './diff-words.ts';
import type { Difference } from './differences.ts';
import type { Tally } from './replay-journal.ts';
import { type Look, paint, sideBySide } from './side-by-side.ts';

/** Most places of one difference that are shown. */
const LEAVES_MAX = 4;
/** Most kinds of change that are listed. */
const KINDS_MAX = 10;

/** The first difference of a call side by side, and the names of the others. */
export function showVerdict(verdict: Verdict, look: Look): string[] {
  const [first, ...others] = verdict.differences;
  if (first === undefined) return [nameVerdict(verdict)];
  const head = `Call ${verdict.callId} differs at seq ${first.seq}, ${first.timestamp}: `;
  return [
    paint('bold', `${head}${nameOf(first)}`, look),
    ...showDifference(first, look),
    ...(others.length === 0 ? [] : [`  then ${others.map(nameWithSeq).join(', ')}`]),
    ...(verdict.incompleteFrom === null ? [] : [`  ${tellGap(verdict)}`]),
    '',
  ];
}

/** A difference side by side, place for place. */
export function showDifference({ leaves }: Difference, look: Look): string[] {
  const more = leaves.length - LEAVES_MAX;
  return [
    ...leaves
      .slice(0, LEAVES_MAX)
      .flatMap((leaf) => [paint('cyan', `  ${leaf.path}`, look), ...sideBySide(leaf, look)]),
    ...(more > 0 ? [`  and ${count(more, 'more place')}`] : []),
  ];
}

/** A call in one line: what differs, or from where on it cannot be told. */
export function nameVerdict(verdict: Verdict): string {
  const { callId, differences, unrecorded } = verdict;
  if (unrecorded.length > 0) {
    return `Call ${callId} agrees, but no line has the answer to ${unrecorded.join(', ')}`;
  }
  if (differences.length === 0) return tellGap(verdict);
  return `Call ${callId} differs: ${differences.map(nameWithSeq).join(', ')}`;
}

function tellGap({ callId, incompleteFrom }: Verdict): string {
  return incompleteFrom === 0
    ? `Call ${callId} is incomplete from seq 0: its opening is not here, so it cannot be replayed`
    : `Call ${callId} is incomplete from seq ${incompleteFrom}: ` +
        'what comes from there on cannot be told';
}

function nameOf({ where, toolCallId, tool }: Difference): string {
  return toolCallId === null ? where : `${where} ${toolCallId} (${tool})`;
}

function nameWithSeq(difference: Difference): string {
  const { where, toolCallId, seq } = difference;
  return `${where}${toolCallId === null ? '' : ` ${toolCallId}`} at seq ${seq}`;
}

/** What was reworded, and how often, when it was more than once. */
export function showKinds(verdicts: readonly Verdict[], look: Look): string[] {
  const counts = new Map<string, number>();
  for (const { leaves } of verdicts.flatMap(({ differences }) => differences)) {
    const sentence = leaves.find(({ path }) => path === 'result.message' || path === 'error');
    if (sentence === undefined) continue;
    const kind = kindOf(sentence.recorded, sentence.replayed);
    counts.set(kind, (counts.get(kind) ?? 0) + 1);
  }
  const most = [...counts].filter(([, times]) => times > 1).sort(([, a], [, b]) => b - a);
  const rows = most.slice(0, KINDS_MAX).map(([kind, times]) => `  ${times} × ${kind}`);
  return rows.length === 0 ? [] : [paint('bold', 'Reworded', look), ...rows, ''];
}

function kindOf(recorded: string, replayed: string): string {
  const { before, after } = diffWords(recorded, replayed);
  const changed = (runs: typeof before) =>
    runs.flatMap(({ text, isChanged }) => (isChanged ? text.trim() : [])).join(' … ');
  return `"${changed(before)}" → "${changed(after)}"`;
}

/** The whole replay in one line. */
export function summarize(tally: Tally, eventsPerSecond: number): string {
  const { calls, agreed, differed, incomplete, lines, events, answers, changed } = tally;
  const faults = [
    ...(tally.damaged > 0 ? [`${number(tally.damaged)} more damaged`] : []),
    ...(tally.torn > 0 ? [`${number(tally.torn)} torn at the end of a file`] : []),
    ...(tally.mended > 0 ? [`${number(tally.mended)} damaged, and whole elsewhere`] : []),
    ...(tally.repeated > 0 ? [`${number(tally.repeated)} written twice`] : []),
    ...(tally.conflicts.length > 0
      ? [`${number(tally.conflicts.length)} that contradict another`]
      : []),
    ...(tally.unknownVersions > 0 ? [`${number(tally.unknownVersions)} of other versions`] : []),
  ];
  return (
    `${count(calls, 'call')}: ${number(agreed)} agreed, ${number(differed)} differed, ` +
    `${number(incomplete)} incomplete. ` +
    `${count(lines, 'line')}${faults.length === 0 ? '' : ` (${faults.join(', ')})`}, ` +
    `${count(events, 'event')}, ${count(answers, 'answer')} (${number(changed)} changed` +
    `${tally.unrecorded > 0 ? `, ${number(tally.unrecorded)} more not on record` : ''}), ` +
    `${number(Math.round(eventsPerSecond))} events/s`
  );
}

/** An amount and what of it, in English. */
export function count(amount: number, what: string): string {
  return `${number(amount)} ${what}${amount === 1 ? '' : 's'}`;
}

function number(amount: number): string {
  return amount.toLocaleString('en-US');
}
