import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { en } from '../../machines/languages/en/en.ts';
import { spokenStatus } from '../../src/speech/spoken-status.ts';

const rows: [status: string, spoken: string][] = [
  ['pending', 'is waiting to be processed'],
  ['processing', 'is being prepared'],
  ['in_transit', 'is on its way'],
  ['out_for_delivery', 'is out for delivery'],
  ['delivered', 'was delivered'],
  ['delayed', 'is delayed'],
  ['failed', 'could not be delivered'],
  ['cancelled', 'was cancelled'],
  ['held_at_customs', 'has the status held at customs'],
  ['Delivered', 'was delivered'],
  ['returned\r\nto_sender', 'has the status returned to sender'],
  ['<break time="9s"/>lost', 'has the status break time= 9s lost'],
  ['**[hold](http:x)**', 'has the status hold http:x'],
  ['toString', 'has the status toString'],
  ['__', "has a status that I can't read out"],
  ['x'.repeat(101), "has a status that I can't read out"],
];

for (const [status, spoken] of rows) {
  test(`spokenStatus() says ${JSON.stringify(status)} as "${spoken}"`, () => {
    assert.equal(spokenStatus(status, en), spoken);
  });
}

test('spokenStatus() is one short line without markup, whatever the status', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary', maxLength: 150 }), (status) => {
      const spoken = spokenStatus(status, en);
      assert.doesNotMatch(spoken, /[\p{Cc}\u2028\u2029_<>{}[\]()*#`|\\/"]/u);
      assert.ok(spoken.length <= 120);
    }),
  );
});
