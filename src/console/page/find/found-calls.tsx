import type { CallSummary } from '../../schema.ts';
import { clockOf, counted, momentOf, spanOf } from '../format.ts';
import { moveFocus, useKeys } from '../keys.ts';
import { Badge, StateName, StatusBadge } from '../parts/badge.tsx';
import { formatHash, goTo } from '../route.ts';

/** Calls on record, a row each. */
export function FoundCalls({ calls }: { calls: readonly CallSummary[] }) {
  useKeys({
    j: () => moveFocus('.found a', 1),
    k: () => moveFocus('.found a', -1),
  });
  return (
    <div class="table-box">
      <table class="found">
        <thead>
          <tr>
            <th scope="col">Began</th>
            <th scope="col">Number</th>
            <th scope="col">Outcome</th>
            <th scope="col">State</th>
            <th scope="col" class="figure">
              Lasted
            </th>
            <th scope="col" class="figure">
              Slowest
            </th>
            <th scope="col">To note</th>
          </tr>
        </thead>
        <tbody>
          {calls.map((call) => (
            <Row key={call.callId} call={call} />
          ))}
        </tbody>
      </table>
    </div>
  );
}

function Row({ call }: { call: CallSummary }) {
  const { callId, startedAt, lastAt, endedAt, trackingNumbers, status, state, slowest } = call;
  const to = { page: 'call', callId, seq: null } as const;
  // The link is what the keyboard reaches; the rest of the row is as good for a pointer.
  const open = ({ target }: MouseEvent) => {
    if (target instanceof Element && target.closest('a') === null) goTo(to);
  };
  return (
    <tr onClick={open}>
      <th scope="row">
        <a href={formatHash(to)} title={new Date(startedAt).toISOString()}>
          {momentOf(startedAt)}
        </a>
      </th>
      <td class="number" data-label="Number">
        {trackingNumbers.length === 0 ? 'none' : trackingNumbers.join(', ')}
      </td>
      <td data-label="Outcome">
        <StatusBadge status={status} />
      </td>
      <td data-label="State">
        <StateName state={state} />
      </td>
      <td class="figure" data-label="Lasted">
        {clockOf((endedAt ?? lastAt) - startedAt)}
      </td>
      <td class="figure" data-label="Slowest">
        {spanOf(slowest)}
      </td>
      <td class="flags" data-label="To note">
        <CallFlags call={call} />
      </td>
    </tr>
  );
}

/** What of a call wants to be noticed. */
export function CallFlags({ call }: { call: CallSummary }) {
  const { ungrounded, handoff, isIncomplete, readBacks, medium } = call;
  return (
    <>
      {ungrounded > 0 && <Badge tone="bad" words={counted(ungrounded, 'ungrounded fact')} />}
      {handoff !== null && (
        <Badge tone="warn" words={handoff === 'asked' ? 'person asked for' : 'transferred'} />
      )}
      {readBacks > 1 && <Badge tone="quiet" words={counted(readBacks, 'read-back')} />}
      {isIncomplete && <Badge tone="warn" words="record incomplete" />}
      {medium === 'text' && <Badge tone="quiet" words="text" />}
    </>
  );
}
