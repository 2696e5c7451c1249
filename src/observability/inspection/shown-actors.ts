import type { AnyActor, AnyActorLogic } from 'xstate';
import { callMachine } from '../../../machines/call.ts';
import type { RecordedSnapshot } from '../../../machines/record.ts';
import { outerState } from '../../../machines/transition.ts';
import { type AllowedOfChart, allowedOf, pick, shownId, shownNumber } from './allowed-fields.ts';
import { definitionOf, type ShownActor, type ShownSnapshot } from './wire.ts';

/** What is the same for every call. */
const CALL = {
  definition: definitionOf(callMachine.config),
  allowed: allowedOf('call'),
  tagsOf: (state: string): string[] =>
    [callMachine.states[state as keyof typeof callMachine.states]?.tags ?? []].flat(),
};

/** A call as an actor of its own: its living actor is the session, in which the chart is kept. */
export function shownCall(callId: string): ShownActor {
  const id = shownId(callId);
  const sessionId = `call:${id}`;
  return { sessionId, rootId: sessionId, name: `call ${id}`, definition: CALL.definition };
}

/** What may be shown of the call chart. */
export const callAllowed: AllowedOfChart = CALL.allowed;

/** The call chart's state as it is shown. */
export function shownCallSnapshot({ value, context, status }: RecordedSnapshot): ShownSnapshot {
  return {
    status,
    value,
    context: pick(context, CALL.allowed.context),
    children: {},
    historyValue: {},
    tags: CALL.tagsOf(outerState(value)),
  };
}

/** An actor of xstate's as it is shown, with what of its chart may be. */
export function shownActor(actor: AnyActor, rootId: string): ShownActor {
  const { sessionId } = actor;
  const config = configOf(actor.logic);
  const parentId = parentOf(actor)?.sessionId;
  const id = config?.id ?? actor.id;
  const number: unknown = actor.getSnapshot()?.context?.trackingNumber;
  const name = typeof number === 'string' && number !== '' ? `${id} ${shownNumber(number)}` : id;
  return { sessionId, rootId, parentId, name, definition: definitionOf(config ?? { id }) };
}

/** What may be shown of an actor: that of its chart, or of the chart that it works for. */
export function allowedOfActor(actor: AnyActor): AllowedOfChart {
  const parent = parentOf(actor);
  const config = configOf(actor.logic) ?? (parent === undefined ? null : configOf(parent.logic));
  return allowedOf(config?.id ?? '');
}

/** The state of an actor of xstate's as it is shown. */
export function shownSnapshot(allowed: AllowedOfChart, given: object): ShownSnapshot {
  const { status, value, context, output, children, tags } = given as {
    status: string;
    value?: unknown;
    context?: object;
    output?: unknown;
    children?: Record<string, unknown>;
    tags?: ReadonlySet<string>;
  };
  const result = allowed.result(output);
  const told = { status, ...(result === undefined ? {} : { output: result }) };
  if (value === undefined) return told;
  return {
    ...told,
    value,
    context: pick(context ?? {}, allowed.context),
    children: Object.fromEntries(
      Object.keys(children ?? {}).map((id) => [id, { xstate$$type: 1, id }]),
    ),
    historyValue: {},
    tags: [...(tags ?? [])],
  };
}

/** The configuration of a machine; null of what is none, such as a promise. */
function configOf(logic: AnyActorLogic): { id: string } | null {
  const { config } = logic as { config?: unknown };
  const isMachine = typeof config === 'object' && config !== null && 'id' in config;
  return isMachine ? (config as { id: string }) : null;
}

function parentOf(actor: AnyActor): AnyActor | undefined {
  return actor._parent as AnyActor | undefined;
}
