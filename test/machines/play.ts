import {
  type AnyStateMachine,
  type EmittedFrom,
  type EventFrom,
  type InputFrom,
  initialTransition,
  type SnapshotFrom,
  transition,
} from 'xstate';

/** An event of xstate's own: how an invoked actor ended, or that a delay has passed. */
export type InnerEvent = { type: `xstate.${string}`; output?: unknown; error?: unknown };

/** What a script may send to a chart. */
export type ScriptEvent<M extends AnyStateMachine> = EventFrom<M> | InnerEvent;

/** One step of a play: what came, where it led and what the host was told to do. */
export type Step<M extends AnyStateMachine> = {
  /** Null for the first step, which no event brings about. */
  event: ScriptEvent<M> | null;
  snapshot: SnapshotFrom<M>;
  emitted: EmittedFrom<M>[];
  spawned: { id: string; input: unknown }[];
  /** Timers to be armed. */
  armed: { id: string; delay: number }[];
};

/** A whole play; the lists hold what all steps told the host, in order. */
export type Played<M extends AnyStateMachine> = Omit<Step<M>, 'event'> & { steps: Step<M>[] };

/** The end of an invoked actor, as xstate reports it. */
export function done(id: string, output: unknown): InnerEvent & { actorId: string } {
  return { type: `xstate.done.actor.${id}`, output, actorId: id };
}

/** The failure of an invoked actor, as xstate reports it. */
export function failed(id: string): InnerEvent & { actorId: string } {
  return { type: `xstate.error.actor.${id}`, error: { name: 'Error', message: id }, actorId: id };
}

/** The passing of a named delay of a state, as xstate reports it. */
export function after(delay: string, stateId: string): InnerEvent {
  return { type: `xstate.after.${delay}.${stateId}` };
}

/** Plays events through a chart by pure transitions alone. */
export function play<M extends AnyStateMachine>(
  machine: M,
  input: InputFrom<M>,
  events: readonly ScriptEvent<M>[],
): Played<M> {
  const first = start(machine, input);
  const steps = [first];
  let last = first;
  for (const event of events) {
    last = step(machine, last.snapshot, event);
    steps.push(last);
  }
  return {
    snapshot: last.snapshot,
    emitted: steps.flatMap(({ emitted }) => emitted),
    spawned: steps.flatMap(({ spawned }) => spawned),
    armed: steps.flatMap(({ armed }) => armed),
    steps,
  };
}

/** The first step of a play. */
export function start<M extends AnyStateMachine>(machine: M, input: InputFrom<M>): Step<M> {
  const [snapshot, actions] = (initialTransition as Initial<M>)(machine, input);
  return { event: null, snapshot, ...told<M>(actions) };
}

/** One further step of a play. */
export function step<M extends AnyStateMachine>(
  machine: M,
  before: SnapshotFrom<M>,
  event: ScriptEvent<M>,
): Step<M> {
  // xstate's own events stand in no event union.
  const [snapshot, actions] = transition(machine, before, event as EventFrom<M>);
  return { event, snapshot, ...told<M>(actions) };
}

type Initial<M extends AnyStateMachine> = (
  machine: M,
  input: InputFrom<M>,
) => [SnapshotFrom<M>, unknown[]];

type Action = { type: string; params: Record<string, unknown> };

function told<M extends AnyStateMachine>(actions: unknown) {
  const all = actions as Action[];
  const of = (type: string) => all.filter((action) => action.type === type);
  return {
    emitted: of('xstate.emit').map(({ params }) => params.event as EmittedFrom<M>),
    spawned: of('xstate.spawnChild').map(({ params }) => ({
      id: String(params.id),
      input: params.input,
    })),
    armed: of('xstate.raise')
      .filter(({ params }) => params.delay !== undefined)
      .map(({ params }) => ({ id: String(params.id), delay: Number(params.delay) })),
  };
}
