// A table of utterances, labelled by hand: what was invented in each has to be found, and nothing
// else. The planted ones differ from a grounded one in as little as a digit.
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { type Facts, learnFromCaller, NO_FACTS } from '../../src/grounding/facts.ts';
import { findUngrounded } from '../../src/grounding/trace-claims.ts';
import { DEEDS, NO_DEEDS } from './labelled-deeds.ts';
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

const deedsIn = (said: string, facts = NO_FACTS) =>
  findUngrounded(said, facts, SAID_AT).filter(({ kind }) => kind === 'deed');

describe('findUngrounded() of deeds and promises', () => {
  for (const said of DEEDS) {
    test(`finds one in "${said}"`, () => assert.ok(deedsIn(said).length > 0));
  }
  for (const said of NO_DEEDS) {
    test(`finds none in "${said}"`, () => assert.deepEqual(deedsIn(said), []));
  }

  test('who carries the parcel is a name like any other', () => {
    const quotes = (said: string) =>
      findUngrounded(said, NO_FACTS, SAID_AT).map(({ quote }) => quote);
    assert.deepEqual(quotes('It is with our partner DHL.'), ['DHL']);
    assert.deepEqual(quotes('Royal Mail has it.'), ['Royal Mail']);
    assert.deepEqual(quotes('I will look it up.'), []);
    const known = learnFromCaller(NO_FACTS, 'Is it with DHL?');
    assert.deepEqual(findUngrounded('I cannot tell if it is with DHL.', known, SAID_AT), []);
  });

  test('a transfer is backed by calls being passed on, and one that is done by itself alone', () => {
    const [promised, done] = ["I'll transfer you to a person.", 'I have transferred you.'];
    const found = (['none', 'possible', 'asked', 'done'] as const).map((transfer) =>
      [promised, done].map((said) => deedsIn(said, { ...NO_FACTS, transfer }).length),
    );
    assert.deepEqual(found, [
      [1, 1],
      [0, 1],
      [0, 1],
      [0, 0],
    ]);
  });

  test("a promise that stands in the record is the record's", () => {
    const delivery = {
      trackingNumber: 'WB10000001',
      status: 'delayed',
      issueMessage: 'The driver will call you before the delivery.',
    };
    const facts = { ...NO_FACTS, records: [{ delivery, asOf: SAID_AT }] };
    assert.deepEqual(deedsIn('Your parcel is delayed. The driver will call you.', facts), []);
    assert.equal(deedsIn('We will refund you.', facts).length, 1);
  });

  test('a deed of the record may be told with any word that helps to tell it', () => {
    const delivery = {
      trackingNumber: 'WB10000001',
      status: 'delayed',
      issueMessage: 'Refund processed: seller refunded the fee.',
    };
    const facts = { ...NO_FACTS, records: [{ delivery, asOf: SAID_AT }] };
    const told = [
      'We will refund you.',
      'We shall refund you.',
      'We are going to refund you.',
      'We have refunded you.',
      'We just refunded you.',
      'We already refunded you.',
      'We refunded your fee.',
      'The refund has been processed.',
    ];
    for (const said of told) {
      assert.equal(deedsIn(said).length, 1, said);
      assert.deepEqual(deedsIn(said, facts), [], said);
    }
  });

  test('how the company says that a person is reached is its own word', () => {
    const contact = 'We will call you back on weekdays from nine to five.';
    assert.equal(deedsIn(contact).length, 1);
    assert.deepEqual(
      findUngrounded(
        `I can't put you through from here. ${contact}`,
        { ...NO_FACTS, contact },
        SAID_AT,
      ),
      [],
    );
  });
});

test('findUngrounded() is tried on a table of at least 150 utterances, half of them planted', () => {
  const all = LABELLED.flatMap(({ utterances }) => utterances);
  assert.ok(all.length >= 150);
  assert.ok(all.filter(({ length }) => length > 1).length >= 70);
});
