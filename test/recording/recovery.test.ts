import assert from 'node:assert/strict';
import {
  appendFile,
  copyFile,
  readFile,
  rm,
  stat,
  truncate,
  unlink,
  writeFile,
} from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import type { JournalNotice } from '../../src/recording/journal-notice.ts';
import type { JournalLine } from '../../src/recording/line.ts';
import { recover } from '../../src/recording/recover.ts';
import { seal } from '../../src/recording/seal.ts';
import { systemEdges } from '../../src/system-edges.ts';
import { makeLine, NOON } from './make-line.ts';
import {
  LINGER_MS,
  linesIn,
  makeDir,
  openTestJournal,
  record,
  reopen,
  textOf,
  UNBOUNDED,
} from './test-journal.ts';

const { disk } = systemEdges;
const FILE = 'transcripts-2026-11-23.jsonl';
const CHECKPOINT = '.checkpoint.json';
/** So narrow that checkpoints are relied on whatever the size of the journal. */
const RELYING = { limits: { checkpointBytes: 0 } };

test('recovery: a call that had not ended goes on from its last line', async (context) => {
  const dir = await makeDir(context);
  const lines = [
    makeLine({ answers: ['tool-1', 'tool-2'] }),
    makeLine({ seq: 1 }),
    makeLine({ seq: 2, answers: ['tool-3', 'tool-1'] }),
    makeLine({ seq: 3, state: 'confirm' }),
  ];
  await record(dir, lines);
  const { recovered } = await reopen(dir);
  const [first, , third] = lines;
  const own = [...(first?.response?.results ?? []), third?.response?.results[0]];
  const results = own.map((result) => ({ askId: result?.toolCallId, result }));
  assert.deepEqual(recovered, [
    {
      callId: 'call-1',
      seq: 4,
      at: NOON,
      line: lines[3],
      results,
      asked: [],
      chats: [],
      ended: false,
      endedAt: null,
      said: [first, third, lines[3]].flatMap((line) => line?.transcript),
      saidSinceReadBack: [first, third, lines[3]].flatMap((line) => line?.transcript),
    },
  ]);
});

test('recovery: what was said before a number was read back is told apart', async (context) => {
  const dir = await makeDir(context);
  const asking = makeLine({ seq: 1, answers: ['tool-1'], text: 'Where is it?' });
  const result = JSON.stringify({ status: 'needs_confirmation', message: 'Is that right?' });
  asking.response = { results: [{ toolCallId: 'tool-1', result }] };
  const after = makeLine({ seq: 2, text: 'No.' });
  await record(dir, [makeLine({ text: 'Hello.' }), asking, after]);
  const [recovered] = (await reopen(dir)).recovered;
  assert.deepEqual(recovered?.saidSinceReadBack, after.transcript);
  assert.deepEqual(recovered?.said, [...asking.transcript, ...after.transcript]);
});

test('recovery: an ended call is there as long as it lingers', async (context) => {
  const dir = await makeDir(context);
  await record(dir, [makeLine({ state: 'ended', answers: ['tool-1'] })]);
  const lingering = await reopen(dir, { now: NOON + LINGER_MS - 1 });
  assert.deepEqual(
    lingering.recovered.map(({ ended, endedAt }) => ({ ended, endedAt })),
    [{ ended: true, endedAt: NOON }],
  );
  const past = await reopen(dir, { now: NOON + LINGER_MS });
  assert.deepEqual(past.recovered, []);
});

test('recovery: a call that came back after it was forgotten is a new one', async (context) => {
  const dir = await makeDir(context);
  await record(dir, [
    makeLine({ answers: ['tool-1'] }),
    makeLine({ seq: 1, state: 'ended' }),
    makeLine({ at: NOON + LINGER_MS, answers: ['tool-2'] }),
  ]);
  const { recovered } = await reopen(dir);
  assert.equal(recovered[0]?.seq, 1);
  assert.equal(recovered[0]?.ended, false);
  assert.deepEqual(
    recovered[0]?.results.map(({ askId }) => askId),
    ['tool-2'],
  );
});

test('recovery: a call that came back without having ended is a new one, too', async (context) => {
  const dir = await makeDir(context);
  await record(dir, [makeLine(), makeLine({ seq: 1, answers: ['tool-1'] }), makeLine()]);
  const { recovered } = await reopen(dir);
  assert.deepEqual(
    recovered.map(({ seq, results }) => [seq, results]),
    [[1, []]],
  );
});

test('recovery: a call that came back is a new one, though its first line was lost', async (context) => {
  const dir = await makeDir(context);
  await record(dir, [
    makeLine({ state: 'ended', answers: ['tool-1'] }),
    makeLine({ seq: 1, at: NOON + LINGER_MS, answers: ['tool-2'] }),
  ]);
  const { recovered } = await reopen(dir);
  assert.equal(recovered[0]?.ended, false);
  assert.equal(recovered[0]?.results.length, 1);
});

test('recovery: the last two files are read, however old', async (context) => {
  const dir = await makeDir(context);
  await record(dir, [makeLine(), makeLine({ callId: 'b', at: NOON + 86_400_000 })]);
  await rm(join(dir, CHECKPOINT));
  const { recovered } = await reopen(dir, { now: NOON + 30 * 86_400_000 });
  assert.equal(recovered.length, 2);
});

test('recovery: lines of a clock that was far ahead come before the others', async (context) => {
  const dir = await makeDir(context);
  const later = makeLine({ seq: 1 });
  await record(dir, [makeLine({ at: Date.parse('2099-01-01T00:00:00Z') }), later]);
  assert.deepEqual((await reopen(dir)).recovered[0]?.line, later);
});

test('recovery: a forgotten call is in no checkpoint', async (context) => {
  const dir = await makeDir(context);
  const { journal } = await openTestJournal(dir);
  await journal.append(makeLine());
  journal.forget('call-1');
  await journal.close();
  assert.deepEqual((await reopen(dir, RELYING)).recovered, []);
});

test('recovery: calls of days ago are found through the checkpoint, even a poor one', async (context) => {
  const dir = await makeDir(context);
  const later = { now: NOON + 30 * 86_400_000 };
  await record(dir, [makeLine()]);
  // Two more files, so that it is none of the last two.
  await record(dir, [makeLine({ callId: 'b', at: NOON + 86_400_000, state: 'ended' })]);
  await record(dir, [makeLine({ callId: 'c', at: NOON + 2 * 86_400_000, state: 'ended' })]);
  assert.equal((await reopen(dir, { ...later, ...RELYING })).recovered.length, 1);
  assert.equal((await reopen(dir, later)).recovered.length, 1);
});

test('torn tail: whatever is left of the last line is cut off', async (context) => {
  const dir = await makeDir(context);
  const [whole, torn] = [makeLine(), makeLine({ seq: 1, answers: ['tool-1'] })];
  await record(dir, [whole, torn]);
  const bytes = await readFile(join(dir, FILE));
  const start = bytes.indexOf('\n') + 1;
  for (let length = start + 1; length < bytes.length; length += 1) {
    await writeFile(join(dir, FILE), bytes.subarray(0, length));
    const notices: JournalNotice[] = [];
    const { calls } = await recover({
      disk,
      dir,
      now: NOON,
      wholeBytesMax: 0,
      isOurs: true,
      ...UNBOUNDED,
      onNotice: (notice) => notices.push(notice),
    });
    assert.deepEqual(calls[0]?.line, whole);
    const cut = notices.find(({ type }) => type === 'tail.cut');
    assert.deepEqual(cut, { type: 'tail.cut', day: '2026-11-23', bytes: length - start });
    assert.equal((await stat(join(dir, FILE))).size, start);
  }
});

test('torn tail: the next line begins where the torn one did', async (context) => {
  const dir = await makeDir(context);
  await record(dir, [makeLine(), makeLine({ seq: 1 })]);
  await truncate(join(dir, FILE), (await stat(join(dir, FILE))).size - 1);
  await record(dir, [makeLine({ seq: 1, text: 'anew' })]);
  assert.deepEqual(await linesIn(dir), [makeLine(), makeLine({ seq: 1, text: 'anew' })]);
});

test('torn tail: one without any line before it leaves an empty file', async (context) => {
  const dir = await makeDir(context);
  await writeFile(join(dir, FILE), '{"v":1');
  const { recovered } = await reopen(dir);
  assert.deepEqual(recovered, []);
  assert.equal((await stat(join(dir, FILE))).size, 0);
});

test('damage: a line that is damaged is copied aside once, and the rest is read', async (context) => {
  const dir = await makeDir(context);
  await record(dir, [makeLine(), makeLine({ seq: 1 }), makeLine({ seq: 2, callId: 'other' })]);
  const bytes = await readFile(join(dir, FILE));
  const start = bytes.indexOf('\n') + 1;
  const damaged = bytes.subarray(start, bytes.indexOf('\n', start));
  damaged.write('X', damaged.indexOf('Grüß'));
  await writeFile(join(dir, FILE), bytes);
  const { recovered, notices } = await reopen(dir);
  assert.deepEqual(
    recovered.map(({ callId, seq }) => [callId, seq]),
    [
      ['call-1', 1],
      ['other', 3],
    ],
  );
  const told = { type: 'lines.damaged', day: '2026-11-23', lines: 1, reason: null };
  assert.deepEqual(notices[0], told);
  const again = await reopen(dir);
  assert.ok(!again.notices.some(({ type }) => type === 'lines.damaged'));
  assert.equal(
    await textOf(dir, 'transcripts-2026-11-23.quarantine'),
    `# offset ${start}, ${damaged.length} bytes: checksum\n${damaged}\n`,
  );
  assert.deepEqual(await readFile(join(dir, FILE)), bytes);
});

test('checkpoint: what it covers is not read again', async (context) => {
  const dir = await makeDir(context);
  await record(dir, [makeLine({ answers: ['tool-1'] }), makeLine({ seq: 1 })]);
  const { notices, recovered } = await reopen(dir, RELYING);
  assert.equal(recovered[0]?.results.length, 1);
  const told = { type: 'journal.recovered', from: 'checkpoint', calls: 1, bytesRead: 0 };
  assert.deepEqual(notices, [told]);
});

test('checkpoint: an old one is gone on from', async (context) => {
  const dir = await makeDir(context);
  await record(dir, [makeLine()]);
  await copyFile(join(dir, CHECKPOINT), join(dir, 'old'));
  await record(dir, [makeLine({ seq: 1 }), makeLine({ callId: 'other', at: NOON + 86_400_000 })]);
  await copyFile(join(dir, 'old'), join(dir, CHECKPOINT));
  const { recovered, notices } = await reopen(dir, RELYING);
  assert.deepEqual(
    recovered.map(({ seq }) => seq),
    [2, 1],
  );
  assert.equal(notices.length, 1);
});

/** Each spoils the journal behind the back of its checkpoint; the last line goes or stays. */
const SPOILED: Record<string, (dir: string, bytes: Buffer) => Promise<void>> = {
  'a line that it points to is damaged': async (dir, bytes) => {
    bytes.write('X', bytes.indexOf('Grüß', bytes.indexOf('"seq":1')));
    await writeFile(join(dir, FILE), bytes);
  },
  'a line was put before it': (dir, bytes) =>
    writeFile(join(dir, FILE), Buffer.concat([Buffer.from('by hand\n'), bytes])),
  'a line that nobody needs any more is gone': (dir, bytes) =>
    truncate(join(dir, FILE), bytes.lastIndexOf('\n', bytes.length - 2) + 1),
  'a line that nobody needs any more is longer': async (dir, bytes) => {
    const end = bytes.lastIndexOf('\n', bytes.length - 2) + 1;
    const longer = Buffer.alloc(bytes.length, 'x');
    await writeFile(join(dir, FILE), Buffer.concat([bytes.subarray(0, end), longer]));
    await appendFile(join(dir, FILE), '\n');
  },
  'the file is shorter': (dir, bytes) => truncate(join(dir, FILE), bytes.indexOf('\n') + 1),
  'a file is gone': async (dir) => {
    await unlink(join(dir, FILE));
    const other = seal(makeLine({ callId: 'other' }));
    await writeFile(join(dir, 'transcripts-2026-11-24.jsonl'), `${other}\n`);
  },
};

for (const [what, spoil] of Object.entries(SPOILED)) {
  test(`checkpoint: not relied on when ${what}`, async (context) => {
    const dir = await makeDir(context);
    const past = makeLine({ callId: 'past', at: NOON - LINGER_MS, state: 'ended' });
    await record(dir, [makeLine(), makeLine({ seq: 1 }), past]);
    await spoil(dir, await readFile(join(dir, FILE)));
    const { recovered, notices } = await reopen(dir, RELYING);
    assert.ok(notices.some(({ type }) => type === 'checkpoint.refused'));
    const last = (await linesIn(dir)).findLast(
      (line) => typeof line !== 'string' && line.call_id !== 'past',
    );
    assert.deepEqual(recovered.at(0)?.line, last);
  });
}

for (const text of ['', '{}', '{"v":1,"files":[],"calls":[]}']) {
  test(`checkpoint: "${text}" is none`, async (context) => {
    const dir = await makeDir(context);
    await record(dir, [makeLine()]);
    await writeFile(join(dir, CHECKPOINT), text);
    const { recovered } = await reopen(dir, RELYING);
    assert.equal(recovered.length, 1);
  });
}

test('checkpoint: is written while lines are recorded, not only at the end', async (context) => {
  const dir = await makeDir(context);
  const written = Promise.withResolvers<void>();
  const watched = {
    ...disk,
    async rename(from: string, to: string) {
      await disk.rename(from, to);
      if (to.endsWith(CHECKPOINT)) written.resolve();
    },
  };
  const limits = { checkpointBytes: 2000 };
  const { journal } = await openTestJournal(dir, { disk: watched, limits });
  for (let seq = 0; seq < 10; seq += 1) await journal.append(makeLine({ seq }));
  await written.promise;
  await journal.close();
});

test('recovery: a clock that stepped back over midnight does not lead back', async (context) => {
  const dir = await makeDir(context);
  const midnight = Date.parse('2026-11-24T00:00:00Z');
  const lines = [-1, 1, -500, -400].map((ms, seq) => makeLine({ seq, at: midnight + ms }));
  await record(dir, lines.slice(0, 3), { now: midnight - 500 });
  await record(dir, lines.slice(3), { now: midnight - 400 });
  for (const options of [{}, RELYING]) {
    const { recovered } = await reopen(dir, { now: midnight - 300, ...options });
    assert.deepEqual(recovered[0]?.line, lines[3]);
  }
});

test('recovery: ten thousand calls that were open all go on', async (context) => {
  const dir = await makeDir(context);
  const callIds = Array.from({ length: 10_000 }, (_, n) => `call-${n}`);
  await record(dir, [
    ...callIds.map((callId) => makeLine({ callId, answers: [`tool-${callId}`] })),
    ...callIds.map((callId) => makeLine({ callId, seq: 1 })),
  ]);
  for (const options of [{}, RELYING]) {
    const { recovered } = await reopen(dir, options);
    assert.deepEqual(new Set(recovered.map(({ callId }) => callId)), new Set(callIds));
    assert.ok(recovered.every(({ seq, results }) => seq === 2 && results.length === 1));
  }
});

test('recovery: of more calls than can be held the latest go on, and what is left out is told', async (context) => {
  const dir = await makeDir(context);
  const at = (n: number) => NOON + n;
  await record(dir, [
    makeLine({ callId: 'asked', at: at(0), answers: ['tool-1'] }),
    ...Array.from({ length: 50 }, (_, n) => makeLine({ callId: `call-${n}`, at: at(n) })),
  ]);
  for (const options of [{}, RELYING]) {
    const hold = { callsMax: 3, silenceTimeoutMs: 10_000 };
    const { recovered, notices } = await reopen(dir, { now: at(50), hold, ...options });
    const ids = recovered.map(({ callId }) => callId);
    assert.deepEqual(ids, ['asked', 'call-48', 'call-49']);
    assert.equal(recovered[0]?.results.length, 1);
    assert.ok(notices.some(({ type }) => type === 'calls.leftOut') || options === RELYING);
  }
});

test('recovery: calls of which nothing was heard for long are over, and are not read', async (context) => {
  const dir = await makeDir(context);
  await record(dir, [makeLine({ answers: ['tool-1'] }), makeLine({ callId: 'other' })]);
  const hold = { silenceTimeoutMs: 900_000 };
  const now = NOON + 7 * 86_400_000;
  const { recovered, notices } = await reopen(dir, { now, hold });
  assert.deepEqual(recovered, []);
  assert.deepEqual(notices[0], { type: 'calls.silent', calls: 2 });
});

const DAMAGE: Record<string, (line: JournalLine) => object> = {
  'without a part of its context': (line) => {
    const { currentDelivery: _left, ...context } = line.snapshot.context;
    return { ...line, snapshot: { ...line.snapshot, context } };
  },
  'with an event that lacks what it tells': (line) => ({
    ...line,
    events: [{ type: 'lookup.settled', at: NOON, trackingNumber: 'WB1' }],
  }),
  'without a snapshot': ({ snapshot: _snapshot, ...line }) => line,
};

for (const [what, spoil] of Object.entries(DAMAGE)) {
  for (const write of [JSON.stringify, seal]) {
    test(`damage: a last line ${what}, ${write.name}, costs its own call its state alone`, async (context) => {
      const dir = await makeDir(context);
      const lines = [
        makeLine({ answers: ['tool-1'] }),
        spoil(makeLine({ seq: 1, answers: ['tool-2'] })),
        makeLine({ callId: 'other' }),
      ];
      await writeFile(join(dir, FILE), lines.map((line) => `${write(line)}\n`).join(''));
      const { recovered, notices } = await reopen(dir);
      const [own, other] = recovered;
      assert.deepEqual([own?.callId, own?.seq, own?.line], ['call-1', 2, null]);
      assert.deepEqual(
        own?.results.map(({ askId }) => askId),
        ['tool-1', 'tool-2'],
      );
      assert.deepEqual(other?.line, lines[2]);
      assert.deepEqual(
        notices.map(({ type }) => type),
        ['lines.damaged', 'journal.recovered'],
      );
    });
  }
}
