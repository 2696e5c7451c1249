/*
 * Shows the actors of the process to whoever looks on, in the Stately inspector's wire format. While
 * nobody does, nothing is made of what it is told.
 */
import type { AnyActor, InspectionEvent } from 'xstate';
import type { CallEngine, CallObserver, CallView } from '../../calls/engine.ts';
import type { LookupInspector } from '../../calls/lookups.ts';
import type { Clock } from '../../edges.ts';
import { shownEvent } from './allowed-fields.ts';
import { INIT, introduceCall, tellMove } from './call-messages.ts';
import {
  allowedOfActor,
  shownActor,
  shownCall,
  shownCallSnapshot,
  shownSnapshot,
} from './shown-actors.ts';
import { Viewer, type ViewerSocket } from './viewer.ts';
import { actorMessage, eventMessage, type Message, snapshotMessage } from './wire.ts';

type Options = {
  clock: Clock;
  /** Told of a viewer that was cut, and of a fault of the inspection itself. */
  onCut: (reason: string) => void;
  onFault: (error: unknown) => void;
};

/** The calls as they are now, for a viewer who comes late. */
export type LiveCalls = Pick<CallEngine<unknown>, 'list' | 'look'>;

/** What is told of the charts, and who is shown it. */
export type Inspection = {
  calls: CallObserver;
  lookup: LookupInspector;
  breaker: (event: InspectionEvent) => void;
  /**
   * Shows what there is, and from then on what happens, of one call or of all; gives back what ends
   * that, or null where there are too many viewers.
   */
  watch(socket: ViewerSocket, callId: string | null, calls: LiveCalls): (() => void) | null;
};

/** Most viewers at a time. */
const VIEWERS_MAX = 20;

/** A living actor without a parent, and the calls that it works for; null for all of them. */
type Root = { actor: AnyActor; callIds: ReadonlySet<string> | null };

/** Makes the inspection; what it is told of is held no longer than it lives. */
export function createInspection({ clock, onCut, onFault }: Options): Inspection {
  const viewers = new Set<Viewer>();
  const roots = new Map<string, Root>();

  /** Whoever is watched must not suffer: what fails here is a fault of ours. */
  function safely(work: () => void): void {
    try {
      work();
    } catch (error) {
      onFault(error);
    }
  }

  function whoWants(callIds: ReadonlySet<string> | null): Viewer[] {
    return viewers.size === 0 ? [] : [...viewers].filter((viewer) => viewer.wants(callIds));
  }

  const calls: CallObserver = {
    moved(callId, moves) {
      const watching = viewers.size === 0 ? [] : whoWants(new Set([callId]));
      const [first] = moves;
      if (watching.length === 0 || first === undefined) return;
      safely(() => {
        const call = shownCall(callId);
        const at = clock.now();
        const introduce = once(() => introduceCall(call, first.snapshot, at));
        const messages = moves.flatMap((move) => tellMove(call, move, at));
        for (const viewer of watching) {
          viewer.introduce(call.rootId, call.sessionId, introduce);
          for (const message of messages) viewer.offer(message);
        }
      });
    },
    stopped(callId) {
      if (viewers.size === 0) return;
      safely(() => {
        const call = shownCall(callId);
        const ended = { event: { type: 'xstate.stop' }, snapshot: { status: 'stopped' } };
        const message = once(() => snapshotMessage(call, ended, clock.now()));
        for (const viewer of viewers) {
          if (!viewer.knows(call.rootId)) continue;
          viewer.offer(message());
          viewer.forget(call.rootId);
        }
      });
    },
  };

  /** Takes what xstate tells of an actor and those below it. */
  function take(callIds: Root['callIds'], told: InspectionEvent): void {
    const { type, rootId } = told;
    const actor = told.actorRef as AnyActor;
    const isRoot = actor.sessionId === rootId;
    if (type === '@xstate.actor') {
      // It has no state yet: it is shown with its first event.
      if (isRoot) roots.set(rootId, { actor, callIds });
      return;
    }
    const isOver = type === '@xstate.snapshot' && isRoot && told.snapshot.status !== 'active';
    if (isOver) roots.delete(rootId);
    const watching = whoWants(callIds);
    if (watching.length === 0) return;
    const introduce = once(() => introductionOf(actor, rootId));
    const message = once(() => messageOf(told, actor));
    for (const viewer of watching) {
      viewer.introduce(rootId, actor.sessionId, introduce);
      const news = message();
      if (news !== null) viewer.offer(news);
      if (isOver) viewer.forget(rootId);
    }
  }

  function introductionOf(actor: AnyActor, rootId: string): Message {
    const snapshot = shownSnapshot(allowedOfActor(actor), actor.getSnapshot());
    return actorMessage(shownActor(actor, rootId), snapshot, clock.now());
  }

  /** Null for what the wire does not tell: microsteps and actions. */
  function messageOf(told: InspectionEvent, actor: AnyActor): Message | null {
    const { sessionId } = actor;
    const { rootId } = told;
    const allowed = allowedOfActor(actor);
    const at = clock.now();
    if (told.type === '@xstate.event') {
      const sourceId = told.sourceRef?.sessionId;
      return eventMessage(
        { sessionId, rootId },
        { event: shownEvent(allowed, told.event), sourceId },
        at,
      );
    }
    if (told.type !== '@xstate.snapshot') return null;
    const snapshot = shownSnapshot(allowed, told.snapshot);
    return snapshotMessage(
      { sessionId, rootId },
      { event: shownEvent(allowed, told.event), snapshot },
      at,
    );
  }

  /** Shows the actors of xstate's that live now. */
  function showActors(viewer: Viewer): void {
    for (const [rootId, { actor, callIds }] of roots) {
      if (!viewer.wants(callIds)) continue;
      const children = Object.values(actor.getSnapshot().children ?? {}) as AnyActor[];
      for (const one of [actor, ...children]) {
        viewer.introduce(rootId, one.sessionId, () => introductionOf(one, rootId));
        const snapshot = shownSnapshot(allowedOfActor(one), one.getSnapshot());
        const { sessionId } = one;
        viewer.offer(
          snapshotMessage({ sessionId, rootId }, { event: INIT, snapshot }, clock.now()),
        );
      }
    }
  }

  /** Shows the calls that live now, no faster than they are read. */
  async function showCalls(viewer: Viewer, { list, look }: LiveCalls): Promise<void> {
    const callIds =
      viewer.callId === null ? (await list()).map((it) => it.callId) : [viewer.callId];
    for (const callId of callIds) {
      await viewer.room();
      const view = await look(callId);
      if (viewer.isClosed) return;
      if (view !== null) safely(() => showCall(viewer, view));
    }
  }

  /** A call that has moved meanwhile is known already. */
  function showCall(viewer: Viewer, view: CallView): void {
    const call = shownCall(view.callId);
    if (viewer.knows(call.rootId)) return;
    const at = clock.now();
    const now = { event: INIT, snapshot: shownCallSnapshot(view) };
    viewer.introduce(call.rootId, call.sessionId, () => introduceCall(call, view, at));
    viewer.offer(snapshotMessage(call, now, at));
  }

  return {
    calls,
    lookup: (callIds) => (told) => safely(() => take(callIds, told)),
    breaker: (told) => safely(() => take(null, told)),
    watch(socket, callId, live) {
      if (viewers.size >= VIEWERS_MAX) return null;
      const viewer: Viewer = new Viewer({
        socket,
        callId,
        clock,
        onCut(reason) {
          viewers.delete(viewer);
          onCut(reason);
        },
      });
      viewers.add(viewer);
      const end = () => {
        viewers.delete(viewer);
        viewer.close();
      };
      safely(() => showActors(viewer));
      showCalls(viewer, live).catch((error: unknown) => {
        onFault(error);
        viewer.cut('the calls cannot be told');
      });
      return end;
    },
  };
}

/** Makes something when it is wanted first, and the same for everybody. */
function once<Made>(make: () => Made): () => Made {
  let made: { it: Made } | null = null;
  return () => {
    made ??= { it: make() };
    return made.it;
  };
}
