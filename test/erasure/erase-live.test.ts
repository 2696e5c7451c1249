/*
 * Erasing beside a service that records. The service is played by what it does to the disk: it
 * appends by a handle of its own, and between two appends puts drafts in place.
 */

import assert from 'node:assert/strict';
import { appendFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, type TestContext, test } from 'node:test';
import type { Clock, DiskFile } from '../../src/edges.ts';
import { CallIndex, headOf } from '../../src/recording/call-index.ts';
import { loadCalls } from '../../src/recording/load-calls.ts';
import { acquireLock } from '../../src/recording/lock.ts';
import { readLine } from '../../src/recording/read-line.ts';
import { readRawLines } from '../../src/recording/read-lines.ts';
import { applyRewrite, movePositions } from '../../src/recording/rewrites.ts';
import { seal } from '../../src/recording/seal.ts';
import { systemEdges } from '../../src/system-edges.ts';
import { makeLine, NOON } from '../recording/make-line.ts';
import { makeDir, UNBOUNDED } from '../recording/test-journal.ts';
import { diskUntil, watchedDisk } from '../recording/watched-disk.ts';
import { callsIn, erase, fill, textsIn, verdictsOn } from './erase-journal.ts';
import { ends, finds, pendingLookups, tellCall } from './tell-call.ts';

const { disk } = systemEdges;
const FILE = 'transcripts-2026-11-23.jsonl';
const HOUR_MS = 3_600_000;
const SUBJECT = { by: 'tracking', trackingNumber: 'WB10000001' } as const;
const HERS = { trackingNumber: 'WB10000001', status: 'in_transit', customerName: 'Maria Gonzalez' };

function herCall(callId: string, at: number, isOver = true) {
  const steps = [
    { events: [pendingLookups('t1', 'WB10000001', at), finds(HERS, at)] },
    { events: [isOver ? ends(at) : pendingLookups('t2', null, at)] },
  ];
  return tellCall({ callId, at }, steps);
}

/** A clock on which waiting takes no time; `tick` is what the service does meanwhile. */
function clockOf(now: number, tick: () => Promise<unknown>): Clock {
  let time = now;
  return {
    now: () => time,
    setTimeout(fn, ms) {
      time += ms;
      void tick().then(fn);
    },
    clearTimeout: () => {},
  };
}

async function serve(context: TestContext, dir: string) {
  const lock = await acquireLock(disk, dir);
  context.after(() => lock.release());
  let handle: DiskFile | null = null;
  let work: Promise<unknown> = Promise.resolve();
  let count = 0;
  const inTurn = <Result>(act: () => Promise<Result>): Promise<Result> => {
    const done = work.then(act);
    work = done.catch(() => {});
    return done;
  };
  context.after(async () => handle?.close());
  return {
    count: () => count,
    append: () =>
      inTurn(async () => {
        const bytes = Buffer.from(`${seal(makeLine({ callId: `call-${count}` }))}\n`);
        handle ??= await disk.open(join(dir, FILE), 'a+');
        await handle.write(bytes, 0, bytes.length);
        count += 1;
      }),
    tick: () =>
      inTurn(async () => {
        if ((await applyRewrite(disk, dir)) === null) return;
        await handle?.close();
        handle = null;
      }),
  };
}

describe('erasePerson() beside a service', () => {
  test('loses no line that is appended meanwhile, at whatever moment', async (context) => {
    const dir = await makeDir(context);
    await fill(dir, { [FILE]: herCall('hers', NOON) });
    const service = await serve(context, dir);
    // Not before a read: one that reads to the end would never come there.
    const busy = watchedDisk((operation) => operation === 'read' || service.append());
    const clock = clockOf(NOON + HOUR_MS, service.tick);
    const report = await erase(dir, { subject: SUBJECT, disk: busy, clock });
    assert.deepEqual(report.files, [{ name: FILE, changed: 2, removed: 0, isDone: true }]);
    const appended = Array.from({ length: service.count() }, (_, place) => `call-${place}`);
    assert.deepEqual([...(await callsIn(dir)).keys()], ['hers', ...appended]);
    assert.doesNotMatch((await textsIn(dir))[FILE] ?? '', /WB10000001|Maria/);
  });

  test('leaves calls alone that the service may still write to, and tells them', async (context) => {
    const dir = await makeDir(context);
    const calls = {
      'long over': herCall('long over', NOON - HOUR_MS),
      'just over': herCall('just over', NOON),
      'under way': herCall('under way', NOON - HOUR_MS, false),
    };
    await fill(dir, { [FILE]: Object.values(calls).flat() });
    const service = await serve(context, dir);
    const report = await erase(dir, {
      subject: SUBJECT,
      clock: clockOf(NOON + 60_000, service.tick),
    });
    assert.deepEqual(report.underWay, ['just over', 'under way']);
    const left = await callsIn(dir);
    assert.deepEqual(left.get('just over'), calls['just over']);
    assert.deepEqual(left.get('under way'), calls['under way']);
    assert.doesNotMatch(JSON.stringify(left.get('long over')), /WB10000001|Maria/);
  });

  test('leaves a file as it is, and says so, when the service does not answer', async (context) => {
    const dir = await makeDir(context);
    await fill(dir, { [FILE]: herCall('hers', NOON) });
    await serve(context, dir);
    const before = await textsIn(dir);
    const clock = clockOf(NOON + HOUR_MS, async () => {});
    const report = await erase(dir, { subject: SUBJECT, clock });
    assert.equal(report.files[0]?.isDone, false);
    assert.deepEqual(await textsIn(dir), before);
  });

  test('leaves positions that lead to the same lines', async (context) => {
    const dir = await makeDir(context);
    const lines = [herCall('a', NOON), herCall('hers', NOON, false), herCall('b', NOON)].flat();
    await fill(dir, { [FILE]: [...lines.slice(0, 3), '', ...lines.slice(3)] });
    const index = new CallIndex({ ...UNBOUNDED, lingerMs: HOUR_MS });
    for await (const { bytes, offset, length } of readRawLines(disk, join(dir, FILE))) {
      const reading = readLine(bytes);
      if ('line' in reading)
        index.note(headOf(reading.line), { day: '2026-11-23', offset, length });
    }
    const service = await serve(context, dir);
    const tick = async () => {
      const applied = await applyRewrite(disk, dir);
      if (applied !== null) movePositions(index, applied);
    };
    await erase(dir, { subject: SUBJECT, clock: clockOf(NOON + 48 * HOUR_MS, tick) });
    assert.equal(service.count(), 0);
    const { calls, failed } = await loadCalls(disk, dir, index);
    assert.equal(failed, 0);
    const left = await callsIn(dir);
    assert.deepEqual(
      calls.map(({ line }) => line),
      calls.map(({ callId }) => left.get(callId)?.at(-1)),
    );
  });
});

describe('erasePerson() without a service', () => {
  test('takes the place of one that was killed, and of its last line', async (context) => {
    const dir = await makeDir(context);
    await fill(dir, { [FILE]: herCall('hers', NOON) });
    await appendFile(join(dir, FILE), '{"call_id":"torn","text":"for WB10000001');
    const report = await erase(dir, { subject: SUBJECT });
    assert.deepEqual(report.files, [{ name: FILE, changed: 2, removed: 1, isDone: true }]);
    assert.doesNotMatch((await textsIn(dir))[FILE] ?? '', /WB10000001|torn/);
  });

  test('takes over the lock of a service that was killed', async (context) => {
    const dir = await makeDir(context);
    await fill(dir, { [FILE]: herCall('hers', NOON - 48 * HOUR_MS) });
    await writeFile(join(dir, '.lock'), '{"pid":1,"start":"long ago"}');
    const clock = clockOf(NOON, async () => {});
    const report = await erase(dir, { subject: SUBJECT, clock });
    assert.equal(report.files[0]?.isDone, true);
  });

  test('leaves whole files wherever it is cut off, and does the rest when it is run again', async (context) => {
    let operations = 0;
    for (let isCut = true; isCut; operations += 3) {
      const dir = await makeDir(context);
      await fill(dir, {
        'transcripts-2026-11-22.jsonl.gz': herCall('a', NOON),
        [FILE]: [...herCall('b', NOON), makeLine({ callId: 'other' })],
      });
      const cut = diskUntil(operations);
      await erase(dir, { subject: SUBJECT, disk: cut }).catch(() => {});
      isCut = cut.isCut();
      const agreed = { a: 'agreed', b: 'agreed' };
      const { other: _, ...verdicts } = await verdictsOn(dir);
      assert.deepEqual(verdicts, agreed, `cut off at ${operations}`);
      await erase(dir, { subject: SUBJECT, clock: clockOf(NOON + 48 * HOUR_MS, async () => {}) });
      const { other: __, ...again } = await verdictsOn(dir);
      assert.deepEqual(again, agreed, `run again after ${operations}`);
      const texts = await textsIn(dir);
      assert.doesNotMatch(Object.values(texts).join(), /WB10000001|Maria/);
      // The lock of whoever was killed stays, as that of any service does.
      const left = Object.keys(texts).filter((name) => name !== '.lock');
      assert.deepEqual(left.toSorted(), ['transcripts-2026-11-22.jsonl.gz', FILE]);
    }
    assert.ok(operations > 60, `only ${operations} operations`);
  });
});
