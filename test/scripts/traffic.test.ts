import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { after, before, describe, test } from 'node:test';
import { setImmediate as turn } from 'node:timers/promises';
import { type DemoStage, setStage } from '../../scripts/demo/stage.ts';
import { KINDS, pickKind } from '../../scripts/traffic/kinds.ts';
import { readParcels } from '../../scripts/traffic/parcels.ts';
import { seededChoices } from '../../scripts/traffic/random.ts';
import { startTraffic } from '../../scripts/traffic/traffic.ts';
import { UNHURRIED } from '../build-app.ts';
import { createHandClock } from '../hand-clock.ts';
import { COMPILED } from '../preload.ts';

const ROOT = join(import.meta.dirname, '../..');

describe('traffic', () => {
  let stage: DemoStage;
  before(async () => {
    stage = await setStage({ settings: UNHURRIED });
  });
  after(() => stage.close());

  for (const [index, { name, play }] of KINDS.entries()) {
    test(`traffic: a call of the kind "${name}" is played to its end`, async () => {
      let steps = 0;
      await play({
        line: { ...stage, onStep: () => (steps += 1) },
        parcels: readParcels(),
        choices: seededChoices(index),
        pause: async () => {},
        now: Date.now,
      });
      assert.ok(steps > 0);
      assert.equal(readCounters(stage).calls.broken, 0);
    });
  }

  test('traffic: what is played shows every status, and facts that no record has', () => {
    const { answers, ungrounded } = readCounters(stage);
    for (const status of ['success', 'not_found', 'needs_confirmation', 'invalid', 'handoff']) {
      assert.ok((answers.byStatus as Record<string, number>)[status], status);
    }
    assert.ok(ungrounded > 0);
  });
});

function readCounters({ service }: DemoStage) {
  return service.app.counters.getSnapshot().context;
}

test('traffic: the same seed makes the same calls, and every kind comes', () => {
  const names = (seed: number) => {
    const choices = seededChoices(seed);
    return Array.from({ length: 2000 }, () => pickKind({ choices }).name);
  };
  assert.deepEqual(names(7), names(7));
  assert.notDeepEqual(names(7), names(8));
  assert.equal(new Set(names(7)).size, KINDS.length);
});

test('traffic: calls come at their rate, Sanity goes down and comes back, and all of it stops', async () => {
  const clock = createHandClock();
  const downs: boolean[] = [];
  const sleeps: number[] = [];
  const sleep = (ms: number, signal: AbortSignal) =>
    new Promise<void>((resolve, reject) => {
      sleeps.push(ms);
      const timer = clock.setTimeout(resolve, ms);
      signal.addEventListener('abort', () => {
        clock.clearTimeout(timer);
        reject(new Error('stopped'));
      });
    });
  const faults: string[] = [];
  const traffic = startTraffic({
    rate: 60,
    choices: seededChoices(1),
    now: clock.now,
    parcels: readParcels(),
    // Nobody is there: each call ends with a fault, and the next one comes all the same.
    line: { publicUrl: 'http://127.0.0.1:1', secret: '', newId: () => 'id', onStep() {} },
    outages: { setDown: (isDown) => downs.push(isDown), everyMs: 10_000, lastMs: 5_000 },
    sleep,
    onFault: (name) => faults.push(name),
  });
  for (let second = 0; second < 28; second += 1) {
    clock.advance(1000);
    await turn();
  }
  const gaps = sleeps.filter((ms) => ms >= 500 && ms < 1500);
  assert.ok(gaps.length > 18, `${gaps.length}`);
  assert.deepEqual(downs, [true, false, true]);
  await traffic.stop();
  assert.deepEqual(downs, [true, false, true, false], 'Sanity is not left down');
  assert.deepEqual([traffic.underWay(), clock.armed()], [0, 0]);
});

test('npm run dev -- --traffic: plays calls, prints the console, and stops when it is told to', async () => {
  const dir = mkdtempSync(join(tmpdir(), 'waybill-traffic-'));
  const settings = { PORT: '0', ADMIN_PORT: '0', TRANSCRIPTS_DIR: join(dir, 'journal') };
  const child = spawn(
    process.execPath,
    [join(ROOT, 'scripts/dev.ts'), '--once', '--json', '--traffic', '--rate', '600'],
    { cwd: dir, env: { ...COMPILED, PATH: process.env.PATH, ...settings }, stdio: 'pipe' },
  );
  try {
    let errors = '';
    child.stderr.on('data', (chunk) => {
      errors += chunk;
    });
    const told: string[] = [];
    for await (const line of createInterface({ input: child.stdout })) {
      told.push(line);
      if (line.includes('"tool.answered"')) break;
    }
    assert.ok(told.some((line) => /^Console {2}http:\/\/127\.0\.0\.1:\d+\/console$/.test(line)));
    child.stdout.resume();
    const exited = once(child, 'exit');
    child.kill('SIGINT');
    assert.deepEqual(await exited, [0, null]);
    assert.equal(errors, '');
  } finally {
    child.kill('SIGKILL');
    rmSync(dir, { recursive: true });
  }
});

test('npm run dev: --rate without --traffic, or out of bounds, is refused', async () => {
  for (const [args, expected] of [
    [['--rate', '5'], /give it as well/],
    [['--traffic', '--rate', '601'], /from 1 to 600/],
  ] as const) {
    const child = spawn(process.execPath, [join(ROOT, 'scripts/dev.ts'), ...args], {
      env: { ...COMPILED, PATH: process.env.PATH },
    });
    let errors = '';
    child.stderr.on('data', (chunk) => {
      errors += chunk;
    });
    const [code] = await once(child, 'close');
    assert.equal(code, 2);
    assert.match(errors, expected);
  }
});
