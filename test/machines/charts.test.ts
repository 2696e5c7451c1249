// Rules that hold for every chart, read from the definitions.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { AnyStateMachine, AnyStateNode } from 'xstate';
import { breakerMachine } from '../../machines/breaker.ts';
import { callMachine } from '../../machines/call.ts';
import { lookupMachine } from '../../machines/lookup.ts';
import { nodesBelow, transitionName, transitionsOf } from './coverage.ts';

const CHARTS: AnyStateMachine[] = [callMachine, lookupMachine, breakerMachine];

/** Every actor that a chart starts, with the state that starts it. */
function invokesOf({ root }: AnyStateMachine) {
  return nodesBelow(root).flatMap((node) => node.invoke.map((invoke) => ({ node, ...invoke })));
}

function lineOf(node: AnyStateNode): AnyStateNode[] {
  return node.parent === undefined ? [node] : [node, ...lineOf(node.parent)];
}

for (const chart of CHARTS) {
  test(`${chart.id}: every actor that it starts is named for what it does`, () => {
    for (const { id, src } of invokesOf(chart)) assert.equal(id, src);
  });

  test(`${chart.id}: every actor that it starts has an error branch`, () => {
    for (const { id, node } of invokesOf(chart)) {
      assert.ok(node.transitions.has(`xstate.error.actor.${id}`), `"${id}" has none`);
    }
  });

  test(`${chart.id}: every actor that it starts has a deadline`, () => {
    // The call's deadlines are times in its context, for which it is woken: see wakeAt.
    for (const { id, node } of invokesOf(chart)) {
      const events = lineOf(node).flatMap((each) => [...each.transitions.keys()]);
      const ends = events.filter((type) => /^(xstate\.after\.|time\.passed$)/.test(type));
      assert.ok(ends.length > 0, `"${id}" has none`);
    }
  });

  test(`${chart.id}: guards are named, so that a drawing can show them`, () => {
    for (const taken of [chart.root, ...nodesBelow(chart.root)].flatMap(transitionsOf)) {
      assert.notEqual(typeof taken.guard, 'function', transitionName(taken));
    }
  });
}

test('call: what each state wants of the model, as its prompt tells it, and which is the end', () => {
  const wanted = Object.values(callMachine.root.states).map(({ key, meta, tags }) => {
    return [key, ...(meta?.invites ?? ['nothing is said of it']), ...tags];
  });
  const [delivery, confirmation] = ['delivery.requested', 'confirmation.given'];
  assert.deepEqual(wanted, [
    ['need', delivery, 'human.requested'],
    ['confirm', confirmation, 'verification.given', delivery, 'human.requested'],
    ['fetch', delivery, confirmation, 'human.requested'],
    ['report', delivery, confirmation, 'human.requested'],
    ['fallback', delivery, 'human.requested'],
    ['ended', 'over'],
  ]);
});
