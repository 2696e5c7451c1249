/*
 * Her number and her name, said in somebody else's call: in whatever form they were said, nothing of
 * them is left, and what may be of somebody else is not touched before somebody has decided.
 */
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { JournalLine } from '../../src/recording/line.ts';
import { NOON } from '../recording/make-line.ts';
import { makeDir } from '../recording/test-journal.ts';
import { callsIn, erase, fill, textsIn, verdictsOn } from './erase-journal.ts';
import { ends, finds, pendingLookups, says, tellCall } from './tell-call.ts';

const FILE = 'transcripts-2026-11-23.jsonl';
const PHONE = '+12025550777';
const HERS = {
  trackingNumber: 'WB10002345',
  status: 'in_transit',
  customerName: 'Maria Gonzalez',
  customerPhone: PHONE,
};
const HIS = { trackingNumber: 'KX20000009', status: 'delivered', customerName: 'James Okafor' };
const SUBJECT = { by: 'tracking', trackingNumber: HERS.trackingNumber } as const;

const herCall = tellCall({ callId: 'hers' }, [
  { events: [pendingLookups('t1', 'WB10002345'), finds(HERS)] },
  { events: [ends()] },
]);

/** A call about another parcel, in which something is said. */
const otherCall = (text: string, callId = 'other', delivery = HIS) =>
  tellCall({ callId }, [
    {
      events: [pendingLookups('t1', delivery.trackingNumber), finds(delivery)],
      turns: [turn(text)],
    },
    { events: [ends()] },
  ]);

const turn = (text: string) => ({ role: 'caller', text }) as const;

const SAID = [
  'double u b one oh oh oh two three four five',
  'whiskey bravo one zero zero zero two three four five',
  'W B 1 0 0 0, then 2 3 4 5',
  'W B one thousand, uh, twenty-three forty-five',
  'ＷＢ１０００２３４５',
  'for Gonzalez, Maria',
  'G O N Z A L E Z, Maria, for short',
  'M as in mother, A, R, I, A',
  'call me at two oh two five five five oh seven seven seven',
];

describe('erasePerson() takes what was said', () => {
  for (const said of SAID) {
    test(`"${said}"`, async (context) => {
      const dir = await makeDir(context);
      await fill(dir, { [FILE]: [...herCall, ...otherCall(said)] });
      const { calls, candidates } = await erase(dir, { subject: SUBJECT });
      assert.deepEqual([calls, candidates], [2, []]);
      const left = Object.values(await textsIn(dir)).join();
      assert.ok(!left.includes(said));
      assert.doesNotMatch(left, /Gonz|Maria|10002345/);
      assert.deepEqual(Object.values(await verdictsOn(dir)), ['agreed', 'agreed']);
    });
  }

  test('in pieces', async (context) => {
    const dir = await makeDir(context);
    const pieces = ['WB', 'WB', 'W B', 'one zero zero', 'zero two three', "four five, that's all"];
    const lines = tellCall({ callId: 'hers' }, [
      ...pieces.map((heard, at) => ({ events: [pendingLookups(`t${at}`, heard)] })),
      { events: [says(true, 'yes'), finds(HERS)] },
      { events: [ends()] },
    ]);
    assert.equal(lines.at(-1)?.snapshot.context.currentDelivery?.delivery.status, 'in_transit');
    await fill(dir, { [FILE]: lines });
    const { calls } = await erase(dir, { subject: SUBJECT });
    assert.equal(calls, 1);
    const left = Object.values(await textsIn(dir)).join();
    assert.doesNotMatch(left, /Gonz|Maria|10002345|zero two three|WB100/);
    assert.deepEqual(Object.values(await verdictsOn(dir)), ['agreed']);
    const [erased] = [...(await callsIn(dir)).values()];
    assert.equal(erased?.at(-1)?.snapshot.context.currentDelivery?.delivery.status, 'in_transit');
  });

  test('by whoever lacks a number', async (context) => {
    const dir = await makeDir(context);
    const bare = { ...pendingLookups('t2', null), said: ["I don't have the number at hand"] };
    const lines = tellCall({ callId: 'hers' }, [
      { events: [pendingLookups('t1', "I don't have it at hand")] },
      { events: [bare as ReturnType<typeof pendingLookups>] },
      { events: [pendingLookups('t3', 'WB10002345'), finds(HERS)] },
      { events: [ends()] },
    ]);
    await fill(dir, { [FILE]: lines });
    await erase(dir, { subject: SUBJECT });
    assert.doesNotMatch(Object.values(await textsIn(dir)).join(), /at hand/);
    assert.deepEqual(Object.values(await verdictsOn(dir)), ['agreed']);
  });

  test('with a call ID that is the number', async (context) => {
    const dir = await makeDir(context);
    await fill(dir, { [FILE]: [...herCall, ...otherCall('Hello.', 'WB-1000-2345')] });
    await erase(dir, { subject: SUBJECT });
    assert.doesNotMatch(Object.values(await textsIn(dir)).join(), /1000-?2345/);
    const calls = await callsIn(dir);
    assert.equal(calls.size, 2);
    assert.deepEqual(
      [...calls.values()].map((lines) => lines.length),
      [2, 2],
    );
    assert.deepEqual(Object.values(await verdictsOn(dir)), ['agreed', 'agreed']);
  });
});

const HINTS: [said: string, hint: string][] = [
  ['Is this for Mrs Gonzalez?', 'name'],
  ['maria said so', 'name'],
  ['Señora GONZÁLEZ', 'name'],
  ['it ends in two three four five', 'ending'],
  ['the last four digits are 2 3 4 5', 'ending'],
];

describe('erasePerson() lists what may be of the person', () => {
  for (const [said, hint] of HINTS) {
    test(`"${said}"`, async (context) => {
      const dir = await makeDir(context);
      await fill(dir, { [FILE]: [...herCall, ...otherCall(said)] });
      const { calls, candidates } = await erase(dir, { subject: SUBJECT });
      const place = { number: 1, callId: 'other', seq: 0, name: FILE, line: 3, hint };
      assert.equal(calls, 1);
      assert.equal(candidates.length, 1);
      assert.partialDeepStrictEqual(candidates, [place]);
      assert.ok(
        Object.values(await textsIn(dir))
          .join()
          .includes(said),
      );
      // Nothing of her is on record any more but that.
      const again = await erase(dir, { subject: SUBJECT, yesAlso: [1] });
      assert.deepEqual([again.calls, again.candidates], [1, []]);
      assert.ok(
        !Object.values(await textsIn(dir))
          .join()
          .includes(said),
      );
    });
  }

  const NONE: [what: string, lines: JournalLine[]][] = [
    [
      'a namesake of whom the call has a record',
      otherCall('I am Juan Gonzalez', 'other', {
        trackingNumber: 'KX20000009',
        status: 'delivered',
        customerName: 'Juan Gonzalez',
      }),
    ],
    [
      'another number of the same end',
      otherCall('it ends in 2 3 4 5', 'other', {
        ...HIS,
        trackingNumber: 'KX20002345',
      }),
    ],
    ['other words', otherCall('It is the last one, at the end of the street.')],
  ];
  for (const [what, lines] of NONE) {
    test(`and not ${what}`, async (context) => {
      const dir = await makeDir(context);
      await fill(dir, { [FILE]: [...herCall, ...lines] });
      assert.deepEqual((await erase(dir, { subject: SUBJECT })).candidates, []);
      assert.deepEqual((await callsIn(dir)).get('other'), lines);
    });
  }

  test('in the same order on a dry run, and keeps nothing of it', async (context) => {
    const dir = await makeDir(context);
    await fill(dir, {
      [FILE]: [...herCall, ...otherCall('Gonzalez?', 'b'), ...otherCall('Gonzalez!', 'a')],
    });
    const before = await textsIn(dir);
    const { candidates } = await erase(dir, { subject: SUBJECT, isDryRun: true });
    assert.deepEqual(
      candidates.map(({ callId }) => callId),
      ['a', 'b'],
    );
    assert.deepEqual(await textsIn(dir), before);
    await assert.rejects(erase(dir, { subject: SUBJECT, yesAlso: [3] }), /no candidate 3/);
    await erase(dir, { subject: SUBJECT, yesAlso: [2] });
    assert.match(Object.values(await textsIn(dir)).join(), /Gonzalez!/);
    assert.doesNotMatch(Object.values(await textsIn(dir)).join(), /Gonzalez\?/);
  });
});

describe('erasePerson() finds the calls of a number by its hash', () => {
  const strange = tellCall({ callId: 'call', caller: PHONE }, [
    {
      events: [pendingLookups('t1', 'KX20000009'), finds(HIS)],
      turns: [turn('I live at Rosenweg 5')],
    },
    { events: [ends(NOON)] },
  ]);

  test('a caller who owns no parcel', async (context) => {
    const dir = await makeDir(context);
    await fill(dir, { [FILE]: strange, '.caller-key': ['k'.repeat(72)] });
    const report = await erase(dir, { subject: { by: 'caller', phone: PHONE } });
    assert.equal(report.calls, 1);
    const left = (await textsIn(dir))[FILE] ?? '';
    assert.doesNotMatch(left, /Rosenweg/);
    assert.deepEqual(
      (await callsIn(dir)).get('call')?.map(({ caller }) => caller),
      [null, null],
    );
    const other = await erase(dir, { subject: { by: 'caller', phone: '+12025550778' } });
    assert.equal(other.calls, 0);
  });

  test('and says what it cannot tell without the key', async (context) => {
    const dir = await makeDir(context);
    await fill(dir, { [FILE]: strange });
    const report = await erase(dir, { subject: { by: 'caller', phone: PHONE } });
    assert.deepEqual([report.calls, report.uncalled], [0, 1]);
  });

  test('of the phone that a parcel of theirs is for, too', async (context) => {
    const dir = await makeDir(context);
    await fill(dir, { [FILE]: [...herCall, ...strange], '.caller-key': ['k'.repeat(72)] });
    assert.equal((await erase(dir, { subject: SUBJECT })).calls, 2);
  });
});
