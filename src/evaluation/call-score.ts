import type { ClaimKind } from '../grounding/claim.ts';
import type { ReadAnswer } from './read-answer.ts';

/** A fact that was said and stands in no record of the call. */
export type Invention = {
  by: 'waybill' | 'assistant';
  kind: ClaimKind;
  quote: string;
  /** The whole utterance. */
  said: string;
  /** Where it is on record: a tool call, or a line of the end-of-call transcript. */
  place: string;
};

/** One answer to a tool call, judged; its status is `none` where a call has no answer. */
export type AnswerScore = Omit<ReadAnswer, 'delivery'> & {
  /** Whether it says what its record says, or what its case expects; null where neither applies. */
  accurate: boolean | null;
  /** What is wrong with it. */
  faults: string[];
};

/** One thing that happened in a call, as it is shown. */
export type Moment =
  | { kind: 'said'; by: 'caller' | 'assistant'; text: string; inventions: string[] }
  | { kind: 'asked'; tool: string; arguments: string }
  | { kind: 'answered'; answer: AnswerScore; latencyMs: number | null; inventions: string[] }
  | { kind: 'entered'; states: string[] }
  | { kind: 'note'; text: string };

/** All that an evaluation knows of one call. */
export type CallScore = {
  callId: string;
  /** ISO 8601, of its first line. */
  startedAt: string;
  endedReason: string | null;
  path: string[];
  /** `incomplete` when lines are missing, so that the path cannot be told. */
  conformance: 'conforms' | 'strays' | 'incomplete';
  answers: AnswerScore[];
  /**
   * What became of the wish for a person, where there was one: the call was passed on, the caller
   * was told how a person is reached or that none is, or a person was promised and nobody came.
   */
  handoff: 'transferred' | 'told' | 'broken' | null;
  /** Tool calls until a number was understood well enough to be looked up; null for no such call. */
  triesUntilNumber: number | null;
  /** Of Vapi's report of the call: seconds, and US dollars; null where it tells none. */
  durationSeconds: number | null;
  cost: number | null;
  /** Of each webhook delivery that brought tool calls, in milliseconds; none in a made-up call. */
  latenciesMs: number[];
  claims: number;
  inventions: Invention[];
  /** What is wrong with the call, in words. */
  faults: string[];
  /** Expectations of a case that were not met; counted in `faults` too. */
  missed: number;
  conversation: Moment[];
};
