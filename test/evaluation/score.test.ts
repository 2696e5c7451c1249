import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Person } from '../../machines/call-context.ts';
import { readTranscript } from '../../src/evaluation/heard-lines.ts';
import { measure, percentile, writeMetric } from '../../src/evaluation/metrics.ts';
import { standingOf, worstFirst } from '../../src/evaluation/report.ts';
import type { JournalLine } from '../../src/recording/line.ts';
import { FOUND, linesOf, ON_ITS_WAY, score } from './eval-calls.ts';

const TRUE =
  'AI: Your parcel is on its way, John.\nUser: Thanks.\nAI: It should arrive on Wednesday.';

test('CallScorer finds a call without fault grounded, accurate and on the path of the chart', () => {
  const { path, conformance, claims, inventions, faults, answers } = score(linesOf(FOUND));
  assert.deepEqual(path, ['need', 'confirm', 'fetch', 'report', 'ended']);
  assert.equal(conformance, 'conforms');
  // Number, status, promise and date.
  assert.equal(claims, 4);
  assert.deepEqual([inventions, faults], [[], []]);
  assert.deepEqual(
    answers.map(({ status, source, accurate }) => [status, source, accurate]),
    [['success', 'sanity', true]],
  );
});

test('CallScorer traces what the end-of-call transcript says and quotes it with its place', () => {
  const { inventions } = score(
    linesOf(FOUND, `${TRUE}\nAI: It arrives on Friday.\nAI: No, it arrives tomorrow.`),
  );
  assert.deepEqual(
    inventions.map(({ by, kind, quote, place }) => [by, kind, quote, place]),
    [
      ['assistant', 'date', 'Friday', 'line 4 of the end-of-call transcript'],
      // The date is two days ahead of the call.
      ['assistant', 'date', 'tomorrow', 'line 5 of the end-of-call transcript'],
    ],
  );
});

test('CallScorer finds the answer to a tool call in a later line than the tool call', () => {
  // Another delivery of the call was recorded while the lookup ran.
  const [asking, ...rest] = linesOf(FOUND);
  if (asking === undefined) throw new Error('no line');
  const at = asking.events.findIndex(({ type }) => type === 'lookup.settled');
  const asked = { ...asking, response: null, events: asking.events.slice(0, at) };
  const answered = { ...asking, tool_calls: [], events: asking.events.slice(at) };
  const lines = [asked, answered, ...rest].map((line, seq) => ({ ...line, seq }));
  const { answers, faults } = score(lines);
  assert.deepEqual(
    answers.map(({ status }) => status),
    ['success'],
  );
  assert.deepEqual(
    faults.filter((fault) => /no answer/.test(fault)),
    [],
  );
  const lost = score(lines.filter((line) => line !== lines[1]));
  assert.deepEqual(
    lost.answers.map(({ status }) => status),
    ['none'],
  );
});

test('CallScorer lets a claim rest on nothing that was read after it was heard', () => {
  const script = {
    ...FOUND,
    steps: [
      {
        tool: 'track_delivery',
        arguments: {},
        assistant: 'Your parcel is on its way.',
      },
      ...FOUND.steps,
    ],
  };
  const early = score(linesOf(script, 'AI: Your parcel is on its way.\nUser: WB10000020.'));
  assert.deepEqual(
    early.inventions.map(({ quote }) => quote),
    ['on its way'],
  );
});

test('CallScorer traces what was heard live where there is no end-of-call transcript', () => {
  const [step] = FOUND.steps;
  if (step === undefined) throw new Error('no step');
  const lied = { ...FOUND, steps: [{ ...step, assistant: 'It was delivered.' }] };
  const { inventions } = score(linesOf(lied));
  assert.deepEqual(
    inventions.map(({ quote, place }) => [quote, place]),
    [['delivered', 'as it was heard']],
  );
});

test('CallScorer traces an answer that was not made from the record', () => {
  const text = JSON.stringify(linesOf(FOUND)).replaceAll('is on its way', 'was delivered');
  const { inventions, answers } = score(JSON.parse(text));
  assert.deepEqual(
    inventions.map(({ by, quote, place }) => [by, quote, place]),
    [['waybill', 'delivered', 'step_1']],
  );
  assert.deepEqual(answers[0]?.accurate, false);
});

test('CallScorer judges an answer with the delivery of another record inaccurate', () => {
  const text = JSON.stringify(linesOf({ ...FOUND, policy: { speakName: 'always' } }));
  for (const [field, value, other] of [
    ['customerName', 'John Smith', 'Jane Smith'],
    ['estimatedDelivery', '2026-12-02', '2026-12-03'],
  ]) {
    const [read, told] = [value, other].map((each) => `\\"${field}\\":\\"${each}\\"`);
    assert.ok(text.includes(read ?? '-'));
    const { answers } = score(JSON.parse(text.replaceAll(read ?? '', told ?? '')));
    assert.match(answers[0]?.faults.join() ?? '', /no record that was read/);
  }
});

test('CallScorer notices a state that the chart does not enter', () => {
  const lines = linesOf(FOUND).map((line): JournalLine => ({ ...line }));
  const [first] = lines;
  if (first !== undefined) first.state = 'fallback';
  const { conformance, faults } = score(lines);
  assert.equal(conformance, 'strays');
  assert.match(faults.join(), /at seq 0: fallback on record, report by the chart/);
});

test('CallScorer calls a call of which a line is missing incomplete, and rates no path of it', () => {
  const lines = linesOf({ ...FOUND, steps: [...FOUND.steps, ...FOUND.steps] });
  const scored = score(lines.toSpliced(1, 1));
  assert.equal(scored.conformance, 'incomplete');
  assert.equal(measure([scored]).conformance, null);
});

test('CallScorer counts a tool call without an answer', () => {
  const lines = linesOf(FOUND).map((line) => ({ ...line, response: null }));
  const scored = score(lines);
  assert.equal(scored.answers[0]?.status, 'none');
  assert.equal(measure([scored]).toolSuccess, 0);
});

test('measure() sums up latencies, cache, fallbacks and inventions', () => {
  const slow = linesOf(FOUND).map((line) => ({ ...line, latency_ms: 80 }));
  const asked = { tool: 'track_delivery', arguments: { trackingNumber: 'WB10000020' } };
  const again = { ...FOUND, name: 'again', steps: [...FOUND.steps, asked] };
  const down = { ...FOUND, name: 'down', steps: [{ ...asked, lookup: 'fails' as const }] };
  const scores = [slow, linesOf(again), linesOf(down)].map(score);
  assert.partialDeepStrictEqual(measure(scores), {
    calls: 3,
    toolCalls: 4,
    toolSuccess: 0.75,
    latencyP50Ms: 0,
    latencyP99Ms: 80,
    cacheShare: 1 / 3,
    fallbackCalls: 1,
    groundedness: 1,
    conformance: 1,
  });
});

test('percentile() is the smallest value that the share does not exceed', () => {
  const values = Array.from({ length: 200 }, (_, index) => index + 1);
  assert.deepEqual(
    [0.5, 0.95, 0.99].map((share) => percentile(values, share)),
    [100, 190, 198],
  );
  assert.equal(percentile([], 0.5), null);
});

test('writeMetric() writes no rate as whole that is not', () => {
  assert.equal(writeMetric(0.99999, 'rate'), '99.99 %');
  assert.equal(writeMetric(1, 'rate'), '100 %');
  assert.equal(writeMetric(null, 'ms'), 'not measured');
});

test('worstFirst() puts an invented fact before a failure, and both before what went well', () => {
  const good = score(linesOf(FOUND));
  const asked = { tool: 'track_delivery', arguments: { trackingNumber: 'WB10000020' } };
  const down = score(linesOf({ ...FOUND, name: 'down', steps: [{ ...asked, lookup: 'fails' }] }));
  const lied = score(linesOf({ ...FOUND, name: 'lied' }, 'AI: It was cancelled.'));
  assert.deepEqual(
    worstFirst([good, down, lied]).map((each) => [each.callId, standingOf(each)]),
    [
      ['lied', 'bad'],
      ['down', 'doubtful'],
      ['call-found', 'good'],
    ],
  );
});

test('readTranscript() cuts a transcript into lines, and joins what goes on', () => {
  assert.deepEqual(readTranscript('AI: One.\nand two.\nUser: Three.\n\nAI: Four: five.'), [
    { role: 'assistant', text: 'One. and two.' },
    { role: 'caller', text: 'Three.' },
    { role: 'assistant', text: 'Four: five.' },
  ]);
});

test('CallScorer takes a name that the caller gave for no invention', () => {
  const nameless = { trackingNumber: ON_ITS_WAY.trackingNumber, status: 'in_transit' };
  const script = { ...FOUND, deliveries: [nameless] };
  const heard = 'User: This is Peter.\nAI: Thanks, Peter.\nAI: Hello, Paul.';
  const { inventions } = score(linesOf(script, heard));
  assert.deepEqual(
    inventions.map(({ quote }) => quote),
    ['Paul'],
  );
});

test('CallScorer judges a "not found" of a number that no lookup missed inaccurate', () => {
  const missing = linesOf({ ...FOUND, deliveries: [] });
  assert.equal(score(missing).answers[0]?.accurate, true);
  const events = (line: JournalLine) => line.events.filter(({ type }) => type !== 'lookup.settled');
  const { answers } = score(missing.map((line) => ({ ...line, events: events(line) })));
  assert.equal(answers[0]?.accurate, false);
});

test('CallScorer counts a number that is read back as no claim', () => {
  const { claims } = score(linesOf({ ...FOUND, policy: { confirm: 'always' } }));
  assert.equal(claims, 0);
});

test('measure() rates no tool call that came after hang-up', () => {
  const [opened, ended] = linesOf(FOUND);
  if (opened === undefined || ended === undefined) throw new Error('no lines');
  const [result] = opened.response?.results ?? [];
  if (result === undefined) throw new Error('no answer');
  const late = {
    ...result,
    toolCallId: 'late',
    result: '{"status":"unavailable","state":"ended"}',
  };
  const scored = score([opened, { ...ended, response: { results: [late] } }]);
  assert.equal(scored.answers.length, 2);
  assert.equal(measure([scored]).toolSuccess, 1);
});

test('CallScorer shows what was heard in pieces only once', () => {
  const heard = (text: string) => ({ role: 'caller' as const, text });
  const [first, second] = linesOf({ ...FOUND, steps: [{ tool: 'track_delivery' }] });
  if (first === undefined || second === undefined) throw new Error('no lines');
  const { conversation } = score([
    { ...first, transcript: [heard('Hello.'), heard('Where is it?')] },
    { ...second, transcript: [heard('Hello. Where is it?')] },
  ]);
  const said = conversation.flatMap((moment) => (moment.kind === 'said' ? [moment.text] : []));
  assert.deepEqual(said, ['Hello.', 'Where is it?']);
});

test('CallScorer tells a call that was passed on from a promise of nobody', () => {
  const script = (person: Person) => ({
    name: 'human',
    deliveries: [],
    policy: { person },
    steps: [{ caller: 'A person, please.', tool: 'request_human', arguments: {} }],
  });
  const lines = linesOf(script({ reach: 'transfer' }));
  const passedOn = (...events: JournalLine['events']) =>
    lines.map((line, seq) => (seq === 0 ? { ...line, events: [...line.events, ...events] } : line));
  const at = Date.parse(lines[0]?.timestamp ?? '');
  const forwarded = lines.map((line) =>
    JSON.parse(JSON.stringify(line).replaceAll('customer-ended-call', 'assistant-forwarded-call')),
  );
  const rows: [JournalLine[], string, boolean | null][] = [
    [lines, 'broken', false],
    [passedOn({ type: 'transfer.updated', at, to: null }), 'transferred', null],
    [passedOn({ type: 'call.progressed', at, status: 'forwarding' }), 'transferred', null],
    [forwarded, 'transferred', null],
    [linesOf(script({ reach: 'nobody' })), 'told', null],
    [linesOf(script({ reach: 'contact', words: 'Call 555 0100.' })), 'told', null],
  ];
  for (const [told, handoff, accurate] of rows) {
    const scored = score(told);
    assert.equal(scored.handoff, handoff);
    assert.equal(scored.answers[0]?.accurate, accurate);
    assert.deepEqual(scored.inventions, []);
  }
  const { transferShare, handoffCalls, accuracy } = measure(rows.map(([told]) => score(told)));
  assert.deepEqual([transferShare, handoffCalls, accuracy], [3 / 4, 6, 0]);
});

test('CallScorer counts deeds that nothing backs as inventions', () => {
  const said = 'AI: Your parcel is on its way. I have refunded the shipping fee.';
  const { inventions } = score(linesOf(FOUND, said));
  assert.deepEqual(
    inventions.map(({ kind, quote }) => [kind, quote]),
    [['deed', 'I have refunded the shipping']],
  );
});
