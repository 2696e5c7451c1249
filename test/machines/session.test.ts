/*
 * A session does what its chart says and keeps its promises whatever comes: it is plain JSON, the same
 * event gives the same, every delivery is answered once, and its record replays to what it came to.
 */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { createActor } from 'xstate';
import type { CallEvent, ShellEvent, VerificationEvent } from '../../machines/call-events.ts';
import type { Reply } from '../../machines/reply.ts';
import {
  type Advance,
  advance,
  answerTo,
  hasAsked,
  openSession,
  type RestoredCall,
  resumeSession,
  type Session,
  type SessionEvent,
  type Step,
  sessionLogic,
} from '../../machines/session.ts';
import { startTranscript } from '../../machines/transcript.ts';
import {
  callInput,
  deliver,
  found,
  hangUp,
  NOON,
  no,
  POLICY,
  RULES,
  recognised,
  where,
  yes,
} from './call-script.ts';
import { arbitraryWalk, isOfChart, type Walk } from './call-walks.ts';

const BEGINNING = { at: NOON, correlationId: 'trace' };

type Events = Extract<SessionEvent, { type: 'delivery.received' }>['events'];

function toSessionEvents({ events }: Walk): SessionEvent[] {
  return events.filter(isOfChart).map((event, index) => {
    if (event.type === 'time.passed') return { type: 'session.woken', at: event.at };
    return isOfVapi(event) ? deliver([event], { id: index, at: event.at }) : (event as ShellEvent);
  });
}

function isOfVapi(event: CallEvent): event is Exclude<CallEvent, ShellEvent | VerificationEvent> {
  return !/^(lookup|caller|time|silence)\./.test(event.type) || event.type === 'caller.interrupted';
}

/** Everything that a session came to on its way. */
function play(walk: Walk): { advances: Advance<Reply>[]; events: SessionEvent[] } {
  const events = toSessionEvents(walk);
  const advances = [openSession(RULES, callInput(walk.policy), BEGINNING)];
  for (const event of events) advances.push(advance(RULES, last(advances).session, event));
  return { advances, events };
}

function last<Item>(items: readonly Item[]): Item {
  const item = items.at(-1);
  assert.ok(item !== undefined);
  return item;
}

function freeze<Value>(value: Value): Value {
  if (typeof value !== 'object' || value === null) return value;
  Object.values(value).forEach(freeze);
  return Object.freeze(value);
}

const stepsOf = (advances: Advance<Reply>[]): Step<Reply>[] => advances.flatMap((it) => it.steps);

test('session: it is plain JSON, and an event changes nothing of what it was', () => {
  fc.assert(
    fc.property(arbitraryWalk, (walk) => {
      let session = openSession(RULES, callInput(walk.policy), BEGINNING).session;
      for (const event of toSessionEvents(walk)) {
        const kept = JSON.parse(JSON.stringify(session)) as Session<Reply>;
        const advanced = advance(RULES, freeze(session), event);
        assert.deepEqual(advance(RULES, kept, event), advanced);
        session = advanced.session;
      }
    }),
  );
});

test('session: every delivery is answered once, at its deadline at the latest', () => {
  fc.assert(
    fc.property(arbitraryWalk, (walk) => {
      const { advances, events } = play(walk);
      const late = last(advances).session;
      const end = advance(RULES, late, {
        type: 'session.woken',
        at: late.snapshot.context.pendingLookups.reduce(
          (at, ask) => Math.max(at, ask.deadlineAt),
          NOON,
        ),
      });
      const answered = [...advances, end].flatMap(({ answers }) => answers);
      const asked = events.filter((event) => event.type === 'delivery.received');
      assert.deepEqual(
        answered.map(({ delivery }) => delivery).toSorted((a, b) => a - b),
        asked.map(({ id }) => id),
      );
      assert.deepEqual(end.session.deliveries, []);
    }),
  );
});

test('session: its steps are numbered without gaps and hold every answer', () => {
  fc.assert(
    fc.property(arbitraryWalk, (walk) => {
      const { advances } = play(walk);
      const steps = stepsOf(advances);
      assert.deepEqual(
        steps.map(({ seq }) => seq),
        steps.map((_, index) => index),
      );
      const recorded = new Set(steps.flatMap(({ answered }) => answered));
      const answered = last(advances).session.toolCalls.filter((it) => it.isRecorded);
      assert.ok(answered.every(({ toolCallId }) => recorded.has(toolCallId)));
    }),
  );
});

test('session: what is on record replays to the same chart and the same answers', () => {
  fc.assert(
    fc.property(arbitraryWalk, (walk) => {
      let replayed = openSession(RULES, callInput(walk.policy), BEGINNING).session;
      for (const { events, snapshot, answered, answers } of stepsOf(play(walk).advances)) {
        replayed = advance(RULES, replayed, { type: 'session.replayed', events }).session;
        assert.deepEqual(replayed.snapshot, snapshot);
        for (const [index, toolCallId] of answered.entries()) {
          const own = replayed.toolCalls.find((it) => it.toolCallId === toolCallId);
          assert.deepEqual(own?.answer, answers?.[index]);
        }
      }
    }),
  );
});

test('session: whoever looks on sees each event that the chart took, and where it led', () => {
  fc.assert(
    fc.property(arbitraryWalk, (walk) => {
      const { advances } = play(walk);
      const moves = advances.flatMap((it) => it.moves);
      const recorded = advances.flatMap(({ steps }) => steps.flatMap(({ events }) => events));
      const waiting = last(advances).session.events;
      assert.deepEqual(
        moves.map(({ event }) => event),
        [...recorded, ...waiting],
      );
      for (const { moves: own, session } of advances) {
        assert.equal(own.at(-1)?.snapshot ?? session.snapshot, session.snapshot);
      }
    }),
  );
});

test('session: whoever looks on sees a chart break', () => {
  const { session } = openSession(RULES, callInput(POLICY), BEGINNING);
  const snapshot = { ...session.snapshot, value: 'no-such-state' };
  const event = deliver([{ type: 'caller.interrupted', at: NOON }]);
  const { moves } = advance(RULES, { ...session, snapshot }, event);
  assert.deepEqual(
    moves.map((move) => [move.event.type, move.snapshot.status]),
    [['caller.interrupted', 'error']],
  );
});

test('session: a living actor comes to what the function comes to', () => {
  fc.assert(
    fc.property(arbitraryWalk, (walk) => {
      const { advances, events } = play(walk);
      const [input] = advances;
      assert.ok(input);
      const actor = createActor(sessionLogic(RULES), { input: { session: input.session } });
      const told: Advance<Reply>[] = [];
      actor.on('advanced', (it) => told.push(it.advance));
      actor.start();
      for (const [index, event] of events.entries()) {
        actor.send(event);
        assert.deepEqual(told.at(-1), advances[index + 1]);
        assert.equal(told.length, index + 1);
      }
      actor.stop();
      assert.equal(actor.getSnapshot().context.snapshot.status, 'stopped');
    }),
  );
});

test('session: a call that is taken up again repeats its answers and forgets who waited', () => {
  const input = callInput();
  const begun = openSession(RULES, input, BEGINNING).session;
  const asked = advance(RULES, begun, deliver([where('t1', 'WB100001')]));
  const told = advance(RULES, asked.session, found('WB100001'));
  const [step] = told.steps;
  assert.ok(step);
  const waiting = advance(RULES, told.session, deliver([where('t2', 'WB100009')], { id: 2 }));
  const resumed = resumeSession(
    RULES,
    {
      callId: input.callId,
      input,
      seq: 1,
      at: NOON,
      snapshot: waiting.session.snapshot,
      answers: (step.answers ?? []).map((answer) => ({
        toolCallId: 't1',
        tool: answer.tool,
        answer,
      })),
    },
    { now: NOON, correlationId: 'made' },
  );
  assert.deepEqual(resumed.session.snapshot.context.pendingLookups, []);
  const again = advance(RULES, resumed.session, deliver([where('t1', 'WB100001')]));
  assert.deepEqual(again.answers, [{ delivery: 1, answers: step.answers }]);
  assert.deepEqual(again.steps, []);
});

test('session: it begins with its opening, and nothing else is known', () => {
  const { session, moves } = openSession(RULES, callInput(), BEGINNING);
  const opened = { type: 'call.opened', at: NOON, input: callInput() };
  assert.deepEqual(session, {
    ...{ input: callInput(), startedAt: NOON, quietSince: NOON, correlationId: 'trace' },
    ...{ snapshot: moves[0]?.snapshot, transcript: startTranscript(), events: [opened], seq: 0 },
    ...{ heard: { numbers: [], callerWords: [], heardAll: true }, hasMoved: true },
    ...{ toolCalls: [], deliveries: [], reports: [], chats: { known: [], fresh: [] } },
    ...{ lastStatus: null, lastTurn: null, lastAct: null, controlUrl: null, callerNumber: null },
    ...{ askedIn: null, isMet: false, isAnswering: false, isOver: false },
  });
});

test('session: whoever holds it may ask whether a tool call ever came, and for its answer', () => {
  const [begun, asked, told, next] = receive(
    [where('t1', 'WB100001')],
    found('WB100001') as SessionEvent,
    [where('t2', 'WB100009')],
  ).map(({ session }) => session);
  assert.ok(begun && asked && told && next);
  assert.deepEqual([hasAsked(begun), hasAsked(asked)], [false, true]);
  assert.deepEqual([answerTo(begun, 't1'), answerTo(asked, 't1')], [null, null]);
  assert.equal(answerTo(next, 't1')?.status, 'success');
  assert.equal(answerTo(next, 't2'), null);
});

test('session: an actor is started once, with a session', () => {
  const actor = createActor(sessionLogic(RULES), { input: { session: null } });
  actor.subscribe({ error: () => {} });
  actor.start();
  assert.match(String(actor.getSnapshot().error), /started before/);
});

/** A call that is taken up a while after it was heard of last. */
function resume(restored: Partial<RestoredCall<Reply>> = {}): Advance<Reply> {
  const input = callInput();
  const blank = { callId: input.callId, snapshot: null, seq: 3, at: NOON, answers: [] };
  return resumeSession(
    RULES,
    { ...blank, ...restored, input },
    { now: NOON + 60_000, correlationId: 'made' },
  );
}

test('session: a call whose state is lost begins anew, and its record says so', () => {
  const { session, notices } = resume();
  assert.deepEqual(session.snapshot, openSession(RULES, callInput(), BEGINNING).session.snapshot);
  assert.deepEqual(session.events, [{ type: 'call.opened', at: NOON, input: callInput() }]);
  assert.deepEqual(session.heard, { numbers: [], callerWords: [], heardAll: false });
  assert.deepEqual([session.seq, session.isOver, session.isMet], [3, false, false]);
  assert.deepEqual(session.chats, { known: [], fresh: [] });
  assert.deepEqual(notices, [{ type: 'call.resumed', state: 'need' }]);
});

test('session: a call is taken up with the answers that it gave, each to its own question', () => {
  const advances = receive([where('t1', 'WB100001')], found('WB100001') as SessionEvent);
  const { snapshot, toolCalls } = last(advances).session;
  const [asked] = toolCalls;
  assert.ok(asked);
  const answer = asked.answer as Reply;
  const answers = ['t0', 't1'].map((toolCallId) => ({ toolCallId, tool: asked.tool, answer }));
  const { session } = resume({ snapshot, answers, asked: [where('t1', 'WB100001', NOON - 9)] });
  assert.equal(session.startedAt, NOON - 9);
  assert.equal(resume({ snapshot }).session.startedAt, NOON);
  const known = { ...asked, isRecorded: true };
  assert.deepEqual(session.toolCalls, [
    { ...known, toolCallId: 't0', wireId: 't0', question: null },
    known,
  ]);
});

test('session: an answer whose question is lost is given to its own tool again, and to no other', () => {
  const { session } = last(receive([where('t1', 'WB100001')], found('WB100001') as SessionEvent));
  const { snapshot, toolCalls } = session;
  const answer = toolCalls[0]?.answer as Reply;
  const again = (tool: string) => {
    const restored = resume({ snapshot, answers: [{ toolCallId: 't1', tool, answer }] }).session;
    const arrival = deliver([where('t1', 'WB100001')], { id: 0, at: NOON + 60_000 });
    return advance(RULES, restored, arrival).answers.flatMap(({ answers: given }) => given);
  };
  assert.deepEqual(again('track_delivery'), [answer]);
  // What an old record does not name may be of any.
  assert.deepEqual(again(''), [answer]);
  assert.notDeepEqual(again('confirm_tracking_number'), [answer]);
});

test('session: a call that was over when it is taken up is over', () => {
  const { snapshot } = last(receive([hangUp])).session;
  const { session, wakeAt } = resume({ snapshot });
  assert.deepEqual([session.isOver, wakeAt], [true, NOON + RULES.timeouts.lingerMs]);
});

test('session: who calls is asked once, also when the call is taken up again', () => {
  const from = (event: SessionEvent) => ({ ...event, callerNumber: '+4930' }) as SessionEvent;
  const { snapshot } = last(receive(recognised('WB100001'))).session;
  const asked = from(deliver([where('t1')]));
  const commandsOf = ({ session }: Advance<Reply>) => advance(RULES, session, asked).commands;
  assert.deepEqual(commandsOf(resume()), [{ type: 'recognise', callerNumber: '+4930' }]);
  assert.deepEqual(commandsOf(resume({ snapshot })), []);
});

test('session: a chat in which something is asked is put on record once, whatever it asks', () => {
  const asking = (id: number, chatId: string | null) => deliver([where('t1')], { id, chatId });
  let session = openSession(RULES, callInput(), BEGINNING).session;
  const chats: (readonly string[])[] = [];
  const take = (event: SessionEvent) => {
    const advanced = advance(RULES, session, event);
    session = advanced.session;
    chats.push(...advanced.steps.map((step) => step.chats));
    return advanced;
  };
  take(asking(1, 'chat-1'));
  take(asking(2, 'chat-1'));
  take(asking(3, null));
  assert.deepEqual(chats, [['chat-1']]);
  // Its tool call is one that was answered before, and it leads to the next all the same.
  const { steps, answers } = take(asking(4, 'chat-2'));
  assert.deepEqual([last(steps).answers, last(answers).answers.length], [null, 1]);
  take(deliver([hangUp], { id: 5, chatId: 'chat-3' }));
  assert.deepEqual(chats, [['chat-1'], ['chat-2'], []]);
  const input = callInput();
  const restored = { callId: input.callId, input, snapshot: session.snapshot, seq: 3, at: NOON };
  const again = { ...restored, answers: [], chats: session.chats.known };
  session = resumeSession(RULES, again, { now: NOON, correlationId: 'trace' }).session;
  assert.deepEqual(session.chats, { known: ['chat-1', 'chat-2'], fresh: [] });
});

test('session: it is woken for deadlines, for silence, and at last to be forgotten', () => {
  const begun = openSession(RULES, callInput(), BEGINNING);
  assert.equal(begun.wakeAt, NOON + RULES.timeouts.silenceTimeoutMs);
  const asked = advance(RULES, begun.session, deliver([where('t1', 'WB100001')]));
  assert.equal(asked.wakeAt, NOON + POLICY.replyDeadlineMs);
  assert.deepEqual(
    asked.commands.map(({ type }) => type),
    ['lookUp'],
  );
  const early = advance(RULES, asked.session, { type: 'session.woken', at: NOON + 1 });
  assert.deepEqual([early.steps, early.answers, early.wakeAt], [[], [], asked.wakeAt]);
  const ended = advance(RULES, asked.session, deliver([hangUp], { id: 2 }));
  assert.equal(ended.wakeAt, NOON + RULES.timeouts.lingerMs);
  const over = advance(RULES, ended.session, { type: 'session.woken', at: ended.wakeAt ?? 0 });
  assert.equal(over.wakeAt, null);
  assert.deepEqual(over.notices, [{ type: 'call.forgotten', trackingNumber: 'WB100001' }]);
});

test('session: a guard that throws takes nothing from the call', () => {
  const throws = () => {
    throw new Error('no such claim');
  };
  const rules = { ...RULES, guard: { learn: throws, judge: throws } };
  const begun = openSession(rules, callInput(), BEGINNING);
  const asked = advance(rules, begun.session, deliver([where('t1')]));
  assert.equal(asked.answers.length, 1);
  assert.ok(asked.notices.some(({ type }) => type === 'guard.failed'));
  assert.deepEqual(asked.session.heard, begun.session.heard);
});

test('session: what the assistant invented is put right where the call can be spoken into', () => {
  const ungrounded = { kinds: ['status'], trackingNumber: null };
  const rules = { ...RULES, guard: { ...RULES.guard, judge: () => ungrounded } };
  const { session } = openSession(rules, callInput(), BEGINNING);
  const said = {
    type: 'transcript.heard',
    role: 'assistant',
    text: 'It is lost.',
    final: true,
  } as const;
  const heard = deliver([{ ...said, at: NOON }]);
  assert.deepEqual(advance(rules, session, heard).commands, []);
  const controlUrl = 'https://control.vapi.ai/a';
  const { commands, notices } = advance(rules, session, { ...heard, controlUrl } as SessionEvent);
  assert.deepEqual(
    commands.map((it) => it.type === 'correct' && [it.controlUrl, it.ungrounded]),
    [[controlUrl, ungrounded]],
  );
  assert.deepEqual(notices, [{ type: 'guard.ungrounded', ...ungrounded }]);
});

const DOUBTED = where('t1', 'ＱＸ７３９５１８');

function saying(text: string, final = true): Events[number] {
  return { type: 'transcript.heard', at: NOON, role: 'caller', text, final };
}

/** What the caller is heard to have said for an event. */
function saidIn(event: object | undefined): unknown {
  return event !== undefined && 'said' in event ? event.said : undefined;
}

/** What the chart heard of the tool call with this ID. */
function eventOf(advances: Advance<Reply>[], toolCallId: string) {
  const events = stepsOf(advances).flatMap((it) => it.events);
  return events.find((event) => 'toolCallId' in event && event.toolCallId === toolCallId);
}

/** Plays deliveries, one after the other. */
function receive(...deliveries: (Events | SessionEvent)[]): Advance<Reply>[] {
  const advances = [openSession(RULES, callInput(), BEGINNING)];
  for (const [index, it] of deliveries.entries()) {
    const event = Array.isArray(it) ? deliver(it, { id: index }) : it;
    advances.push(advance(RULES, last(advances).session, event));
  }
  return advances;
}

test('session: what the caller says of the number on the table is on the tool call after it', () => {
  const advances = receive(
    [saying('It is Q X 7 3 9 5 1 8.')],
    [DOUBTED],
    [saying('No.', false)],
    [saying('No, that is wrong.')],
    [yes('t2')],
  );
  assert.equal('said' in (eventOf(advances, 't1') ?? {}), false);
  assert.deepEqual(saidIn(eventOf(advances, 't2')), ['No, that is wrong.']);
  assert.deepEqual(
    advances.flatMap(({ notices }) => notices.filter(({ type }) => type === 'confirmation.denied')),
    [{ type: 'confirmation.denied', by: 'no', trackingNumber: 'QX739518' }],
  );
});

test('session: a yes beside the question, or before it has left, is no answer to it', () => {
  const together = last(receive([DOUBTED, yes('t2')]));
  assert.deepEqual(together.commands, []);
  assert.deepEqual(
    together.answers.flatMap(({ answers }) => answers.map(({ status }) => status)),
    ['needs_confirmation', 'needs_confirmation'],
  );
  const hasty = deliver([yes('t2')], { unsent: [0] });
  assert.deepEqual(last(receive([DOUBTED], hasty)).commands, []);
  // The second question has left, whatever the first waits for.
  const inTime = deliver([yes('t3')], { id: 2, unsent: [0] });
  const advances = receive([DOUBTED], [{ ...DOUBTED, toolCallId: 't2' }], inTime);
  assert.equal(last(advances).commands.length, 1);
});

test('session: a made-up answer hides no word about a number that is read back', () => {
  const advances = [openSession(RULES, callInput({ verify: 'caller' }), BEGINNING)];
  const stray = { type: 'verification.given', toolCallId: 'v', tool: 'verify_caller', at: NOON };
  const heard = [[DOUBTED], [{ ...stray, answer: 'Weiss' }], [saying('No.')], [yes('t2')]];
  for (const [index, events] of heard.entries()) {
    advances.push(advance(RULES, last(advances).session, deliver(events as Events, { id: index })));
  }
  assert.deepEqual(saidIn(eventOf(advances, 't2')), ['No.']);
  assert.deepEqual(last(advances).commands, []);
});

test('session: what was said before a number was read back is no answer to that', () => {
  const heard = [[DOUBTED], [saying('No.')], [yes('t2')], [saying('Yes.')], [yes('t3')]];
  const advances = receive(...heard, found('QX739518') as SessionEvent);
  assert.deepEqual(saidIn(eventOf(advances, 't3')), ['Yes.']);
  assert.deepEqual(
    last(advances).answers.flatMap((it) => it.answers.map(({ status }) => status)),
    ['success'],
  );
});

test('session: what the conversation of the same delivery tells is heard before its tool call', () => {
  const turns = [{ role: 'caller' as const, text: 'Nope.' }];
  const conversation = { turns, lastAt: 0, isContinued: true };
  const told = deliver([yes('t2')], { id: 2, conversation });
  const advances = receive([DOUBTED], told);
  assert.deepEqual(saidIn(eventOf(advances, 't2')), ['Nope.']);
});

test('session: a tool call is the same question whatever was said before it', () => {
  const advances = receive([DOUBTED], [saying('Yes.')], [no('t2')], [saying('No.')], [no('t2')]);
  const answers = advances.flatMap((it) => it.answers.map((each) => each.answers[0]));
  assert.deepEqual(answers.at(-1), answers.at(-3));
  assert.equal(
    last(advances).notices.some(({ type }) => type === 'tool.repeated'),
    true,
  );
});

test('session: a call that is taken up again knows what was said since a number was read back', () => {
  const input = callInput();
  const { session } = last(receive([DOUBTED]));
  const said = [
    { role: 'assistant', text: 'I heard Q X, 7 3 9, 5 1 8. Is that right?' },
    { role: 'caller', text: 'No.' },
  ] as const;
  const resumed = resumeSession(
    RULES,
    {
      ...{ callId: input.callId, input, seq: 1, at: NOON, snapshot: session.snapshot, answers: [] },
      ...{ said: [...said], saidSinceReadBack: [...said] },
    },
    { now: NOON, correlationId: 'made' },
  );
  const { commands, steps } = advance(RULES, resumed.session, deliver([yes('t2')], { id: 2 }));
  assert.deepEqual(commands, []);
  assert.deepEqual(saidIn(last(last(steps).events as Events)), ['No.']);
});

/** A delivery that whoever could not reach the call has answered in its place. */
function missed(id: number, events: Events, missedAt: number): SessionEvent {
  return deliver(events, { id, missedAt });
}

function answersIn(advances: Advance<Reply>[]) {
  return advances.flatMap(({ answers }) =>
    answers.flatMap((given) => given.answers.map(({ utterance }) => utterance.about)),
  );
}

/** What a session comes to by its record alone. */
function replay(steps: Step<Reply>[]): Session<Reply> {
  const opened = openSession(RULES, callInput(), BEGINNING).session;
  return steps.reduce<Session<Reply>>(
    (session, { events }) => advance(RULES, session, { type: 'session.replayed', events }).session,
    opened,
  );
}

const LATE = NOON + POLICY.replyDeadlineMs;

for (const [name, settlesFirst] of [
  ['before the call has one', false],
  ['after the call has another', true],
] as const) {
  test(`session: an answer that was given elsewhere ${name} is the answer for ever`, () => {
    const asked = where('t1', 'WB100001');
    const settled = found('WB100001', NOON);
    const events: SessionEvent[] = [
      deliver([asked]),
      ...(settlesFirst ? [settled] : []),
      missed(2, [asked], LATE),
      ...(settlesFirst ? [] : [settled]),
      deliver([asked], { id: 3 }),
    ];
    const advances = [openSession(RULES, callInput(), BEGINNING)];
    for (const event of events) advances.push(advance(RULES, last(advances).session, event));
    const fault = 'internalFault';
    assert.deepEqual(
      answersIn(advances),
      settlesFirst ? ['delivery', fault, fault] : [fault, fault, fault],
    );
    const steps = advances.flatMap((each) => each.steps);
    const sent = steps.findLast(({ answers }) => answers !== null)?.answers;
    assert.deepEqual(replay(steps).toolCalls[0]?.answer, sent?.[0]);
    assert.equal(sent?.[0]?.utterance.about, fault);
  });
}

test('session: a tool call that it hears of only as answered elsewhere is not answered again', () => {
  const opened = openSession(RULES, callInput(), BEGINNING).session;
  const after = advance(RULES, opened, missed(1, [where('t1', 'WB100001')], LATE));
  assert.deepEqual(answersIn([after]), ['internalFault']);
  assert.deepEqual(after.session.snapshot.context.pendingLookups, []);
  assert.equal(after.steps.length, 1);
  // What it was looked up for goes on, and is told when it comes.
  assert.deepEqual(after.commands, [
    { type: 'lookUp', trackingNumbers: ['WB100001'], callerNumber: null },
  ]);
});
