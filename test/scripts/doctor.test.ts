/*
 * What an operator is told: each fault is set, and has to be named. In this process, on an embedded
 * Sanity and a disk that says what a test wants of it.
 */
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import * as realDisk from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, type TestContext, test } from 'node:test';
import type { ProbedDisk } from '../../scripts/doctor/check-journal.ts';
import { examine } from '../../scripts/doctor/examine.ts';
import type { Finding } from '../../scripts/doctor/finding.ts';
import { type EmbeddedSanity, startEmbeddedSanity } from '../../scripts/embedded-sanity/server.ts';
import type { Edges } from '../../src/edges.ts';
import { systemEdges } from '../../src/system-edges.ts';
import { COMPILED } from '../preload.ts';
import { runFakeVapi } from '../vapi/fake-vapi.ts';

const STRONG = '9f3b27c1d04e8a65b7c2f1e0';

let sanity: EmbeddedSanity;
let dir: string;
before(async () => {
  sanity = await startEmbeddedSanity({ token: 'right-token', projectId: 'p1' });
  dir = mkdtempSync(join(tmpdir(), 'waybill-doctor-'));
});
after(async () => {
  await sanity.close();
  rmSync(dir, { recursive: true });
});

function settingsWith(changed: Record<string, string> = {}): Record<string, string> {
  return {
    SANITY_API_HOST: sanity.url,
    SANITY_PROJECT_ID: 'p1',
    SANITY_DATASET: 'production',
    SANITY_API_TOKEN: 'right-token',
    VAPI_AUTH: 'secret',
    VAPI_SECRET: STRONG,
    HUMAN_CONTACT: 'Write to us.',
    TRANSCRIPTS_DIR: dir,
    // No answer of a busy machine is slow.
    SANITY_ATTEMPT_TIMEOUT_MS: '60000',
    SANITY_TOTAL_BUDGET_MS: '60000',
    ...changed,
  };
}

type Changed = {
  settings?: Record<string, string>;
  numbers?: string[];
  edges?: Partial<Pick<Edges, 'clock' | 'fetch'>>;
  disk?: Partial<ProbedDisk>;
};

function clockAhead(aheadMs: number): Edges['clock'] {
  return { ...systemEdges.clock, now: () => systemEdges.clock.now() + aheadMs };
}

function examineWith({ settings, numbers = [], edges, disk }: Changed = {}): Promise<Finding[]> {
  return examine({
    numbers,
    settings: settingsWith(settings),
    edges: { ...systemEdges, ...edges },
    disk: { ...realDisk, ...disk },
    processId: 1,
    timeoutMs: 30_000,
  });
}

function faultsIn(findings: readonly Finding[]): string[] {
  return findings
    .filter(({ verdict }) => verdict === 'fault')
    .map(({ check, detail, advice }) => `${check}: ${detail} → ${advice}`);
}

const noSpace = Object.assign(new Error('ENOSPC: no space left'), { code: 'ENOSPC' });

describe('doctor names the fault', () => {
  const OWN = '*[_type == "delivery" && trackingNumber == $trackingNumber]';
  const rows: [what: string, changed: Changed, fault: RegExp][] = [
    ['a wrong project', { settings: { SANITY_PROJECT_ID: 'p2' } }, /^answer:.+SANITY_PROJECT_ID/],
    ['a wrong token', { settings: { SANITY_API_TOKEN: 'wrong' } }, /^answer:.+SANITY_API_TOKEN/],
    ['a wrong dataset', { settings: { SANITY_DATASET: 'test' } }, /^answer:.+SANITY_DATASET/],
    [
      'a query without $trackingNumber',
      { settings: { SANITY_QUERY: '*[_type == "delivery"]' } },
      /^SANITY_QUERY:.+ \$trackingNumber/,
    ],
    [
      'a query that forgets trackingNumber',
      { settings: { SANITY_QUERY: `${OWN}{status}` } },
      /^query: SANITY_QUERY does not return trackingNumber/,
    ],
    [
      'a query that forgets it where that shows in a record alone',
      {
        settings: { SANITY_QUERY: `${OWN}{...select(true => {status})}` },
        numbers: ['WB10000001'],
      },
      /^record WB10000001: cannot be told, trackingNumber: missing/,
    ],
    [
      'a query that finds what nobody has',
      { settings: { SANITY_QUERY: '*[_type == "delivery" && $trackingNumber != ""]' } },
      /^query: It finds a record for/,
    ],
    ['a query that cannot run', { settings: { SANITY_QUERY: `${OWN}{` } }, /^query: .+HTTP 400/],
    ['a weak secret', { settings: { VAPI_SECRET: 'hunter2' } }, /^secret: VAPI_SECRET is weak/],
    [
      'a secret of words',
      { settings: { VAPI_SECRET: 'my-webhook-secret-2026' } },
      /^secret: VAPI_SECRET is weak: made of words/,
    ],
    [
      'a clock five minutes off',
      { edges: { clock: clockAhead(300_000) } },
      /^skew: (29|30)\d s ahead of Sanity's/,
    ],
    [
      'a full disk',
      { disk: { writeFile: () => Promise.reject(noSpace) } },
      /^directory: .+ENOSPC → The disk is full/,
    ],
    [
      'a disk that is almost full',
      { disk: { statfs: async () => ({ bavail: 10, bsize: 4096 }) } },
      /^room: 1 MB free/,
    ],
    [
      'signature and time in one header',
      {
        settings: {
          VAPI_AUTH: 'hmac',
          VAPI_HMAC_SECRET: STRONG,
          VAPI_HMAC_TIMESTAMP_HEADER: 'X-Signature',
        },
      },
      /^auth: hmac/,
    ],
    ['a number that nobody has', { numbers: ['ZZ900001'] }, /^record ZZ900001: not found/],
    ['a setting that is missing', { settings: { VAPI_AUTH: '' } }, /^VAPI_AUTH: .+is missing/],
  ];
  for (const [what, changed, fault] of rows) {
    test(`${what}, and nothing else`, async () => {
      const faults = faultsIn(await examineWith(changed));
      assert.equal(faults.length, 1, faults.join('\n'));
      assert.match(faults[0] ?? '', fault);
    });
  }

  test('a dataset without deliveries', async (t) => {
    const empty = await startEmbeddedSanity({ documents: [{ _id: 'a', _type: 'parcel' }] });
    t.after(() => empty.close());
    const faults = faultsIn(await examineWith({ settings: { SANITY_API_HOST: empty.url } }));
    assert.equal(faults.length, 1);
    assert.match(faults[0] ?? '', /^deliveries: none published, among 1 document of type parcel/);
  });
});

describe('doctor tells', () => {
  test('what there is and what would be said, and nothing of the token, the secret or a number', async () => {
    const findings = await examineWith({ numbers: ['WB10000003'] });
    assert.deepEqual(faultsIn(findings), []);
    const told = new Map(findings.map(({ check, detail }) => [check, detail]));
    assert.match(told.get('deliveries') ?? '', /^54 published, among 55 documents of type/);
    assert.match(told.get('would be said') ?? '', /^Your parcel ending in 0 0 0 3 was delivered\./);
    assert.match(told.get('recognition') ?? '', /0104 is known/);
    assert.match(told.get('skew') ?? '', /agrees/);
    const all = JSON.stringify(findings);
    for (const secret of ['right-token', STRONG, '12025550104', 'Dubois']) {
      assert.ok(!all.includes(secret), secret);
    }
    assert.deepEqual(readdirSync(dir), [], 'nothing is left in the journal');
  });

  test('what does not fit in how many documents', async (t) => {
    const documents = ['a', 'b', 'c'].map((_id) => ({
      _id,
      _type: 'delivery',
      trackingNumber: `WB0000${_id}`,
      status: _id === 'c' ? 7 : 'delivered',
      estimatedDelivery: 'soon',
    }));
    const other = await startEmbeddedSanity({ documents });
    t.after(() => other.close());
    const findings = await examineWith({ settings: { SANITY_API_HOST: other.url } });
    const fields = findings.filter(({ check }) => check === 'fields');
    assert.deepEqual(
      fields.map(({ verdict, detail }) => [verdict, detail.replace(/:.*/, '')]),
      [
        ['note', 'estimatedDelivery does not fit in 2 of the latest 3'],
        ['fault', 'status does not fit in 1 of the latest 3'],
      ],
    );
  });

  test('a query of another shape whose callers are not recognised', async () => {
    const SANITY_QUERY =
      '*[_type == "delivery" && trackingNumber == $trackingNumber][0]{trackingNumber, status}';
    const findings = await examineWith({ settings: { SANITY_QUERY }, numbers: ['WB10000001'] });
    const notes = findings.filter(({ verdict }) => verdict === 'note').map(({ detail }) => detail);
    assert.equal(notes.length, 3, notes.join('\n'));
    assert.match(notes[0] ?? '', /does not return customerName, customerPhone/);
    assert.match(notes[1] ?? '', /ends in \[0\]/);
    assert.match(notes[2] ?? '', /no SANITY_PHONE_QUERY/);
  });

  test('where the assistant in Vapi differs from ours, and never the key', async (t) => {
    const vapi = await runFakeVapi(t);
    vapi.add('assistant', { name: 'Waybill', firstMessage: 'Hi', model: { provider: 'openai' } });
    const settings = { VAPI_API_KEY: vapi.key, VAPI_API_HOST: vapi.url };
    const findings = await examineWith({ settings });
    const details = findings.filter(({ check }) => check === 'assistant').map((one) => one.detail);
    assert.ok(
      details.some((detail) => /^firstMessage: "Hi" → "/.test(detail)),
      details.join('\n'),
    );
    assert.ok(details.some((detail) => detail.startsWith('model.model: nothing → "gpt')));
    assert.ok(!JSON.stringify(findings).includes(vapi.key));
    const wrong = await examineWith({ settings: { ...settings, VAPI_API_KEY: 'another-key' } });
    assert.match(faultsIn(wrong).join(), /^assistant: .+HTTP 401.+VAPI_API_KEY/);
  });
});

describe('npm run doctor', () => {
  const program = join(import.meta.dirname, '../../scripts/doctor.ts');
  function run(context: TestContext, args: string[], env: Record<string, string>) {
    const cwd = mkdtempSync(join(tmpdir(), 'waybill-'));
    context.after(() => rmSync(cwd, { recursive: true }));
    return new Promise<{ code: number; stdout: string; stderr: string }>((resolve) => {
      const options = { cwd, env: { ...COMPILED, ...env }, timeout: 60_000 };
      execFile(process.execPath, [program, ...args], options, (error, stdout, stderr) => {
        resolve({ code: error === null ? 0 : Number(error.code ?? -1), stdout, stderr });
      });
    });
  }

  test('prints a table with advice, and exits with 1', async (t) => {
    const env = settingsWith({ SANITY_DATASET: 'test' });
    const { code, stdout, stderr } = await run(t, ['--number', 'wb 1000-0001'], env);
    assert.deepEqual([code, stderr], [1, ''], stdout);
    assert.match(
      stdout,
      /^Sanity\n {2}FAULT {2}answer .+Dataset "test" not found.+\n +→ SANITY_DATA/m,
    );
    assert.match(stdout, /\n1 fault\.\n$/);
  });
});
