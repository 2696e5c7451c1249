/*
 * What a session does with each kind of event, beside the promises that session.test.ts holds on made-up
 * walks: turns of a call without a model, what stays off the record, who is answered when, and what its
 * host is told to do.
 */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { CallPolicy } from '../../machines/call-context.ts';
import type { AnswerEvent, CallReport, TurnEvent } from '../../machines/call-events.ts';
import type { Reply } from '../../machines/reply.ts';
import {
  type Advance,
  advance,
  type Guard,
  openSession,
  type ReceivedDelivery,
  resumeSession,
  type SessionEvent,
} from '../../machines/session.ts';
import {
  callInput,
  clock,
  deliver,
  found,
  hangUp,
  human,
  NOON,
  no,
  POLICY,
  RULES,
  recognised,
  reported,
  settled,
  silence,
  where,
  yes,
} from './call-script.ts';

type Events = ReceivedDelivery['events'];

/** What can only come as an event of its own; all else is delivered. */
const ALONE = /^(lookup|time|silence|session|answer|delivery\.received|caller\.recognised)/;

type Event = Events[number] | SessionEvent;

function isAlone(event: Event): event is SessionEvent {
  return ALONE.test(event.type) && event.type !== 'delivery.requested';
}

/** Tells a call of one event after the other, each in a delivery of its own. */
function tell(events: readonly unknown[], policy: Partial<CallPolicy> = {}, rules = RULES) {
  const opened = openSession(rules, callInput(policy), { at: NOON, correlationId: 'made' });
  return goOn(opened, events, rules);
}

function goOn(from: Advance<Reply>, events: readonly unknown[], rules = RULES): Advance<Reply>[] {
  const advances = [from];
  for (const [index, event] of (events as readonly Event[]).entries()) {
    const told = isAlone(event) ? event : deliver([event], { id: index + 1 });
    advances.push(advance(rules, last(advances).session, told));
  }
  return advances;
}

function last<Item>(items: readonly Item[]): Item {
  const item = items.at(-1);
  assert.ok(item !== undefined);
  return item;
}

/** Every answer that was given, in one line each. */
function answersIn(advances: readonly Advance<Reply>[]): string[] {
  return advances.flatMap(({ answers }) => answers.flatMap((each) => each.answers.map(terse)));
}

function terse({ toolCallId, utterance }: Reply): string {
  if (utterance.about !== 'talk') return `${toolCallId} ${utterance.about}`;
  return `${toolCallId} ${utterance.act} ${utterance.times}`;
}

function noticesIn(advances: readonly Advance<Reply>[], type: string) {
  return advances.flatMap(({ notices }) => notices.filter((notice) => notice.type === type));
}

function heard(role: 'caller' | 'assistant', text: string, final = true) {
  return { type: 'transcript.heard', at: NOON, role, text, final } as const;
}

function speaks(role: 'caller' | 'assistant', speaking = true) {
  return { type: 'speech.updated', at: NOON, role, speaking } as const;
}

/** A turn of a call without a model; `again` tells deliveries of one turn that has grown apart. */
function turn(index: number, said: string | null, again = ''): TurnEvent {
  const toolCallId = `turn-${index}${again}`;
  return { type: 'turn.said', at: NOON, turn: `${index}`, toolCallId, tool: 'talk', said };
}

test('a turn has one answer for each thing that it comes to, and the same when it is told again', () => {
  const first = tell([turn(0, ''), turn(1, 'WB100001'), turn(1, 'WB100001')]);
  assert.deepEqual(answersIn(first), ['turn-0 opening 1']);
  assert.deepEqual(noticesIn(first, 'tool.repeated'), [
    { type: 'tool.repeated', tool: 'track_delivery', trackingNumber: 'WB100001' },
  ]);
  const asked = turn(2, 'Thanks, when does it come, and why is it late?');
  const next = goOn(last(first), [found('WB100001'), asked, turn(2, 'Whatever.')]).slice(1);
  const both = ['turn-2 delivery', 'turn-2+2 issue'];
  assert.deepEqual(answersIn(next), ['turn-1 delivery', 'turn-1 delivery', ...both, ...both]);
  const older = tell([turn(1, 'Wait.'), turn(2, 'Wait.'), turn(1, 'Wait.')]);
  assert.deepEqual(answersIn(older), ['turn-1 wait 1', 'turn-2 wait 2', 'turn-1 wait 1']);
  // One whose ID begins alike is another.
  const other = goOn(last(next), [turn(20, 'Thanks.')]).slice(1);
  assert.deepEqual(answersIn(other), ['turn-20 thanks 1']);
});

test('a turn that grows by nothing that matters has the answer that it had, else one of its own', () => {
  const grown = [turn(1, 'WB100001.'), turn(1, 'WB100001. Yes, please.', 'b')];
  const waiting = tell(grown);
  const { lastTurn } = last(waiting).session;
  const place = { turn: '1', asked: 'number', onTable: null };
  assert.deepEqual(lastTurn, { ...place, toolCallIds: ['turn-1'] });
  const told = goOn(last(waiting), [found('WB100001')]);
  assert.deepEqual(answersIn(told), ['turn-1 delivery', 'turn-1 delivery']);
  const more = goOn(last(waiting), [turn(1, 'WB100001. Why is it late?', 'c')]);
  assert.deepEqual(last(more).session.lastTurn, { ...place, toolCallIds: ['turn-1c'] });
  // What is said next is another turn, though it begins alike.
  assert.deepEqual(answersIn(tell([turn(1, 'Hello'), turn(2, 'Hello there.')])), [
    'turn-1 greeting 1',
    'turn-2 greeting 2',
  ]);
  assert.deepEqual(answersIn(tell([turn(1, null), turn(1, null, 'b')])), [
    'turn-1 silent 1',
    'turn-1b silent 2',
  ]);
});

test('whoever takes a number back while it is looked up hears nothing of its parcel, whatever they say next', () => {
  const number = 'WB100001';
  for (const [taken, answer] of [
    [turn(1, `${number}. No, wait, that is the wrong number.`, 'b'), 'turn-1b badNumber'],
    [turn(1, `${number}. No, wait, it is KT584206.`, 'b'), 'turn-1b readBack'],
    [turn(1, `${number}. No, the last digit is two.`, 'b'), 'turn-1b badNumber'],
    [turn(2, 'No, wait, that is the wrong number.'), 'turn-2 refusal'],
    [turn(2, 'No, the last digit is two.'), 'turn-2 readBack'],
  ] as const) {
    const advances = tell([turn(1, `${number}.`), taken, found(number), turn(3, 'Once more?')]);
    const [, second] = answersIn(advances);
    assert.equal(second, answer);
    assert.ok(!answersIn(advances).some((each) => each.endsWith(' delivery')));
    assert.equal(last(advances).session.snapshot.context.currentDelivery, null);
  }
});

test('it is counted how often in a row a caller does the same; whoever wants nothing twice has done', () => {
  const waits = [turn(1, 'Wait.'), turn(2, 'Wait.'), turn(3, 'Where is it?'), turn(4, 'Wait.')];
  const advances = tell(waits);
  assert.deepEqual(answersIn(advances), [
    'turn-1 wait 1',
    'turn-2 wait 2',
    'turn-3 noNumber',
    'turn-4 wait 1',
  ]);
  assert.deepEqual(last(advances).session.lastAct, { act: 'wait', times: 1 });
  const other = tell([turn(1, 'Wait.'), turn(2, 'WB100001')]);
  assert.equal(last(other).session.lastAct, null);
  const waiting = tell([human('t1'), turn(1, 'No.'), turn(2, 'Wait.')]);
  assert.deepEqual(answersIn(waiting).slice(1), ['turn-1 no 1', 'turn-2 wait 1']);
  const done = tell([
    human('t1'),
    turn(1, 'No.'),
    turn(2, 'No.'),
    turn(3, 'Wait.'),
    turn(4, 'No.'),
  ]);
  assert.deepEqual(answersIn(done).slice(1), [
    'turn-1 no 1',
    'turn-2 goodbye 1',
    'turn-3 wait 1',
    'turn-4 no 1',
  ]);
});

const RECORD = { trackingNumber: 'WB100001', status: 'in_transit', customerName: 'Ann Fitzgerald' };
const ONE_OF_THEIRS = settled('WB100001', {
  ...{ kind: 'found', delivery: RECORD, source: 'sanity', asOf: NOON },
});

function give(toolCallId: string, answer: string): AnswerEvent {
  return { type: 'verification.given', at: NOON, toolCallId, tool: 'verify_caller', answer };
}

/** What the steps have of what was said and reported, and what waits for the next one. */
function recordOf(advances: readonly Advance<Reply>[]): string[] {
  const { transcript, events } = last(advances).session;
  const steps = advances.flatMap((each) => each.steps);
  const turns = [...steps.flatMap((step) => step.turns), ...transcript.fresh];
  const recorded = [...steps.flatMap((step) => step.events), ...events];
  const texts = recorded.flatMap((event) => (event.type === 'transcript.heard' ? event.text : []));
  assert.deepEqual(
    turns.map(({ text }) => text),
    texts.filter((text) => text !== 'Fitz'),
  );
  return texts;
}

const ASKED = [where('t1', 'WB100001'), ONE_OF_THEIRS];

test('what a caller says when asked who they are stays off the record until they are answered', () => {
  const asked = tell([heard('caller', 'Hello.'), ...ASKED], { verify: 'caller' });
  const given = goOn(last(asked), [
    ...[
      heard('assistant', 'The last name?'),
      heard('caller', 'Fitzgerald.'),
      give('t2', 'Fitzgerald'),
    ],
    ...[speaks('caller'), speaks('assistant', false), heard('caller', 'Ann, that is.')],
    ...[heard('caller', 'Fitz.')],
  ]);
  assert.deepEqual(recordOf([...asked, ...given.slice(1)]), [
    ...['Hello.', 'The last name?', '[answer]', '[answer]', '[answer]'],
  ]);
  assert.deepEqual(last(given).session.events[0], speaks('caller'));
  for (const speaking of [heard('assistant', 'It is on its way.'), speaks('assistant')]) {
    const told = goOn(last(given), [speaking, heard('caller', 'Thanks.')]);
    assert.equal(recordOf(told).at(-1), 'Thanks.');
  }
});

test('what a conversation tells of who somebody is stays off the record, too', () => {
  const asked = last(tell(ASKED, { verify: 'caller' }));
  const turns = [
    { role: 'assistant', text: 'The last name?' } as const,
    { role: 'caller', text: 'Fitzgerald.' } as const,
  ];
  const conversation = { turns, lastAt: 1, isContinued: true };
  const given = goOn(asked, [deliver([give('t2', 'Fitzgerald')], { conversation })]);
  assert.deepEqual(
    last(given).steps.flatMap((step) => step.turns.map(({ text }) => text)),
    ['The last name?', '[answer]'],
  );
  assert.equal(last(given).session.isAnswering, true);
  const spoken = (isContinued: boolean, ...texts: string[]) => {
    const turns = texts.map((text, index) =>
      index % 2 === 0
        ? ({ role: 'caller', text } as const)
        : ({ role: 'assistant', text } as const),
    );
    const later = { turns, lastAt: 9, isContinued };
    return last(goOn(last(given), [deliver([speaks('caller')], { conversation: later })])).session;
  };
  assert.equal(spoken(true, 'Ann.').isAnswering, true);
  const told = spoken(true, 'Ann.', 'It is on its way.', 'Thanks.');
  assert.equal(told.isAnswering, false);
  assert.deepEqual(
    told.transcript.fresh.map(({ text }) => text),
    ['[answer]', 'It is on its way.', 'Thanks.'],
  );
  // Of a conversation that is told anew, all but the end was said before.
  assert.equal(spoken(false, 'Ann.', 'The last name?', 'Fitzgerald.').isAnswering, true);
});

test('whoever does not say who they are has not done, however often they say no', () => {
  const noTwice = tell([...ASKED, turn(1, 'No.'), turn(2, 'No.')], { verify: 'caller' });
  assert.deepEqual(answersIn(noTwice).slice(1), ['turn-1 no 1', 'turn-2 no 2']);
});

test('an answer that nobody has asked for is made up, and keeps nothing off the record', () => {
  const given = tell([give('t1', 'Fitzgerald'), heard('caller', 'Hello.')]);
  assert.deepEqual(recordOf(given), ['Hello.']);
});

const TELLING: Partial<CallReport> = {
  ...{ summary: 'Fitzgerald', transcript: 'Fitzgerald', structuredData: 'Fitzgerald' },
  structuredOutputs: { a: { name: 'a', result: 'Fitzgerald' } },
};

function reportOf(advances: readonly Advance<Reply>[]): CallReport | undefined {
  const { events } = last(advances).session;
  return events.find((event) => event.type === 'report.received')?.report;
}

test('a report on a call whose caller was asked who they are tells none of their words', () => {
  const { report } = reported('');
  for (const [mark, kept] of [
    ...[
      ['true', 'true'],
      ['false', 'false'],
      ['7', '7'],
      ['100', '100'],
      ['7/10', '7/10'],
    ],
    ...[
      ['85%', '85%'],
      ['Fitzgerald', null],
      ['7 Fitzgerald', null],
      ['Ann 7', null],
    ],
    ...[
      ['1000', null],
      [null, null],
    ],
  ] as const) {
    const whole = { ...report, ...TELLING, successEvaluation: mark };
    const event = { ...reported(''), report: whole };
    const bare = { ...report, summary: null, transcript: null, successEvaluation: kept };
    assert.deepEqual(reportOf(tell([...ASKED, event], { verify: 'caller' })), bare);
    const wrong = [...ASKED, give('t2', 'Miller'), give('t3', 'Fitzgerald'), event];
    assert.deepEqual(reportOf(tell(wrong, { verify: 'caller' })), bare);
    assert.deepEqual(reportOf(tell([...ASKED, event])), whole);
  }
});

test('a report is taken once, however often it comes', () => {
  const twice = tell([reported('a'), reported('a'), reported('b')]);
  const { reports } = last(twice).session;
  assert.deepEqual(
    twice.flatMap(({ moves }) => moves.map(({ event }) => event.type)),
    ['call.opened', 'report.received', 'report.received'],
  );
  assert.equal(reports.length, 2);
});

test('a delivery is answered when all its tool calls are, each delivery by a step of its own', () => {
  const [first, second] = [where('t1', 'WB100001'), where('t2', 'WB100002')];
  const both = deliver([first, second], { id: 1, at: NOON + 1, correlationId: 'one' });
  const again = deliver([second], { id: 2, at: NOON + 2, correlationId: 'two' });
  const advances = tell([both, again, found('WB100001'), found('WB100002')]);
  assert.deepEqual(
    advances.flatMap(({ answers }) => answers.map((each) => each.delivery)),
    [1, 2],
  );
  assert.deepEqual(answersIn(advances), ['t1 delivery', 't2 delivery', 't2 delivery']);
  const steps = last(advances).steps.map(({ seq, since, correlationId, answered, answers }) => {
    return [seq, since - NOON, correlationId, answered, answers?.length];
  });
  assert.deepEqual(steps.at(0), [steps.at(0)?.[0], 1, 'one', ['t1', 't2'], 2]);
  // All that it would tell is on record with the first, and nothing is before it.
  assert.deepEqual(
    advances.map((each) => each.steps.length),
    [0, 0, 0, 0, 1],
  );
  assert.deepEqual(
    noticesIn(advances, 'tool.answered').map(({ trackingNumber }) => trackingNumber),
    ['WB100001', 'WB100002'],
  );
});

test('what was said and is on the table is told to a tool call, else only the last words', () => {
  const said = ['Hello.', 'One moment.', 'I have no number.'].map((it) => heard('caller', it));
  const eventOf = (advances: Advance<Reply>[]) => {
    const events = advances.flatMap(({ steps }) => steps.flatMap((step) => step.events));
    return events.find((event) => 'toolCallId' in event);
  };
  const asked = { ...where('t1'), said: ['I have no number.'] };
  assert.deepEqual(eventOf(tell([...said, where('t1')])), asked);
  const unread = where('t1', 'hm');
  assert.deepEqual(eventOf(tell([...said, unread])), unread);
  const told = tell([where('t1', 'WB100001'), found('WB100001'), ...said, where('t2')]);
  assert.deepEqual(last(told).moves[0]?.event, where('t2'));
  const doubted = tell([where('t1', 'WB100001'), heard('caller', 'No.'), human('t2')], {
    confirm: 'always',
  });
  assert.deepEqual(last(doubted).moves[0]?.event, human('t2'));
  const named = [...said, where('t1', 'WB100001'), found('WB100001')];
  assert.equal('said' in (eventOf(tell(named)) ?? {}), false);
  assert.equal('said' in (eventOf(tell([...said, human('t1')])) ?? {}), false);
});

test('where the call is spoken to is known once it was told, and who calls', () => {
  const about = { controlUrl: 'https://control.vapi.ai/a', callerNumber: '+4930' };
  const started = { type: 'call.progressed', at: NOON, status: 'in-progress' } as const;
  const ringing = { ...started, status: 'ringing' };
  const advances = tell([
    ...[
      deliver([ringing], about),
      deliver([started], { correlationId: 'b' }),
      deliver([started], about),
    ],
    ...[deliver([where('t1', 'WB100001')], about)],
  ]);
  assert.deepEqual(
    advances.map(({ commands }) => commands.map(({ type }) => type)),
    [[], [], [], ['recognise'], ['lookUp']],
  );
  const { session, commands } = last(advances);
  assert.deepEqual(commands, [
    { type: 'lookUp', trackingNumbers: ['WB100001'], callerNumber: '+4930' },
  ]);
  assert.deepEqual([session.controlUrl, session.callerNumber], [about.controlUrl, '+4930']);
  assert.equal(session.correlationId, 'trace');
  const beside = tell([deliver([speaks('caller'), where('t1')], about)]);
  assert.equal(last(beside).commands[0]?.type, 'recognise');
  // Whoever calls is not asked for once the call is over.
  const over = tell([hangUp, deliver([where('t1')], about), deliver([where('t2')], about)]);
  assert.deepEqual(
    over.flatMap((each) => each.commands),
    [],
  );
  assert.equal(last(over).session.isMet, true);
});

test('what comes late is said where the call can be spoken into', () => {
  const late = (controlUrl: string | null) =>
    tell([
      ...[deliver([where('t1', 'WB100001')], { controlUrl }), clock(POLICY.replyDeadlineMs)],
      { type: 'session.woken', at: NOON + POLICY.replyDeadlineMs },
      found('WB100001', NOON + 900),
    ]).flatMap(({ commands }) => commands.flatMap((it) => (it.type === 'say' ? [it] : [])));
  assert.deepEqual(late(null), []);
  const [said, ...more] = late('https://control.vapi.ai/a');
  assert.equal(said?.controlUrl, 'https://control.vapi.ai/a');
  assert.equal(said?.reply.utterance.about, 'delivery');
  assert.deepEqual(more, []);
});

test('a tool call is told of with the number that it is about', () => {
  const [told] = noticesIn(tell([where('t1', 'WB100001'), found('WB100001')]), 'tool.answered');
  assert.partialDeepStrictEqual(told, { trackingNumber: 'WB100001', askedAt: NOON });
  const [none] = noticesIn(tell([human('t1')]), 'tool.answered');
  assert.equal('trackingNumber' in (none ?? {}), false);
});

test('an ID that comes with another question is told of, and is another tool call', () => {
  const advances = tell([where('t1'), where('t1', 'WB100001'), found('WB100001'), where('t1')]);
  assert.deepEqual(noticesIn(advances, 'tool.id_reused'), [
    { type: 'tool.id_reused', tool: 'track_delivery' },
  ]);
  assert.deepEqual(answersIn(advances), ['t1 noNumber', 't1\n2 delivery', 't1 noNumber']);
  assert.deepEqual(noticesIn(tell([where('t1')]), 'tool.id_reused'), []);
});

test('a chart that breaks answers all who wait, is over, and goes on when it is revived', () => {
  const waiting = last(tell([where('t1', 'WB100001')]));
  const snapshot = { ...waiting.session.snapshot, value: 'no-such-state' };
  const lost = { ...waiting, session: { ...waiting.session, snapshot } };
  const advances = goOn(lost, [where('t2', 'WB100002'), found('WB100001'), hangUp]);
  assert.deepEqual(answersIn(advances.slice(1)), ['t1 internalFault', 't2 internalFault']);
  assert.equal(noticesIn(advances, 'call.broken').length, 1);
  assert.deepEqual(
    noticesIn(advances, 'call.ended').map((it) => 'reason' in it && it.reason),
    ['broken'],
  );
  const { session, wakeAt } = last(advances);
  assert.equal(session.snapshot.status, 'error');
  assert.equal(session.lastStatus, 'unavailable');
  // Its deadlines are nobody's any more.
  assert.equal(wakeAt, NOON + RULES.timeouts.lingerMs);
  const woken = goOn(last(advances), [{ type: 'session.woken', at: NOON + 1_000 }]);
  assert.deepEqual(last(woken).moves, []);
  const late = deliver([where('t3')], { missedAt: NOON + 9_000 });
  assert.deepEqual(
    last(goOn(last(advances), [late])).steps[0]?.events.map(({ type }) => type),
    ['lookup.settled', 'call.ended', 'delivery.requested', 'answer.missed'],
  );
  const revived = goOn(last(advances), [{ type: 'session.revived' }]);
  assert.equal(last(revived).session.snapshot.status, 'active');
});

test('a call that is stopped answers all who wait with a fault, and moves no more', () => {
  const advances = tell([where('t1', 'WB100001'), { type: 'session.stopped' }, found('WB100001')]);
  assert.deepEqual(answersIn(advances), ['t1 internalFault']);
  assert.equal(last(advances).session.snapshot.status, 'stopped');
  const [answer] = advances[2]?.answers[0]?.answers ?? [];
  assert.deepEqual([answer?.status, answer?.state], ['unavailable', 'fallback']);
  const replayed = goOn(last(advances), [{ type: 'session.replayed', events: [hangUp] }]);
  assert.deepEqual(last(replayed).moves, []);
  const broke = { ...last(advances).session.snapshot, status: 'error' };
  const session = { ...last(advances).session, snapshot: broke };
  const again = goOn({ ...last(advances), session }, [{ type: 'session.stopped' }]);
  assert.equal(last(again).session.snapshot.status, 'error');
});

test('a call that is dropped has on record what it has heard, where it has heard anything', () => {
  const drop = { type: 'session.dropped', at: NOON + 5 };
  const spoke = tell([where('t1'), speaks('caller'), drop, drop]);
  assert.deepEqual(
    spoke.slice(-2).map(({ steps }) => steps.map((step) => [step.since, step.events.length])),
    [[[NOON + 5, 1]], []],
  );
  assert.deepEqual(last(spoke.slice(0, -1)).steps[0]?.answers, null);
  assert.deepEqual(last(spoke.slice(0, -1)).steps[0]?.answered, []);
  const conversation = {
    ...{ turns: [{ role: 'caller' as const, text: 'Hello.' }], lastAt: 0, isContinued: false },
  };
  const told = tell([where('t1'), deliver([], { conversation }), drop]);
  assert.deepEqual(last(told).steps[0]?.turns, conversation.turns);
});

test('a sentence that cannot be made is a fault that is told', () => {
  const rules = {
    ...RULES,
    render: (reply: Reply) => {
      if (reply.utterance.about === 'delivery') throw new Error('No words');
      return reply;
    },
  };
  const advances = tell([where('t1', 'WB100001'), found('WB100001')], {}, rules);
  assert.deepEqual(answersIn(advances), ['t1 internalFault']);
  assert.equal(noticesIn(advances, 'call.broken').length, 1);
  const [answer] = last(advances).answers[0]?.answers ?? [];
  assert.deepEqual([answer?.status, answer?.state], ['unavailable', 'fallback']);
});

test('a call is silent for so long, and over, until it is forgotten; one in writing begins anew', () => {
  const { silenceTimeoutMs, lingerMs } = RULES.timeouts;
  const quiet = NOON + silenceTimeoutMs;
  const woken = (at: number) => ({ type: 'session.woken', at });
  const early = tell([woken(quiet - 1)]);
  assert.deepEqual([last(early).moves, last(early).wakeAt], [[], quiet]);
  const silent = tell([woken(quiet)]);
  assert.deepEqual([last(silent).session.isOver, last(silent).wakeAt], [true, quiet + lingerMs]);
  assert.deepEqual(noticesIn(silent, 'call.ended').length, 1);
  const gone = goOn(last(silent), [woken(quiet + lingerMs - 1), woken(quiet + lingerMs)]);
  assert.deepEqual(gone.map((each) => each.wakeAt).slice(1), [quiet + lingerMs, null]);
  const input = { ...callInput(), medium: 'text' as const };
  const written = openSession(RULES, input, { at: NOON, correlationId: 'made' });
  assert.equal(last(goOn(written, [silence])).wakeAt, NOON);
  // What is said is a sign of life, until the call is over.
  const heardOf = tell([{ ...speaks('caller'), at: NOON + 7 }]);
  assert.equal(last(heardOf).wakeAt, quiet + 7);
  const over = tell([hangUp, { ...speaks('caller'), at: NOON + 7 }]);
  assert.equal(last(over).wakeAt, NOON + lingerMs);
});

test('of events that move no call the latest wait for a step', () => {
  const { session } = last(tell([where('t1'), ...Array(1001).fill(speaks('caller'))]));
  assert.equal(session.events.length, 1000);
  const before = last(tell([...Array(1001).fill(speaks('caller'))])).session.events;
  assert.deepEqual([before.length, before[0]?.type], [1000, 'speech.updated']);
});

test('of the chats in which something was asked the latest are known', () => {
  const chats = Array.from({ length: 51 }, (_, index) => `chat-${index}`);
  const asked = chats.map((chatId, index) =>
    deliver([where(`t${index}`)], { id: index + 1, chatId }),
  );
  const { known, fresh } = last(tell(asked)).session.chats;
  assert.deepEqual([known, fresh], [chats.slice(1), []]);
});

test('a delivery of which one answer is on record has both in a step of its own', () => {
  const asked = where('t1', 'WB100001');
  const both = deliver([asked, where('t2', 'WB100001')], { id: 2 });
  const { steps } = last(tell([asked, both, found('WB100001')]));
  assert.deepEqual(
    steps.map(({ answered, answers }) => [answered, answers?.length]),
    [
      [['t1'], 1],
      [['t1', 't2'], 2],
    ],
  );
  // Nor is it left out where something else is put on record with it.
  const again = deliver([where('t1')], { id: 3, chatId: 'chat-1' });
  const [step] = last(tell([where('t1'), speaks('caller'), again])).steps;
  assert.deepEqual([step?.answered, step?.answers?.length, step?.chats], [['t1'], 1, ['chat-1']]);
});

test('a tool call that was answered elsewhere waits no more, and its deadline is over', () => {
  const missedAt = NOON + POLICY.replyDeadlineMs;
  const asked = [where('t1', 'WB100001'), where('t1', 'WB100001')];
  const late = tell([deliver(asked, { missedAt })]);
  assert.deepEqual(answersIn(late), ['t1 internalFault', 't1 internalFault']);
  assert.deepEqual(
    last(late).moves.map(({ event }) => event.type),
    [...['delivery.requested', 'answer.missed', 'time.passed']],
  );
  const early = tell([deliver(asked, { missedAt: missedAt - 1 })]);
  assert.equal(last(early).moves.at(-1)?.event.type, 'answer.missed');
  // Where nothing is waited for, no time has to pass.
  const idle = tell([deliver([where('t1')], { missedAt })]);
  assert.equal(last(idle).moves.at(-1)?.event.type, 'answer.missed');
  const second = tell([where('t1'), deliver([where('t2')], { missedAt })]);
  assert.deepEqual(
    last(second).session.toolCalls.map(({ answer }) => answer?.utterance.about),
    ['noNumber', 'internalFault'],
  );
  // What was never asked cannot have been missed.
  const unknown = tell([where('t1'), { type: 'answer.missed', at: NOON, asked: 't9' }]);
  assert.deepEqual(answersIn(unknown), ['t1 noNumber']);
});

const INVENTED = { kinds: ['status'], trackingNumber: null };

test('a guard learns by what is heard, and what it finds is put right while the call lasts', () => {
  const guard: Guard = {
    learn: (known, event, { confirm }) => ({
      ...known,
      numbers: [...known.numbers, event.type, confirm],
    }),
    judge: (known) => (known.numbers.length > 2 ? INVENTED : null),
  };
  const rules = { ...RULES, guard };
  const controlUrl = 'https://control.vapi.ai/a';
  const advances = tell(
    [deliver([speaks('caller')], { controlUrl }), speaks('assistant'), hangUp, speaks('caller')],
    {},
    rules,
  );
  const { numbers } = last(advances).session.heard;
  assert.deepEqual(numbers.slice(0, 4), [
    ...['speech.updated', 'when-unsure', 'speech.updated', 'when-unsure'],
  ]);
  assert.deepEqual(
    advances.map(({ commands }) => commands.length),
    [0, 0, 1, 1, 0],
  );
  assert.partialDeepStrictEqual(advances[2]?.commands[0], {
    controlUrl,
    ungrounded: INVENTED,
    at: NOON,
  });
  assert.equal(noticesIn(advances, 'guard.ungrounded').length, 3);
  const stopped = goOn(last(advances), [{ type: 'session.stopped' }, speaks('caller')], rules);
  assert.deepEqual(noticesIn(stopped.slice(1), 'guard.ungrounded'), []);
});

test('a call that is taken up learns what its last line has heard, and who waited is overdue', () => {
  const guard: Guard = {
    ...RULES.guard,
    learn: (known, event) => ({ ...known, numbers: [...known.numbers, event.type] }),
  };
  const { snapshot } = last(tell([where('t1', 'WB100001')])).session;
  const resumed = (now: number, lastEvents?: [ReturnType<typeof speaks>]) =>
    resumeSession(
      { ...RULES, guard },
      {
        ...{ callId: 'call_1', input: callInput(), snapshot, seq: 1, at: NOON, answers: [] },
        ...(lastEvents && { lastEvents }),
      },
      { now, correlationId: 'made' },
    );
  assert.deepEqual(resumed(NOON).session.heard.numbers, ['time.passed']);
  const early = resumed(NOON, [speaks('caller')]);
  assert.deepEqual(
    early.steps.flatMap(({ events }) => events.map(({ type }) => type)),
    ['time.passed'],
  );
  assert.deepEqual(early.session.heard.numbers, ['speech.updated', 'time.passed']);
  const [overdue] = early.moves;
  assert.deepEqual(overdue?.event, { type: 'time.passed', at: NOON + POLICY.replyDeadlineMs });
  assert.equal(resumed(NOON + 9_000).moves[0]?.event.at, NOON + 9_000);
  assert.partialDeepStrictEqual(early.notices[0], { type: 'call.resumed', state: 'fetch' });
});

test('what was said before a number is asked about again is no answer to that', () => {
  const doubted = where('t1', 'ＱＸ７３９５１８');
  const said = tell([doubted, heard('caller', 'No.'), human('t2'), heard('caller', 'Yes.')]);
  assert.deepEqual(last(said).session.transcript.said, ['No.', 'Yes.']);
  const asked = tell([doubted, heard('caller', 'No.'), where('t2', 'ＱＸ７３９５１９')]);
  assert.deepEqual(last(asked).session.transcript.said, []);
  const talk = [turn(1, 'WB100001'), heard('caller', 'What?'), turn(2, 'Thanks.')];
  const talked = tell(talk, { confirm: 'always' });
  assert.deepEqual(last(talked).session.transcript.said, []);
});

test('a question that cannot be told from others breaks its call', () => {
  const poison = { toJSON: () => assert.fail('No text') };
  const advances = tell([{ ...human('t1'), reason: poison }]);
  assert.deepEqual(answersIn(advances), ['t1 internalFault']);
  assert.equal(noticesIn(advances, 'call.broken').length, 1);
});

test('what a number that is asked about again was said before is no answer, however it is asked', () => {
  const rows: [events: unknown[], policy: Partial<CallPolicy>, about: string][] = [
    [[recognised('WB100001'), where('t1', "I don't have it.")], { askOwn: 'on' }, 't1 ownParcel'],
    [[where('t1', 'EE473124828US')], { checkDigits: 'on' }, 't1 repair'],
    [
      [where('t1', 'WB100001'), no('t2', 'one of them is wrong')],
      { confirm: 'always' },
      't2 whichPart',
    ],
  ];
  for (const [events, policy, about] of rows) {
    const asking = tell([...events.slice(0, -1), heard('caller', 'Hello.'), events.at(-1)], policy);
    assert.equal(answersIn(asking).at(-1), about);
    assert.deepEqual(last(asking).session.transcript.said, []);
  }
});

test('a call that begins tells so, and where it is', () => {
  assert.deepEqual(last(tell([])).notices, [
    { type: 'call.opened' },
    { type: 'state.entered', state: 'need' },
  ]);
});

/** A tool call that no chart knows of. */
const SUNG = { type: 'song.requested', at: NOON, toolCallId: 't9', tool: 'sing' };

test('a tool call that the chart neither answers nor keeps waiting is a fault that is told', () => {
  const alone = tell([SUNG]);
  assert.deepEqual(answersIn(alone), ['t9 internalFault']);
  const beside = tell([where('t1', 'WB100001'), SUNG, turn(1, 'Wait.'), found('WB100001')]);
  assert.deepEqual(answersIn(beside), ['t9 internalFault', 'turn-1 wait 1', 't1 delivery']);
  const replayed = tell([{ type: 'session.replayed', events: [SUNG] }]);
  assert.equal(last(replayed).session.toolCalls[0]?.answer?.utterance.about, 'internalFault');
});

test('what is replayed has happened once, and a call is not opened again', () => {
  const opened = { type: 'call.opened', at: NOON, input: callInput() };
  const events = [opened, where('t1'), where('t1')];
  const { session, moves } = last(tell([{ type: 'session.replayed', events }]));
  assert.deepEqual(
    moves.map(({ event }) => event.type),
    ['delivery.requested', 'delivery.requested'],
  );
  assert.equal(session.toolCalls.length, 1);
});

test('what moves a call is on record, whether or not anything is answered', () => {
  const { steps } = last(tell([where('t1'), recognised('WB100001')]));
  assert.deepEqual(
    steps.map(({ events, answers }) => [events.map(({ type }) => type), answers]),
    [[['caller.recognised'], null]],
  );
});

test('a call ends once, for the reason that was told, though its chart breaks later', () => {
  const over = last(tell([hangUp]));
  assert.partialDeepStrictEqual(noticesIn([over], 'call.ended'), [{ reason: hangUp.reason }]);
  const lost = { ...over.session, snapshot: { ...over.session.snapshot, value: 'no-such-state' } };
  const broken = goOn({ ...over, session: lost }, [where('t1')]).slice(1);
  assert.deepEqual(noticesIn(broken, 'call.ended'), []);
  assert.equal(noticesIn(broken, 'call.broken').length, 1);
});

test('a call is woken at its deadline, and not moved before', () => {
  const wake = (ms: number) => ({ type: 'session.woken', at: NOON + POLICY.replyDeadlineMs + ms });
  const types = (ms: number) =>
    last(tell([where('t1', 'WB100001'), wake(ms)])).moves.map(({ event }) => event.type);
  assert.deepEqual([types(-1), types(0)], [[], ['time.passed']]);
});

test('a call that is forgotten is stopped', () => {
  const woken = { type: 'session.woken', at: NOON + RULES.timeouts.lingerMs };
  assert.equal(last(tell([hangUp, woken])).session.snapshot.status, 'stopped');
});

test('a yes of the model that came before its question had left is marked, and nothing else', () => {
  const asking = deliver([where('t1', 'ＱＸ７３９５１８')], { id: 1 });
  const before = { id: 2, unsent: [1] };
  const heardAs = (event: Events[number], more: Partial<ReceivedDelivery> = before) =>
    last(tell([asking, deliver([event], more)])).moves[0]?.event;
  assert.deepEqual(heardAs(yes('t2')), { ...yes('t2'), isUnheard: true });
  assert.deepEqual(heardAs(yes('t2'), { id: 2, unsent: [] }), yes('t2'));
  for (const event of [no('t2'), human('t2'), where('t2', 'ＱＸ７３９５１８')]) {
    assert.deepEqual(heardAs(event), event);
  }
  assert.equal('isUnheard' in (heardAs(turn(1, 'Yes.')) ?? {}), false);
  // Where no number is on the table any more, it is a yes to nothing.
  const late = deliver([yes('t3')], { id: 3, unsent: [1, 2] });
  const refused = tell([asking, deliver([no('t2')], before), late]);
  assert.deepEqual(last(refused).moves[0]?.event, yes('t3'));
});
