import {
  type AnyMachineSnapshot,
  type AnyStateMachine,
  type AnyStateNode,
  type AnyTransitionDefinition,
  createActor,
  fromCallback,
  type InspectionEvent,
} from 'xstate';
import { breakerMachine } from '../../machines/breaker.ts';
import { callMachine } from '../../machines/call.ts';
import type { CallInput } from '../../machines/call-context.ts';
import { lookupMachine } from '../../machines/lookup.ts';
import type { RecordedEvent } from '../../machines/record.ts';
import type { Move } from '../../machines/session.ts';
import type { Inspectors } from '../../src/calls/open-calls.ts';

/** How often each state, transition and guard of a chart was met, by name. */
export type Counts = Map<string, number>;

const CHARTS = [callMachine, lookupMachine, breakerMachine] as AnyStateMachine[];

/**
 * Counts what of the charts is met: guards as they are asked, states and transitions of lookups and
 * breakers as their actors tell, and those of calls by playing what a call received once more, since
 * no actor holds a call's chart. Guards are counted in this process from its making on.
 */
export class ChartCoverage {
  readonly counts: Counts = new Map();
  readonly #events = new Map<string, { input: CallInput; events: RecordedEvent[] }>();
  readonly #replayed = callMachine.provide({ actors: { lookup: fromCallback(() => {}) } });

  constructor() {
    for (const name of everything()) this.counts.set(name, 0);
    for (const { id, implementations } of CHARTS) {
      const guards = implementations.guards as Record<string, (...args: unknown[]) => boolean>;
      for (const [name, guard] of Object.entries(guards)) {
        guards[name] = (...args) => {
          const holds = guard(...args);
          this.#count(`${id} guard ${name} ${holds}`);
          return holds;
        };
      }
    }
  }

  /** What looks on at one world; `end` plays its calls. */
  watch(): { inspectors: Inspectors; end: () => void } {
    const microsteps = (event: InspectionEvent) => this.#takeMicrostep(event);
    return {
      inspectors: {
        calls: { moved: (callId, moves) => this.#note(callId, moves), stopped: () => {} },
        lookup: () => microsteps,
        breaker: microsteps,
      },
      end: () => {
        for (const { input, events } of this.#events.values()) this.#play(input, events);
        this.#events.clear();
      },
    };
  }

  #note(callId: string, moves: readonly Move[]): void {
    for (const { event } of moves) {
      if (event.type === 'call.opened') {
        this.#events.set(callId, { input: event.input, events: [] });
      } else this.#events.get(callId)?.events.push(event);
    }
  }

  #play(input: CallInput, events: RecordedEvent[]): void {
    const actor = createActor(this.#replayed, {
      input,
      clock: { setTimeout: () => 0, clearTimeout: () => {} },
      inspect: (event) => this.#takeMicrostep(event),
    });
    actor.subscribe({ error: () => {} });
    actor.start();
    this.#takeNodes(actor.getSnapshot());
    for (const event of events) {
      if (event.type !== 'call.opened') actor.send(event);
    }
    actor.stop();
  }

  #takeMicrostep(seen: InspectionEvent): void {
    // An actor is told of before its first step; where it begins is no step of it.
    if (seen.type === '@xstate.actor') {
      const snapshot = seen.actorRef.getSnapshot?.() as AnyMachineSnapshot | undefined;
      if (snapshot !== undefined && '_nodes' in snapshot) this.#takeNodes(snapshot);
    }
    if (seen.type !== '@xstate.microstep') return;
    for (const taken of seen._transitions) this.#count(transitionName(taken));
    this.#takeNodes(seen.snapshot as AnyMachineSnapshot);
  }

  #takeNodes({ _nodes: nodes }: Pick<AnyMachineSnapshot, '_nodes'>): void {
    for (const { id } of nodes ?? [])
      if (this.counts.has(`state ${id}`)) this.#count(`state ${id}`);
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
      ...nodes.map((node) => `state ${node.id}`),
      ...[root, ...nodes].flatMap(transitionsOf).map(transitionName),
      ...Object.keys(implementations.guards).flatMap((name) => [
        `${id} guard ${name} true`,
        `${id} guard ${name} false`,
      ]),
    ];
  });
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
