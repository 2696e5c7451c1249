import type { State } from '../../schema.ts';
import { countOf, percentOf, rateOf, spanOf } from '../format.ts';
import { connection, now, state } from '../live.ts';
import { Fault, Loading } from '../parts/notice.tsx';
import { BreakerTile } from './breaker-tile.tsx';
import { LiveCalls } from './live-calls.tsx';
import { AnswersTile, Tile } from './tiles.tsx';

/** What the service does now. */
export function NowPage() {
  const { is, reason } = connection.value;
  const told = state.value;
  return (
    <>
      <h1 class="hidden">Now</h1>
      {told === null && is === 'lost' && <Fault reason={reason ?? 'Not connected'} />}
      {told === null && is !== 'lost' && <Loading what="the state of the service" />}
      {told !== null && <Figures state={told} />}
      {told !== null && <LiveCalls />}
    </>
  );
}

function Figures({ state: told }: { state: State }) {
  const { calls, cache, journal, series } = told;
  const { points, stepMs } = series;
  const last = points.findLast(({ latencyP95 }) => latencyP95 !== null);
  const asked = cache.hits + cache.misses;
  const over = `over the last ${spanOf(stepMs * points.length)}`;
  const lost = calls.broken + calls.dropped + calls.missed;
  return (
    <>
      <Readiness state={told} />
      <section class="tiles" aria-label="Figures">
        <Tile
          name="Live calls"
          value={countOf(calls.live)}
          note={`${countOf(calls.opened)} opened, ${countOf(calls.ended)} ended`}
          line={{ label: `Live calls ${over}`, values: points.map(({ live }) => live) }}
        />
        <AnswersTile answers={told.answers} points={points} over={over} />
        <Tile
          name="Latency, 95th percentile"
          value={spanOf(last?.latencyP95 ?? null)}
          note={`half of the answers within ${spanOf(last?.latencyP50 ?? null)}`}
          line={{
            label: `Latency, 95th percentile, ${over}`,
            values: points.map(({ latencyP95 }) => latencyP95),
          }}
        />
        <Tile
          name="From the cache"
          value={percentOf(rateOf(cache.hits, asked))}
          note={`${countOf(asked)} lookups, ${countOf(cache.stale)} answered with old data`}
          line={{
            label: `Share of lookups from the cache ${over}`,
            values: points.map((point) =>
              rateOf(point.cacheHits, point.cacheHits + point.cacheMisses),
            ),
          }}
        />
        <Tile
          name="Ungrounded facts"
          value={countOf(told.ungrounded)}
          tone={told.ungrounded > 0 ? 'bad' : undefined}
          note={told.ungrounded > 0 ? 'said, and in no record' : 'every fact stands in a record'}
          line={{
            label: `Ungrounded facts ${over}`,
            values: points.map(({ ungrounded }) => ungrounded),
            tone: 'bad',
          }}
        />
        <BreakerTile breaker={told.breaker} points={points} over={over} />
        <Tile
          name="Journal"
          value={journal.ok ? 'recording' : 'failing'}
          tone={journal.ok ? undefined : 'bad'}
          note={journal.reason ?? 'every answer is on record before it is sent'}
        />
        <Tile
          name="Calls lost"
          value={countOf(lost)}
          tone={lost > 0 ? 'bad' : undefined}
          note={`${countOf(calls.broken)} broken, ${countOf(calls.dropped)} dropped, ${countOf(calls.missed)} missed`}
        />
      </section>
    </>
  );
}

function Readiness({ state: { readiness, startedAt } }: { state: State }) {
  const { ready, checks } = readiness;
  const wrong = Object.entries(checks).filter(([, verdict]) => verdict !== 'ok');
  return (
    <section class={`readiness ${ready ? 'good' : 'bad'}`} aria-label="Readiness">
      <p>
        <b>{ready ? 'Ready' : 'Not ready'}</b>{' '}
        {ready ? 'Calls are being served.' : 'New calls may not be served.'}
      </p>
      <ul>
        {Object.entries(checks).map(([name, verdict]) => (
          <li key={name} class={verdict === 'ok' ? 'ok' : 'wrong'}>
            <span aria-hidden="true">{verdict === 'ok' ? '✓' : '!'}</span> {name}
            {verdict === 'ok' ? <span class="hidden"> ok</span> : `: ${verdict}`}
          </li>
        ))}
      </ul>
      <p class="note">
        {wrong.length === 0 ? 'Running' : `${wrong.length} to look at; running`} for{' '}
        {spanOf(now.value - startedAt)}
      </p>
    </section>
  );
}
