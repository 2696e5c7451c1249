import assert from 'node:assert/strict';
import { join } from 'node:path';
import { test } from 'node:test';
import { openCallRecord } from '../../src/console/call-record.ts';
import { createMask } from '../../src/console/mask.ts';
import { readLines } from '../../src/recording/read-lines.ts';
import { systemEdges } from '../../src/system-edges.ts';

const FIXTURES = join(import.meta.dirname, '../fixtures');

/** Of every value under these names in a tree, wherever they stand. */
function valuesUnder(tree: unknown, names: readonly string[], found = new Set<string>()) {
  if (typeof tree !== 'object' || tree === null) return found;
  for (const [name, value] of Object.entries(tree)) {
    if (names.includes(name) && typeof value === 'string') found.add(value);
    valuesUnder(value, names, found);
  }
  return found;
}

const DELIVERY = {
  trackingNumber: 'WB10000002',
  status: 'delayed',
  customerName: 'María O’Brien-Lopez',
  customerPhone: '+14155550103',
  issueMessage: 'A snowstorm closed the sorting center in Buffalo.',
};

for (const corpus of ['corpus', 'corpus-v1']) {
  test(`${corpus}: no number, name, phone or note of a record survives the mask of its call`, async () => {
    const dir = join(FIXTURES, corpus);
    const record = openCallRecord({
      ...systemEdges,
      dir,
      timeZone: 'UTC',
      readPhone: () => null,
      waitMs: 60_000,
    });
    const secrets = new Map<string, Set<string>>();
    for await (const item of readLines(systemEdges.disk, dir)) {
      if (item.kind !== 'line') continue;
      const { line } = item;
      const known = secrets.get(line.call_id) ?? new Set();
      secrets.set(line.call_id, known);
      const read = [line.events, line.snapshot];
      valuesUnder(read, ['trackingNumber', 'customerPhone', 'issueMessage'], known);
      for (const name of valuesUnder(read, ['customerName'])) {
        for (const part of name.split(' ').filter(({ length }) => length > 2)) known.add(part);
      }
      for (const number of line.snapshot.context.passedNumbers) known.add(number);
    }
    assert.ok(secrets.size >= 60);
    let checked = 0;
    for (const [callId, values] of secrets) {
      const told = [
        await record.story(callId, { from: 0, limit: 500, isMasked: true }),
        await record.lines(callId, true),
        await record.snapshot(callId, 1, true),
      ];
      const text = JSON.stringify(told).toLowerCase();
      for (const value of values) {
        checked += 1;
        assert.ok(!text.includes(value.toLowerCase()), `${callId} tells ${value}`);
      }
    }
    assert.ok(checked > 100);
    await record.close();
  });
}

const mask = createMask([{ delivery: DELIVERY }]);
const HIDDEN: [string, string][] = [
  ['Thank you, Maria.', 'Thank you, [name].'],
  ['It is for MARÍA LOPEZ, right?', 'It is for [name], right?'],
  ['wb-1000 0002 please', '******0002 please'],
  ['It is W B 1 0 0 0 0 0 0 2.', 'It is ******0002.'],
  ['double u bee one oh oh oh oh oh oh two', '******0002'],
  ['whiskey bravo one zero zero zero zero zero zero two', '******0002'],
  ['Lopez is spelled L O P E Z', '[name] is spelled [name]'],
  ['call me on 415 555 0103', 'call me on ******0103'],
  ['call me on four one five five five five oh one oh three', 'call me on ******0103'],
  ['I heard that a snowstorm closed the sorting center.', 'I heard that [note].'],
  ['my other one is ZX99887766', 'my other one is ******7766'],
  ['It ends in 0 0 0 2.', 'It ends in 0 0 0 2.'],
  ['<b>Maria</b> & "delayed"', '<b>[name]</b> & "delayed"'],
];

for (const [said, shown] of HIDDEN) {
  test(`mask: "${said}" is shown as "${shown}"`, () => {
    assert.equal(mask.text(said), shown);
  });
}

test('mask: fields are hidden by their names, and times and IDs stay', () => {
  const at = 1_795_424_402_000;
  assert.deepEqual(
    mask.value({
      at,
      callId: 'call-10000001',
      chat_ids: ['chat-10000001'],
      heard: 10_000_002,
      delivery: { ...DELIVERY, postalCode: 'SW1A 1AA' },
    }),
    {
      at,
      callId: 'call-10000001',
      chat_ids: ['chat-10000001'],
      heard: '****0002',
      delivery: {
        trackingNumber: '******0002',
        status: 'delayed',
        customerName: '[name]',
        customerPhone: '*******0103',
        issueMessage: '[note]',
        postalCode: '[masked]',
      },
    },
  );
});

test('mask: a text of any length is hidden to its end', () => {
  const long = `${'All is well. '.repeat(2000)}Maria has WB10000002 and ZX99887766`;
  assert.ok(mask.text(long).endsWith('well. [name] has ******0002 and ******7766'));
});
