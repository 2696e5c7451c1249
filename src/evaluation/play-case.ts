import type { CallInput, CallPolicy } from '../../machines/call-context.ts';
import type { CallEvent, ToolEvent } from '../../machines/call-events.ts';
import { judgeAnswer } from '../../machines/call-verification.ts';
import type { Delivery } from '../../machines/delivery.ts';
import { languageOf } from '../../machines/languages/language.ts';
import type { LookupOutcome } from '../../machines/lookup-outcome.ts';
import { plainReply, type Reply } from '../../machines/reply.ts';
import { outerState } from '../../machines/transition.ts';
import { type JournalLine, LINE_VERSION } from '../recording/line.ts';
import { CallReplay } from '../replay/call-replay.ts';
import { sentence } from '../speech/sentence.ts';
import { toToolResult } from '../vapi/results.ts';
import { readToolArguments } from '../vapi/tool-arguments.ts';
import { toToolEvent } from '../vapi/tools.ts';
import type { CaseStep, EvalCase } from './case-file.ts';
import type { Expectation } from './judge-answer.ts';

/** A case as the lines that the service would have written, and what it expects. */
export type PlayedCase = { lines: JournalLine[]; expected: Map<string, Expectation> };

/** The policy that a case has where it names no other: that of a service without settings. */
export const CASE_POLICY: CallPolicy = {
  confirm: 'when-unsure',
  triesMax: 3,
  replyDeadlineMs: 500,
  freshMs: 60_000,
  timeZone: 'UTC',
  person: { reach: 'nobody' },
  speakName: 'recognised',
  numbersMax: 10,
};

/** When a case begins that does not say. */
const STARTED_AT = Date.parse('2026-11-30T15:00:00Z');
const STEP_MS = 1000;
const DAY_SECONDS = 86_400;

/** Plays a case on the chart: no socket, no clock, the same lines every time. */
export function playCase(script: EvalCase): PlayedCase {
  const stage = new Stage(script);
  script.steps.forEach((step, index) => {
    stage.play(step, index);
  });
  stage.hangUp(script.steps.length);
  return { lines: stage.lines, expected: stage.expected };
}

class Stage {
  readonly lines: JournalLine[] = [];
  readonly expected = new Map<string, Expectation>();
  readonly #input: CallInput;
  readonly #replay: CallReplay;
  #deliveries: Delivery[];
  #at: number;

  constructor({ name, at, policy = {}, deliveries }: EvalCase) {
    this.#at = at === undefined ? STARTED_AT : Date.parse(at);
    this.#input = { callId: name, policy: { ...CASE_POLICY, ...definedOf(policy) } };
    this.#replay = new CallReplay(this.#input);
    this.#deliveries = deliveries;
  }

  play(step: CaseStep, index: number): void {
    this.#at += step.afterSeconds === undefined ? STEP_MS : step.afterSeconds * 1000;
    this.#deliveries = step.deliveries ?? this.#deliveries;
    const toolCallId = `step_${index + 1}`;
    const { policy } = this.#input;
    const args = readToolArguments(step.arguments, languageOf(policy.language));
    const asked = this.#withSaid(
      judgeAnswer(
        this.#replay.snapshot.context,
        toToolEvent({ toolCallId, tool: step.tool, args }, this.#at),
      ),
      step,
    );
    const events: CallEvent[] = [asked];
    this.#replay.move([asked]);
    const lookups = this.#numbersAwaited().map((number) => this.#lookUp(number, step));
    this.#replay.move(lookups);
    events.push(...lookups);
    if (step.expect !== undefined) this.expected.set(toolCallId, toExpectation(step.expect));
    const reply =
      this.#replay.answerTo(toolCallId) ?? plainReply(policy, asked, 'error', 'fallback', FAULT);
    this.#write(events, step, { toolCallId, reply });
    if (step.assistant !== undefined) this.#say(step.assistant);
  }

  hangUp(steps: number): void {
    this.#at += STEP_MS;
    const ended: CallEvent = { type: 'call.ended', at: this.#at, reason: 'customer-ended-call' };
    this.#replay.move([ended]);
    if (steps > 0) this.#write([ended]);
  }

  /** What the caller said is held beside what the model makes of it, as in a call that is live. */
  #withSaid(asked: ToolEvent, { caller }: CaseStep): ToolEvent {
    const { candidate } = this.#replay.snapshot.context;
    if (candidate === null || caller === undefined || !('heard' in asked)) return asked;
    return { ...asked, said: [caller] };
  }

  #numbersAwaited(): string[] {
    const { pendingLookups } = this.#replay.snapshot.context;
    return [...new Set(pendingLookups.map(({ trackingNumber }) => trackingNumber))];
  }

  #lookUp(trackingNumber: string, step: CaseStep): CallEvent {
    const outcome = this.#outcomeOf(trackingNumber, step);
    return { type: 'lookup.settled', at: this.#at, trackingNumber, outcome };
  }

  #outcomeOf(trackingNumber: string, { lookup, staleSeconds }: CaseStep): LookupOutcome {
    const at = this.#at;
    const delivery = this.#deliveries.find((each) => each.trackingNumber === trackingNumber);
    if (lookup === 'fails') return { kind: 'failed', reason: 'timeout', stale: null };
    if (delivery === undefined) return { kind: 'missing', source: 'sanity', asOf: at };
    if (lookup !== 'stale') return { kind: 'found', delivery, source: 'sanity', asOf: at };
    const asOf = at - (staleSeconds ?? DAY_SECONDS) * 1000;
    return { kind: 'failed', reason: 'timeout', stale: { delivery, asOf } };
  }

  /** What the assistant says is heard before the next tool call. */
  #say(text: string): void {
    const heard = { role: 'assistant', text, final: true } as const;
    const event: CallEvent = { type: 'transcript.heard', at: this.#at, ...heard };
    this.#replay.move([event]);
    this.#write([event]);
  }

  #write(
    events: CallEvent[],
    step?: CaseStep,
    answer?: { toolCallId: string; reply: Reply },
  ): void {
    const seq = this.lines.length;
    const { value, context, status } = structuredClone(this.#replay.snapshot);
    const opened = { type: 'call.opened', at: this.#at, input: this.#input } as const;
    const caller = step?.caller;
    this.lines.push({
      v: LINE_VERSION,
      timestamp: new Date(this.#at).toISOString(),
      correlation_id: `case-${seq}`,
      call_id: this.#input.callId,
      seq,
      transcript: caller === undefined ? [] : [{ role: 'caller', text: caller }],
      tool_calls:
        step === undefined || answer === undefined
          ? []
          : [{ id: answer.toolCallId, name: step.tool, arguments: step.arguments ?? {} }],
      response: answer === undefined ? null : { results: [toResult(answer.reply)] },
      events: seq === 0 ? [opened, ...events] : events,
      state: outerState(value),
      snapshot: { value, context, status },
      latency_ms: 0,
    });
  }
}

const FAULT = { about: 'internalFault' } as const;

function toResult(reply: Reply) {
  return { ...toToolResult(reply, sentence(reply), { speak: 'verbatim' }) };
}

function toExpectation({ status, state, contains }: NonNullable<CaseStep['expect']>): Expectation {
  return { status, state, contains: [contains ?? []].flat() };
}

/** Leaves out what a case does not name, so that it does not hide what holds without it. */
function definedOf(policy: NonNullable<EvalCase['policy']>): Partial<CallPolicy> {
  return Object.fromEntries(Object.entries(policy).filter(([, value]) => value !== undefined));
}
