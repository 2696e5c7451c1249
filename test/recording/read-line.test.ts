/*
 * A line is checked whole at the border: what the type of a line claims is so, in every line that
 * is read. Each field of each recorded line is spoiled in turn.
 */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { callIdIn, readLine, readStep } from '../../src/recording/read-line.ts';
import { seal } from '../../src/recording/seal.ts';
import { makeLine } from './make-line.ts';

type Path = (string | number)[];
type Json = { [key: string]: Json } | Json[] | string | number | boolean | null;

const FIXTURES = join(import.meta.dirname, '../fixtures');
const FILE = 'transcripts-2026-11-23.jsonl';
/** Of every version: today's, and version 1 as an earlier release wrote it. */
const [corpus = [], corpusV1 = []] = ['corpus', 'corpus-v1'].map((name) =>
  readFileSync(join(FIXTURES, name, FILE), 'utf8')
    .trimEnd()
    .split('\n'),
);

/** What is passed on as it is, whatever it holds: it was sent so, or the charts judge it. */
const FREE =
  /^(tool_calls\.\d+\.arguments\.|response\.results\.\d+\.(?!toolCallId)|snapshot\.value)/;
/** What a line of an earlier release, or a delivery, may lack. */
const OPTIONAL =
  /^\d {2}(caller|chat_ids)$| lookup\.settled events\.0\.trail$|\.(said|isTurn|isPart|underWay)$|candidate\.(changed|instead)$|policy\.(turnDeadlineMs|timeZone|language|person|speakName|numbersMax|checkDigits)$|context\.(offeredNumbers|verification|verifiedNumbers|wrongAnswers|failedReadings|pieces|callerNumbersUnderWay|affirmedNumber|doubtedNumbers|deniedNumbers|triedNumbers|askedForMore|askedForNumber|told|passedOn)$|\.(customerName|customerPhone|estimatedDelivery|issueMessage)$/;

function pathsIn(value: Json, path: Path = []): Path[] {
  const own = path.length === 0 ? [] : [path];
  if (typeof value !== 'object' || value === null) return own;
  return [
    ...own,
    ...Object.entries(value).flatMap(([key, child]) => pathsIn(child, [...path, key])),
  ];
}

/** The line with one of its values replaced, or left out. */
function spoil(line: Json, path: Path, value?: Json): object {
  const spoiled = structuredClone(line) as object;
  const last = path.at(-1) ?? '';
  let at = spoiled as Record<string, Json>;
  for (const key of path.slice(0, -1)) at = at[key] as Record<string, Json>;
  if (value === undefined) delete at[last];
  else at[last] = value;
  return spoiled;
}

test('readLine() takes every line of the corpus, sealed or not', () => {
  for (const line of corpus) {
    const { crc: _crc, ...bare } = JSON.parse(line);
    const text = JSON.stringify(bare);
    assert.deepEqual(readLine(Buffer.from(line)), { line: bare });
    assert.deepEqual(readLine(Buffer.from(text)), { line: bare });
  }
});

test('readStep() reads of a sound line all but where it led', () => {
  const hard = JSON.parse(corpus.find((text) => text.includes('"tool_calls":[{')) ?? '');
  // What looks like the part that is left out, in what was asked and within a text.
  hard.tool_calls[0].arguments = { a: 1, snapshot: { value: ',"snapshot":{' } };
  for (const text of [...corpus, seal({ ...hard, crc: undefined })]) {
    const bytes = Buffer.from(text);
    const { crc: _crc, snapshot: _snapshot, latency_ms: _ms, ...step } = JSON.parse(text);
    assert.deepEqual(readStep(bytes), step);
    assert.deepEqual(bytes.toString(), text);
  }
});

test('readStep() leaves to readLine() what is damaged, unsealed, or of another version', () => {
  const [sound = ''] = corpus;
  const { crc: _crc, ...bare } = JSON.parse(sound);
  const others = [
    sound.replace('"seq":', '"seQ":'),
    sound.replace('"snapshot":{', '"snapshot":['),
    JSON.stringify(bare),
    seal({ ...bare, seq: -1 }),
    seal({ ...bare, snapshot: 'none' }),
    ...corpusV1,
  ];
  for (const text of others) assert.equal(readStep(Buffer.from(text)), null, text);
});

test('callIdIn() tells whose every line is, and of what is written otherwise nothing', () => {
  for (const text of [...corpus, ...corpusV1]) {
    assert.equal(callIdIn(Buffer.from(text)), JSON.parse(text).call_id);
  }
  const [text = ''] = corpus;
  const { v, call_id: callId, ...rest } = JSON.parse(text);
  const named = (name: unknown) => JSON.stringify({ ...JSON.parse(text), call_id: name });
  const others = [
    JSON.stringify({ v, call_id: callId, ...rest }),
    text.replace('"v":2', '"v":3'),
    named('a"b'),
    named('Zoë'),
    named(7),
    '{',
  ];
  for (const other of others) assert.equal(callIdIn(Buffer.from(other)), null, other);
});

/** Every field that lines have, each once, in a line that has it; none of the corpus is in writing. */
const fields = new Map<string, { path: Path; line: Json }>();
const written = seal(makeLine({ answers: ['tool-1'], chats: ['chat-1', 'chat-2'] }));
for (const text of [...corpus, ...corpusV1, written]) {
  const { crc: _crc, ...line } = JSON.parse(text);
  for (const path of pathsIn(line)) {
    const place = path.join('.');
    if (FREE.test(`${place}.`)) continue;
    const event = path[0] === 'events' ? line.events[Number(path[1])]?.type : '';
    const name = `${line.v} ${event} ${place.replaceAll(/\d+/g, '0')}`;
    if (!fields.has(name)) fields.set(name, { path, line });
  }
}

test('readLine() takes no line with a field of the wrong type, sealed or not', () => {
  assert.ok(fields.size > 100, `${fields.size} fields`);
  for (const [name, { path, line }] of fields) {
    // No field of a line is a list in a list.
    const spoiled = spoil(line, path, [[]]);
    for (const text of [JSON.stringify(spoiled), seal(spoiled)]) {
      assert.ok('damage' in readLine(Buffer.from(text)), name);
    }
  }
});

test('readLine() takes no line of which a field is missing', () => {
  for (const [name, { path, line }] of fields) {
    if (/\.0$/.test(name) || OPTIONAL.test(name)) continue;
    const text = JSON.stringify(spoil(line, path));
    assert.ok('damage' in readLine(Buffer.from(text)), name);
  }
});
