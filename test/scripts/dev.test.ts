import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { stripVTControlCharacters } from 'node:util';
import { tellBanner } from '../../scripts/dev/banner.ts';
import { tellLine } from '../../scripts/dev/log-lines.ts';
import { readPublicUrl, tellPublic } from '../../scripts/dev/public.ts';
import { datedFrom, readDocuments } from '../../scripts/embedded-sanity/documents.ts';
import { DELIVERIES } from '../../scripts/embedded-service.ts';

const PLACES = {
  publicUrl: 'http://127.0.0.1:1',
  adminUrl: 'http://127.0.0.1:2',
  sanityUrl: 'http://127.0.0.1:3',
  secret: 'a-secret',
};

describe('npm run dev: the banner', () => {
  const banner = tellBanner(PLACES, readDocuments(DELIVERIES));

  test('has a number of each status, and one that nobody has', () => {
    const listed = banner.split('Numbers to try\n')[1]?.split('\n\n')[0]?.split('\n') ?? [];
    assert.equal(listed.length, 11);
    assert.match(listed[0] ?? '', /^ {2}WB10000001 +out for delivery +2026-11-24$/);
    assert.ok(!banner.includes('WB10000090'), 'no draft');
  });

  test('has a conversation that any shell can post, with new IDs for each call and tool call', () => {
    const functions = banner.split('by hand\n\n')[1]?.split('\n\n')[0] ?? '';
    const lines = banner.split('at a time\n\n')[1]?.split('\n\n')[0] ?? '';
    // In place of curl, what it is given last: the body.
    const curl = `curl() { for last; do :; done; printf %s "$last"; }`;
    const script = [curl, functions, lines, lines].join('\n');
    const posted = execFileSync('sh', ['-c', script], { encoding: 'utf8' }).trim().split('\n');
    const messages = posted.map((line) => JSON.parse(line).message);
    assert.deepEqual(
      messages.slice(0, 7).map(({ type, toolCallList, status }) => {
        const { name, arguments: args } = toolCallList?.[0].function ?? {};
        return toolCallList ? [name, args] : [type, status];
      }),
      [
        ['status-update', 'in-progress'],
        ['track_delivery', { trackingNumber: 'WB10000002' }],
        ['get_delivery_issue', {}],
        ['track_delivery', { trackingNumber: 4481220019 }],
        ['confirm_tracking_number', { confirmed: true }],
        ['request_human', {}],
        ['status-update', 'ended'],
      ],
    );
    assert.equal(new Set(messages.slice(0, 7).map(({ call }) => call.id)).size, 1);
  });

  test('shows of an answer what is said', () => {
    const functions = banner.split('by hand\n\n')[1]?.split('\n\n')[0] ?? '';
    const said = (answer: object) =>
      execFileSync('sh', ['-c', `curl() { printf %s "$ANSWER"; }\n${functions}\npost x`], {
        encoding: 'utf8',
        env: { ANSWER: JSON.stringify(answer), PATH: process.env.PATH },
      }).trim();
    const result = JSON.stringify({ status: 'handoff', message: 'One moment.', state: 'fallback' });
    const message = { type: 'request-complete', content: 'It is on its way.' };
    assert.equal(said({ results: [{ result, message }] }), 'It is on its way.');
    assert.equal(said({ results: [{ result }] }), 'One moment.');
    assert.equal(said({ title: 'Unauthorized' }), '{"title":"Unauthorized"}');
  });
});

describe('npm run dev -- --public-url', () => {
  test('takes what a tunnel prints, and refuses what Vapi cannot reach', () => {
    for (const url of ['https://a.example', 'https://a.example/', 'https://a.example/webhook/']) {
      assert.equal(readPublicUrl(url), 'https://a.example');
    }
    for (const url of [
      'http://a.example',
      'a.example',
      'https://me@a.example',
      'https://a.example?x',
    ]) {
      assert.throws(() => readPublicUrl(url), /expected the https URL of a tunnel/, url);
    }
  });

  test('says what to paste where, and writes the assistant', async (t) => {
    const dir = mkdtempSync(join(tmpdir(), 'waybill-dev-'));
    t.after(() => rmSync(dir, { recursive: true }));
    const wanted = { url: 'https://a.example', secret: 'a-secret', transfer: true, verify: false };
    const told = await tellPublic({ ...wanted, dir });
    assert.match(told, /--apply --url https:\/\/a\.example\/webhook --transfer --credential ID/);
    assert.match(told, /"authenticationPlan":\{"type":"bearer","token":"a-secret"\}/);
    const assistant = JSON.parse(readFileSync(join(dir, 'assistant.json'), 'utf8'));
    assert.equal(assistant.server.url, 'https://a.example/webhook');
    assert.ok(!JSON.stringify(assistant).includes('a-secret'));
  });
});

test('datedFrom(): moves every date by whole days, and nothing else', () => {
  const documents = [
    {
      _id: 'a',
      _updatedAt: '2026-11-22T10:28:00Z',
      estimatedDelivery: '2026-11-24T16:30:00-05:00',
    },
    { _id: 'b', estimatedDelivery: '2026-11-28', issueMessage: 'Since 2026-11-20 at the depot.' },
  ];
  assert.deepEqual(datedFrom(documents, Date.parse('2027-03-01T23:59:59Z')), [
    {
      _id: 'a',
      _updatedAt: '2027-02-28T10:28:00Z',
      estimatedDelivery: '2027-03-02T16:30:00-05:00',
    },
    { _id: 'b', estimatedDelivery: '2027-03-06', issueMessage: 'Since 2026-11-20 at the depot.' },
  ]);
  assert.deepEqual(datedFrom(documents, Date.parse('2026-11-23T12:00:00Z')), documents);
});

describe('tellLine()', () => {
  const told = (fields: Record<string, unknown>) => {
    const line = { level: 'info', timestamp: '2026-11-23T09:00:02.000Z', ...fields };
    const text = tellLine(line);
    return text === null ? null : stripVTControlCharacters(text);
  };

  test('says what happened, and to which call', () => {
    const fields = {
      tool: 'track_delivery',
      status: 'success',
      source: 'sanity',
      latency_ms: 12.4,
    };
    assert.equal(
      told({ event: 'tool.answered', call_id: 'call-1', ...fields }),
      '09:00:02  call-1        track_delivery is answered: success, from sanity, 12 ms',
    );
  });

  test('leaves out what tells nothing, and shows what was refused and what is unknown', () => {
    const answered = { event: 'request.answered', method: 'POST', route: '/webhook' };
    assert.equal(told({ ...answered, status_code: 200 }), null);
    assert.match(
      told({ ...answered, status_code: 401 }) ?? '',
      /POST \/webhook is refused: HTTP 401$/,
    );
    const err = { message: 'gone', stack: 'at line 1' };
    const other = { event: 'some.new_thing', level: 'warn', err, more: 1 };
    assert.match(told(other) ?? '', / warn: some new thing: err gone, more 1$/);
  });
});
