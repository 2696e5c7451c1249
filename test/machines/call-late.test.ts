import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  broken,
  type CallScriptEvent,
  clock,
  found,
  hangUp,
  human,
  missing,
  NOON,
  playCall,
  staleFound,
  where,
} from './call-script.ts';
import { CLEAN, OTHER } from './scenarios/numbers.ts';

const LATE = found(CLEAN, NOON + 2_000);
const UNREACHED = [where('a', CLEAN), clock(500)];

/** What a call says without being asked. */
function saidLate(events: CallScriptEvent[]) {
  return playCall(events).emitted.flatMap((it) => (it.type === 'late.found' ? [it.reply] : []));
}

test('call: a delivery that comes late is told once to the caller who waits for it', () => {
  const [reply, ...more] = saidLate([...UNREACHED, LATE, LATE]);
  assert.deepEqual(more, []);
  assert.equal(reply?.utterance.about, 'delivery');
  assert.deepEqual(reply?.data, { asOf: NOON + 2_000, ageSeconds: 0, stale: false });
});

const SILENT: { title: string; events: CallScriptEvent[] }[] = [
  { title: 'after it was asked for again', events: [...UNREACHED, where('b', CLEAN), LATE] },
  { title: 'after another number was asked for', events: [...UNREACHED, where('b', OTHER), LATE] },
  { title: 'after a person was asked for', events: [...UNREACHED, human('b'), LATE] },
  {
    title: 'after the call went to somebody else',
    events: [...UNREACHED, { type: 'transfer.updated', at: NOON, to: null }, LATE],
  },
  {
    title: 'after the call was forwarded',
    events: [{ type: 'call.progressed', at: NOON, status: 'forwarding' }, ...UNREACHED, LATE],
  },
  { title: 'after the end', events: [...UNREACHED, hangUp, LATE] },
  { title: 'after there was no record of it', events: [where('a', CLEAN), missing(CLEAN), LATE] },
  { title: 'in time', events: [where('a', CLEAN), LATE] },
  {
    title: 'after a stale record was told',
    events: [where('a', CLEAN), staleFound(CLEAN, 90_000), clock(500), LATE],
  },
  { title: 'and is no delivery', events: [...UNREACHED, broken(CLEAN)] },
  { title: 'and is another one', events: [...UNREACHED, found(OTHER)] },
];

for (const { title, events } of SILENT) {
  test(`call: nothing is told unasked when a lookup ends ${title}`, () => {
    assert.deepEqual(saidLate(events), []);
  });
}
