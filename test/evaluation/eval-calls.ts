import type { CallEvent, CallReport } from '../../machines/call-events.ts';
import type { CallScore } from '../../src/evaluation/call-score.ts';
import { CallScorer } from '../../src/evaluation/call-scorer.ts';
import type { EvalCase } from '../../src/evaluation/case-file.ts';
import { playCase } from '../../src/evaluation/play-case.ts';
import type { JournalLine } from '../../src/recording/line.ts';

/** A parcel that is on its way, as a case's record. */
export const ON_ITS_WAY = {
  trackingNumber: 'WB10000020',
  status: 'in_transit',
  customerName: 'John Smith',
  estimatedDelivery: '2026-12-02',
};

/** A call in which one parcel is asked for and found. */
export const FOUND: EvalCase = {
  name: 'call-found',
  deliveries: [ON_ITS_WAY],
  steps: [
    {
      caller: 'Where is WB 1000 0020?',
      tool: 'track_delivery',
      arguments: { trackingNumber: 'WB10000020' },
    },
  ],
};

/** The lines of a played call, with an end-of-call transcript if one is given. */
export function linesOf(script: EvalCase, transcript?: string): JournalLine[] {
  const { lines } = playCase(script);
  if (transcript === undefined) return lines;
  const last = lines.at(-1);
  if (last === undefined) throw new Error('Cannot report on a call without lines');
  return [...lines.slice(0, -1), { ...last, events: [...last.events, reported(last, transcript)] }];
}

/** Scores lines as those of one recorded call. */
export function score(lines: readonly JournalLine[]): CallScore {
  const scorer = new CallScorer({ callId: lines[0]?.call_id ?? '' });
  for (const line of lines) scorer.take(line);
  return scorer.finish();
}

function reported({ timestamp }: JournalLine, transcript: string): CallEvent {
  const nothing: CallReport = {
    endedReason: null,
    summary: null,
    transcript,
    successEvaluation: null,
    startedAt: null,
    endedAt: null,
    durationSeconds: null,
    cost: null,
  };
  return { type: 'report.received', at: Date.parse(timestamp), report: nothing };
}
