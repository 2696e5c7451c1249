import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { Type } from 'typebox';
import { nullish, readAs } from '../../src/vapi/tolerant-reader.ts';

const Schema = Type.Object({
  name: Type.String(),
  size: nullish(Type.Number()),
  inner: nullish(Type.Object({ id: Type.String(), tag: nullish(Type.String()) })),
  list: nullish(Type.Array(Type.Object({ id: Type.String() }))),
});

describe('readAs()', () => {
  test('keeps what the schema names, nulls included, and nothing else', () => {
    const value = { name: 'a', size: null, inner: { id: 'b', tag: null, secret: 1 }, secret: 2 };
    assert.deepEqual(readAs(Schema, value), {
      ok: true,
      value: { name: 'a', size: null, inner: { id: 'b', tag: null } },
    });
  });

  test('counts an optional field of the wrong type as absent, however deep its fault', () => {
    const value = { name: 'a', size: 'x', inner: { tag: 'no id' }, list: 'x' };
    assert.deepEqual(readAs(Schema, value), { ok: true, value: { name: 'a' } });
  });

  test('names every required field at fault, by its path', () => {
    const Two = Type.Object({ a: Type.String(), b: Type.Object({ c: Type.Number() }) });
    assert.deepEqual(readAs(Two, { b: { c: 'x' } }, '/message'), {
      ok: false,
      faults: [
        { path: '/message/a', reason: 'must be present' },
        { path: '/message/b/c', reason: 'must be number' },
      ],
    });
  });

  test('drops the entries of a list that do not fit, and a list of which none does', () => {
    const list = [{ id: 'a', secret: 1 }, null, { id: 5 }, 'x'];
    assert.deepEqual(readAs(Schema, { name: 'a', list }), {
      ok: true,
      value: { name: 'a', list: [{ id: 'a' }] },
    });
    assert.deepEqual(readAs(Schema, { name: 'a', list: [5] }), { ok: true, value: { name: 'a' } });
    assert.deepEqual(readAs(Schema, { name: 'a', list: [] }), {
      ok: true,
      value: { name: 'a', list: [] },
    });
  });

  test('keeps the last 500 entries of a list', () => {
    const list = Array.from({ length: 600 }, (_, index) => ({ id: String(index) }));
    const reading = readAs(Schema, { name: 'a', list });
    assert.ok(reading.ok);
    assert.equal(reading.value.list?.length, 500);
    assert.equal(reading.value.list?.at(-1)?.id, '599');
  });

  test('reads own properties only', () => {
    const reading = readAs(Schema, Object.create({ name: 'a' }));
    assert.ok(!reading.ok);
  });
});
