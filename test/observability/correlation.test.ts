import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { setImmediate } from 'node:timers/promises';
import {
  correlationId,
  saneCorrelationId,
  withCorrelation,
} from '../../src/observability/correlation.ts';

describe('withCorrelation()', () => {
  it('gives the ID to what is called and to what is awaited', async () => {
    const seen = await withCorrelation('a-1', async () => {
      const before = correlationId();
      await setImmediate();
      return [before, correlationId()];
    });
    assert.deepEqual(seen, ['a-1', 'a-1']);
  });

  it('keeps requests that overlap apart', async () => {
    const read = async () => {
      await setImmediate();
      return correlationId();
    };
    const seen = await Promise.all([withCorrelation('a', read), withCorrelation('b', read)]);
    assert.deepEqual(seen, ['a', 'b']);
  });

  it('leaves no ID behind', () => {
    withCorrelation('a', () => {});
    assert.equal(correlationId(), undefined);
  });
});

describe('saneCorrelationId()', () => {
  const sane = ['x', 'abc-123', '0190a1b2-c3d4-7e5f-8a9b-0c1d2e3f4a5b', 'a.b_c:d', 'x'.repeat(128)];
  for (const header of sane) {
    it(`takes ${header.slice(0, 40)}`, () => assert.equal(saneCorrelationId(header), header));
  }

  const refused = {
    'no header': undefined,
    'an empty one': '',
    'one of 129 characters': 'x'.repeat(129),
    'a space': 'a b',
    'a line break at the end': 'abc\n',
    'a quotation mark': 'a"b',
    'a letter beyond ASCII': 'é',
    'a header that was sent twice': ['a', 'b'],
    'a list of one': ['a'],
    'a number': 7,
    null: null,
  };
  for (const [title, header] of Object.entries(refused)) {
    it(`refuses ${title}`, () => assert.equal(saneCorrelationId(header), null));
  }
});
