import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { DELIVERY_QUERY } from '../../src/sanity/query.ts';
import { readQueryShape } from '../../src/sanity/query-shape.ts';

describe('readQueryShape()', () => {
  const rows: [query: string, fields: string[] | null, picksOne: boolean][] = [
    ['*[n == $trackingNumber]{status}', ['status'], false],
    ['*[n == $trackingNumber][0]{"trackingNumber": n, status}', ['trackingNumber', 'status'], true],
    ['*[n == $trackingNumber]{ "a": b->{c, d}, e[]{f} }[0]', ['a', 'e'], true],
    ['*[n == $trackingNumber]{..., "status": s}', null, false],
    ['*[n == $trackingNumber]', null, false],
    ['*[n == "{a}"]{"x": "}"} // {y}', ['x'], false],
    ['*[n == $trackingNumber]{status, "list": items[0]}', ['status', 'list'], false],
  ];
  for (const [query, fields, picksOne] of rows) {
    test(query, () => assert.deepEqual(readQueryShape(query), { fields, picksOne }));
  }

  test("sees every field of Waybill's own query", () => {
    const { fields, picksOne } = readQueryShape(DELIVERY_QUERY);
    assert.ok(fields?.includes('trackingNumber') && fields.includes('issueMessage'));
    assert.equal(picksOne, false);
  });
});
