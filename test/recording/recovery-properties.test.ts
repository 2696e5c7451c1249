/*
 * Whatever calls were recorded and however the process ended, a restart finds what a plain look at
 * the lines says: with a checkpoint, without, and with an old one.
 */
import assert from 'node:assert/strict';
import { readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import fc from 'fast-check';
import type { JournalLine } from '../../src/recording/line.ts';
import type { RecoveredCall } from '../../src/recording/load-calls.ts';
import { readLine } from '../../src/recording/read-line.ts';
import { seal } from '../../src/recording/seal.ts';
import { makeLine, NOON } from './make-line.ts';
import { LINGER_MS, makeDir, openTestJournal, reopen } from './test-journal.ts';

const DAY_MS = 86_400_000;
const CHECKPOINT = '.checkpoint.json';

type Step = { call: number; answers: number; ends: boolean; passMs: number; restarts: boolean };

const step: fc.Arbitrary<Step> = fc.record({
  call: fc.nat({ max: 5 }),
  answers: fc.nat({ max: 2 }),
  ends: fc.boolean().chain((might) => (might ? fc.boolean() : fc.constant(false))),
  passMs: fc.constantFrom(0, 1, LINGER_MS / 3, DAY_MS / 3),
  restarts: fc.boolean(),
});

/** The lines of a service whose calls come back as new ones once they were forgotten. */
function toLines(steps: Step[]): JournalLine[] {
  let at = NOON;
  const calls = new Map<number, { seq: number; endedAt: number | null }>();
  return steps.map(({ call, answers, ends, passMs }, n) => {
    // A call of which nothing was heard for longer has ended: a restart need not look so far back.
    at = Math.min(at + passMs, NOON + DAY_MS);
    const known = calls.get(call);
    const isPast = known?.endedAt != null && at - known.endedAt >= LINGER_MS;
    const before = known === undefined || isPast ? { seq: -1, endedAt: null } : known;
    const seq = before.seq + 1;
    const endedAt = before.endedAt ?? (ends ? at : null);
    calls.set(call, { seq, endedAt });
    const ids = Array.from({ length: answers }, (_, index) => `tool-${n - (n % 3)}-${index}`);
    const state = endedAt === null ? 'need' : 'ended';
    return makeLine({
      callId: `call-${call}`,
      seq,
      at,
      state,
      answers: answers === 0 ? null : ids,
      text: 'é'.repeat(n % 50),
      chats: n % 4 === 0 ? [`chat-${n}`, `chat-${n}-again`] : [],
    });
  });
}

/** What the lines say, looked at one by one. */
function expected(lines: JournalLine[], now: number) {
  const calls = new Map<string, JournalLine[]>();
  for (const line of lines) {
    if (line.seq === 0) calls.delete(line.call_id);
    calls.set(line.call_id, [...(calls.get(line.call_id) ?? []), line]);
  }
  return [...calls.values()].flatMap((own) => {
    const ending = own.find(({ state }) => state === 'ended');
    const endedAt = ending === undefined ? null : Date.parse(ending.timestamp);
    if (endedAt !== null && now - endedAt >= LINGER_MS) return [];
    const results = own.flatMap(({ response }) => response?.results ?? []);
    const ids = [...new Set(results.map(({ toolCallId }) => toolCallId))];
    const line = own.at(-1);
    const said = own.flatMap((each) =>
      each.response || each.chat_ids || each === line ? each.transcript : [],
    );
    return [
      {
        callId: line?.call_id,
        seq: own.length,
        line,
        endedAt,
        ended: endedAt !== null,
        at: Date.parse(line?.timestamp ?? ''),
        asked: [],
        chats: own.flatMap((each) => each.chat_ids ?? []),
        said,
        // No answer of these lines reads a number back.
        saidSinceReadBack: said,
        results: ids.map((id) => ({
          askId: id,
          result: results.find(({ toolCallId }) => toolCallId === id),
        })),
      },
    ];
  });
}

const byId = (calls: { callId?: string | undefined }[]) =>
  calls.toSorted((a, b) => String(a.callId).localeCompare(String(b.callId)));

/** Records lines, leaving as a killed process does or in peace; gives back an earlier checkpoint. */
async function recordSteps(dir: string, steps: Step[], lines: JournalLine[], limits: object) {
  let opened = await openTestJournal(dir, { limits });
  let checkpoint: Buffer | null = null;
  for (const [n, line] of lines.entries()) {
    const now = Date.parse(line.timestamp);
    await opened.journal.append(line);
    if (steps[n]?.restarts) {
      await opened.journal.close();
      checkpoint ??= await readFile(join(dir, CHECKPOINT));
      opened = await openTestJournal(dir, { now, limits });
    }
  }
  await opened.journal.close();
  return checkpoint;
}

test('recovery: finds what a plain look at the lines says', async () => {
  const check = async (steps: Step[]) => {
    const dir = join(tmpdir(), `waybill-recovery-${process.pid}`);
    const lines = toLines(steps);
    const now = Date.parse(lines.at(-1)?.timestamp ?? '');
    const limits = { checkpointBytes: 0 };
    try {
      const old = await recordSteps(dir, steps, lines, limits);
      const found: Record<string, RecoveredCall[]> = {
        checkpoint: (await reopen(dir, { now, limits })).recovered,
        whole: (await reopen(dir, { now })).recovered,
      };
      if (old !== null) {
        await writeFile(join(dir, CHECKPOINT), old);
        found['old checkpoint'] = (await reopen(dir, { now, limits })).recovered;
      }
      for (const [how, calls] of Object.entries(found)) {
        assert.deepEqual(byId(calls), byId(expected(lines, now)), how);
      }
    } finally {
      await rm(dir, { recursive: true, force: true });
    }
  };
  const steps = fc.array(step, { minLength: 1, maxLength: 40 });
  await fc.assert(fc.asyncProperty(steps, check), { numRuns: 60 });
});

test('readLine(): no flipped bit goes unnoticed', () => {
  const line = makeLine({ answers: ['tool-1'] });
  const bytes = Buffer.from(seal(line));
  assert.deepEqual(readLine(bytes), { line });
  for (let bit = 0; bit < bytes.length * 8; bit += 1) {
    const spoiled = Buffer.from(bytes);
    spoiled[bit >> 3] = (spoiled[bit >> 3] ?? 0) ^ (1 << (bit & 7));
    assert.ok('damage' in readLine(spoiled), `bit ${bit}: ${spoiled}`);
  }
});

test('recovery: a flipped bit anywhere costs its own line, or the two it joins', async (context) => {
  const dir = await makeDir(context);
  const path = join(dir, 'transcripts-2026-11-23.jsonl');
  const lines = Array.from({ length: 6 }, (_, n) => makeLine({ callId: `call-${n}` }));
  const bytes = Buffer.from(lines.map((line) => `${seal(line)}\n`).join(''));
  const flip = async (bit: number) => {
    const spoiled = Buffer.from(bytes);
    spoiled[bit >> 3] = (spoiled[bit >> 3] ?? 0) ^ (1 << (bit & 7));
    await writeFile(path, spoiled);
    await rm(join(dir, CHECKPOINT), { force: true });
    const { recovered } = await reopen(dir);
    const isLineEnd = bytes[bit >> 3] === 0x0a;
    assert.ok(recovered.length >= lines.length - (isLineEnd ? 2 : 1));
    assert.ok(recovered.length < lines.length);
    const known = new Set(lines.map((line) => JSON.stringify(line)));
    for (const { line } of recovered) assert.ok(known.has(JSON.stringify(line)));
  };
  const bit = fc.nat({ max: bytes.length * 8 - 1 });
  const lineEnd = bytes.indexOf('\n') * 8;
  const examples: [number][] = [[lineEnd], [lineEnd + 3], [(bytes.length - 1) * 8]];
  await fc.assert(fc.asyncProperty(bit, flip), { numRuns: 150, examples });
});

test('seal: a text that was never sealed is taken by what it holds alone', () => {
  const line = makeLine();
  assert.deepEqual(readLine(Buffer.from(JSON.stringify(line))), { line });
  const stranger = { ...line, unknown: true };
  assert.deepEqual(readLine(Buffer.from(JSON.stringify(stranger))), {
    damage: 'badShape',
    left: null,
  });
  // A later service of the same version may add a field; its seal vouches for it.
  assert.deepEqual(readLine(Buffer.from(seal(stranger))), { line: stranger });
});
