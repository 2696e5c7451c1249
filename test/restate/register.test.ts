/*
 * Telling Restate of a release, by the program that does: once and again, in vain, and while a call of
 * the release before is in the middle of a step.
 */
import assert from 'node:assert/strict';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { findPort } from '../../scripts/restate/local-server.ts';
import { arrival, found, track } from '../calls/run-engine.ts';
import { startPrograms } from '../start-programs.ts';
import { type RestateStage, setRestateStage, WITHOUT_SERVER } from './run-restate.ts';

const programs = startPrograms(join(import.meta.dirname, '../..'));
after(async () => {
  await programs.close();
});

/** Where nobody listens. */
const NOBODY = `http://127.0.0.1:${await findPort()}`;

function register(...args: string[]) {
  return programs.run('scripts/restate-register.ts', ...args);
}

test('restate:register: an admin API that is away, or no URL, is told', async () => {
  const away = await register('--admin', NOBODY);
  assert.deepEqual([away.code, away.stdout], [1, '']);
  assert.match(away.stderr, /^Cannot reach http:\/\/127\.0\.0\.1:\d+: ECONNREFUSED$/m);
  const wrong = await register('--admin', 'nowhere');
  assert.equal(wrong.code, 2);
  assert.match(wrong.stderr, /RESTATE_ADMIN_URL/);
  const none = await register();
  assert.equal(none.code, 2);
  assert.match(none.stderr, /RESTATE_ADMIN_URL is missing/);
});

describe('restate: releases', { skip: WITHOUT_SERVER }, () => {
  let stage: RestateStage;
  before(async () => {
    stage = await setRestateStage();
  });
  after(async () => stage?.close());

  test('restate:register: what Restate cannot reach, or is no URL, is refused', async () => {
    for (const url of [NOBODY, 'nowhere']) {
      const refused = await register('--admin', stage.server.admin, '--url', url);
      assert.deepEqual([refused.code, refused.stdout], [1, ''], url);
      assert.match(refused.stderr, /^Cannot ask http/m);
    }
  });

  test('restate: a step ends at the release where it began, and its call goes on at the next', async () => {
    const held = Promise.withResolvers<void>();
    const begun = Promise.withResolvers<void>();
    const run = stage.run({
      async onRecord() {
        begun.resolve();
        await held.promise;
      },
    });
    const at = run.clock.now();
    const asked = track('t1', 'WB100001', at);
    const answers = run.engine.handle(arrival('a', at, asked));
    run.lookups.settle('WB100001', found('WB100001', at));
    await begun.promise;
    const newer = await stage.release();
    const tell = () => register('--admin', stage.server.admin, '--url', newer.uri);

    const first = await tell();
    assert.equal(first.code, 0, first.stderr);
    assert.match(first.stdout, /^http:\S+ is registered as (dp_\w+)\n$/);
    // To tell it again changes nothing; the release before has a step to end.
    const again = await tell();
    assert.equal(again.stdout, first.stdout.replace('registered', 'known already'));
    assert.equal(newer.steps(), 0);

    held.resolve();
    const [answer] = await answers;
    assert.equal(answer?.utterance.about, 'delivery');
    await run.quiet();
    assert.equal(newer.steps(), 0);
    assert.deepEqual(await run.engine.handle(arrival('a', at, asked)), [answer]);
    assert.equal(newer.steps(), 1);
    const drained = await tell();
    assert.ok(drained.stdout.includes(`${stage.uri}/ (`), drained.stdout);
    assert.match(drained.stdout, /has nothing left to do\n$/);
  });
});
