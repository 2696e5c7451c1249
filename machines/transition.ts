/** Moves a call's chart by pure transitions: plain JSON in and out, nothing alive in between. */
import { createActor, type InspectionEvent, type StateValue, type Subscription } from 'xstate';
import { type CallEmitted, callMachine, type LookupRequest } from './call.ts';
import { type CallInput, initialCallContext } from './call-context.ts';
import type { CallEvent } from './call-events.ts';
import type { RecordedSnapshot } from './record.ts';
import type { CallState } from './reply.ts';

/** What a transition came to. */
export type Moved = {
  snapshot: RecordedSnapshot;
  /** What the chart tells its engine, in order. */
  emitted: CallEmitted[];
  /** The numbers that are to be looked up now. */
  lookUps: string[];
};

/** The chart as a call begins. */
export function startChart(input: CallInput): Moved {
  const { scope, moved } = createScope();
  return moved(callMachine.getInitialSnapshot(scope, input));
}

/** The chart after one further event. Throws what the chart throws. */
export function moveChart(snapshot: RecordedSnapshot, event: CallEvent): Moved {
  const { value, context } = snapshot;
  const chart = chartAt(value);
  // Nine of ten events only tell that somebody speaks; no state has anything to say to them.
  if (!HEEDED.has(event.type)) return { snapshot, emitted: [], lookUps: [] };
  const { scope, moved } = createScope();
  const before: Chart = { ...chart, context };
  const after = moved(callMachine.transition(before, event, scope));
  // What has not moved stays the very same: so it is known that it has not.
  if (after.snapshot.value === before.value) after.snapshot.value = value;
  return after;
}

/** The chart's state from its record. Throws for what no chart can have come to. */
export function reviveChart(recorded: RecordedSnapshot, input: CallInput): RecordedSnapshot {
  // What xstate makes of a state is the same for all calls: thousands may be taken up at a time.
  const { value, status } = chartAt(recorded.value);
  // A record of an older version lacks what contexts have learnt to hold since.
  const context = { ...initialCallContext(input), ...recorded.context };
  if (context.pendingLookups.length > 0 && outerState(value) !== 'fetch') {
    // Nothing would ever answer it, and its deadline would be due again and again.
    throw new Error('Cannot go on: a tool call waits where none can');
  }
  return { value, context, status };
}

/** The outer state in a chart's value. */
export function outerState(value: unknown): CallState {
  return (typeof value === 'string' ? value : Object.keys(value as object)[0]) as CallState;
}

/**
 * Stands where a living actor would: never started, asked for nothing. xstate's own `transition()`
 * makes one like it, and a first state to go with it, for every event: five times the work.
 */
const inert = createActor(callMachine, { input: initialCallContext(undefined) });

/** Tells whoever counts what is met of each step of every call's chart that is moved in this process. */
export function watchCharts(look: (event: InspectionEvent) => void): Subscription {
  return inert.system.inspect(look);
}

/** What any state of the chart heeds. */
const HEEDED: ReadonlySet<string> = new Set(callMachine.events);

/** The chart in each state that it was seen in, there are as many as it has. */
const charts = new Map<string, Chart>();

/** The chart in a state, of no call: what xstate works out of a state is the same for all. */
function chartAt(value: unknown): Chart {
  const key = JSON.stringify(value);
  const known = charts.get(key);
  if (known !== undefined) return known;
  const context = initialCallContext(undefined);
  const made = callMachine.resolveState({ value: value as StateValue, context });
  charts.set(key, made);
  return made;
}

type Scope = Parameters<typeof callMachine.getInitialSnapshot>[0];
type Chart = ReturnType<typeof callMachine.getInitialSnapshot>;

/** Where one transition takes place: its actions are read, and never carried out. */
function createScope(): { scope: Scope; moved: (chart: Chart) => Moved } {
  const emitted: CallEmitted[] = [];
  const lookUps: string[] = [];
  const scope: Scope = {
    self: inert,
    system: inert.system,
    id: inert.id,
    sessionId: inert.sessionId,
    logger: ignore,
    defer: ignore,
    emit: ignore,
    stopChild: ignore,
    actionExecutor({ type, params }) {
      // What an action is about is typed where the chart names it; xstate gives it as parameters.
      if (type === 'xstate.emit') emitted.push((params as { event: CallEmitted }).event);
      if (type !== 'xstate.spawnChild') return;
      lookUps.push(...(params as { input: LookupRequest }).input.trackingNumbers);
    },
  };
  return { scope, moved: (chart) => ({ snapshot: plain(chart), emitted, lookUps }) };
}

function ignore(): void {}

function plain({ value, context, status }: Chart): RecordedSnapshot {
  return { value, context, status };
}
