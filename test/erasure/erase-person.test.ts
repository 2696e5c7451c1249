import assert from 'node:assert/strict';
import { mkdtemp, readFile, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import type { Delivery } from '../../machines/delivery.ts';
import type { JournalLine } from '../../src/recording/line.ts';
import { NOON } from '../recording/make-line.ts';
import { makeDir } from '../recording/test-journal.ts';
import { callsIn, erase, fill, textsIn, verdictsOn } from './erase-journal.ts';
import { ends, finds, pendingLookups, says, tellCall } from './tell-call.ts';

const PHONE = '+12025550101';
const MARIA: Delivery = {
  trackingNumber: 'WB10000001',
  status: 'delayed',
  customerName: 'Maria  Gonzalez',
  customerPhone: PHONE,
  estimatedDelivery: '2026-11-24',
  issueMessage: `Left with Mr Novak at the corner shop. ${'Ring twice. '.repeat(90)}`,
};
const MARIA_2: Delivery = { ...MARIA, trackingNumber: '4481220019', issueMessage: 'Mind the dog!' };
const JAMES: Delivery = {
  trackingNumber: 'KX20000009',
  status: 'delivered',
  customerName: 'James Okafor',
  customerPhone: '+12025550102',
};
const DAY_MS = 86_400_000;
const FILES = ['2026-11-21', '2026-11-22', '2026-11-23'].map((day) => `transcripts-${day}.jsonl`);

/** Everything that must not be left, in every form in which it may stand there. */
const PERSONAL = [
  /WB[\s-]*1000[\s-]*0001/i,
  /W B, 1 0 0 0, 0 0 0 1/,
  /1 0 0 0, 0 0 0 1/,
  /448[\s-]*1220[\s-]*019/,
  /4 4 8 1, 2 2 0, 0 1 9/,
  /wb1000000[28]/i,
  /Maria/i,
  /Gonz/i,
  /Novak/,
  /Mind the dog/,
  /2025550101|202 555 0101|two oh two/,
  /Rosenweg/,
  /storage\.example/,
];

const SAID = {
  role: 'caller',
  text: 'I am Maria Gonzalez, Rosenweg 5, call two oh two 555 0101',
} as const;

function mariasCall(callId: string, at: number): JournalLine[] {
  const recognised = { type: 'caller.recognised', at } as const;
  const heard = { type: 'transcript.heard', at, role: 'caller', final: true } as const;
  const asked = tellCall({ callId, at }, [
    {
      events: [
        { ...recognised, trackingNumbers: ['WB10000001', '4481220019'] },
        { ...heard, text: 'W B one triple zero double oh oh one, for Maria' },
        // One digit from hers: read back, and refused.
        pendingLookups('t1', 'wb1000-0002', at),
      ],
      turns: [SAID],
      chats: ['chat-1', 'chat-for-WB10000001'],
    },
    { events: [says(false, 't2', at), pendingLookups('t3', 'ＷＢ10000001', at)] },
    { events: [says(true, 't4', at), finds(MARIA, at)] },
    { events: [pendingLookups('t5', 4481220019, at), says(true, 't6', at), finds(MARIA_2, at)] },
    {
      events: [
        {
          type: 'human.requested',
          at,
          toolCallId: 't7',
          tool: 'request_human',
          reason: 'Maria is cross',
        },
        pendingLookups('t8', 'WB1', at),
        pendingLookups('t9', 'Maria, Rosenweg', at),
      ],
    },
    {
      events: [
        ends(at),
        {
          type: 'report.received',
          at,
          report: {
            endedReason: 'customer-ended-call',
            summary: 'Maria asked for WB10000001.',
            transcript: 'AI: Hello\nUser: WB10000001',
            successEvaluation: 'true',
            startedAt: null,
            endedAt: null,
            durationSeconds: 61,
            cost: 0.1,
            structuredData: { caller: { name: 'Maria Gonzalez' }, tracking_number: 'WB10000001' },
            recordingUrl: 'https://storage.example/maria.wav',
            structuredOutputs: { s1: { name: 'Caller', result: ['Maria', 4481220019, true] } },
          },
        },
      ],
    },
  ]);
  return asked.map((line) => {
    const spoken = line.response?.results.at(-1)?.message as { content: string } | undefined;
    if (spoken === undefined) return line;
    const text = `Well, Maria. ${spoken.content} Bye, Maria Gonzalez!`;
    return { ...line, transcript: [...line.transcript, { role: 'assistant', text }] };
  });
}

const jamesCall = (callId: string, at: number) =>
  tellCall({ callId, at }, [
    {
      events: [pendingLookups('t1', 'KX20000009', at), finds(JAMES, at)],
      turns: [{ role: 'caller', text: 'James here' }],
    },
    { events: [ends(at)] },
  ]);

/** Somebody else, who named a number of hers by mistake. */
const wrongCall = (callId: string, at: number) =>
  tellCall({ callId, at }, [
    { events: [pendingLookups('t1', 'WB 10000001', at), finds(MARIA, at)] },
    {
      events: [says(false, 't2', at), ends(at)],
      turns: [{ role: 'caller', text: 'No Maria here' }],
    },
  ]);

async function fillJournal(dir: string): Promise<void> {
  const [old, yesterday, today] = [NOON - 2 * DAY_MS, NOON - DAY_MS, NOON];
  const overnight = mariasCall('overnight', yesterday);
  await fill(dir, {
    [`${FILES[0]}.gz`]: [...mariasCall('archived', old), ...jamesCall('james-1', old)],
    [`${FILES[1]}`]: [...wrongCall('wrong', yesterday), ...overnight.slice(0, 3)],
    [`${FILES[2]}`]: [
      ...overnight.slice(3),
      ...jamesCall('james-2', today),
      '{"call_id":"broken","said":"WB10000001","crc":1}',
      '{"call_id":"broken","said":"nothing","crc":1}',
    ],
    'transcripts-2026-11-23.quarantine': ['# offset 9, 40 bytes: checksum', '… for Maria Gonzalez'],
    'transcripts-2026-11-20.quarantine': ['# offset 9, 40 bytes: checksum', '… for somebody else'],
  });
}

const SUBJECTS = [
  { by: 'caller', phone: PHONE },
  { by: 'tracking', trackingNumber: 'WB10000001' },
  { by: 'call', callId: 'archived' },
] as const;

for (const subject of SUBJECTS) {
  describe(`erasePerson() by ${subject.by}`, () => {
    test('leaves nothing of the person on the disk, and of the others all', async (context) => {
      const dir = await makeDir(context);
      await fillJournal(dir);
      const others = await callsIn(dir);
      const report = await erase(dir, { subject });
      for (const [name, text] of Object.entries(await textsIn(dir))) {
        for (const personal of PERSONAL) assert.doesNotMatch(text, personal, name);
      }
      const left = await callsIn(dir);
      for (const callId of ['james-1', 'james-2']) {
        assert.deepEqual(left.get(callId), others.get(callId), callId);
      }
      assert.deepEqual([report.underWay, report.unreadable, report.calls], [[], [], 3]);
      assert.deepEqual(report.person, { numbers: 2, phones: 1, names: 1 });
    });

    test('leaves calls that replay, by the same states and statuses', async (context) => {
      const dir = await makeDir(context);
      await fillJournal(dir);
      const were = await callsIn(dir);
      const agreed = Object.fromEntries([...were.keys()].map((callId) => [callId, 'agreed']));
      assert.deepEqual(await verdictsOn(dir), agreed);
      await erase(dir, { subject });
      assert.deepEqual(await verdictsOn(dir), agreed);
      for (const [callId, lines] of await callsIn(dir)) {
        assert.deepEqual(lines.map(scored), were.get(callId)?.map(scored), callId);
      }
    });
  });
}

/** What scores are made of. */
function scored({ response, ...line }: JournalLine) {
  const results = response?.results.map(({ toolCallId, result, error }) => {
    const { status, source, asOf, state, delivery } = JSON.parse(String(result ?? '{}'));
    const facts = [delivery?.status, delivery?.estimatedDelivery];
    return { toolCallId, error, status, source, asOf, state, facts };
  });
  const { timestamp, seq, state, latency_ms, correlation_id, call_id } = line;
  const types = line.events.map(({ type, at }) => [type, at]);
  return { timestamp, seq, state, latency_ms, correlation_id, call_id, types, results };
}

describe('erasePerson()', () => {
  let dir: string;
  before(async () => {
    dir = await mkdtemp(join(tmpdir(), 'waybill-erase-'));
    await fillJournal(dir);
    await erase(dir, { subject: SUBJECTS[0] });
  });
  after(() => rm(dir, { recursive: true }));

  test('gives a value the same token wherever it stands', async () => {
    const calls = await callsIn(dir);
    const tokens = new Set<string | undefined>();
    for (const callId of ['archived', 'overnight', 'wrong']) {
      for (const { snapshot } of calls.get(callId) ?? []) {
        const { currentDelivery } = snapshot.context;
        if (currentDelivery?.delivery.issueMessage?.length !== undefined)
          tokens.add(currentDelivery.delivery.customerName);
      }
    }
    assert.equal(tokens.size, 1);
    assert.match([...tokens].join(), /^Person [A-Z][a-z]{5}$/);
  });

  test('keeps the IDs of chats, but for one that names the person', async () => {
    const [line] = (await callsIn(dir)).get('archived') ?? [];
    const [kept, named = ''] = line?.chat_ids ?? [];
    assert.equal(kept, 'chat-1');
    assert.match(named, /^\[said [a-z]{8}\]$/);
  });

  test('keeps the sentences of Waybill in what was said, and nothing else', async () => {
    const [line] = (await callsIn(dir)).get('archived')?.slice(2) ?? [];
    const told = line?.response?.results.at(-1)?.message as { content: string };
    const said = line?.transcript.find(({ role }) => role === 'assistant')?.text ?? '';
    assert.match(said.replace(told.content, '*'), /^\[said [a-z]{8}\] \* \[said [a-z]{8}\]$/);
  });

  test('takes out unusable lines that name the person, and keeps the others', async () => {
    const text = await readFile(join(dir, FILES[2] ?? ''), 'utf8');
    assert.equal(text.split('"call_id":"broken"').length - 1, 1);
  });

  test('deletes side files that name the person, and keeps the others', async () => {
    const names = Object.keys(await textsIn(dir)).filter((name) => name.endsWith('quarantine'));
    assert.deepEqual(names, ['transcripts-2026-11-20.quarantine']);
  });

  test('leaves files that only their owner can read', async () => {
    for (const name of [`${FILES[0]}.gz`, FILES[1], FILES[2]]) {
      assert.equal((await stat(join(dir, name ?? ''))).mode & 0o777, 0o600, name);
    }
  });

  test('finds nothing a second time', async () => {
    const texts = await textsIn(dir);
    const report = await erase(dir, { subject: SUBJECTS[0] });
    assert.deepEqual([report.files, report.calls], [[], 0]);
    assert.deepEqual(await textsIn(dir), texts);
  });
});

test('erasePerson(): a dry run tells the same and changes nothing', async (context) => {
  const dir = await makeDir(context);
  await fillJournal(dir);
  const texts = await textsIn(dir);
  const told = await erase(dir, { subject: SUBJECTS[0], isDryRun: true });
  assert.deepEqual(await textsIn(dir), texts);
  assert.deepEqual(told, await erase(dir, { subject: SUBJECTS[0] }));
});

test('erasePerson(): an answer that today is told otherwise loses its facts and keeps its words', async (context) => {
  const dir = await makeDir(context);
  const lines = tellCall({ callId: 'old' }, [
    { events: [pendingLookups('t1', 'WB10000001'), finds(MARIA)] },
    { events: [ends()] },
  ]);
  const old = JSON.parse(
    JSON.stringify(lines).replaceAll(
      'Your parcel ending in 0 0 0 1',
      'Ahoy, parcel for Maria Gonzalez, number W B, 1 0 0 0, 0 0 0 1,',
    ),
  );
  await fill(dir, { [`${FILES[2]}`]: old });
  await erase(dir, { subject: SUBJECTS[0] });
  const texts = Object.values(await textsIn(dir)).join();
  for (const personal of PERSONAL) assert.doesNotMatch(texts, personal);
  assert.match(texts, /Ahoy, parcel for Person \w+, number [A-Z] [A-Z], /);
});

test('erasePerson(): an ID that was made of a tracking number goes as well', async (context) => {
  const dir = await makeDir(context);
  const lines = tellCall({ callId: 'call' }, [
    { events: [pendingLookups('ask-WB10000001', 'WB10000001'), finds(MARIA)] },
    { events: [ends()] },
  ]);
  const traced = lines.map((line) => ({ ...line, correlation_id: 'for WB-1000-0001' }));
  await fill(dir, { [`${FILES[2]}`]: traced });
  await erase(dir, { subject: SUBJECTS[0] });
  assert.doesNotMatch(Object.values(await textsIn(dir)).join(), /1000-?0001/);
  assert.deepEqual(await verdictsOn(dir), { call: 'agreed' });
});

test('erasePerson(): refuses a directory that is not there', async (context) => {
  const dir = join(await makeDir(context), 'typo');
  await assert.rejects(erase(dir, { subject: SUBJECTS[0] }), /ENOENT/);
});
