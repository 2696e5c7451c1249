import type {
  AnyMachineSnapshot,
  AnyStateMachine,
  AnyStateNode,
  AnyTransitionDefinition,
  InspectionEvent,
} from 'xstate';
import { breakerMachine } from '../../machines/breaker.ts';
import { callMachine } from '../../machines/call.ts';
import { lookupMachine } from '../../machines/lookup.ts';
import { watchCharts } from '../../machines/transition.ts';
import type { Inspectors } from '../../src/calls/open-calls.ts';

/** How often each state, transition and guard of a chart was met, by name. */
export type Counts = Map<string, number>;

const CHARTS = [callMachine, lookupMachine, breakerMachine] as AnyStateMachine[];

/**
 * Counts what of the charts is met in this process from its making on: guards as they are asked, states
 * and transitions as the charts of calls, and the actors of lookups and breakers, tell of their steps.
 */
export class ChartCoverage {
  readonly counts: Counts = new Map();
  /** What looks on at a world. */
  readonly inspectors: Inspectors;
  /** Of states and transitions: they are long, and asked for again and again. Each world has its own. */
  readonly #names = new WeakMap<object, string>();

  constructor() {
    for (const name of everything()) this.counts.set(name, 0);
    for (const { id, implementations } of CHARTS) {
      const guards = implementations.guards as Record<string, (...args: unknown[]) => boolean>;
      for (const [name, guard] of Object.entries(guards)) {
        const [held, failed] = [`${id} guard ${name} true`, `${id} guard ${name} false`];
        guards[name] = (...args) => {
          const holds = guard(...args);
          this.#count(holds ? held : failed);
          return holds;
        };
      }
    }
    const look = (event: InspectionEvent) => this.#takeMicrostep(event);
    watchCharts(look);
    const calls = { moved: () => {}, stopped: () => {} };
    this.inspectors = { calls, lookup: () => look, breaker: look };
  }

  /** Gives what was counted since the last time. */
  take(): Counts {
    const counts = new Map(this.counts);
    for (const name of this.counts.keys()) this.counts.set(name, 0);
    return counts;
  }

  #takeMicrostep(seen: InspectionEvent): void {
    // Where an actor begins is no step of it.
    if (seen.type === '@xstate.snapshot' && seen.event.type === 'xstate.init') {
      this.#takeNodes(seen.snapshot as AnyMachineSnapshot);
    }
    if (seen.type !== '@xstate.microstep') return;
    for (const taken of seen._transitions) {
      this.#count(this.#nameOf(taken, transitionName));
      // A state that is left as soon as it is entered is in no snapshot.
      this.#takeNodes({ _nodes: [taken.source] });
    }
    this.#takeNodes(seen.snapshot as AnyMachineSnapshot);
  }

  #takeNodes({ _nodes: nodes }: Pick<AnyMachineSnapshot, '_nodes'>): void {
    for (const node of nodes ?? []) {
      const name = this.#nameOf(node, stateName);
      if (this.counts.has(name)) this.#count(name);
    }
  }

  #nameOf<Part extends object>(part: Part, makeName: (part: Part) => string): string {
    const known = this.#names.get(part) ?? makeName(part);
    this.#names.set(part, known);
    return known;
  }

  #count(name: string): void {
    this.counts.set(name, (this.counts.get(name) ?? 0) + 1);
  }
}

/** Every state, transition and guard that there is. */
function everything(): string[] {
  return CHARTS.flatMap(({ id, root, implementations }) => {
    const nodes = nodesBelow(root);
    return [
      ...nodes.map(stateName),
      ...[root, ...nodes].flatMap(transitionsOf).map(transitionName),
      ...Object.keys(implementations.guards).flatMap((name) => [
        `${id} guard ${name} true`,
        `${id} guard ${name} false`,
      ]),
    ];
  });
}

function stateName({ id }: AnyStateNode): string {
  return `state ${id}`;
}

function nodesBelow(node: AnyStateNode): AnyStateNode[] {
  return Object.values(node.states).flatMap((child) => [child, ...nodesBelow(child)]);
}

function transitionsOf(node: AnyStateNode): AnyTransitionDefinition[] {
  return [...[...node.transitions.values()].flat(), ...(node.always ?? [])];
}

function transitionName({ source, eventType, guard, target }: AnyTransitionDefinition): string {
  const name = typeof guard === 'object' ? guard.type : guard;
  const condition = name === undefined ? '' : ` [${name}]`;
  const to = target?.map(({ id }) => id).join(', ') ?? '(stays)';
  return `transition ${source.id}: ${eventType || 'always'}${condition} → ${to}`;
}
