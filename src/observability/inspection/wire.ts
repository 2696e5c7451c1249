/*
 * The Stately inspector's wire: one JSON object for each message, in the shapes that
 * @statelyai/inspect 0.7.2 sends and reads (its src/createInspector.ts, read November 2026).
 */

/** The release of @statelyai/inspect whose shapes these are; it stands in every message. */
const WIRE_VERSION = '0.7.2';

/** A chart's state as it is shown: nothing of it that may not be. */
export type ShownSnapshot = {
  status: string;
  value?: unknown;
  context?: unknown;
  output?: unknown;
  children?: Record<string, { xstate$$type: 1; id: string }>;
  historyValue?: Record<string, never>;
  tags?: string[];
};

/** An actor as it is shown; one without a parent is its own root. */
export type ShownActor = {
  sessionId: string;
  rootId: string;
  parentId?: string | undefined;
  name: string;
  /** The machine's configuration, as JSON. */
  definition: string;
};

/** Whose message it is. */
export type Session = Pick<ShownActor, 'sessionId' | 'rootId'>;

/** A message, and by what it may be thrown away where a viewer is slow. */
export type Message = {
  kind: 'actor' | 'event' | 'snapshot';
  sessionId: string;
  text: string;
  bytes: number;
};

/** Tells of an actor, and of its state now; `at` is in epoch milliseconds, as in the others. */
export function actorMessage(actor: ShownActor, snapshot: ShownSnapshot, at: number): Message {
  return toMessage('actor', actor, at, { ...actor, snapshot });
}

/** Tells of an event that an actor received; `sourceId` is the session that sent it. */
export function eventMessage(
  session: Session,
  { event, sourceId }: { event: { type: string }; sourceId?: string | undefined },
  at: number,
): Message {
  return toMessage('event', session, at, { event, sourceId });
}

/** Tells of an actor's state after an event. */
export function snapshotMessage(
  session: Session,
  { event, snapshot }: { event: { type: string }; snapshot: ShownSnapshot },
  at: number,
): Message {
  return toMessage('snapshot', session, at, { event, snapshot });
}

/** A machine's configuration as the inspector reads it: functions by their names. */
export function definitionOf(config: object): string {
  return JSON.stringify(config, (_key, value) =>
    typeof value === 'function' ? { type: value.name } : value,
  );
}

function toMessage(
  kind: Message['kind'],
  { sessionId, rootId }: Session,
  at: number,
  body: object,
): Message {
  const text = JSON.stringify({
    type: `@xstate.${kind}`,
    _version: WIRE_VERSION,
    createdAt: String(at),
    id: null,
    rootId,
    sessionId,
    ...body,
  });
  return { kind, sessionId, text, bytes: Buffer.byteLength(text) };
}
