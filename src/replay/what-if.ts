import type { Delivery } from '../../machines/delivery.ts';
import type { Reply } from '../../machines/reply.ts';
import type { Guard, SessionRules } from '../../machines/session.ts';
import type { JournalLine } from '../recording/line.ts';
import { sentence } from '../speech/sentence.ts';
import type { Branch, Moment } from './branch.ts';
import { type CallChange, changePlan, planAsRecorded, recordsIn } from './change-call.ts';
import { compareCall, type Say } from './compare-call.ts';
import { replayRecorded } from './recorded-branch.ts';
import { readRecordedCall } from './recorded-call.ts';
import { simulateCall } from './simulate-call.ts';

/** A branch as it is told: what the other branch has none of is marked. */
export type ToldBranch = {
  path: Branch['path'];
  moments: (Moment & { isOnlyHere: boolean })[];
  fault: string | null;
};

/** Both ways that a call goes, side by side. */
export type WhatIfTold = {
  recorded: ToldBranch;
  changed: ToldBranch;
  /** What had to be supposed, since no record has it, in words. */
  assumed: string[];
};

/** Both branches; or in words why there are none: the record has a gap, or the change does not fit. */
export type WhatIfResult =
  | { ok: true; told: WhatIfTold; records: Delivery[] }
  | { ok: false; why: 'incomplete' | 'unfit'; reason: string };

type Options = {
  /** How long a silence is waited for where the record does not tell, in milliseconds. */
  silenceTimeoutMs: number;
  /** Judges what the assistant says; by default nothing is judged. */
  guard?: Guard;
  say?: Say;
};

const NO_GUARD: Guard = { learn: (heard) => heard, judge: () => null };

/**
 * Tells a call as it is on record beside what it would have been with one event another, both by
 * today's charts, in a sandbox that touches nothing. `lines` are all that the record has of the call,
 * in any order.
 */
export function tellWhatIf(
  lines: readonly JournalLine[],
  change: CallChange,
  { silenceTimeoutMs, guard = NO_GUARD, say = sentence }: Options,
): WhatIfResult {
  const reading = readRecordedCall(lines);
  if (!reading.ok) return { ok: false, why: 'incomplete', reason: reading.reason };
  const { call } = reading;
  const rules: SessionRules<Reply> = {
    timeouts: { silenceTimeoutMs: Number.POSITIVE_INFINITY, lingerMs: Number.POSITIVE_INFINITY },
    render: (reply) => reply,
    guard,
  };
  const recorded = replayRecorded(call, rules, say);
  const plan = planAsRecorded(call, recorded, silenceTimeoutMs);
  const changing = changePlan(call, plan, change);
  if (!changing.ok) return { ok: false, why: 'unfit', reason: changing.reason };
  const unchanged = simulateCall(call, plan, rules, say).branch;
  const changed = simulateCall(call, changing.plan, rules, say);
  const isOther = !isSameCourse(unchanged, changed.branch);
  const assumed = [
    ...changing.assumed,
    ...changed.assumed,
    ...(isOther ? [AFTERWARDS] : []),
    ...doubts(call.lines, recorded.branch, unchanged, say),
  ];
  return {
    ok: true,
    told: {
      recorded: toTold(recorded.branch, changed.branch),
      changed: toTold(changed.branch, recorded.branch),
      assumed,
    },
    records: [...recordsIn(call).map(({ delivery }) => delivery), ...recordsOf(changed.branch)],
  };
}

const AFTERWARDS =
  'What the caller and the assistant’s model do afterwards stays as it was, though they would have heard other answers.';

/** Whether two branches come to the same: the same answers, path and snapshot. */
export function isSameCourse(a: Branch, b: Branch): boolean {
  return JSON.stringify(courseOf(a)) === JSON.stringify(courseOf(b));
}

function courseOf({ replies, path, snapshot, fault }: Branch) {
  return { replies, path, snapshot, fault };
}

/** What keeps the record from being run again as it was. */
function doubts(
  lines: readonly JournalLine[],
  recorded: Branch,
  unchanged: Branch,
  say: Say,
): string[] {
  const isOfToday = compareCall(lines, say).outcome === 'agreed';
  const isAlike = isSameCourse(recorded, unchanged);
  return [
    ...(isOfToday ? [] : ['Today’s charts take this call another way than it is on record.']),
    ...(isAlike
      ? []
      : [
          'Without any change the call does not run as it is on record, as when its process was stopped in it: some of what differs is not due to the change.',
        ]),
  ];
}

function toTold({ path, moments, fault }: Branch, other: Branch): ToldBranch {
  const left = new Map<string, number>();
  for (const moment of other.moments) left.set(keyOf(moment), (left.get(keyOf(moment)) ?? 0) + 1);
  const marked = moments.map((moment) => {
    const count = left.get(keyOf(moment)) ?? 0;
    left.set(keyOf(moment), count - 1);
    return { ...moment, isOnlyHere: count <= 0 };
  });
  return { path, moments: marked, fault };
}

function keyOf({ kind, text }: Moment): string {
  return `${kind} ${text}`;
}

function recordsOf({ snapshot: { context } }: Branch): Delivery[] {
  return context.told.map(({ delivery }) => delivery);
}
