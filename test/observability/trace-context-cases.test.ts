// What the W3C's own tests of trace context ask of a service, in cases: what it passes on of what it
// was given. Source: https://github.com/w3c/trace-context, test/test.py (read November 2026).
import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  passTraceOn,
  readTraceContext,
  withTraceContext,
} from '../../src/observability/trace-context.ts';

const ID = '12345678901234567890123456789012';
const SPAN = '1234567890123456';
const PARENT = `00-${ID}-${SPAN}-01`;

type Given = { traceparent?: string | string[]; tracestate?: string | string[] };

/** What is passed on to the next service. */
async function passOn(given: Given): Promise<{ parent: string | null; state: string | null }> {
  let sent = new Headers();
  const fetch = passTraceOn(async (_input, init) => {
    sent = new Headers(init?.headers);
    return new Response();
  });
  const context = readTraceContext(given);
  if (context === null) await fetch('http://x');
  else await withTraceContext(context, () => fetch('http://x'));
  return { parent: sent.get('traceparent'), state: sent.get('tracestate') };
}

const PARENTS: [what: string, traceparent: string | string[] | undefined, isTaken: boolean][] = [
  ['none', undefined, false],
  ['a valid one', PARENT, true],
  ['one that is not recorded', `00-${ID}-${SPAN}-00`, true],
  ['two in two headers', [PARENT, PARENT], false],
  ['two in one header', `${PARENT}, ${PARENT}`, false],
  ['version 00 with more', `${PARENT}.`, false],
  ['version 00 with more fields', `${PARENT}-what`, false],
  ['a later version', `cc-${ID}-${SPAN}-01`, true],
  ['a later version with more fields', `cc-${ID}-${SPAN}-01-what-the-future`, true],
  ['a later version with something else', `cc-${ID}-${SPAN}-01.what`, false],
  ['version ff', `ff-${ID}-${SPAN}-01`, false],
  ['a version of other characters', `.0-${ID}-${SPAN}-01`, false],
  ['a version of other characters behind', `0.-${ID}-${SPAN}-01`, false],
  ['a version that is too long', `000-${ID}-${SPAN}-01`, false],
  ['a version that is too short', `0-${ID}-${SPAN}-01`, false],
  ['a trace ID of zeros', `00-${'0'.repeat(32)}-${SPAN}-01`, false],
  ['a trace ID of other characters', `00-.${ID.slice(1)}-${SPAN}-01`, false],
  ['a trace ID in capitals', `00-${'A'.repeat(32)}-${SPAN}-01`, false],
  ['a trace ID that is too long', `00-${ID}3-${SPAN}-01`, false],
  ['a trace ID that is too short', `00-${ID.slice(1)}-${SPAN}-01`, false],
  ['a parent of zeros', `00-${ID}-${'0'.repeat(16)}-01`, false],
  ['a parent of other characters', `00-${ID}-.${SPAN.slice(1)}-01`, false],
  ['a parent that is too long', `00-${ID}-${SPAN}7-01`, false],
  ['a parent that is too short', `00-${ID}-${SPAN.slice(1)}-01`, false],
  ['flags of other characters', `00-${ID}-${SPAN}-.0`, false],
  ['flags of other characters behind', `00-${ID}-${SPAN}-0.`, false],
  ['flags that are too long', `00-${ID}-${SPAN}-001`, false],
  ['flags that are too short', `00-${ID}-${SPAN}-1`, false],
  ['blanks around it', ` \t${PARENT}\t `, true],
];
for (const [what, traceparent, isTaken] of PARENTS) {
  test(`traceparent: ${what} is ${isTaken ? 'taken' : 'refused, and its state with it'}`, async () => {
    const given = traceparent === undefined ? {} : { traceparent };
    const { parent, state } = await passOn({ ...given, tracestate: 'foo=1' });
    assert.equal(parent?.slice(3, 35) ?? null, isTaken ? ID : null);
    assert.equal(state, isTaken ? 'foo=1' : null);
  });
}

for (const [given, told] of [
  ['00', '00'],
  ['01', '01'],
  // Level 2: the ID is random.
  ['02', '02'],
  ['03', '03'],
  // What is not defined yet means nothing that could be passed on.
  ['ff', '03'],
] as const) {
  test(`traceparent: flags ${given} are passed on as ${told}`, async () => {
    const { parent } = await passOn({ traceparent: `00-${ID}-${SPAN}-${given}` });
    assert.equal(parent?.slice(-2), told);
  });
}

const ALL_KEY = 'abcdefghijklmnopqrstuvwxyz0123456789_-*/';
const ALL_VALUE = Array.from({ length: 0x7f - 0x20 }, (_, index) =>
  String.fromCharCode(0x20 + index),
)
  .filter((character) => !',='.includes(character))
  .join('');
const many = (count: number) =>
  Array.from({ length: count }, (_, index) => `bar${index}=${index}`).join(',');

const STATES: [what: string, tracestate: string | string[], told: string | null][] = [
  ['one member', 'foo=1', 'foo=1'],
  ['nothing', '', null],
  ['nothing beside something', ['foo=1', ''], 'foo=1'],
  ['nothing before something', ['', 'foo=1'], 'foo=1'],
  ['several headers', ['foo=1', 'bar=2', 'baz=3'], 'foo=1,bar=2,baz=3'],
  ['a key twice', 'foo=1,foo=1', 'foo=1,foo=1'],
  ['every character of a key', `${ALL_KEY}=1`, `${ALL_KEY}=1`],
  ['every character of both parts of a key', `${ALL_KEY}@a-z0-9_-*/=1`, `${ALL_KEY}@a-z0-9_-*/=1`],
  ['every character of a value', `foo=${ALL_VALUE}`, `foo=${ALL_VALUE}`],
  ['blanks around commas', 'foo=1 \t , \t bar=2, \t baz=3', 'foo=1,bar=2,baz=3'],
  ['tabs around commas', 'foo=1\t \t,\t \tbar=2,\t \tbaz=3', 'foo=1,bar=2,baz=3'],
  ['blanks around it', '\t foo=1 \t', 'foo=1'],
  ['a blank in a key', 'foo =1', null],
  ['capitals in a key', 'FOO=1', null],
  ['a full stop in a key', 'foo.bar=1', null],
  ['a key without a system', 'foo@=1,bar=2', null],
  ['a key without a tenant', '@foo=1,bar=2', null],
  ['a key with two marks', 'foo@@bar=1,bar=2', null],
  ['a key with three parts', 'foo@bar@baz=1,bar=2', null],
  ['32 members', many(32), many(32)],
  ['33 members', many(33), null],
  ['a key of 256 characters', `${'z'.repeat(256)}=1`, `${'z'.repeat(256)}=1`],
  ['a key of 257 characters', `${'z'.repeat(257)}=1`, null],
  [
    'the longest parts',
    `${'t'.repeat(241)}@${'v'.repeat(14)}=1`,
    `${'t'.repeat(241)}@${'v'.repeat(14)}=1`,
  ],
  ['a tenant that is too long', `${'t'.repeat(242)}@v=1`, null],
  ['a system that is too long', `t@${'v'.repeat(15)}=1`, null],
  ['an equals sign in a value', 'foo=bar=baz', null],
  ['a value without characters', 'foo=,bar=3', null],
  ['a value of 256 characters', `foo=${'1'.repeat(256)}`, `foo=${'1'.repeat(256)}`],
  ['a value of 257 characters', `foo=${'1'.repeat(257)}`, null],
  ['a member without a value', 'foo', null],
  ['a control character', 'foo=1\u0001', null],
];
for (const [what, tracestate, told] of STATES) {
  test(`tracestate: ${what} is ${told === null ? 'discarded' : 'passed on'}`, async () => {
    const { parent, state } = await passOn({ traceparent: PARENT, tracestate });
    assert.equal(state, told);
    assert.equal(parent, PARENT);
  });
}
