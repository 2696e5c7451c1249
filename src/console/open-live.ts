import type { CallEngine } from '../calls/engine.ts';
import type { Clock } from '../edges.ts';
import type { NoticeBus } from '../observability/notices.ts';
import { createLive, type Live } from './live.ts';
import { LiveRows } from './live-rows.ts';
import { createLiveSeries } from './live-series.ts';
import { createStateReader, type StateSources } from './live-state.ts';

type Options = Omit<StateSources, 'clock'> & {
  clock: Clock;
  bus: Pick<NoticeBus, 'on'>;
  list: CallEngine<unknown>['list'];
  /** Told of what kept a frame from being made. */
  onFault: (error: unknown) => void;
};

/** Begins to count what happens, for whoever watches later. Its routes close it. */
export function openLive({ clock, bus, list, onFault, ...sources }: Options): Live {
  const liveCalls = () => sources.counters().calls.live;
  const series = createLiveSeries({ bus, now: clock.now, liveCalls });
  const pause = () =>
    new Promise<void>((resolve) => {
      clock.setTimeout(resolve, 0);
    });
  const rows = new LiveRows({ list, pause });
  return createLive({
    clock,
    rows,
    pause,
    state: createStateReader({ ...sources, clock }, series),
    onFault,
  });
}
