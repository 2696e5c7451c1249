import assert from 'node:assert/strict';
import { test } from 'node:test';
import { openJournal } from '../../src/recording/open-journal.ts';
import { systemEdges } from '../../src/system-edges.ts';
import { makeLine } from '../recording/make-line.ts';
import { makeDir, UNBOUNDED } from '../recording/test-journal.ts';
import { callsIn, erase, verdictsOn } from './erase-journal.ts';
import { ends, finds, pendingLookups, tellCall } from './tell-call.ts';

const HERS = { trackingNumber: 'WB10000001', status: 'in_transit', customerName: 'Maria Gonzalez' };
const { disk, clock } = systemEdges;

function open(dir: string) {
  const limits = { rewriteMs: 30, checkpointBytes: 2000 };
  const onNotice = () => {};
  return openJournal({
    dir,
    disk,
    clock,
    sync: 'background',
    ...UNBOUNDED,
    onNotice,
    limits,
  });
}

test('erasePerson(): a journal that is written to loses no line, and a restart finds every call', async (context) => {
  const dir = await makeDir(context);
  const { journal } = await open(dir);
  const at = clock.now() - 3_600_000;
  for (const callId of ['a', 'b', 'c']) {
    const steps = [
      { events: [pendingLookups('t1', 'WB10000001', at), finds(HERS, at)] },
      { events: [ends(at)] },
    ];
    for (const line of tellCall({ callId, at }, steps)) await journal.append(line);
    await journal.append(makeLine({ callId: `open ${callId}`, at: clock.now() }));
  }
  let isErased = false;
  const erasing = erase(dir, { subject: { by: 'tracking', trackingNumber: 'WB10000001' } });
  const erased = erasing.finally(() => {
    isErased = true;
  });
  let count = 0;
  while (!isErased) {
    count += 1;
    await journal.append(makeLine({ callId: `call ${count}`, at: clock.now(), answers: ['t1'] }));
    await new Promise((resolve) => setImmediate(resolve));
  }
  const { files } = await erased;
  // An hour ago may have been yesterday, and in another file.
  const changed = files.reduce((sum, file) => sum + file.changed, 0);
  assert.deepEqual([changed, files.every(({ isDone }) => isDone)], [6, true]);
  await journal.close();
  assert.equal((await callsIn(dir)).size, 6 + count);
  const { a, b, c } = await verdictsOn(dir);
  assert.deepEqual([a, b, c], ['agreed', 'agreed', 'agreed']);
  const again = await open(dir);
  await again.journal.close();
  assert.equal(again.recovered.length, 3 + count);
});
