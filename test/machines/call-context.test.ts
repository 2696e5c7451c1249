import assert from 'node:assert/strict';
import { test } from 'node:test';
import { wakeAt } from '../../machines/call-context.ts';
import { found, issue, NOON, playCall, where } from './call-script.ts';
import { CLEAN } from './scenarios/numbers.ts';

test('wakeAt(): a call that waits for nothing need not be woken', () => {
  assert.equal(wakeAt(playCall([]).snapshot.context), null);
  assert.equal(wakeAt(playCall([where('a', CLEAN), found(CLEAN)]).snapshot.context), null);
});

test('wakeAt(): a call is woken at the nearest of its deadlines', () => {
  const played = playCall([where('a', CLEAN, NOON + 100), issue('b', null, NOON)]);
  assert.equal(wakeAt(played.snapshot.context), NOON + 500);
});
