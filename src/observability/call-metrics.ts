import { Counter, Histogram, type Registry } from 'prom-client';
import type { Denial } from '../../machines/call-hearing.ts';
import { type CallState, REPLY_STATUSES, type Reply } from '../../machines/reply.ts';
import type { CallNotice } from '../calls/engine.ts';
import { LATENCY_BUCKETS, STAY_BUCKETS } from './buckets.ts';

/** What a call came to: the later in this list is what counts. */
const OUTCOMES = ['unasked', 'unanswered', 'answered', 'handoff', 'broken'] as const;

type CallOutcome = (typeof OUTCOMES)[number];

/** A call under way; `since` is in epoch milliseconds. */
type Followed = { state: CallState | null; since: number; outcome: CallOutcome };

/** What the metrics of calls are made from. */
export type CallMetricsOptions = {
  /** The tools that have a label of their own: other names come from the wire and are unbounded. */
  tools: readonly string[];
  replyDeadlineMs: number;
  onFault: (kind: 'call_broken' | 'internal_fault') => void;
};

/**
 * Counts what happens to calls: how long they stay in each state, what they come to, and how their
 * tool calls are answered. Of a call that began in an earlier
 * process only the state is known that it was in.
 */
export function createCallMetrics(registry: Registry, options: CallMetricsOptions) {
  const followed = new Map<string, Followed>();
  const { ended, stays } = callMeters(registry);
  const denied = denialMeter(registry);
  const countReply = countReplies(registry, options);

  function leave(call: Followed, at: number): void {
    if (call.state === null) return;
    stays.observe({ state: call.state }, Math.max(0, at - call.since) / 1000);
    call.state = null;
  }

  return (notice: CallNotice): void => {
    const { callId, at } = notice;
    const call = followed.get(callId);
    switch (notice.type) {
      case 'call.opened':
        followed.set(callId, { state: null, since: at, outcome: 'unasked' });
        return;
      case 'call.resumed':
        if (notice.state !== 'ended') followed.set(callId, resumed(notice.state, at));
        return;
      case 'state.entered':
        if (call === undefined) return;
        leave(call, at);
        if (notice.state !== 'ended') Object.assign(call, { state: notice.state, since: at });
        return;
      case 'tool.answered':
        countReply(notice.reply, at - notice.askedAt);
        if (call !== undefined) raise(call, outcomeOf(notice.reply));
        return;
      case 'call.broken':
        options.onFault('call_broken');
        if (call !== undefined) raise(call, 'broken');
        return;
      case 'call.ended':
        if (call === undefined) return;
        leave(call, at);
        ended.inc({ outcome: call.outcome });
        followed.delete(callId);
        return;
      case 'call.forgotten':
      case 'call.dropped':
        followed.delete(callId);
        return;
      case 'confirmation.denied':
        denied.inc({ by: notice.by });
        return;
      case 'call.missed':
      case 'tool.repeated':
      case 'tool.id_reused':
      case 'guard.ungrounded':
      case 'guard.failed':
        return;
      default:
        notice satisfies never;
    }
  };
}

function callMeters(registry: Registry) {
  const registers = [registry];
  const ended = new Counter({
    name: 'calls_ended_total',
    help: 'Calls that are over, by what they came to',
    labelNames: ['outcome'] as const,
    registers,
  });
  for (const outcome of OUTCOMES) ended.inc({ outcome }, 0);
  const stays = new Histogram({
    name: 'call_state_seconds',
    help: 'How long calls stay in a state',
    labelNames: ['state'] as const,
    buckets: STAY_BUCKETS,
    registers,
  });
  return { ended, stays };
}

const DENIALS: readonly Denial[] = ['no', 'correction', 'before'];

function denialMeter(registry: Registry) {
  const denied = new Counter({
    name: 'confirmations_denied_total',
    help: "A model's yes that the caller's own words deny: by a no, a correction, or one before",
    labelNames: ['by'] as const,
    registers: [registry],
  });
  for (const by of DENIALS) denied.inc({ by }, 0);
  return denied;
}

function countReplies(registry: Registry, options: CallMetricsOptions) {
  const registers = [registry];
  const { tools, replyDeadlineMs, onFault } = options;
  const labelOf = (tool: string) => (tools.includes(tool) ? tool : 'other');
  const answered = new Counter({
    name: 'tool_calls_total',
    help: 'Tool calls answered, by tool and by what the answer amounts to',
    labelNames: ['tool', 'outcome'] as const,
    registers,
  });
  for (const tool of [...tools, 'other']) {
    for (const outcome of REPLY_STATUSES) answered.inc({ tool, outcome }, 0);
  }
  const latency = new Histogram({
    name: 'tool_call_latency_seconds',
    help: 'Time from the arrival of a tool call to its answer',
    labelNames: ['tool'] as const,
    buckets: LATENCY_BUCKETS,
    registers,
  });
  const misses = new Counter({
    name: 'reply_deadline_misses_total',
    help: 'Tool calls that had no answer by their deadline: what was at hand then was said',
    registers,
  });
  const stale = new Counter({
    name: 'stale_answers_total',
    help: 'Answers from a record past its TTL',
    registers,
  });
  const limited = new Counter({
    name: 'limited_numbers_total',
    help: 'Tracking numbers refused as one too many, of a call or of a calling number',
    labelNames: ['limit'] as const,
    registers,
  });
  for (const limit of ['call', 'caller']) limited.inc({ limit }, 0);
  return (reply: Reply, latencyMs: number): void => {
    const tool = labelOf(reply.tool);
    answered.inc({ tool, outcome: reply.status });
    latency.observe({ tool }, Math.max(0, latencyMs) / 1000);
    // A call that is answered by its deadline's timer is answered at the deadline or after it.
    if (latencyMs >= replyDeadlineMs) misses.inc();
    if (reply.data?.stale === true) stale.inc();
    if (reply.utterance.about === 'internalFault') onFault('internal_fault');
    if (reply.utterance.about === 'tooManyNumbers') limited.inc({ limit: reply.utterance.by });
  };
}

function outcomeOf({ status }: Reply): CallOutcome {
  if (status === 'handoff') return 'handoff';
  return status === 'success' ? 'answered' : 'unanswered';
}

function raise(call: Followed, outcome: CallOutcome): void {
  if (OUTCOMES.indexOf(outcome) > OUTCOMES.indexOf(call.outcome)) call.outcome = outcome;
}

function resumed(state: CallState, since: number): Followed {
  if (state === 'need') return { state, since, outcome: 'unasked' };
  return { state, since, outcome: state === 'report' ? 'answered' : 'unanswered' };
}
