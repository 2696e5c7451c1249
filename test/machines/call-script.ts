import assert from 'node:assert/strict';
import { callMachine, type LookupRequest } from '../../machines/call.ts';
import type { CallContext, CallPolicy } from '../../machines/call-context.ts';
import type { Heard, TalkAct, ToolEvent, VerificationEvent } from '../../machines/call-events.ts';
import type { Delivery } from '../../machines/delivery.ts';
import type {
  CachedDelivery,
  LookupFailure,
  LookupOutcome,
} from '../../machines/lookup-outcome.ts';
import type { Reply, Utterance } from '../../machines/reply.ts';
import type { ReceivedDelivery, SessionRules } from '../../machines/session.ts';
import { type Played, play, type ScriptEvent } from './play.ts';

/** An event of a made-up call. */
export type CallScriptEvent = ScriptEvent<typeof callMachine>;

/** A made-up call and what has to come of it. */
export type CallScenario = {
  title: string;
  policy?: Partial<CallPolicy>;
  events: readonly CallScriptEvent[];
  /** The outer states in the order in which they were entered. */
  path: string;
  /** Every reply in order, as `terse` writes it. */
  replies: readonly string[];
  /** The numbers that each start of `lookup` asked for. */
  lookups?: readonly (readonly string[])[];
  /** Part of what the call knows in the end. */
  knows?: Partial<CallContext>;
};

/** When everything happens, unless an event says otherwise; epoch milliseconds. */
export const NOON = Date.parse('2026-11-30T12:00:00Z');

export const POLICY: CallPolicy = {
  confirm: 'when-unsure',
  triesMax: 3,
  replyDeadlineMs: 500,
  freshMs: 60_000,
};

/** A record of a number. */
export function delivery(trackingNumber: string): Delivery {
  return { trackingNumber, status: 'in_transit' };
}

/** A record of a number, read a while ago. */
export function cachedDelivery(trackingNumber: string, ageMs = 0): CachedDelivery {
  return { delivery: delivery(trackingNumber), asOf: NOON - ageMs };
}

/** What Vapi delivers to a call, of which nothing was said before. */
export function deliver(
  events: ReceivedDelivery['events'],
  more: Partial<ReceivedDelivery> = {},
): ReceivedDelivery {
  return {
    ...{ type: 'delivery.received', id: 1, at: NOON, correlationId: 'trace', events },
    ...{ callerNumber: null, controlUrl: null },
    conversation: { turns: [], lastAt: -1, isContinued: false },
    ...more,
  };
}

/** Replies stay what they are, and nothing that is said is judged. */
export const RULES: SessionRules<Reply> = {
  timeouts: { silenceTimeoutMs: 900_000, lingerMs: 300_000 },
  render: (reply) => reply,
  guard: { learn: (heard) => heard, judge: () => null },
};

/** A tool call that says the same within the call as it does outside. */
export type ScriptToolEvent = Exclude<ToolEvent, VerificationEvent>;

/** The caller asks where a parcel is. */
export function where(toolCallId: string, heard: Heard = null, at = NOON): ScriptToolEvent {
  const asked = { at, toolCallId, tool: 'track_delivery', heard };
  return { ...asked, type: 'delivery.requested', topic: 'delivery' };
}

/** The caller asks what is wrong with a parcel. */
export function issue(toolCallId: string, heard: Heard = null, at = NOON): ScriptToolEvent {
  const asked = { at, toolCallId, tool: 'get_delivery_issue', heard };
  return { ...asked, type: 'delivery.requested', topic: 'issue' };
}

/** The caller says that the number is right. */
export function yes(toolCallId: string, heard: Heard = null, at = NOON): ScriptToolEvent {
  const asked = { at, toolCallId, tool: 'confirm_tracking_number', heard };
  return { ...asked, type: 'confirmation.given', confirmed: true };
}

/** The caller says that the number is wrong. */
export function no(toolCallId: string, heard: Heard = null, at = NOON): ScriptToolEvent {
  const asked = { at, toolCallId, tool: 'confirm_tracking_number', heard };
  return { ...asked, type: 'confirmation.given', confirmed: false };
}

/** The same tool call after the caller has said something of the number on the table. */
export function after(said: string | string[], asked: ScriptToolEvent): ScriptToolEvent {
  return 'heard' in asked ? { ...asked, said: [said].flat() } : asked;
}

/** The caller has answered what shows that the parcel is theirs. */
export function answered(toolCallId: string, passed: boolean, at = NOON): VerificationEvent {
  return { type: 'verification.given', at, toolCallId, tool: 'verify_caller', passed, mark: 7 };
}

/** The caller asks for a person. */
export function human(toolCallId: string): ScriptToolEvent {
  const asked = { at: NOON, toolCallId, tool: 'request_human' };
  return { ...asked, type: 'human.requested', reason: null };
}

/** A turn of a call without a model that asks for nothing on record. */
export function talk(toolCallId: string, act: TalkAct, times = 1): ScriptToolEvent {
  return { type: 'talk.heard', at: NOON, toolCallId, tool: 'talk', act, times };
}

/** The assistant calls a tool that there is not. */
export function misused(toolCallId: string): ScriptToolEvent {
  const asked = { at: NOON, toolCallId, tool: 'dance' };
  return { ...asked, type: 'tool.misused', problem: 'unknownTool' };
}

/** A lookup ends in a way of one's own. */
export function settled(trackingNumber: string, outcome: LookupOutcome, at = NOON) {
  return { type: 'lookup.settled', at, trackingNumber, outcome } as const;
}

/** A lookup finds a record, read at that moment. */
export function found(trackingNumber: string, at = NOON) {
  const record = delivery(trackingNumber);
  return settled(
    trackingNumber,
    { kind: 'found', delivery: record, source: 'sanity', asOf: at },
    at,
  );
}

/** A lookup finds that there is no such delivery. */
export function missing(trackingNumber: string, at = NOON) {
  return settled(trackingNumber, { kind: 'missing', source: 'sanity', asOf: at }, at);
}

/** A lookup fails, with a record of long ago to fall back on or without. */
export function broken(
  trackingNumber: string,
  stale: CachedDelivery | null = null,
  reason: LookupFailure = 'upstream',
) {
  return settled(trackingNumber, { kind: 'failed', reason, stale });
}

/** A record past its time to live is at hand. */
export function staleFound(trackingNumber: string, ageMs: number) {
  const stale = cachedDelivery(trackingNumber, ageMs);
  return { type: 'lookup.staleFound', at: NOON, trackingNumber, stale } as const;
}

/** The clock of the engine, so long after noon. */
export function clock(ms: number) {
  return { type: 'time.passed', at: NOON + ms } as const;
}

/** Whoever calls is known to have these deliveries. */
export function recognised(...trackingNumbers: string[]) {
  return { type: 'caller.recognised', at: NOON, trackingNumbers } as const;
}

/** Vapi's report on a call that is over. */
export function reported(summary: string, endedReason: string | null = null) {
  const nothing = { transcript: null, startedAt: null, endedAt: null };
  const figures = { durationSeconds: null, cost: null };
  const report = { ...nothing, ...figures, summary, endedReason, successEvaluation: 'true' };
  return { type: 'report.received', at: NOON, report } as const;
}

/** The caller hangs up. */
export const hangUp = { type: 'call.ended', at: NOON, reason: 'customer-ended-call' } as const;

/** Nothing has been heard for long. */
export const silence = { type: 'silence.passed', at: NOON } as const;

/** Plays a call by pure transitions. */
export function playCall(
  events: readonly CallScriptEvent[],
  policy: Partial<CallPolicy> = {},
): Played<typeof callMachine> {
  return play(callMachine, callInput(policy), events);
}

/** The input of a made-up call. */
export function callInput(policy: Partial<CallPolicy> = {}) {
  return { callId: 'call_1', policy: { ...POLICY, ...policy } };
}

/** Plays a made-up call and holds it against what has to come of it. */
export function checkCall(scenario: CallScenario): void {
  const played = playCall(scenario.events, scenario.policy);
  assert.equal(pathOf(played), scenario.path);
  assert.deepEqual(repliesOf(played).map(terse), scenario.replies);
  assert.deepEqual(
    lookupsOf(played).map(({ trackingNumbers }) => trackingNumbers),
    scenario.lookups ?? [],
  );
  const { context } = played.snapshot;
  for (const [name, value] of Object.entries(scenario.knows ?? {})) {
    assert.deepStrictEqual(context[name as keyof CallContext], value, name);
  }
}

/** Every outer state that was entered, in order. */
export function pathOf({ emitted }: Pick<Played<typeof callMachine>, 'emitted'>): string {
  return emitted.flatMap((it) => (it.type === 'state.entered' ? [it.state] : [])).join(' ');
}

/** Every reply that was given, in order. */
export function repliesOf({ emitted }: Pick<Played<typeof callMachine>, 'emitted'>): Reply[] {
  return emitted.flatMap((it) => (it.type === 'reply' ? [it.reply] : []));
}

/** What each start of `lookup` was told. */
export function lookupsOf({ spawned }: Pick<Played<typeof callMachine>, 'spawned'>) {
  return spawned.map(({ input }) => input as LookupRequest);
}

/** A reply in one line: tool call, status, state, what is said, and where facts come from. */
export function terse({ toolCallId, status, state, source, data, utterance }: Reply): string {
  const facts =
    data === null ? '' : ` (${source}, ${data.ageSeconds} s${data.stale ? ', stale' : ''})`;
  return `${toolCallId}: ${status} @${state} ${said(utterance)}${facts}`;
}

function said(utterance: Utterance | Extract<Utterance, { about: 'talk' }>['next']): string {
  if (utterance === null) return '-';
  if (utterance.about === 'talk') return `${utterance.act} ${said(utterance.next)}`;
  if (utterance.about === 'offer') return `offer ${utterance.next}`;

  const offer = 'offerHuman' in utterance && utterance.offerHuman ? ' or a human' : '';
  if ('delivery' in utterance) return `${utterance.about} ${utterance.delivery.trackingNumber}`;
  if (utterance.about === 'verification')
    return `verification ${utterance.asks}${utterance.isAgain ? ' again' : ''}${offer}`;
  if (utterance.about === 'repair')
    return `repair ${utterance.heard} to ${utterance.trackingNumber}${offer}`;
  if (utterance.about === 'readBack' && utterance.changed !== undefined) {
    const { trackingNumber, changed } = utterance;
    return `readBack ${trackingNumber} ${changed.start}-${changed.end}${offer}`;
  }
  if ('trackingNumber' in utterance)
    return `${utterance.about} ${utterance.trackingNumber}${offer}`;
  if (utterance.about === 'pieces') {
    const given = utterance.given === '' ? '' : ` ${utterance.given}`;
    return `pieces${given}${offer}`;
  }
  if ('fault' in utterance) return `${utterance.about} ${utterance.fault}${offer}`;
  return utterance.about + offer;
}
