import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { hasKey } from '../../src/completions/completion-auth.ts';

describe('hasKey()', () => {
  const rows: [authorization: string | undefined, keys: string[], has: boolean][] = [
    ['Bearer new', ['old', 'new'], true],
    ['bearer   old', ['old', 'new'], true],
    ['Bearer older', ['old', 'new'], false],
    ['Bearer ', ['old'], false],
    ['Bearer ', [''], false],
    ['old', ['old'], false],
    ['Basic old', ['old'], false],
    [undefined, ['old'], false],
    ['Bearer old', [], false],
  ];
  for (const [authorization, keys, has] of rows) {
    it(`${authorization} is ${has ? '' : 'none '}of ${JSON.stringify(keys)}`, () => {
      assert.equal(hasKey(authorization, keys), has);
    });
  }
});
