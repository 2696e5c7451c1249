import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import type { CallEvent, Heard } from '../../machines/call-events.ts';
import { en } from '../../machines/languages/en/en.ts';
import { readNumber } from '../../machines/listening/read-number.ts';
import { isOneCharacterAway } from '../../machines/tracking-number.ts';
import { numbersIn, pseudonymizeCall } from '../../src/erasure/pseudonymize-call.ts';
import { Pseudonyms } from '../../src/erasure/pseudonyms.ts';
import { rerenderCall } from '../../src/erasure/rerender-call.ts';
import { compareCall } from '../../src/replay/compare-call.ts';
import { spokenName } from '../../src/speech/spoken-name.ts';
import { wordingOf } from '../../src/speech/wording.ts';
import { NOON } from '../recording/make-line.ts';
import { seededRandom } from './erase-journal.ts';
import { ends, finds, pendingLookups, says, tellCall } from './tell-call.ts';

const arbitraryNumber = fc.stringMatching(/^[A-Z]{0,2}[0-9]{6,9}$/);
/** A number and some that are, or are not, one character from it. */
const arbitraryNumbers = fc
  .tuple(arbitraryNumber, fc.nat(), fc.constantFrom('7', '70', 'Q'), arbitraryNumber)
  .map(([number, place, put, other]) => {
    const at = place % number.length;
    const [head, tail] = [number.slice(0, at), number.slice(at)];
    return [number, `${head}${put}${tail.slice(1)}`, `${head}${put}${tail}`, other];
  });

describe('Pseudonyms', () => {
  test('a number gives way to one of the same length and kind, and of the same neighbours', () => {
    fc.assert(
      fc.property(arbitraryNumbers, fc.integer(), (numbers, seed) => {
        const tokens = new Pseudonyms(seededRandom(seed));
        tokens.learnNumbers(numbers);
        const kind = (number: string) => number.replace(/\d/g, '0').replace(/[A-Z]/g, 'A');
        for (const number of numbers) {
          const token = tokens.number(number);
          assert.equal(kind(token), kind(number));
          assert.equal(numbers.includes(token), false);
          assert.equal(tokens.number(token), token);
          for (const other of numbers) {
            const [near, nearToken] = [
              isOneCharacterAway(number, other),
              isOneCharacterAway(token, tokens.number(other)),
            ];
            assert.equal(nearToken, near, `${number} and ${other}`);
            assert.equal(token === tokens.number(other), number === other);
          }
        }
      }),
    );
  });

  const heard: Heard[] = [
    ...[
      'wb 1000-0001',
      'WB10000001',
      'ＷＢ10000001',
      'w b – 1 0 0 0 0 0 0 1',
      'WB①23456',
      'WB1',
      '',
    ],
    ' - ',
    'my name is Maria',
    `WB${'1'.repeat(40)}`,
    'ﬁ12345',
    'WB10000001!',
    10000001,
    12,
    ...[1234567.5, -1234567, 123456789012345680, 1e21, null, '0001234567', 'ß1234567'],
  ];
  for (const [index, given] of heard.entries()) {
    test(`what is heard as ${JSON.stringify(given)} is read alike (${index})`, () => {
      const tokens = new Pseudonyms(seededRandom(index));
      const told = tokens.heard(given, en);
      const [before, after] = [readNumber(given, en), readNumber(told, en)];
      const { trackingNumber: _, ...how } = { trackingNumber: '', ...before };
      const { trackingNumber: __, ...nowHow } = { trackingNumber: '', ...after };
      assert.deepEqual(nowHow, how);
      if (before.ok && after.ok) {
        assert.equal(after.trackingNumber, tokens.number(before.trackingNumber));
      }
      if (!before.ok && before.fault === 'missing') assert.equal(told, given);
      else assert.notEqual(told, given);
      assert.equal(JSON.stringify(JSON.parse(JSON.stringify(told))), JSON.stringify(told));
    });
  }

  test('keeps spaces, dashes and case', () => {
    const told = new Pseudonyms(seededRandom()).heard('wb 1000-0001', en);
    assert.match(String(told), /^[a-z]{2} \d{4}-\d{4}$/);
  });

  test('what is heard as a number in JSON stays one', () => {
    for (let seed = 0; seed < 50; seed += 1) {
      const told = new Pseudonyms(seededRandom(seed)).heard(10_000_001, en);
      assert.match(JSON.stringify(told), /^[1-9]\d{7}$/);
    }
  });

  test('its names are spoken as they are', () => {
    const name = new Pseudonyms(seededRandom()).name('Maria');
    assert.equal(spokenName(name, en), name);
  });
});

const arbitraryText = fc.oneof(
  fc.string({ unit: 'grapheme', minLength: 1, maxLength: 80 }),
  fc.constantFrom('Maria Gonzalez', 'Zoë 🎁', '<b>Ring</b> twice.', '🎁', 'x'.repeat(900)),
);

/** A call about a few numbers, in any order of events. */
const arbitraryCall = arbitraryNumbers.chain((numbers) => {
  const number = fc.constantFrom(...numbers);
  const delivery = fc.record(
    {
      trackingNumber: number,
      status: fc.constantFrom('in_transit', 'delayed', 'lost_at_sea'),
      customerName: arbitraryText,
      customerPhone: fc.constant('+12025550101'),
      issueMessage: arbitraryText,
    },
    { requiredKeys: ['trackingNumber', 'status'] },
  );
  const told = fc.oneof(
    number,
    number.map((it) => it.toLowerCase().split('').join(' ')),
    fc.constantFrom('WB1', 'hello', null, 10000001, 'the last digit is 9', '1'.repeat(41)),
  );
  const said = fc.constantFrom<string[][]>(
    ['No.'],
    ['Yes.'],
    ['Maria says so.'],
    ['No, the last digit is 9.'],
  );
  const after = (event: CallEvent, words: string[] | null): CallEvent =>
    words === null || !('heard' in event) ? event : { ...event, said: words };
  const event: fc.Arbitrary<(id: string) => CallEvent> = fc.oneof(
    fc.tuple(told, fc.option(said)).map(
      ([it, words]) =>
        (id: string) =>
          after(pendingLookups(id, it), words),
    ),
    fc.tuple(fc.boolean(), fc.option(said)).map(
      ([yes, words]) =>
        (id: string) =>
          after(says(yes, id), words),
    ),
    delivery.map((it) => () => finds(it)),
    fc.array(number).map((it) => () => recognised(it)),
    fc.constant((): CallEvent => ({ type: 'time.passed', at: NOON + 1000 })),
    fc.constant(() => ends()),
  );
  return fc.array(fc.array(event, { minLength: 1, maxLength: 4 }), { minLength: 1, maxLength: 6 });
});

function recognised(trackingNumbers: string[]): CallEvent {
  return { type: 'caller.recognised', at: NOON, trackingNumbers };
}

describe('pseudonymizeCall()', () => {
  test('leaves a call that replays, by the same states, with none of its values', () => {
    fc.assert(
      fc.property(arbitraryCall, fc.integer(), (steps, seed) => {
        let id = 0;
        const lines = tellCall(
          { callId: 'call' },
          steps.map((events) => ({ events: events.map((make) => make(`tool-${id++}`)) })),
        );
        const tokens = new Pseudonyms(seededRandom(seed));
        const numbers = numbersIn(lines);
        tokens.learnNumbers(numbers);
        const erased = pseudonymizeCall(lines, tokens, wordingOf, rerenderCall);
        assert.equal(compareCall(lines).outcome, 'agreed');
        assert.deepEqual(compareCall(erased).differences, []);
        assert.deepEqual(
          erased.map(({ state }) => state),
          lines.map(({ state }) => state),
        );
        const text = JSON.stringify(erased);
        for (const number of numbers) assert.equal(text.includes(`"${number}"`), false, number);
        assert.doesNotMatch(text, /Gonzalez|Zoë|Ring|2025550101|Maria says/);
      }),
      { numRuns: 200 },
    );
  });
});
