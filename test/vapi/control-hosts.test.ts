import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { readConfig } from '../../src/config.ts';
import { createControlUrlCheck } from '../../src/vapi/control-hosts.ts';

type Row = [hosts: string, url: string, allowed: boolean];

const VAPI = '*.vapi.ai';
const REAL =
  'https://phone-call-websocket.aws-us-west-2-backend-production1.vapi.ai/019e8c41/control';

const ROWS: Record<string, Row[]> = {
  'below a wildcard': [
    [VAPI, REAL, true],
    [VAPI, 'https://a.vapi.ai/b/control?c=d', true],
    [VAPI, 'https://a.vapi.ai:443/b', true],
    [VAPI, 'HTTPS://A.VAPI.AI/b', true],
    ['*.VAPI.AI', 'https://a.vapi.ai/b', true],
    [VAPI, 'https://a.vapi.ai/../../b', true],
    [VAPI, 'https://a.vapi.ai\\@evil.com/b', true],
    [VAPI, 'https://vapi.ai/b', false],
    [VAPI, 'https://.vapi.ai/b', false],
    [VAPI, 'https://evilvapi.ai/b', false],
    [VAPI, 'https://vapi.ai.evil.com/b', false],
    [VAPI, 'https://a.vapi.ai.evil.com/b', false],
    [VAPI, 'https://a-vapi.ai/b', false],
    [VAPI, 'https://a.vapi.ai./b', false],
    [VAPI, 'https://a.vapi.aі/b', false],
    [VAPI, 'https://xn--vapi-l8b.ai/b', false],
    [VAPI, 'https://evil.com/a.vapi.ai', false],
    [VAPI, 'https://evil.com?a.vapi.ai', false],
    [VAPI, 'https://evil.com#.vapi.ai', false],
    [VAPI, 'https://evil.com\\.vapi.ai', false],
    [VAPI, 'https://evil.com/%2e.vapi.ai', false],
    [VAPI, 'https://a%2evapi.ai.evil.com/b', false],
  ],
  'with another scheme, port or user': [
    [VAPI, 'http://a.vapi.ai/b', false],
    [VAPI, 'wss://a.vapi.ai/b', false],
    [VAPI, 'ftp://a.vapi.ai/b', false],
    [VAPI, 'file://a.vapi.ai/etc/passwd', false],
    [VAPI, '//a.vapi.ai/b', false],
    [VAPI, 'a.vapi.ai/b', false],
    [VAPI, '', false],
    [VAPI, 'https://a.vapi.ai:8443/b', false],
    [VAPI, 'https://a.vapi.ai:80/b', false],
    [VAPI, 'https://a.vapi.ai:99999/b', false],
    [VAPI, 'https://me@a.vapi.ai/b', false],
    [VAPI, 'https://me:pw@a.vapi.ai/b', false],
    [VAPI, 'https://:pw@a.vapi.ai/b', false],
    [VAPI, 'https://a.vapi.ai@evil.com/b', false],
    [VAPI, 'https://a.vapi.ai:443@evil.com/b', false],
    [VAPI, 'https://a.vapi.ai%00@evil.com/b', false],
  ],
  'at an address': [
    [VAPI, 'https://127.0.0.1/b', false],
    [VAPI, 'https://169.254.169.254/latest/meta-data', false],
    [VAPI, 'https://[::1]/b', false],
    [VAPI, 'https://[::ffff:127.0.0.1]/a.vapi.ai', false],
    ['10.0.0.8', 'https://10.0.0.8/b', true],
    ['10.0.0.8', 'https://0x0a000008/b', true],
    ['10.0.0.8', 'https://10.0.0.80/b', false],
    ['*.0.0.1', 'https://127.0.0.1/b', false],
  ],
  'on one host': [
    ['control.example', 'https://control.example/b', true],
    ['control.example', 'https://a.control.example/b', false],
    ['control.example', 'https://control.example:8443/b', false],
    ['control.example:8443', 'https://control.example:8443/b', true],
    ['control.example:8443', 'https://control.example/b', false],
    ['*.example:8443', 'https://a.example:8443/b', true],
    ['localhost', 'http://localhost/b', false],
  ],
  'on an origin of this machine': [
    ['http://127.0.0.1:1234', 'http://127.0.0.1:1234/b', true],
    ['http://127.0.0.1:1234', 'http://127.1:1234/b', true],
    ['http://localhost:1234', 'http://LOCALHOST:1234/b', true],
    ['http://[::1]:1234', 'http://[0:0::1]:1234/b', true],
    ['http://127.0.0.1', 'http://127.0.0.1:80/b', true],
    ['http://127.0.0.1:1234', 'https://127.0.0.1:1234/b', false],
    ['http://127.0.0.1:1234', 'http://127.0.0.1:1235/b', false],
    ['http://127.0.0.1:1234', 'http://127.0.0.1/b', false],
    ['http://127.0.0.1:1234', 'http://127.0.0.2:1234/b', false],
    ['http://127.0.0.1:1234', 'http://localhost:1234/b', false],
    ['http://127.0.0.1:1234', 'http://127.0.0.1:1234@evil.com/b', false],
    ['http://127.0.0.1:1234', 'http://a.vapi.ai:1234/b', false],
  ],
};

for (const [where, rows] of Object.entries(ROWS)) {
  describe(`createControlUrlCheck() ${where}`, () => {
    for (const [hosts, url, allowed] of rows) {
      test(`${hosts} ${allowed ? 'allows' : 'refuses'} ${JSON.stringify(url)}`, () => {
        assert.equal(createControlUrlCheck([hosts])(url) !== null, allowed);
      });
    }
  });
}

test('createControlUrlCheck() allows what any one entry allows', () => {
  const check = createControlUrlCheck(['a.example', 'http://127.0.0.1:1', VAPI]);
  for (const url of ['https://a.example/', 'http://127.0.0.1:1/', REAL]) {
    assert.equal(check(url)?.href, url);
  }
  assert.equal(createControlUrlCheck([])(REAL), null);
});

test('createControlUrlCheck() returns the URL that was checked, on the host that was seen', () => {
  const check = createControlUrlCheck([VAPI]);
  assert.equal(check(' https://a.vapi.ai\\@evil.com/b ')?.href, 'https://a.vapi.ai/@evil.com/b');
  assert.equal(check('https://a.vapi.ai/../../b')?.href, 'https://a.vapi.ai/b');
});

const UNREADABLE = [
  '',
  '*',
  '*.',
  'a.*.b',
  'https://a.vapi.ai',
  'http://a.vapi.ai',
  'http://127.0.0.1:1/path',
  'http://me@127.0.0.1:1',
  'http://127.0.0.1.evil.com',
  'http://10.0.0.8:1234',
  'a.vapi.ai:99999',
  'a b',
];

for (const entry of UNREADABLE) {
  test(`createControlUrlCheck() does not take ${JSON.stringify(entry)} for a host`, () => {
    assert.throws(() => createControlUrlCheck([entry]), RangeError);
  });
}

/** The control hosts of a configuration that names these, or null where it refuses them. */
function configuredHosts(list: string): readonly string[] | null {
  const reading = readConfig({
    SANITY_PROJECT_ID: 'p',
    SANITY_DATASET: 'd',
    SANITY_API_TOKEN: 't',
    VAPI_AUTH: 'none',
    HOST: '127.0.0.1',
    VAPI_CONTROL_HOSTS: list,
  });
  return reading.ok ? reading.config.vapi.controlHosts : null;
}

// What the configuration lets through must not stop the start later, with a worse message.
const ODD = [
  'http:80',
  '*..',
  '.',
  '-',
  '_',
  '1',
  '*.1',
  '1.2.3.4.5',
  '[::1]',
  'xn--a',
  '*.*.a',
  '',
];

for (const entry of [...ODD, ...UNREADABLE.filter((one) => one !== '')]) {
  test(`VAPI_CONTROL_HOSTS=${JSON.stringify(entry)} is refused or can be read`, () => {
    const hosts = configuredHosts(entry);
    if (hosts !== null) assert.doesNotThrow(() => createControlUrlCheck(hosts));
    if (UNREADABLE.includes(entry) && entry !== '') assert.equal(hosts, null);
  });
}

test('VAPI_CONTROL_HOSTS names hosts and origins of this machine together', () => {
  const hosts = configuredHosts('*.vapi.ai, http://127.0.0.1:1234 ,http://[::1]:5');
  assert.deepEqual(hosts, [VAPI, 'http://127.0.0.1:1234', 'http://[::1]:5']);
});
