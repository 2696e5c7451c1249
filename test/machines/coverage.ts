// How coverage of a chart is counted.
//
// Every scenario of the chart's tables is played on a live actor: same events as in the behaviour
// tests, invoked actors that never end by themselves, and a clock that never ticks. What ends them
// and what delays pass stands in the scenario as an event. Each microstep that xstate reports to an
// inspector names the transition definitions that it took, those without an event (`always`)
// included, and the state nodes that it led to, those in which no event finds the chart included.
// Both are held against the definition: every state node below the root, and every transition of
// every node (`on`, `after`, and the `onDone` and `onError` of an invoke are all in
// `node.transitions`; the rest is in `node.always`). Two guarded branches of one event are two
// transitions, and so is one that forbids an event. Initial transitions are not counted: to enter
// the state is to take them.
import assert from 'node:assert/strict';
import {
  type AnyActorLogic,
  type AnyMachineSnapshot,
  type AnyStateMachine,
  type AnyStateNode,
  type AnyTransitionDefinition,
  createActor,
  type EventFrom,
  fromCallback,
  type InputFrom,
} from 'xstate';
import type { ScriptEvent } from './play.ts';

/** What a table of scenarios plays. */
export type Playable<M extends AnyStateMachine> = {
  input: InputFrom<M>;
  events: readonly ScriptEvent<M>[];
};

/** What a table leaves out, by name, and how much there is in all. */
export type Coverage = {
  states: number;
  transitions: number;
  missedStates: string[];
  missedTransitions: string[];
};

/** Counts what a chart's scenarios reach of its states and transitions. */
export function coverageOf<M extends AnyStateMachine>(
  machine: M,
  scenarios: readonly Playable<M>[],
): Coverage {
  const stubbed = withoutActors(machine);
  const reached = new Set<unknown>();
  for (const scenario of scenarios) playLive(stubbed, scenario, reached);
  const nodes = nodesBelow(stubbed.root);
  const transitions = [stubbed.root, ...nodes].flatMap(transitionsOf);
  return {
    states: nodes.length,
    transitions: transitions.length,
    missedStates: nodes.filter((node) => !reached.has(node)).map(({ id }) => id),
    missedTransitions: transitions.filter((taken) => !reached.has(taken)).map(transitionName),
  };
}

/** Every state node under a node, in document order. */
export function nodesBelow(node: AnyStateNode): AnyStateNode[] {
  return Object.values(node.states).flatMap((child) => [child, ...nodesBelow(child)]);
}

/** Every transition that is defined on a node, those without an event last. */
export function transitionsOf(node: AnyStateNode): AnyTransitionDefinition[] {
  return [...[...node.transitions.values()].flat(), ...(node.always ?? [])];
}

/** A transition in one line: where it starts, on what, under which guard, and where it leads. */
export function transitionName(taken: AnyTransitionDefinition): string {
  const { source, eventType, guard, target } = taken;
  const name = typeof guard === 'object' ? guard.type : guard;
  const condition = name === undefined ? '' : ` [${name}]`;
  const to = target?.map(({ id }) => id).join(', ') ?? '(stays)';
  return `${source.id}: ${eventType || 'always'}${condition} → ${to}`;
}

function withoutActors<M extends AnyStateMachine>(machine: M): M {
  const names = Object.keys(machine.implementations.actors);
  const actors: Record<string, AnyActorLogic> = Object.fromEntries(
    names.map((name) => [name, fromCallback(() => {})]),
  );
  return machine.provide({ actors }) as M;
}

function playLive<M extends AnyStateMachine>(
  machine: M,
  { input, events }: Playable<M>,
  reached: Set<unknown>,
): void {
  const reach = (snapshot: unknown) => {
    for (const node of (snapshot as AnyMachineSnapshot)._nodes) reached.add(node);
  };
  const actor = createActor(machine as AnyStateMachine, {
    input,
    clock: { setTimeout: () => 0, clearTimeout: () => {} },
    inspect: (seen) => {
      // Microsteps are of the chart itself: what it starts here are no machines.
      if (seen.type !== '@xstate.microstep') return;
      for (const taken of seen._transitions) reached.add(taken);
      reach(seen.snapshot);
    },
  });
  actor.subscribe({ error: (error) => assert.ifError(error) });
  actor.start();
  reach(actor.getSnapshot());
  for (const event of events) actor.send(event as EventFrom<M>);
  actor.stop();
}
