import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { describe, it } from 'node:test';
import { parseEnv } from 'node:util';
import { configReference, readConfig } from '../../src/config.ts';

describe('.env.example', () => {
  const file = readFile(new URL('../../.env.example', import.meta.url), 'utf8');
  const rows = configReference();

  it('names every variable once, in order, with its description and default', async () => {
    const pairs = (await file).matchAll(/^# (.+)\n(?:# )?([A-Z_]+)=(.*)$/gm);
    const told = [...pairs].map(([, about, name, value]) => ({ about, name, value }));
    assert.deepEqual(
      told.map(({ about, name }) => ({ about, name })),
      rows.map(({ description, name, required }) => ({
        about: required ? `${description} (required)` : description,
        name,
      })),
    );
    const defaults = rows.filter((row) => row.default !== null);
    for (const row of defaults) {
      assert.equal(told.find(({ name }) => name === row.name)?.value, row.default, row.name);
    }
  });

  it('sets what a start needs, and nothing else', async () => {
    const required = rows.filter((row) => row.required).map(({ name }) => name);
    const set = Object.keys(parseEnv(await file));
    assert.deepEqual(set.toSorted(), [...required, 'VAPI_SECRET'].toSorted());
  });

  it('does not start as it is: each placeholder is a fault', async () => {
    const set = parseEnv(await file);
    const reading = readConfig(set);
    assert.ok(!reading.ok);
    const placeholders = Object.keys(set).filter((name) => name !== 'VAPI_AUTH');
    assert.deepEqual(
      reading.faults.toSorted(),
      placeholders.toSorted().map((name) => `${name} still has its value of .env.example`),
    );
  });
});

describe('configReference()', () => {
  it('gives default, need and description of each variable', () => {
    const rows = new Map(configReference().map((row) => [row.name, row]));
    assert.deepEqual(rows.get('REPLY_DEADLINE_MS'), {
      name: 'REPLY_DEADLINE_MS',
      default: '500',
      required: false,
      description: 'Time after which a tool call is answered with what is at hand, in milliseconds',
    });
    assert.equal(rows.get('VAPI_AUTH')?.required, true);
    assert.equal(rows.get('VAPI_SECRET')?.required, false);
    assert.equal(rows.get('ADMIN_TOKEN')?.default, null);
  });

  it('fits one line of .env.example each', () => {
    for (const { description } of configReference()) assert.match(description, /^[A-Z].{9,97}$/);
  });
});
