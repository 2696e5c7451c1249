/** What comes of the same rows in a call, where the chart decides what is looked up. */
import type { CallPolicy } from '../../machines/call-context.ts';
import type { CallEvent, ToolEvent } from '../../machines/call-events.ts';
import type { NumberReading } from '../../machines/listening/read-number.ts';
import { moveChart, startChart } from '../../machines/transition.ts';
import type { CorrectionRow, SpokenRow } from './bench-numbers.ts';
import { count, type Tallies } from './tally.ts';

const POLICY: CallPolicy = {
  confirm: 'when-unsure',
  triesMax: 3,
  replyDeadlineMs: 500,
  freshMs: 60_000,
};
const AT = Date.parse('2026-11-23T09:00:00Z');

type Asked = Omit<Extract<ToolEvent, { type: 'delivery.requested' }>, 'heard'>;
const TRACK: Asked = {
  type: 'delivery.requested',
  at: AT,
  toolCallId: 'tool',
  tool: 'track_delivery',
  topic: 'delivery',
};
const confirming = (confirmed: boolean) => ({
  type: 'confirmation.given' as const,
  at: AT,
  toolCallId: 'tool',
  tool: 'confirm_tracking_number',
  confirmed,
});

/** The tool calls by which a model may pass a part of a number on. */
const SHAPES: Record<string, (heard: string, said: string[]) => CallEvent> = {
  track_delivery: (heard, said) => ({ ...TRACK, heard, said }),
  'confirm, false': (heard, said) => ({ ...confirming(false), heard, said }),
  'confirm, true': (heard, said) => ({ ...confirming(true), heard, said }),
};

/**
 * Corrections of a number that was read back, passed on as a fragment beside what the caller said:
 * right is the number meant on the table, refused is the old one kept there while it is asked.
 */
export function benchCorrectionsInCalls(rows: readonly CorrectionRow[]): Tallies {
  const tallies: Tallies = new Map();
  for (const { said, onTable, meant, fragment } of rows) {
    if (fragment === '') continue;
    for (const [shape, ask] of Object.entries(SHAPES)) {
      const events = [{ ...TRACK, toolCallId: 'first', heard: onTable }, ask(fragment, [said])];
      const read = hear(events, { ...POLICY, confirm: 'always' });
      const isKept = read.ok && read.interpreted && read.trackingNumber === onTable;
      count(tallies, shape, isKept ? { ok: false, fault: 'ambiguous' } : read, meant);
    }
  }
  return tallies;
}

/** Spoken numbers where nothing is read back that was written plainly: none may be looked up unread. */
export function benchSpokenInCalls(rows: readonly SpokenRow[]): Tallies {
  const tallies: Tallies = new Map();
  for (const confirm of ['when-unsure', 'never'] as const) {
    for (const { spoken, expect } of rows) {
      const read = hear([{ ...TRACK, heard: spoken }], { ...POLICY, confirm });
      // What is looked up at once was not read back, be it right or wrong.
      const wanted = read.ok && !read.interpreted ? '(nothing)' : expect;
      count(tallies, `CONFIRM=${confirm}`, read, wanted);
    }
  }
  return tallies;
}

/** Plays a call; what is looked up counts as read without a doubt, what is on the table with one. */
function hear(events: readonly CallEvent[], policy: CallPolicy): NumberReading {
  let moved = startChart({ callId: 'bench', policy });
  const lookUps: string[] = [];
  for (const event of events) {
    moved = moveChart(moved.snapshot, event);
    lookUps.push(...moved.lookUps);
  }
  const [lookedUp] = lookUps;
  if (lookedUp !== undefined) return { ok: true, trackingNumber: lookedUp, interpreted: false };
  const { candidate } = moved.snapshot.context;
  if (candidate === null) return { ok: false, fault: 'noNumber' };
  return { ok: true, trackingNumber: candidate.trackingNumber, interpreted: true };
}
