import assert from 'node:assert/strict';
import { before, describe, test } from 'node:test';
import { callMachine } from '../../machines/call.ts';
import { toLiveChart } from '../../scripts/build-console/live-chart.ts';
import { drawChart } from '../../scripts/chart-drawing.ts';
import { type Arrow, walkOf } from '../../src/console/page/call/walk.ts';
import { makeStory } from './made-up-calls.ts';

/** Every outer and inner state of a chart, by its ID. */
function idsOf(node: { id: string; states: Record<string, typeof node> }): string[] {
  return Object.values(node.states).flatMap((child) => [child.id, ...idsOf(child)]);
}

describe('the chart in the console', () => {
  let svg: string;
  let arrows: Arrow[];
  before(async () => {
    svg = toLiveChart(await drawChart(callMachine, { isPlain: true }), 'The chart');
    arrows = [...svg.matchAll(/data-from="([^"]*)" data-to="([^"]*)"/g)].map(
      ([, from = '', to = '']) => ({ from, to }),
    );
  });

  test('has every state by its ID', () => {
    const drawn = [...svg.matchAll(/data-state="([^"]*)"/g)].map(([, id = '']) => id);
    const missing = idsOf(callMachine.root).filter((id) => !drawn.includes(id));
    assert.deepEqual(missing, []);
  });

  test('leaves colours to the page', () => {
    assert.doesNotMatch(svg, /(fill|stroke|style)=|<script|#[0-9a-f]{6}/i);
  });

  test('a call is walked along the arrows that its events took', () => {
    const { steps } = makeStory({ callId: 'any', isMasked: true, startedAt: 0 });
    const { before: past, here } = walkOf(arrows, steps.slice(0, 5), null);
    assert.deepEqual(
      [...past],
      [
        'call.(start) call.need',
        // The record tells no state that was only passed: the shortest way stands for it.
        'call call.confirm.asking',
      ],
    );
    assert.deepEqual(
      [...here],
      [
        'call.confirm.asking call.confirm.deciding',
        'call.confirm.deciding call.fetch',
        'call.fetch call.report',
      ],
    );
  });

  test('a step is walked up to one of its events', () => {
    const { steps } = makeStory({ callId: 'any', isMasked: true, startedAt: 0 });
    const { here } = walkOf(arrows, steps.slice(0, 5), 0);
    assert.ok(!here.has('call.fetch call.report'));
  });

  test('a state that no arrow leads to is no step of the way', () => {
    const { steps } = makeStory({ callId: 'any', isMasked: true, startedAt: 0 });
    assert.deepEqual([...walkOf([], steps, null).here], []);
  });
});
