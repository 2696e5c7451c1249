import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { playScenario } from '../../scripts/demo/play-scenario.ts';
import { SCENARIOS } from '../../scripts/demo/scenarios.ts';
import { type DemoStage, setStage } from '../../scripts/demo/stage.ts';
import { UNHURRIED } from '../build-app.ts';

describe('demo', () => {
  let stage: DemoStage;
  before(async () => {
    stage = await setStage({ settings: UNHURRIED });
  });
  after(() => stage.close());

  // In order, since the later calls find what the earlier ones left in the cache.
  for (const scenario of SCENARIOS) {
    test(`demo: "${scenario.title}" goes as expected, over HTTP`, async () => {
      const { faults } = await playScenario(scenario, stage);
      assert.deepEqual(faults, []);
    });
  }
});
