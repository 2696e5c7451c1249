import { createHash } from 'node:crypto';
import type { CallInput } from '../../machines/call-context.ts';
import {
  type AskedTool,
  openSession,
  type RestoredCall,
  resumeSession,
  type Session,
  type SessionRules,
} from '../../machines/session.ts';
import { reviveChart } from '../../machines/transition.ts';

/** The version of what an object keeps. */
export const KEPT_VERSION = 1;

/** Most bytes, in UTF-8, that an object may keep: all of it is sent with every step of its call. */
export const KEPT_BYTES_MAX = 100 * 1024;

/** When an object is to be woken. Of two that are on their way, the one of the last generation counts. */
export type Armed = { generation: number; dueAt: number };

/** A call that goes on. */
export type LiveCall<Answer> = {
  kind: 'live';
  session: Session<Answer>;
  /** How many deliveries it has had. */
  deliveries: number;
  /** To which deliveries the answer to a tool call was given, by its ID within the call. */
  offers: Record<string, string[]>;
};

/** A call that was forgotten. What is left of it tells late reports from calls that begin. */
export type EndedCall = { kind: 'ended'; seq: number };

/** A call that became too large to keep: it repeats what it has answered, and answers no more. */
export type FallenCall<Answer> = {
  kind: 'fallen';
  seq: number;
  toolCalls: readonly AskedTool<Answer>[];
};

/** What the object of a call keeps. Plain JSON. */
export type KeptCall<Answer> = {
  v: typeof KEPT_VERSION;
  /** What sessions and contexts held when it was written: by it, older ones are known. */
  shape: string;
  /** How often it was armed. */
  generation: number;
  armed: Armed | null;
  call: LiveCall<Answer> | EndedCall | FallenCall<Answer>;
};

/** What an object keeps, and what had to be given up to read it; null for nothing. */
export type KeptReading<Answer> = { kept: KeptCall<Answer> | null; fault: Error | null };

type Options<Answer> = {
  rules: SessionRules<Answer>;
  input: CallInput;
  /** When, and by which request, it is read. */
  beginning: { at: number; correlationId: string };
};

/** What this code's sessions and contexts hold, as a short mark. */
export function shapeOf<Answer>({ rules, input, beginning }: Options<Answer>): string {
  const { session } = openSession(rules, input, beginning);
  const names = [...Object.keys(session), ...Object.keys(session.snapshot.context)].toSorted();
  return createHash('sha256').update(names.join()).digest('base64url').slice(0, 8);
}

/**
 * Reads what an object keeps. That of an earlier release learns what calls have learnt to hold since. A
 * call whose state this code cannot go on from begins anew and repeats its answers, as far as they
 * can be told: so does one of a later release, should a release be taken back.
 */
export function readKept<Answer>(
  text: string | null,
  shape: string,
  options: Options<Answer>,
): KeptReading<Answer> {
  if (text === null) return { kept: null, fault: null };
  let written: Partial<KeptCall<Answer>> = {};
  try {
    written = JSON.parse(text);
    if (written.v !== KEPT_VERSION) throw new Error(`its state is of version ${written.v}`);
    const kept = written as KeptCall<Answer>;
    if (kept.shape === shape || kept.call.kind !== 'live') return { kept, fault: null };
    return { kept: { ...kept, shape, call: lift(kept.call, options) }, fault: null };
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : String(cause);
    const fault = new Error(`Cannot go on with the call: ${why}`, { cause });
    return { kept: beginAnew(written, shape, options), fault };
  }
}

/** Fills in what sessions and contexts have learnt to hold. Throws for what no call can have come to. */
function lift<Answer>(
  live: LiveCall<Answer>,
  { rules, input, beginning }: Options<Answer>,
): LiveCall<Answer> {
  const blank = openSession(rules, input, beginning).session;
  const snapshot = {
    ...reviveChart(live.session.snapshot, live.session.input),
    status: live.session.snapshot.status,
  };
  return { ...live, session: { ...blank, ...live.session, snapshot } };
}

function beginAnew<Answer>(
  written: { call?: unknown; generation?: unknown },
  shape: string,
  { rules, input, beginning }: Options<Answer>,
): KeptCall<Answer> {
  const { session } = Object(written.call) as { session?: Partial<Session<Answer>> };
  const toolCalls = Array.isArray(session?.toolCalls) ? session.toolCalls : [];
  const restored: RestoredCall<Answer> & { input: CallInput } = {
    callId: input.callId,
    input,
    snapshot: null,
    seq: Number.isInteger(session?.seq) ? (session?.seq ?? 0) : 0,
    at: beginning.at,
    answers: toolCalls.flatMap((asked: Partial<AskedTool<Answer>> | null) =>
      asked?.toolCallId === undefined || asked.answer == null
        ? []
        : { toolCallId: asked.toolCallId, tool: asked.tool ?? '', answer: asked.answer },
    ),
  };
  const now = { now: beginning.at, correlationId: beginning.correlationId };
  return {
    v: KEPT_VERSION,
    shape,
    generation: Number.isInteger(written.generation) ? Number(written.generation) : 0,
    armed: null,
    call: {
      kind: 'live',
      session: resumeSession(rules, restored, now).session,
      deliveries: 0,
      offers: {},
    },
  };
}
