import type { LiveCall } from '../../schema.ts';
import { clockOf, counted } from '../format.ts';
import { moveFocus, useKeys } from '../keys.ts';
import { liveCalls, now } from '../live.ts';
import { StateName, StatusBadge } from '../parts/badge.tsx';
import { Empty } from '../parts/notice.tsx';
import { VirtualList } from '../parts/virtual-list.tsx';
import { formatHash } from '../route.ts';

const ROW_HEIGHT = 58;

/** Every call that is held now, in a row each: those that have ended, and still repeat their answers, last. */
export function LiveCalls() {
  const going = liveCalls.value.filter(({ isOver }) => !isOver);
  const ended = liveCalls.value.filter(({ isOver }) => isOver);
  const calls = [...going, ...ended];
  useKeys({
    j: () => moveFocus('.live-call', 1),
    k: () => moveFocus('.live-call', -1),
  });
  return (
    <section class="panel live" aria-labelledby="live-title">
      <header>
        <h2 id="live-title">{counted(going.length, 'live call')}</h2>
        <p class="note">
          the latest first{ended.length > 0 && `; ${ended.length} that have just ended at the end`}
        </p>
      </header>
      {calls.length === 0 ? (
        <Empty title="Nobody is calling">
          <p>
            A call shows here as soon as it begins. Calls that have ended are under{' '}
            <a href="#/find">Find</a>.
          </p>
        </Empty>
      ) : (
        <VirtualList
          label="Live calls"
          items={calls}
          rowHeight={ROW_HEIGHT}
          keyOf={({ callId }) => callId}
          row={(call) => <Row call={call} />}
        />
      )}
    </section>
  );
}

function Row({ call }: { call: LiveCall }) {
  const { callId, state, startedAt, lastWords, status, trackingNumber, medium, isOver } = call;
  return (
    <a class="live-call" href={formatHash({ page: 'call', callId, seq: null })}>
      <span class="live-state">
        <StateName state={isOver ? 'ended' : state} />
      </span>
      <span class="live-clock" title={medium === 'text' ? 'a text conversation' : 'a phone call'}>
        {clockOf(now.value - startedAt)}
        {medium === 'text' && <small> text</small>}
      </span>
      <span class="live-words">
        {lastWords === null ? (
          <i>nothing said yet</i>
        ) : (
          <>
            <b>{lastWords.role === 'caller' ? 'Caller' : 'Assistant'}</b> {lastWords.text}
          </>
        )}
      </span>
      <span class="live-number">{trackingNumber ?? 'no number'}</span>
      <span class="live-status">
        <StatusBadge status={status} />
      </span>
    </a>
  );
}
