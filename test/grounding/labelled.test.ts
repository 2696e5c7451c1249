// A table of utterances, labelled by hand: what was invented in each has to be found, and nothing
// else. The planted ones differ from a grounded one in as little as a digit.
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { type Facts, NO_FACTS } from '../../src/grounding/facts.ts';
import { findUngrounded } from '../../src/grounding/trace-claims.ts';
import { LABELLED, SAID_AT } from './labelled-utterances.ts';

for (const { title, deliveries, utterances } of LABELLED) {
  const records = deliveries.map((delivery) => ({ delivery, asOf: SAID_AT }));
  const facts: Facts = { ...NO_FACTS, records };
  describe(`findUngrounded() for ${title}`, () => {
    for (const [said, ...invented] of utterances) {
      const finding = invented.length === 0 ? 'nothing' : `"${invented.join('" and "')}"`;
      test(`findUngrounded() finds ${finding} in "${said}"`, () => {
        const found = findUngrounded(said, facts, SAID_AT).map(({ quote }) => quote);
        assert.deepEqual(found, invented);
      });
    }
  });
}

test('findUngrounded() is tried on a table of at least 150 utterances, half of them planted', () => {
  const all = LABELLED.flatMap(({ utterances }) => utterances);
  assert.ok(all.length >= 150);
  assert.ok(all.filter(({ length }) => length > 1).length >= 70);
});
