import assert from 'node:assert/strict';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { readOptions } from '../../scripts/replay/options.ts';
import type { JournalLine } from '../../src/recording/line.ts';
import { record, writeJournal } from '../replay/record-calls.ts';
import { runProgram } from './run-program.ts';

const DAY = 'transcripts-2026-11-23.jsonl';

/** Runs the program; gives what it printed and its exit code. */
async function run(...args: string[]) {
  const { stdout, stderr, code } = await runProgram('replay.ts', ...args);
  return { out: stdout, errors: stderr.trim(), code };
}

/** A call of two lines with one answer. */
async function recordCall(): Promise<JournalLine[]> {
  const { lines, track, end } = record();
  await track('call-a', 't1', 'WB100001');
  await end('call-a');
  return lines;
}

/** The same, but that the record has one word and one number that do not come out. */
async function recordOtherCall(): Promise<JournalLine[]> {
  const [first, second] = await recordCall();
  assert.ok(first && second);
  const tampered = JSON.stringify(first).replaceAll('on its way', 'on the way');
  second.snapshot.context.tries = 5;
  return [JSON.parse(tampered), second];
}

test('npm run replay: exits 0 when all agree, and says how much that is', async (t) => {
  const dir = await writeJournal(t, { [DAY]: await recordCall() });
  for (const path of [dir, join(dir, DAY)]) {
    const { out, errors, code } = await run(path);
    assert.match(out, /^1 call: 1 agreed, 0 differed, 0 incomplete\. 2 lines, 4 events, 1 answer /);
    assert.deepEqual({ errors, code }, { errors: '', code: 0 });
  }
});

test('npm run replay: exits 1 and shows the first difference side by side', async (t) => {
  const dir = await writeJournal(t, { [DAY]: await recordOtherCall() });
  const { out, code } = await run(dir, '--jobs', '2');
  assert.equal(code, 1);
  assert.match(out, /^Call call-a differs at seq 0, \S+: answer t1 \(track_delivery\)$/m);
  assert.match(out, /on \[-the-\] .* │ .* on \{\+its\+\} /m);
  assert.match(out, /^ {2}then snapshot at seq 1$/m);
  assert.ok(out.split('\n').every((row) => row.length <= 120));
});

test('npm run replay: --show names further calls in one line each', async (t) => {
  const dir = await writeJournal(t, { [DAY]: await recordOtherCall() });
  const { out } = await run(dir, '--show', '0');
  assert.match(out, /^Call call-a differs: answer t1 at seq 0, snapshot at seq 1$/m);
});

test('npm run replay: --json tells machines all of it', async (t) => {
  const dir = await writeJournal(t, { [DAY]: await recordOtherCall() });
  const { out, code } = await run(dir, '--json');
  const { differed, verdicts } = JSON.parse(out);
  assert.deepEqual([differed, code], [1, 1]);
  assert.equal(verdicts[0].differences[1].leaves[0].path, 'context.tries');
});

test('npm run replay: an incomplete call exits 1, unless that is allowed', async (t) => {
  const dir = await writeJournal(t, { [DAY]: (await recordCall()).slice(1) });
  const { out, code } = await run(dir);
  assert.match(out, /^Call call-a is incomplete from seq 0: its opening is not here/m);
  assert.equal(code, 1);
  assert.equal((await run(dir, '--allow-incomplete')).code, 0);
});

test('npm run replay: a damaged line exits 1', async (t) => {
  const dir = await writeJournal(t, { [DAY]: [...(await recordCall()), '{]'] });
  const { out, code } = await run(dir);
  assert.match(out, /2 lines \(1 more damaged\)/);
  assert.equal(code, 1);
});

test('npm run replay: journals that contradict one another are named, and exit 1', async (t) => {
  const lines = await recordCall();
  const transcript = [{ role: 'caller', text: 'No.' }];
  const odd = JSON.stringify({ ...lines[1], transcript });
  const [one, other] = [
    await writeJournal(t, { [DAY]: lines }),
    await writeJournal(t, { [DAY]: [odd] }),
  ];
  const agreed = await run(one, one);
  assert.match(agreed.out, /^1 call: 1 agreed.* 2 lines \(2 written twice\), /);
  assert.equal(agreed.code, 0);
  const told = `Call call-a has two different lines of seq 1: line 2 of ${join(one, DAY)} and line 1 of ${join(other, DAY)}`;
  for (const args of [
    [one, other],
    ['call-a', '--dir', one, '--dir', other],
  ]) {
    const { errors, code } = await run(...args);
    assert.deepEqual([errors, code], [told, 1]);
  }
});

test('npm run replay: a call ID shows the call line by line', async (t) => {
  const dir = await writeJournal(t, { [DAY]: await recordCall() });
  const { out, code } = await run('call-a', '--dir', dir);
  assert.match(out, /^ {2}event +12:00:00\.020 lookup\.settled WB100001 found \(sanity\): /m);
  assert.match(out, /^ {2}states +need → confirm → fetch → report$/m);
  assert.match(out, /^ {2}answer +t1 track_delivery: success, from sanity, to report: “Your /m);
  assert.match(out, /^All agrees: 2 lines, 1 answer$/m);
  assert.equal(code, 0);
});

test('npm run replay: a call that differs shows where, line by line', async (t) => {
  const dir = await writeJournal(t, { [DAY]: await recordOtherCall() });
  const { out, code } = await run('call-a', '--dir', dir);
  assert.match(out, /^ {2}answer differs$/m);
  assert.match(out, /^ {2}snapshot differs$/m);
  assert.equal(code, 1);
});

test('npm run replay: what cannot be replayed is one clear line and exits 2', async (t) => {
  const dir = await writeJournal(t, { [DAY]: await recordCall(), 'empty.jsonl': [] });
  const [line] = await recordCall();
  await writeFile(join(dir, 'newer.jsonl'), `${JSON.stringify({ ...line, v: 3 })}\n`);
  await writeFile(join(dir, 'notes.txt'), 'buy milk\nand bread\n');
  const cases: [string[], RegExp][] = [
    [[join(dir, 'none.jsonl')], /^Cannot read ".*none\.jsonl": no such file or directory$/],
    [['call-b', '--dir', dir], /^Cannot find "call-b": no such file, and no call of that ID in "/],
    [['call-b', '--dir', join(dir, 'x')], /^Cannot find "call-b": no such file, and no directory/],
    [
      [join(dir, 'notes.txt')],
      /^".*notes\.txt" is no journal: not one of its 2 lines can be read$/,
    ],
    [[join(dir, 'empty.jsonl')], /^There is nothing to replay in ".*empty\.jsonl": /],
    [
      [join(dir, 'newer.jsonl')],
      /^Line 1 of newer\.jsonl has version 3: this program replays versions up to 2$/,
    ],
    [[dir, '--jobs', 'two'], /^--jobs is "two": expected a number from 1 to 64 \(--help/],
    [[], /^Nothing to replay: expected a PATH or a CALL_ID/],
  ];
  const runs = await Promise.all(cases.map(([args]) => run(...args)));
  for (const [index, { errors, code }] of runs.entries()) {
    assert.match(errors, cases[index]?.[1] ?? /^$/);
    assert.equal(code, 2);
  }
});

describe('readOptions()', () => {
  const fault = (...args: string[]) => {
    const reading = readOptions(['x', ...args]);
    return reading.ok ? null : reading.fault;
  };

  test('posts to this machine alone, unless told otherwise', () => {
    assert.equal(fault('--against', 'http://127.0.0.1:3000'), null);
    assert.match(fault('--against', 'https://example.com') ?? '', /--allow-remote posts to/);
    assert.equal(fault('--against', 'https://example.com', '--allow-remote'), null);
    assert.match(fault('--against', 'http://localhost.example.com') ?? '', /--allow-remote/);
  });

  test('adds the webhook to a mere host', () => {
    const reading = readOptions(['x', '--against', 'http://localhost:3000']);
    assert.ok(reading.ok && reading.do === 'replay');
    assert.equal(reading.replay.against?.url, 'http://localhost:3000/webhook');
  });

  test('refuses what cannot be meant', () => {
    assert.match(fault('--against', 'localhost') ?? '', /expected an http URL/);
    assert.match(fault('--secret', 'x') ?? '', /go with --against/);
    assert.match(fault('--show', '-1') ?? '', /./);
  });
});
