import assert from 'node:assert/strict';
import { test } from 'node:test';
import { learnFromLine, type Subject, startPerson } from '../../src/erasure/find-person.ts';
import type { JournalLine } from '../../src/recording/line.ts';
import { NOON } from '../recording/make-line.ts';
import { ends, finds, pendingLookups, says, tellCall } from './tell-call.ts';

const [PHONE, OTHER_PHONE] = ['+12025550101', '+12025550102'];
const record = (trackingNumber: string, customerPhone?: string) => ({
  trackingNumber,
  status: 'in_transit',
  customerName: `Owner of ${trackingNumber}`,
  ...(customerPhone === undefined ? {} : { customerPhone }),
});

function learn(subject: Subject, ...lines: JournalLine[]) {
  const person = startPerson(subject);
  for (const line of [...lines, ...lines]) learnFromLine(person, subject, line, []);
  return [[...person.numbers], [...person.phones], [...person.names]];
}

const call = (callId: string, ...events: Parameters<typeof finds>[0][]) =>
  tellCall({ callId }, [
    ...events.map((delivery, place) => ({
      events: [pendingLookups(`t${place}`, delivery.trackingNumber), finds(delivery)],
    })),
    { events: [ends()] },
  ]);

test('learnFromLine(): a phone leads to its records', () => {
  const lines = call('a', record('WB10000001', PHONE), record('KX20000009', OTHER_PHONE));
  assert.deepEqual(learn({ by: 'caller', phone: PHONE }, ...lines), [
    ['WB10000001'],
    [PHONE],
    ['Owner of WB10000001'],
  ]);
});

test('learnFromLine(): a number leads to its phone, and on to the other records of it', () => {
  const lines = [
    ...call('a', record('WB10000001', PHONE)),
    ...call('b', record('WB10000009', PHONE)),
    ...call('c', record('KX20000009', OTHER_PHONE)),
  ];
  const [numbers, phones] = learn({ by: 'tracking', trackingNumber: 'WB10000001' }, ...lines);
  assert.deepEqual([numbers, phones], [['WB10000001', 'WB10000009'], [PHONE]]);
});

test('learnFromLine(): a number that went to somebody else leads no further', () => {
  const lines = [
    ...call('a', record('WB10000001', PHONE)),
    ...call('b', record('WB10000009', PHONE)),
    ...call('c', record('WB10000009', OTHER_PHONE), record('KX20000009', OTHER_PHONE)),
  ];
  const [numbers, phones] = learn({ by: 'caller', phone: PHONE }, ...lines);
  assert.deepEqual([numbers, phones], [['WB10000001', 'WB10000009'], [PHONE]]);
});

test('learnFromLine(): numbers of one caller belong together', () => {
  const trackingNumbers = ['WB10000001', 'WB10000009'];
  const events = [{ type: 'caller.recognised', at: NOON, trackingNumbers } as const, ends()];
  const lines = tellCall({ callId: 'a' }, [{ events }]);
  const [numbers] = learn({ by: 'tracking', trackingNumber: 'WB10000009' }, ...lines);
  assert.deepEqual(numbers, ['WB10000009', 'WB10000001']);
});

test('learnFromLine(): a call leads to what its caller said yes to, and to nothing refused', () => {
  const lines = tellCall({ callId: 'a' }, [
    { events: [pendingLookups('t1', 'KX20000009'), finds(record('KX20000009', OTHER_PHONE))] },
    { events: [says(false, 't2')] },
    { events: [pendingLookups('t3', 'WB10000001'), finds(record('WB10000001', PHONE)), ends()] },
  ]);
  assert.deepEqual(learn({ by: 'call', callId: 'a' }, ...lines), [
    ['WB10000001'],
    [PHONE],
    ['Owner of WB10000001'],
  ]);
  assert.deepEqual(learn({ by: 'call', callId: 'b' }, ...lines), [[], [], []]);
});
