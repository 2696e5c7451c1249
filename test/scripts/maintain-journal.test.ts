import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, type TestContext, test } from 'node:test';
import { readEraseOptions } from '../../scripts/erase/options.ts';
import { fill, textsIn, verdictsOn } from '../erasure/erase-journal.ts';
import { ends, finds, pendingLookups, tellCall } from '../erasure/tell-call.ts';
import { makeLine, NOON } from '../recording/make-line.ts';
import { runProgram as run } from './run-program.ts';

const HERS = { trackingNumber: 'WB10000001', status: 'in_transit', customerName: 'Maria Gonzalez' };
const FILE = 'transcripts-2020-11-23.jsonl';

async function makeJournal(context: TestContext): Promise<string> {
  const dir = await mkdtemp(join(tmpdir(), 'waybill-maintain-'));
  context.after(() => rm(dir, { recursive: true }));
  const call = tellCall({ callId: 'hers' }, [
    {
      events: [
        pendingLookups('t1', 'WB10000001'),
        finds({ ...HERS, customerPhone: '+12025550101' }),
      ],
    },
    { events: [ends()] },
  ]);
  await fill(dir, { [FILE]: [...call, makeLine({ callId: 'other', at: NOON })] });
  return dir;
}

describe('npm run erase', () => {
  test('erases a person, and prints what it touched without naming anybody', async (context) => {
    const dir = await makeJournal(context);
    const { code, stdout, stderr } = await run(
      'erase.ts',
      '--caller',
      '+1 (202) 555-0101',
      '--dir',
      dir,
    );
    assert.deepEqual([code, stderr], [0, '']);
    assert.deepEqual(stdout.trim().split('\n'), [
      `${FILE}: 2 lines rewritten`,
      'The person: 1 number, 1 name and 1 phone on record',
      'Calls erased: 1; values replaced: tracking numbers 1, names 1, phones 1',
    ]);
    assert.doesNotMatch(Object.values(await textsIn(dir)).join(), /WB10000001|Maria|2025550101/);
    assert.equal((await verdictsOn(dir)).hers, 'agreed');
  });

  test('tells what a dry run would touch, and touches nothing', async (context) => {
    const dir = await makeJournal(context);
    const before = await textsIn(dir);
    const { stdout } = await run('erase.ts', '--call', 'hers', '--dir', dir, '--dry-run');
    assert.match(stdout, /2 lines to rewrite/);
    assert.deepEqual(await textsIn(dir), before);
  });

  test('lists what may be of the person, takes what is chosen, and exits 3 until then', async (context) => {
    const dir = await makeJournal(context);
    const said = (callId: string, text: string) =>
      makeLine({ callId, at: NOON, state: 'ended', text });
    await fill(dir, {
      'transcripts-2020-11-24.jsonl': [
        said('by-name', 'Is it for Mrs Gonzalez?'),
        said('by-end', 'It ends in oh oh oh one.'),
      ],
    });
    const args = ['erase.ts', '--tracking', 'WB10000001', '--dir', dir] as const;
    const first = await run(...args);
    assert.equal(first.code, 3, first.stderr);
    assert.deepEqual(first.stdout.trim().split('\n').slice(-2), [
      '  1  call by-end, transcripts-2020-11-24.jsonl line 2 (seq 0): the end of a number',
      '  2  call by-name, transcripts-2020-11-24.jsonl line 1 (seq 0): a part of a name',
    ]);
    // The record of her is gone by now: what was found then is remembered.
    const second = await run(...args, '--yes-also', '2');
    assert.equal(second.code, 3);
    assert.doesNotMatch(Object.values(await textsIn(dir)).join(), /Gonzalez/);
    assert.match(second.stdout, /\n {2}1 {2}call by-end/);
    assert.equal((await run(...args, '--yes-also', '7')).code, 2);
    assert.equal((await run(...args, '--yes-also', '1')).code, 0);
    assert.doesNotMatch(Object.values(await textsIn(dir)).join(), /ends in oh/);
    assert.equal((await run(...args)).code, 1);
  });

  test('does not pass for done where calls do not say who called', async (context) => {
    const dir = await makeJournal(context);
    const { caller: _, ...old } = makeLine({ callId: 'old', at: NOON });
    await fill(dir, { 'transcripts-2020-11-24.jsonl': [old] });
    const { code, stdout } = await run('erase.ts', '--caller', '+12025550101', '--dir', dir);
    assert.match(stdout, /^1 call NOT searched by caller/m);
    assert.equal(code, 1);
  });

  test('says so when nothing is found, which is no success', async (context) => {
    const dir = await makeJournal(context);
    const { code, stdout } = await run('erase.ts', '--tracking', 'WB99999999', '--dir', dir);
    assert.match(stdout, /Nothing found/);
    assert.equal(code, 1);
  });

  const wrong: [string, string[], RegExp][] = [
    ['nobody', [], /Expected one of/],
    ['two at once', ['--call', 'a', '--tracking', 'WB10000001'], /Expected one of/],
    ['a phone without its country', ['--caller', '202 555 0101'], /E\.164/],
    ['what is no tracking number', ['--tracking', 'WB1'], /tooShort/],
    ['an empty call ID', ['--call', ''], /empty/],
    ['candidates that are no numbers', ['--call', 'a', '--yes-also', 'all'], /yes-also/],
    ['a stray word', ['--call', 'a', 'b'], /yes-also/],
    ['an unknown flag', ['--caler', '+12025550101'], /Unknown option/],
  ];
  for (const [what, args, expected] of wrong) {
    test(`refuses ${what}`, () => {
      const reading = readEraseOptions(args);
      assert.match(reading.ok ? '' : reading.fault, expected);
    });
  }

  test('refuses with exit code 2, and a directory that is not there with 1', async () => {
    assert.equal((await run('erase.ts')).code, 2);
    const { code, stderr } = await run('erase.ts', '--call', 'a', '--dir', '/nowhere');
    assert.deepEqual([code, stderr.split(':')[0]], [1, 'ENOENT']);
  });
});

describe('npm run archive', () => {
  test('compresses old days, and does nothing the next time', async (context) => {
    const dir = await makeJournal(context);
    const args = ['--dir', dir, '--retention-days', '30', '--delete-days', '3650'];
    const first = await run('archive.ts', ...args);
    assert.match(first.stdout, /^transcripts-2020-11-23\.jsonl: compressed, \d+ to \d+ bytes\n$/);
    assert.deepEqual([first.code, Object.keys(await textsIn(dir))], [0, [`${FILE}.gz`]]);
    assert.equal((await run('archive.ts', ...args)).stdout, 'Nothing to do\n');
  });

  test('deletes what is older than it is to be kept', async (context) => {
    const dir = await makeJournal(context);
    const { stdout } = await run('archive.ts', '--dir', dir, '--delete-days', '365');
    assert.deepEqual([stdout, await textsIn(dir)], [`${FILE}: deleted\n`, {}]);
  });

  test('refuses a setting that does not fit, with exit code 2', async () => {
    const { code, stderr } = await run('archive.ts', '--retention-days', 'soon');
    assert.deepEqual([code, stderr.split(':')[0]], [2, 'TRANSCRIPTS_RETENTION_DAYS is "soon"']);
  });
});
