import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createBackground } from '../../src/observability/background.ts';

const fault = new TypeError('broken');
const FAILING: [string, () => Promise<unknown>][] = [
  ['rejects', () => Promise.reject(fault)],
  ['rejects with nothing', () => Promise.reject()],
  [
    'throws before there is a promise',
    () => {
      throw fault;
    },
  ],
];

for (const [what, work] of FAILING) {
  test(`background() logs and counts work that ${what}, and goes on`, async () => {
    const logged: unknown[] = [];
    const counted: string[] = [];
    const { promise, resolve } = Promise.withResolvers<void>();
    const error = (fields: object, event: string) => {
      logged.push({ ...fields, event });
      resolve();
    };
    createBackground({ error } as never, (name) => void counted.push(name))('greeting', work);
    await promise;
    assert.deepEqual(counted, ['greeting']);
    assert.partialDeepStrictEqual(logged, [{ work: 'greeting', event: 'background.failed' }]);
  });
}
