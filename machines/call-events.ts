import type { LookupOutcome, Sighting } from './lookup-outcome.ts';

/** What every event carries: when the process received it, in epoch milliseconds. */
type Timed = { at: number };

/** What every tool call carries: the ID that its one answer repeats, and the tool's name. */
type Asked = Timed & { toolCallId: string; tool: string };

/** A tracking number as the assistant passed it on, not yet read; null when it gave none. */
export type Heard = string | number | null;

/** What a caller asks about a parcel: where it is, or what is wrong with it. */
export type Topic = 'delivery' | 'issue';

/** Every tool call that the chart understands. */
export type ToolEvent =
  | (Asked & { type: 'delivery.requested'; topic: Topic; heard: Heard })
  | (Asked & { type: 'confirmation.given'; confirmed: boolean; heard: Heard })
  | (Asked & { type: 'human.requested'; reason: string | null })
  /** A tool call that cannot be served: no such tool, or arguments that cannot be read. */
  | (Asked & { type: 'tool.misused'; problem: 'unknownTool' | 'badArguments' });

/** Who speaks. */
export type Speaker = 'caller' | 'assistant';

/** One utterance of the conversation so far. */
export type Turn = { role: Speaker; text: string };

/** The end-of-call report, as far as it is kept. Durations in seconds, cost in US dollars. */
export type CallReport = {
  endedReason: string | null;
  summary: string | null;
  transcript: string | null;
  successEvaluation: string | null;
  startedAt: string | null;
  endedAt: string | null;
  durationSeconds: number | null;
  cost: number | null;
};

/**
 * Everything that Vapi reports about a call: plain JSON, every text and list bounded, and nothing
 * but what is named here, since reports carry credentials and recordings' URLs.
 */
export type ReportEvent =
  | (Timed & { type: 'call.progressed'; status: string })
  | (Timed & { type: 'call.ended'; reason: string | null })
  /** Something was said; `final` when the transcriber will not change it any more. */
  | (Timed & { type: 'transcript.heard'; role: Speaker; text: string; final: boolean })
  /** The conversation has so many turns by now; what was said stands in the journal's transcript. */
  | (Timed & { type: 'conversation.updated'; turnCount: number })
  /** Someone began or ceased to speak. */
  | (Timed & { type: 'speech.updated'; role: Speaker; speaking: boolean })
  /** The caller spoke into the assistant's speech. */
  | (Timed & { type: 'caller.interrupted' })
  /** The assistant keeps the caller waiting. Vapi calls this `hang`; nobody has hung up. */
  | (Timed & { type: 'assistant.delayed' })
  /** The report on a call that is over, before or after the status that says so. */
  | (Timed & { type: 'report.received'; report: CallReport })
  /** The call goes to another number, SIP address or assistant, where that is told. */
  | (Timed & { type: 'transfer.updated'; to: string | null });

/** What the process itself tells a call. */
export type ShellEvent =
  /** A record past its time to live is at hand while a fresh one is being looked up. */
  | (Timed & { type: 'lookup.staleFound'; trackingNumber: string; stale: Sighting })
  /** A lookup ended, in time or late. */
  | (Timed & { type: 'lookup.settled'; trackingNumber: string; outcome: LookupOutcome })
  /** The number that called has deliveries: these. Nothing of them is ever said unasked. */
  | (Timed & { type: 'caller.recognised'; trackingNumbers: string[] })
  /** The time at which the chart wants to be woken (see wakeAt) has come. */
  | (Timed & { type: 'time.passed' })
  /** Nothing has been heard of the call for as long as the process waits. */
  | (Timed & { type: 'silence.passed' });

/** Every event that a call's actor may receive. None of these types comes from the wire. */
export type CallEvent = ToolEvent | ReportEvent | ShellEvent;
