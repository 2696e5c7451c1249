import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, it, type TestContext } from 'node:test';
import { promisify } from 'node:util';
import { type Config, type ConfigReading, readConfig } from '../src/config.ts';

type Environment = Record<string, string | undefined>;

/** The least that a start needs. */
const LEAST = {
  SANITY_PROJECT_ID: 'p1',
  SANITY_DATASET: 'production',
  SANITY_API_TOKEN: 'marked-sanity-token',
  VAPI_AUTH: 'secret',
  VAPI_SECRET: 'marked-vapi-secret',
};

/** Why a start with the least is doubtful: callers have nobody to go to. */
const NOBODY =
  'Neither TRANSFER_DESTINATION nor HUMAN_CONTACT is set: callers who want a person hear that ' +
  'this line cannot help them to one';

function faultsOf(env: Environment): string[] {
  const reading = readConfig(env);
  return reading.ok ? [] : reading.faults;
}

function configOf(env: Environment): Config {
  const reading = readConfig({ ...LEAST, ...env });
  assert.ok(reading.ok, reading.ok ? '' : reading.faults.join('\n'));
  return reading.config;
}

describe('readConfig()', () => {
  it('fills in every default', () => {
    assert.deepEqual(configOf({}), {
      engine: 'local',
      restate: {
        ingressUrls: [],
        serviceHost: '127.0.0.1',
        servicePort: 9080,
        identityKeys: [],
      },
      http: { host: '0.0.0.0', port: 3000, rateLimitPerMinute: 100 },
      admin: { host: '127.0.0.1', port: 9090, inspect: false },
      sanity: {
        projectId: 'p1',
        dataset: 'production',
        token: 'marked-sanity-token',
        apiVersion: '2025-02-19',
        attemptTimeoutMs: 500,
        totalBudgetMs: 5000,
        listen: false,
        numberMatch: 'any-spelling',
      },
      call: {
        confirm: 'when-unsure',
        checkDigits: 'on',
        replyDeadlineMs: 500,
        silenceTimeoutMs: 900_000,
        liveCallsMax: 100_000,
        lateAnswers: true,
        guard: 'watch',
        timeZone: 'UTC',
        speakName: 'recognised',
        verify: 'off',
        askOwn: 'off',
        transferSummary: 'header',
        numbersPerCall: 10,
        numbersPerCallerPerHour: 30,
      },
      cache: { ttlMs: 60_000, staleMs: 86_400_000, maxEntries: 10_000 },
      breaker: { failures: 5, resetMs: 30_000 },
      vapi: {
        auth: 'secret',
        secrets: ['marked-vapi-secret'],
        hmacSecrets: [],
        hmacSignatureHeader: 'x-signature',
        hmacTimestampHeader: 'x-timestamp',
        speak: 'verbatim',
        keepRecordingUrl: false,
        controlHosts: ['*.vapi.ai'],
      },
      recording: {
        dir: 'var/log/transcripts',
        retentionDays: 30,
        deleteDays: 365,
        sync: 'background',
      },
      completions: { keys: [] },
      log: { level: 'info' },
      tracing: {},
      shutdownGraceMs: 10_000,
      warnings: [NOBODY],
    });
  });

  it('gives a config that cannot be changed, at any depth', () => {
    const config = configOf({});
    for (const tree of [config, config.vapi, config.vapi.secrets, config.warnings]) {
      assert.ok(Object.isFrozen(tree));
    }
  });

  it('takes an empty variable for a missing one', () => {
    assert.equal(configOf({ PORT: '', ADMIN_TOKEN: '' }).http.port, 3000);
    assert.equal(faultsOf({ ...LEAST, SANITY_DATASET: '' }).length, 1);
  });
});

describe('readConfig() takes', () => {
  const rows: [env: Environment, pick: (config: Config) => unknown, value: unknown][] = [
    [{ DEFAULT_COUNTRY: 'DE' }, ({ call }) => call.defaultCountry, 'DE'],
    [{ PORT: '0' }, (config) => config.http.port, 0],
    [{ PORT: '65535' }, (config) => config.http.port, 65_535],
    [{ ADMIN_TOKEN: 'abcd' }, (config) => config.admin.token, 'abcd'],
    [{ SANITY_PROJECT_ID: 'My-1' }, (config) => config.sanity.projectId, 'My-1'],
    [{ SANITY_DATASET: '~a_B-1' }, (config) => config.sanity.dataset, '~a_B-1'],
    [{ SANITY_API_VERSION: 'v2024-02-29' }, (config) => config.sanity.apiVersion, '2024-02-29'],
    [
      { SANITY_API_HOST: 'http://127.0.0.1:1/' },
      ({ sanity }) => sanity.apiHost,
      'http://127.0.0.1:1',
    ],
    [
      { SANITY_QUERY: '*[a == $trackingNumber][0]' },
      ({ sanity }) => sanity.query,
      '*[a == $trackingNumber][0]',
    ],
    [{ SANITY_LISTEN: 'on' }, (config) => config.sanity.listen, true],
    [{ CACHE_TTL_SECONDS: '0' }, (config) => config.cache.ttlMs, 0],
    [{ CACHE_STALE_SECONDS: '60' }, (config) => config.cache.staleMs, 60_000],
    [{ SANITY_TOTAL_BUDGET_MS: '500' }, (config) => config.sanity.totalBudgetMs, 500],
    [{ BREAKER_RESET_SECONDS: '2' }, (config) => config.breaker.resetMs, 2000],
    [{ SHUTDOWN_GRACE_SECONDS: '3' }, (config) => config.shutdownGraceMs, 3000],
    [{ VAPI_SECRET: 'old1, new2' }, (config) => config.vapi.secrets, ['old1', 'new2']],
    [
      { VAPI_AUTH: 'hmac', VAPI_HMAC_SECRET: 'aaaa,bbbb' },
      ({ vapi }) => vapi.hmacSecrets,
      ['aaaa', 'bbbb'],
    ],
    [
      { VAPI_AUTH: 'none', ALLOW_UNAUTHENTICATED: 'yes', VAPI_SECRET: '' },
      (config) => config.vapi.auth,
      'none',
    ],
    [{ VAPI_HMAC_SIGNATURE_HEADER: 'X-Sig' }, ({ vapi }) => vapi.hmacSignatureHeader, 'x-sig'],
    [{ VAPI_HMAC_TIMESTAMP_HEADER: 'X-T' }, ({ vapi }) => vapi.hmacTimestampHeader, 'x-t'],
    [
      { VAPI_CONTROL_HOSTS: 'A.be:8,*.c.de' },
      ({ vapi }) => vapi.controlHosts,
      ['a.be:8', '*.c.de'],
    ],
    [
      { VAPI_CONTROL_HOSTS: 'http://127.0.0.1:1234' },
      ({ vapi }) => vapi.controlHosts,
      ['http://127.0.0.1:1234'],
    ],
    [{ VAPI_ASSISTANT_ID: 'a-1' }, (config) => config.vapi.assistantId, 'a-1'],
    [{ SPEAK: 'model' }, (config) => config.vapi.speak, 'model'],
    [{ CONFIRM: 'never' }, (config) => config.call.confirm, 'never'],
    [{ LATE_ANSWERS: 'off' }, (config) => config.call.lateAnswers, false],
    [{ GUARD: 'correct' }, (config) => config.call.guard, 'correct'],
    [
      { TRANSFER_DESTINATION: '+15550100000' },
      ({ call }) => call.transferDestination,
      '+15550100000',
    ],
    [{ TRANSFER_DESTINATION: 'sip:a@b.c' }, ({ call }) => call.transferDestination, 'sip:a@b.c'],
    [{ JOURNAL_SYNC: 'always' }, (config) => config.recording.sync, 'always'],
    [{ KEEP_RECORDING_URL: 'on' }, (config) => config.vapi.keepRecordingUrl, true],
    [{ TRANSCRIPTS_DIR: '/var/my logs' }, (config) => config.recording.dir, '/var/my logs'],
    [{ LOG_LEVEL: 'silent' }, (config) => config.log.level, 'silent'],
    [
      { OTEL_EXPORTER_OTLP_ENDPOINT: 'http://otel:4318/v1' },
      (config) => config.tracing.endpoint,
      'http://otel:4318/v1',
    ],
  ];
  for (const [env, pick, value] of rows) {
    it(JSON.stringify(env), () => assert.deepEqual(pick(configOf(env)), value));
  }
});

describe('readConfig() refuses', () => {
  const rows: Record<string, string[]> = {
    PORT: [' ', '1e3', '0x10', '12abc', '-1', '1.0', '+1', '007', '65536', ' 80', '80\n', '٣'],
    CACHE_TTL_SECONDS: ['-1', '9007199254740993'],
    RATE_LIMIT_PER_MINUTE: ['0'],
    SHUTDOWN_GRACE_SECONDS: ['0', '301'],
    REPLY_DEADLINE_MS: ['0', '20001'],
    HOST: [' ', 'a b', 'http://a'],
    ADMIN_HOST: [' '],
    ADMIN_TOKEN: ['a b', 'a\n', 'é'],
    SANITY_PROJECT_ID: ['a.b', 'a_b', 'your-project-id'],
    SANITY_DATASET: ['A', '-a', 'a b', 'a'.repeat(65), 'your-dataset'],
    SANITY_API_TOKEN: ['a b', 'a\n', 'your-sanity-token'],
    SANITY_API_HOST: [
      'api.sanity.io',
      'ftp://a',
      'http://a/v1',
      'http://a/?b',
      'http://a/#b',
      'http://me@a',
      'http://:pw@a',
    ],
    SANITY_QUERY: ['*[0]', '*[a == $trackingNumbers]'],
    SANITY_API_VERSION: ['1', '2025-2-19', '2025-02-30', '2025-02-19T00:00'],
    SANITY_LISTEN: ['true'],
    VAPI_AUTH: ['Secret', 'bearer'],
    VAPI_SECRET: ['a,', ',a', 'a, ,b', ' a', 'a\n', 'your-vapi-secret'],
    VAPI_HMAC_SECRET: ['a,,b'],
    VAPI_HMAC_SIGNATURE_HEADER: ['x signature', 'x:y'],
    VAPI_CONTROL_HOSTS: ['*', 'a,,b', 'https://a', 'a.*.b', 'http://a', 'a:99999'],
    VAPI_ASSISTANT_ID: ['a b'],
    CALL_ENGINE: ['remote'],
    RESTATE_INGRESS_URL: ['restate:8080', 'http://a,', 'http://a/b', 'http://me@a'],
    RESTATE_ADMIN_URL: ['http://a/b'],
    RESTATE_SERVICE_PORT: ['65536'],
    RESTATE_IDENTITY_KEYS: ['publickeyv1_', 'key'],
    CONFIRM: ['sometimes'],
    TRANSFER_DESTINATION: ['5550100', '+0555010000', 'tel:+15550100000', 'sip:a'],
    TRANSCRIPTS_DIR: [' ', 'a '],
    LOG_LEVEL: ['INFO', 'verbose'],
    OTEL_EXPORTER_OTLP_ENDPOINT: ['otel:4318', 'http://me:pw@otel'],
  };
  for (const [name, values] of Object.entries(rows)) {
    for (const value of values) {
      it(`${name}=${JSON.stringify(value).slice(0, 40)}`, () => {
        const faults = faultsOf({ ...LEAST, [name]: value });
        assert.equal(faults.length, 1, faults.join('\n'));
        assert.match(faults[0] ?? '', new RegExp(`^${name} [^\\n]+$`));
      });
    }
  }
});

describe('readConfig() refuses together', () => {
  const rows: [env: Environment, fault: RegExp][] = [
    [{ VAPI_SECRET: undefined }, /^VAPI_SECRET is missing: secret that Vapi sends/],
    [{ VAPI_AUTH: 'hmac' }, /^VAPI_HMAC_SECRET is missing: key that Vapi signs with/],
    [
      { CACHE_TTL_SECONDS: '61', CACHE_STALE_SECONDS: '60' },
      /^CACHE_STALE_SECONDS is 60: expected at least CACHE_TTL_SECONDS, which is 61$/,
    ],
    [
      { SANITY_TOTAL_BUDGET_MS: '499' },
      /^SANITY_TOTAL_BUDGET_MS is 499: expected at least SANITY_ATTEMPT_TIMEOUT_MS, which is 500$/,
    ],
  ];
  for (const [env, fault] of rows) {
    it(JSON.stringify(env), () => {
      const faults = faultsOf({ ...LEAST, ...env });
      assert.equal(faults.length, 1);
      assert.match(faults[0] ?? '', fault);
    });
  }
});

describe('readConfig(): faults', () => {
  it('name all that is missing', () => {
    assert.deepEqual(
      faultsOf({}).map((fault) => fault.split(':')[0]),
      ['SANITY_PROJECT_ID', 'SANITY_DATASET', 'SANITY_API_TOKEN', 'VAPI_AUTH'].map(
        (name) => `${name} is missing`,
      ),
    );
  });

  it('say what a missing variable is', () => {
    assert.match(faultsOf({})[0] ?? '', /^SANITY_PROJECT_ID is missing: ID of the Sanity project/);
    assert.match(faultsOf({})[1] ?? '', /^SANITY_DATASET is missing: dataset in that project/);
  });

  it('tell everything at once: what is missing, wrong and in conflict', () => {
    assert.deepEqual(
      faultsOf({ ...LEAST, SANITY_API_TOKEN: '', PORT: '70000', VAPI_AUTH: 'hmac' }),
      [
        'PORT is "70000": expected a whole number from 0 to 65535',
        'SANITY_API_TOKEN is missing: a token that may read the dataset ' +
          '(Sanity, Manage, API, Tokens)',
        'VAPI_HMAC_SECRET is missing: key that Vapi signs with (VAPI_AUTH=hmac); old and new one ' +
          'with a comma between',
      ],
    );
  });

  it('tell of a bad secret once, not as missing besides', () => {
    assert.equal(faultsOf({ ...LEAST, VAPI_SECRET: 'a,,b' }).length, 1);
  });

  const leaks: Environment[] = [
    { VAPI_SECRET: 'marked,,' },
    { SANITY_API_TOKEN: 'marked token' },
    { ADMIN_TOKEN: 'marked token' },
    { VAPI_HMAC_SECRET: ',marked' },
    { TRANSFER_DESTINATION: 'marked' },
    { VAPI_AUTH: 'marked-vapi-secret' },
    { SANITY_DATASET: 'MARKED-and-as-long-as-tokens-are' },
    { SANITY_API_HOST: 'http://a:marked@b' },
  ];
  for (const env of leaks) {
    it(`never tell a secret: ${JSON.stringify(env)}`, () => {
      const faults = faultsOf({ ...LEAST, ...env });
      assert.equal(faults.length, 1);
      assert.doesNotMatch(faults.join(), /marked/i);
    });
  }
});

describe('readConfig() tells a likely typo', () => {
  it('beside the fault that it leads to', () => {
    const { SANITY_PROJECT_ID: _, ...rest } = LEAST;
    const faults = faultsOf({ ...rest, SANITY_PROJECT: 'abc' });
    assert.equal(faults.length, 2);
    assert.match(faults[0] ?? '', /^SANITY_PROJECT_ID is missing/);
    assert.match(
      faults[1] ?? '',
      /^SANITY_PROJECT is not known: did you mean SANITY_PROJECT_ID\?$/,
    );
  });
});

describe('readConfig() warns', () => {
  const rows: [env: Environment, warning: RegExp][] = [
    [{ SANITY_TOKEN: 'x' }, /^SANITY_TOKEN is not known: did you mean SANITY_API_TOKEN\?$/],
    [{ SANITY_QUERY: '*[n == $trackingNumber]' }, /^SANITY_QUERY is set and SANITY_PHONE_QUERY/],
    [{ VAPI_SECRETS: 'x' }, /^VAPI_SECRETS is not known: did you mean VAPI_SECRET\?$/],
    [{ TRANSCRIPT_DIR: 'x' }, /^TRANSCRIPT_DIR is not known: did you mean TRANSCRIPTS_DIR\?$/],
    [{ REPLY_DEADLINE: 'x' }, /^REPLY_DEADLINE is not known: did you mean REPLY_DEADLINE_MS\?$/],
    [{ VAPI_AUTH: 'none', HOST: '127.0.0.1' }, /^VAPI_AUTH is none/],
    [{ VAPI_AUTH: 'none', ALLOW_UNAUTHENTICATED: 'yes' }, /^VAPI_AUTH is none/],
    [{ VAPI_SECRET: 'fifteen letters' }, /^VAPI_SECRET is shorter than 16/],
    [{ ADMIN_TOKEN: 'abcd' }, /^ADMIN_TOKEN is shorter than 16/],
    [{ ADMIN_HOST: '0.0.0.0' }, /^ADMIN_TOKEN is missing/],
    [{ SANITY_API_HOST: 'http://sanity:1' }, /^SANITY_API_HOST is not https/],
    [{ TRANSCRIPTS_RETENTION_DAYS: '366' }, /^TRANSCRIPTS_DELETE_DAYS is less/],
  ];
  for (const [env, warning] of rows) {
    it(JSON.stringify(env), () => {
      const { warnings } = configOf({ HUMAN_CONTACT: 'Call 555 0100.', ...env });
      assert.equal(warnings.length, 1);
      assert.match(warnings[0] ?? '', warning);
    });
  }

  it('of nobody to go to, which either setting mends', () => {
    assert.deepEqual(configOf({}).warnings, [NOBODY]);
    assert.deepEqual(configOf({ TRANSFER_DESTINATION: '+15550100000' }).warnings, []);
    assert.deepEqual(configOf({ HUMAN_CONTACT: 'Ask at any post office.' }).warnings, []);
  });

  const fine: Environment[] = [
    {
      PATH: '/bin',
      HOME: '/',
      HOSTNAME: 'h',
      PORTS: 'x',
      NODE_ENV: 'production',
      constructor: 'x',
    },
    {
      SANITY_STUDIO_TITLE: 'x',
      VAPI_PUBLIC_KEY: 'x',
      OTEL_SERVICE_NAME: 'x',
      TRANSFER: 'x',
      LOG_FORMAT: 'x',
    },
    { ADMIN_HOST: '0.0.0.0', ADMIN_TOKEN: 'a-token-of-16-or-more' },
    { ADMIN_HOST: '::1' },
    { SANITY_API_HOST: 'http://localhost:3333' },
    { SANITY_API_HOST: 'http://[::1]:3333' },
    { SANITY_API_HOST: 'https://sanity.example' },
  ];
  for (const env of fine) {
    it(`of nothing: ${JSON.stringify(env)}`, () => {
      assert.deepEqual(configOf({ HUMAN_CONTACT: 'Call 555 0100.', ...env }).warnings, []);
    });
  }
});

describe('loadConfig()', () => {
  const run = promisify(execFile);
  const config = new URL('../src/config.ts', import.meta.url).href;
  const program = `import { loadConfig } from ${JSON.stringify(config)};
    process.stdout.write(JSON.stringify(loadConfig({ ADMIN_HOST: '::1' })));`;

  async function loadIn(dir: string, env: Record<string, string>): Promise<ConfigReading> {
    const options = { cwd: dir, env };
    const args = ['--input-type=module', '--eval', program];
    return JSON.parse((await run(process.execPath, args, options)).stdout);
  }

  async function makeDir(t: TestContext): Promise<string> {
    const dir = await mkdtemp(join(tmpdir(), 'waybill-config-'));
    t.after(() => rm(dir, { recursive: true }));
    return dir;
  }

  it('reads the environment where there is no .env', async (t) => {
    const reading = await loadIn(await makeDir(t), LEAST);
    assert.ok(reading.ok);
    assert.equal(reading.config.sanity.projectId, 'p1');
  });

  it('reads .env where the environment is silent, and overrides both', async (t) => {
    const dir = await makeDir(t);
    await writeFile(join(dir, '.env'), 'PORT=4000\nADMIN_PORT=4001\n');
    const reading = await loadIn(dir, { ...LEAST, PORT: '5000', ADMIN_HOST: '127.0.0.2' });
    assert.ok(reading.ok);
    assert.equal(reading.config.http.port, 5000);
    assert.deepEqual(reading.config.admin, { host: '::1', port: 4001, inspect: false });
  });

  it('reads every variable of a .env that begins with a byte order mark', async (t) => {
    const dir = await makeDir(t);
    await writeFile(join(dir, '.env'), '\ufeffPORT=4000\n');
    const reading = await loadIn(dir, LEAST);
    assert.ok(reading.ok);
    assert.equal(reading.config.http.port, 4000);
  });

  it('doubts a value that goes on behind a #, by name, unless it stands in quotes', async (t) => {
    const dir = await makeDir(t);
    const lines = ['VAPI_SECRET=a-long-secret-of#many', 'ADMIN_TOKEN="a-long-token#of-many"'];
    await writeFile(join(dir, '.env'), [...lines, '# PORT=1', 'ADMIN_PORT=4001 # ours'].join('\n'));
    const { VAPI_SECRET: _, ...rest } = LEAST;
    const reading = await loadIn(dir, rest);
    assert.ok(reading.ok);
    assert.deepEqual(
      reading.config.warnings
        .filter((warning) => warning.includes('#'))
        .map((it) => it.split(' ')[0]),
      ['VAPI_SECRET', 'ADMIN_PORT'],
    );
  });

  it('says so if .env is there and cannot be read', async (t) => {
    const dir = await makeDir(t);
    await mkdir(join(dir, '.env'));
    const reading = await loadIn(dir, LEAST);
    assert.ok(!reading.ok);
    assert.match(reading.faults.join(), /^\.env cannot be read: EISDIR$/);
  });
});

describe('readConfig() refuses, by name and without the value', () => {
  const rows: [Environment, RegExp][] = [
    [{ VAPI_SECRET: '"quoted-by-docker"' }, /^VAPI_SECRET stands in quotes/],
    [{ SANITY_API_TOKEN: "'quoted'" }, /^SANITY_API_TOKEN stands in quotes/],
    [{ SANITY_PROJECT_ID: '"p1"' }, /^SANITY_PROJECT_ID stands in quotes/],
    [{ SANITY_DATASET: '\ufeffproduction' }, /^SANITY_DATASET holds a byte order mark/],
    [{ VAPI_SECRET: 'x' }, /^VAPI_SECRET is too short/],
    [{ VAPI_SECRET: 'a-long-secret,abc' }, /^VAPI_SECRET is too short/],
    [{ VAPI_AUTH: 'hmac', VAPI_HMAC_SECRET: 'abc' }, /^VAPI_HMAC_SECRET is too short/],
    [{ ADMIN_TOKEN: 'abc' }, /^ADMIN_TOKEN is too short/],
    [{ VAPI_AUTH: 'none', HOST: '0.0.0.0' }, /^VAPI_AUTH is none on an address/],
    [{ VAPI_AUTH: 'none', ALLOW_UNAUTHENTICATED: 'no' }, /^VAPI_AUTH is none on an address/],
    [{ INSPECT: 'on', ADMIN_HOST: '0.0.0.0' }, /^INSPECT is on where others reach ADMIN_HOST: /],
    [{ INSPECT: 'yes' }, /^INSPECT is "yes": expected one of off, on$/],
    [{ CALL_ENGINE: 'restate' }, /^RESTATE_INGRESS_URL is missing: URLs of the ingress/],
    [
      {
        CALL_ENGINE: 'restate',
        RESTATE_INGRESS_URL: 'http://127.0.0.1:8080,http://10.0.0.1:8080',
        RESTATE_SERVICE_HOST: '0.0.0.0',
      },
      /^RESTATE_SERVICE_HOST is an address that others reach: expected RESTATE_IDENTITY_KEYS/,
    ],
  ];
  for (const [env, fault] of rows) {
    it(JSON.stringify(env), () => {
      const reading = readConfig({ ...LEAST, ...env });
      assert.ok(!reading.ok);
      assert.equal(reading.faults.length, 1);
      assert.match(reading.faults[0] ?? '', fault);
      assert.doesNotMatch(reading.faults.join(), /quoted|long-secret|"p1"/);
    });
  }

  it('and not the inspection of what only this machine reaches, or whoever has the token', () => {
    const token = { ADMIN_TOKEN: 'sixteen-letters-and-more' };
    for (const env of [{}, { ADMIN_HOST: '[::1]' }, { ADMIN_HOST: '0.0.0.0', ...token }]) {
      const reading = readConfig({ ...LEAST, INSPECT: 'on', ...env });
      assert.equal(reading.ok && reading.config.admin.inspect, true, JSON.stringify(env));
    }
  });

  for (const hosts of [
    '*.com',
    '.',
    '1',
    '*',
    '*.',
    'vapi',
    '*.co.uk',
    'vapi.ai,*.ai',
    '10.0.0.1',
  ]) {
    it(`VAPI_CONTROL_HOSTS=${hosts}`, () => {
      const reading = readConfig({ ...LEAST, VAPI_CONTROL_HOSTS: hosts });
      assert.ok(!reading.ok);
      assert.match(reading.faults.join(), /^VAPI_CONTROL_HOSTS /);
    });
  }
});
