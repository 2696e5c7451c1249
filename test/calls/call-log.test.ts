import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Turn } from '../../machines/call-events.ts';
import { CallLog } from '../../src/calls/call-log.ts';

const TURNS = Array.from({ length: 400 }, (_, index): Turn | null =>
  index % 4 === 3 ? null : { role: index % 2 ? 'caller' : 'assistant', text: `turn ${index}` },
);

/** The first entries of a conversation, and which of them were looked at. */
function tell(count: number) {
  const looked: number[] = [];
  const at = (index: number) => {
    looked.push(index);
    return TURNS.slice(0, count).at(index);
  };
  return { looked, told: { length: count, at } };
}

test('CallLog: of a conversation that has grown, only what is new is read', () => {
  const log = new CallLog(0);
  log.hear(tell(300).told);
  assert.equal(log.take().turns.at(-1)?.text, 'turn 298');
  const { looked, told } = tell(303);
  log.hear(told);
  assert.deepEqual(
    log.take().turns.map(({ text }) => text),
    ['turn 300', 'turn 301', 'turn 302'],
  );
  assert.ok(looked.every((index) => index >= 298) && looked.length <= 6, `${looked}`);
});

test('CallLog: of a conversation that has not grown, its last turn is looked at', () => {
  const log = new CallLog(0);
  for (let n = 0; n < 2; n += 1) log.hear(tell(100).told);
  log.take();
  const { looked, told } = tell(100);
  log.hear(told);
  assert.deepEqual(log.take().turns, []);
  assert.ok(looked.length <= 2, `${looked}`);
});

test('CallLog: what is used up of an utterance stays on record as it was said', () => {
  const log = new CallLog(0);
  const say = (text: string): Turn => ({ role: 'caller', text });
  log.overhear(say('Where is my parcel?'));
  log.hear([say('Where is')]);
  log.hear([say('Where is my parcel, please?')]);
  assert.deepEqual(
    log.take().turns.map(({ text }) => text),
    ['Where is my parcel?', 'please?'],
  );
});
