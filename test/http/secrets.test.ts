/* Every route is driven with marked secrets and personal data; none of them may reach the log. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { buildTestApp, toolCall, toolCallsMessage } from '../build-app.ts';
import { fixture, fixtureNames } from '../vapi/fixtures.ts';

const SETTINGS = {
  VAPI_AUTH: 'secret',
  VAPI_SECRET: 'marked-vapi-secret-1',
  ADMIN_TOKEN: 'marked-admin-token-2',
  RATE_LIMIT_PER_MINUTE: '1000000',
  // Links to recordings are on record then, and in no log all the same.
  KEEP_RECORDING_URL: 'on',
};
/** Lines to be read; each tool call writes about five. */
const LINES = 10_000;
const TOOL_CALLS_PER_CALL = 20;

/** What must not be found: secrets whole or in part, numbers beyond their last four. */
const MARKS = [
  'marked-',
  'embedded-token',
  'MARKEDTRACK',
  'WB1000000',
  '12025550',
  'not-a-real',
  'Maria Gonzalez',
  'signature is required',
  'control.vapi.ai',
];

test(`log: no secret and no whole number in ${LINES} lines from every route`, async (t) => {
  const { post, inject, app, logs } = await buildTestApp(t, { settings: SETTINGS });
  const sender = { 'x-vapi-secret': SETTINGS.VAPI_SECRET, authorization: 'Bearer marked-bearer-3' };
  for (const name of fixtureNames()) await inject(JSON.stringify(fixture(name)), sender);
  await inject('{"marked-broken":', sender);
  await post({ type: 'hang' }, { 'x-vapi-secret': 'marked-wrong-4' });
  for (const url of [
    '/healthz',
    '/readyz',
    '/metrics',
    '/marked-route-5',
    '/admin/circuit-breaker/reset',
  ]) {
    for (const method of ['GET', 'POST'] as const) {
      const headers = { authorization: `Bearer ${SETTINGS.ADMIN_TOKEN}` };
      await app.adminServer.inject({ method, url: `${url}?token=marked-query-6`, headers });
      await app.publicServer.inject({ method, url: `${url}?token=marked-query-6`, headers });
    }
  }
  const numbers = ['WB10000001', 'MARKEDTRACK99887766', '+12025550101', 'marked spoken words 7'];
  for (let asked = 0; logs.length < LINES; asked += 1) {
    const trackingNumber = numbers[asked % numbers.length];
    const control = { monitor: { controlUrl: 'https://control.vapi.ai/marked-control-8' } };
    // A new call is a new caller to be known, which takes most of the time and makes few lines.
    const id = `call-${Math.floor(asked / TOOL_CALLS_PER_CALL)}`;
    const who = { id, customer: { number: '+12025550101' }, ...control };
    const message = toolCallsMessage(id, toolCall('track_delivery', { trackingNumber }));
    await post({ ...message, call: who }, sender);
  }
  assert.ok(logs.length >= LINES);
  const text = JSON.stringify(logs);
  for (const mark of MARKS) {
    const at = text.indexOf(mark);
    assert.equal(at, -1, `${mark} is in the log: …${text.slice(Math.max(0, at - 200), at + 80)}…`);
  }
});
