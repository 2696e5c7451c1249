import type { Clock } from '../edges.ts';
import type { LiveRows } from './live-rows.ts';
import type { State } from './schema.ts';

/** How often viewers are told what has changed. */
const FRAME_MS = 1_000;
/** Who has taken nothing for so long is cut off, in milliseconds. */
const STALLED_MS_MAX = 20_000;
/** Most viewers at a time. */
const VIEWERS_MAX = 100;
/** Rows of the whole list that are written at once. */
const ROWS_PER_PIECE = 250;

/** Where a viewer's events go: an answer that is under way. */
export type Sink = {
  /** Bytes that were written and not taken yet. */
  readonly writableLength: number;
  write(chunk: string | Uint8Array): unknown;
  end(): unknown;
  destroy(): unknown;
};

type Viewer = {
  sink: Sink;
  /** Whether it is to have the whole list: it is new, or has missed something. */
  wantsAll: boolean;
  /** Since when it has taken nothing; null while it keeps up. */
  stalledSince: number | null;
};

type Options = {
  clock: Clock;
  rows: LiveRows;
  state: () => State;
  /** Lets others work before it goes on. */
  pause: () => Promise<void>;
  /** Told of what kept a frame from being made. */
  onFault: (error: unknown) => void;
};

/** Whoever watches the calls now. */
export type Live = {
  state: () => State;
  /** Takes a viewer in, and gives what lets it go; null where there are too many. */
  watch(sink: Sink): (() => void) | null;
  /** Ends every viewer's answer, and takes no more. */
  close(): void;
};

/**
 * Tells viewers of the calls: once a second the state, which shows as well that the connection lives,
 * and what has changed, made once for all of them. A viewer that has not taken what it was sent gets
 * nothing until it has, and then the whole list anew: no more than one list waits for anyone. While
 * nobody watches, nothing is computed and no timer runs.
 */
export function createLive({ clock, rows, state, pause, onFault }: Options): Live {
  const viewers = new Set<Viewer>();
  let timer: unknown = null;
  let isClosed = false;

  function arm(ms: number): void {
    timer = clock.setTimeout(() => {
      frame().catch(onFault);
    }, ms);
  }

  /** One frame, and the next one a second later as long as somebody watches. */
  async function frame(): Promise<void> {
    try {
      if (viewers.size > 0) await tell();
    } catch (error) {
      for (const viewer of viewers) viewer.wantsAll = true;
      throw error;
    } finally {
      timer = null;
      if (viewers.size > 0) arm(FRAME_MS);
      else rows.clear();
    }
  }

  async function tell(): Promise<void> {
    const { changed, gone } = await rows.refresh();
    const ready = [...viewers].filter(isReady);
    if (ready.length === 0) return;
    const told = toEvent(`{"type":"state","state":${JSON.stringify(state())}}`);
    const isSame = changed.length === 0 && gone.length === 0;
    const news = isSame ? null : Buffer.from(told + toCalls(changed, gone));
    for (const { wantsAll, sink } of ready) if (!wantsAll) sink.write(news ?? told);
    const newcomers = ready.filter(({ wantsAll }) => wantsAll);
    if (newcomers.length === 0) return;
    const pieces = await wholeList(told);
    for (const viewer of newcomers) {
      viewer.wantsAll = false;
      for (const piece of pieces) {
        await pause();
        // It may have left meanwhile.
        if (!viewers.has(viewer)) break;
        viewer.sink.write(piece);
      }
    }
  }

  /** The state and the whole list, in pieces: a list of thousands is not made or sent in one go. */
  async function wholeList(told: string): Promise<Buffer[]> {
    const list = rows.all();
    const pieces = [Buffer.from(`${told}data: {"type":"calls","isWhole":true,"changed":[`)];
    for (let from = 0; from < list.length; from += ROWS_PER_PIECE) {
      await pause();
      const piece = list.slice(from, from + ROWS_PER_PIECE).join(',');
      pieces.push(Buffer.from(from === 0 ? piece : `,${piece}`));
    }
    pieces.push(Buffer.from(`],"gone":[]}\n\n`));
    return pieces;
  }

  /** Whether a viewer has taken all that it was sent. */
  function isReady(viewer: Viewer): boolean {
    if (viewer.sink.writableLength === 0) {
      viewer.stalledSince = null;
      return true;
    }
    viewer.wantsAll = true;
    viewer.stalledSince ??= clock.now();
    if (clock.now() - viewer.stalledSince >= STALLED_MS_MAX) {
      viewers.delete(viewer);
      viewer.sink.destroy();
    }
    return false;
  }

  return {
    state,
    watch(sink) {
      if (isClosed || viewers.size >= VIEWERS_MAX) return null;
      const viewer = { sink, wantsAll: true, stalledSince: null };
      viewers.add(viewer);
      if (timer === null) arm(0);
      return () => {
        viewers.delete(viewer);
      };
    },
    close() {
      isClosed = true;
      clock.clearTimeout(timer);
      for (const { sink } of viewers) sink.end();
      viewers.clear();
    },
  };
}

function toCalls(changed: string[], gone: string[]): string {
  const list = changed.join(',');
  return toEvent(
    `{"type":"calls","isWhole":false,"changed":[${list}],"gone":${JSON.stringify(gone)}}`,
  );
}

/** A server-sent event (WHATWG HTML, section 9.2, read 2026-11-23); JSON has no line breaks. */
function toEvent(json: string): string {
  return `data: ${json}\n\n`;
}
