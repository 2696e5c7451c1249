/** Runs a call's events through the chart by pure transitions: the same events, the same call. */
import { initialTransition, type SnapshotFrom, transition } from 'xstate';
import { type CallEmitted, callMachine } from './call.ts';
import type { CallContext, CallInput } from './call-context.ts';
import type { CallEvent } from './call-events.ts';
import type { CallState, Reply } from './reply.ts';

/** What a call came to: plain JSON, but for `chart`, from which further events go on. */
export type Replay = {
  /** Every outer state that was entered, in order. */
  path: CallState[];
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
  const [chart, actions] = initialTransition(callMachine, input);
  return add({ path: [], replies: [] }, chart, actions);
}

/** One further event of a call. */
export function replayEvent(before: Replay, event: CallEvent): Replay {
  // A pure transition moves even a chart that has stopped; a living actor does not.
  if (before.chart.status !== 'active') return before;
  const [chart, actions] = transition(callMachine, before.chart, event);
  return add(before, chart, actions);
}

function add(
  before: Pick<Replay, 'path' | 'replies'>,
  chart: Replay['chart'],
  actions: readonly { type: string; params: unknown }[],
): Replay {
  const emitted = actions.flatMap(readEmitted);
  const { value, context, status } = chart;
  return {
    path: [...before.path, ...emitted.flatMap((it) => ('state' in it ? [it.state] : []))],
    replies: [...before.replies, ...emitted.flatMap((it) => ('reply' in it ? [it.reply] : []))],
    snapshot: { value, context, status },
    chart,
  };
}

function readEmitted(action: { type: string; params: unknown }): CallEmitted[] {
  if (action.type !== 'xstate.emit') return [];
  // What the chart emits is typed where it emits it; xstate returns it as an action's parameters.
  return [(action.params as { event: CallEmitted }).event];
}
