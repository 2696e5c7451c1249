/** Runs a call's events through the chart by pure transitions: the same events, the same call. */
import { createActor, type SnapshotFrom } from 'xstate';
import { type CallEmitted, callMachine } from './call.ts';
import { type CallContext, type CallInput, initialCallContext } from './call-context.ts';
import type { CallEvent } from './call-events.ts';
import type { CallState, Reply } from './reply.ts';

/** What a call came to: plain JSON, but for `chart`, from which further events go on. */
export type Replay = {
  /** Every outer state that was entered, in order. */
  path: CallState[];
  /** Every answer to a tool call, in order; what is said unasked is none. */
  replies: Reply[];
  snapshot: { value: unknown; context: CallContext; status: string };
  chart: SnapshotFrom<typeof callMachine>;
};

/** Replays a whole call. Pure; throws what the chart throws. */
export function replayCall(input: CallInput, events: readonly CallEvent[]): Replay {
  return events.reduce(replayEvent, startReplay(input));
}

/** A call of which nothing was heard yet. */
export function startReplay(input: CallInput): Replay {
  const { scope, emitted } = createScope();
  const chart = callMachine.getInitialSnapshot(scope, input);
  return add({ path: [], replies: [] }, chart, emitted);
}

/** One further event of a call. */
export function replayEvent(before: Replay, event: CallEvent): Replay {
  // A pure transition moves even a chart that has stopped; a living actor does not.
  if (before.chart.status !== 'active') return before;
  const { scope, emitted } = createScope();
  return add(before, callMachine.transition(before.chart, event, scope), emitted);
}

/**
 * Stands where a living actor would: never started, asked for nothing. xstate's own `transition()`
 * makes one like it, and a first state to go with it, for every event: five times the work.
 */
const inert = createActor(callMachine, { input: initialCallContext(undefined) });

type Scope = Parameters<typeof callMachine.getInitialSnapshot>[0];

/** Where one transition takes place, and what the chart emits in it. */
function createScope(): { scope: Scope; emitted: CallEmitted[] } {
  const emitted: CallEmitted[] = [];
  const scope: Scope = {
    self: inert,
    system: inert.system,
    id: '',
    sessionId: '',
    logger: ignore,
    defer: ignore,
    emit: ignore,
    stopChild: ignore,
    actionExecutor: ({ type, params }) => {
      // What the chart emits is typed where it emits it; xstate gives it as an action's parameters.
      if (type === 'xstate.emit') emitted.push((params as { event: CallEmitted }).event);
    },
  };
  return { scope, emitted };
}

/** Actions are read, never carried out. */
function ignore(): void {}

function add(
  before: Pick<Replay, 'path' | 'replies'>,
  chart: Replay['chart'],
  emitted: CallEmitted[],
): Replay {
  const states = emitted.flatMap((it) => (it.type === 'state.entered' ? [it.state] : []));
  const replies = emitted.flatMap((it) => (it.type === 'reply' ? [it.reply] : []));
  const { value, context, status } = chart;
  return {
    path: states.length === 0 ? before.path : [...before.path, ...states],
    replies: replies.length === 0 ? before.replies : [...before.replies, ...replies],
    snapshot: { value, context, status },
    chart,
  };
}
