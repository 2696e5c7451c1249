/*
 * What every engine has to do, whichever machine its calls are held on: one answer for each tool call,
 * repeated for ever; order; deadlines; silence and end; a call that breaks alone; what is on record.
 * An engine is run by hand: its clock, its lookups and its end are the test's.
 */
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import type { AskedEvent, CallReport } from '../../machines/call-events.ts';
import type { Arrival, CallNotice } from '../../src/calls/engine.ts';
import {
  arrival,
  confirm,
  type EngineUnderTest,
  found,
  KNOWN_CALLER,
  POLICY,
  type RunEngine,
  TIMEOUTS,
  track,
} from '../calls/run-engine.ts';

function ask({ engine, clock }: EngineUnderTest, callId: string, event: AskedEvent) {
  return engine.handle(arrival(callId, clock.now(), event));
}

function end({ engine, clock }: EngineUnderTest, callId: string) {
  const at = clock.now();
  return engine.handle(
    arrival(callId, at, { type: 'call.ended', at, reason: 'customer-ended-call' }),
  );
}

const REPORT = {
  endedReason: null,
  summary: 'Told.',
  transcript: null,
  successEvaluation: null,
  startedAt: null,
  endedAt: null,
  durationSeconds: null,
  cost: null,
};

function report(at: number, changes: Partial<CallReport> = {}) {
  return { type: 'report.received', at, report: { ...REPORT, ...changes } } as const;
}

/** The calls that ended, and why. */
function endsIn(notices: CallNotice[]) {
  return notices.flatMap((notice) =>
    notice.type === 'call.ended' ? [[notice.callId, notice.reason]] : [],
  );
}

/** What has to be there before an engine can be run, and why it cannot be here, if so. */
type Stage = { skip?: string | false; set?: () => Promise<void>; strike?: () => Promise<void> };

/** Holds an engine to all of it. */
export function holdToContract(name: string, runEngine: RunEngine, stage: Stage = {}): void {
  const { skip = false, set = async () => {}, strike = async () => {} } = stage;
  describe(`contract of engines: ${name}`, { skip }, () => {
    before(set);
    after(strike);
    test('engine: a tool call waits for its lookup and gets its reply', async () => {
      const run = runEngine();
      const answers = ask(run, 'a', track('t1', 'WB100001', run.clock.now()));
      run.lookups.settle('WB100001', found('WB100001', run.clock.now()));
      assert.deepEqual(
        (await answers).map(({ toolCallId, status, state }) => ({ toolCallId, status, state })),
        [{ toolCallId: 't1', status: 'success', state: 'report' }],
      );
    });

    test('engine: a call is seen with what was said last, and is the same until it is heard of', async () => {
      const run = runEngine();
      const openedAt = run.clock.now();
      const answers = ask(run, 'a', track('t1', 'WB100001', openedAt));
      run.lookups.settle('WB100001', found('WB100001', openedAt));
      await answers;
      const at = run.clock.now() + 1000;
      const said = { role: 'caller', text: 'Thank you.' } as const;
      const heard = { type: 'transcript.heard', at, final: true, ...said } as const;
      await run.engine.handle(arrival('a', at, heard));
      const [seen] = await run.engine.list();
      const {
        state,
        startedAt,
        heardAt,
        lastTurn,
        lastStatus,
        answers: count,
        isOver,
      } = seen ?? {};
      assert.deepEqual(
        { state, startedAt, heardAt, lastTurn, lastStatus, count, isOver },
        {
          state: 'report',
          startedAt: openedAt,
          heardAt: at,
          lastTurn: said,
          lastStatus: 'success',
          count: 1,
          isOver: false,
        },
      );
      const [again] = await run.engine.list();
      assert.equal(again, seen);
      await end(run, 'a');
      assert.equal((await run.engine.list())[0]?.isOver, true);
    });

    test('engine: one tool call delivered twenty times is looked up once and answered alike', async () => {
      const run = runEngine();
      const event = track('t1', 'WB100001', run.clock.now());
      const early = Array.from({ length: 10 }, () => ask(run, 'a', event));
      run.lookups.settle('WB100001', found('WB100001', run.clock.now()));
      const late = Array.from({ length: 10 }, () => ask(run, 'a', event));
      const answers = (await Promise.all([...early, ...late])).flat();
      assert.equal(new Set(answers.map((answer) => JSON.stringify(answer))).size, 1);
      assert.equal(run.lookups.asked.length, 1);
      assert.equal(run.notices.filter(({ type }) => type === 'tool.repeated').length, 19);
    });

    test('engine: a known ID with another question is another tool call, and says so', async () => {
      const run = runEngine();
      const at = run.clock.now();
      const questions = [track('t1', 'WB100001', at), track('t1', 'WB100009', at)];
      const first = run.engine.handle(arrival('a', at, ...questions));
      for (const number of ['WB100001', 'WB100009']) run.lookups.settle(number, found(number, at));
      const told = (await first).map(({ utterance }) =>
        'delivery' in utterance ? utterance.delivery.trackingNumber : utterance.about,
      );
      assert.deepEqual(told, ['WB100001', 'WB100009']);
      // Each is repeated by itself, and any other question is a third.
      const again = await run.engine.handle(arrival('a', at, ...questions.toReversed()));
      assert.deepEqual(again, (await first).toReversed());
      const human = { type: 'human.requested', tool: 'request_human', reason: null } as const;
      const [third] = await ask(run, 'a', { ...human, toolCallId: 't1', at });
      assert.equal(third?.status, 'handoff');
      assert.equal(run.notices.filter(({ type }) => type === 'tool.id_reused').length, 2);
      assert.equal(run.lookups.asked.length, 2);
    });

    test('engine: a delivery that cannot be read breaks its call, which is answered all the same', async () => {
      const run = runEngine();
      const at = run.clock.now();
      const unreadable = {
        toJSON: () => {
          throw new Error('unreadable');
        },
      };
      const event = { ...track('t1', '', at), heard: unreadable as never };
      const [reply] = await ask(run, 'a', event);
      assert.equal(reply?.utterance.about, 'internalFault');
      assert.equal(run.steps.at(-1)?.snapshot.status, 'error');
      run.clock.advance(TIMEOUTS.lingerMs);
      assert.deepEqual(await run.engine.list(), []);
    });

    test('engine: a report on a call that was forgotten opens none, and asks for nobody', async () => {
      const run = runEngine();
      await end(run, 'a');
      run.clock.advance(TIMEOUTS.lingerMs);
      const before = run.steps.length;
      const at = run.clock.now();
      const known = { callerNumber: KNOWN_CALLER };
      await run.engine.handle({ ...arrival('a', at, report(at)), ...known });
      await end(run, 'a');
      // After a restart only its times tell.
      const endedAt = new Date(at - TIMEOUTS.lingerMs - 1).toISOString();
      await run.engine.handle({ ...arrival('b', at, report(at, { endedAt })), ...known });
      assert.equal(run.steps.length, before);
      assert.equal((await run.engine.list()).length, 0);
      const told = run.notices.filter(({ type }) => type === 'call.missed');
      assert.deepEqual(
        told.map(({ callId }) => callId),
        ['a', 'a', 'b'],
      );
    });

    test('engine: the report on a call of which nothing else was heard is put on record', async () => {
      const run = runEngine();
      const at = run.clock.now();
      await run.engine.handle(
        arrival('a', at, report(at, { endedAt: new Date(at).toISOString() })),
      );
      assert.equal(run.steps.length, 1);
    });

    test('engine: equal reports make one line', async () => {
      const run = runEngine();
      await end(run, 'a');
      const before = run.steps.length;
      const at = run.clock.now();
      for (const later of [0, 1, 2]) await run.engine.handle(arrival('a', at, report(at + later)));
      await run.engine.handle(arrival('a', at, report(at, { cost: 1 })));
      assert.equal(run.steps.length, before + 2);
    });

    test('engine: a caller is looked for when a call begins or first asks, and once', async () => {
      const phones: string[] = [];
      const run = runEngine({
        recognise: async (phone) => {
          phones.push(phone);
          return null;
        },
      });
      const at = run.clock.now();
      const deliver = (callId: string, event: Arrival['events'][number]) =>
        run.engine.handle({ ...arrival(callId, at, event), callerNumber: callId });
      const spoke = { type: 'speech.updated', at, role: 'caller', speaking: true } as const;
      for (let index = 0; index < 50; index += 1) await deliver(`silent-${index}`, spoke);
      assert.deepEqual(phones, []);
      await deliver('begun', { type: 'call.progressed', at, status: 'in-progress' });
      await deliver('begun', track('t1', '', at));
      await deliver('silent-1', track('t1', '', at));
      await deliver('over', { type: 'call.ended', at, reason: null });
      await deliver('over', track('t1', '', at));
      assert.deepEqual(phones, ['begun', 'silent-1']);
    });

    test('engine: a tool call delivered again after the end gets the same answer', async () => {
      const run = runEngine();
      const event = track('t1', 'WB100001', run.clock.now());
      const first = ask(run, 'a', event);
      run.lookups.settle('WB100001', found('WB100001', run.clock.now()));
      await end(run, 'a');
      assert.deepEqual(await ask(run, 'a', event), await first);
    });

    test('engine: a new tool call after the end is answered without a lookup', async () => {
      const run = runEngine();
      await end(run, 'a');
      const [reply] = await ask(run, 'a', track('t1', 'WB100001', run.clock.now()));
      assert.equal(reply?.utterance.about, 'callEnded');
      assert.deepEqual(run.lookups.asked, []);
    });

    test('engine: a lookup that is late is answered for at the deadline', async () => {
      const run = runEngine();
      const answers = ask(run, 'a', track('t1', 'WB100001', run.clock.now()));
      run.clock.advance(POLICY.replyDeadlineMs);
      const [reply] = await answers;
      assert.equal(reply?.status, 'unavailable');
    });

    test('engine: the result of a late lookup reaches the call and answers the next question', async () => {
      const run = runEngine();
      const first = ask(run, 'a', track('t1', 'WB100001', run.clock.now()));
      run.clock.advance(POLICY.replyDeadlineMs);
      await first;
      run.lookups.settle('WB100001', found('WB100001', run.clock.now()));
      const [reply] = await ask(run, 'a', track('t2', 'WB100001', run.clock.now()));
      assert.equal(reply?.status, 'success');
      assert.equal(run.lookups.asked.length, 1);
    });

    test('engine: a number that is already being looked up for the call is not asked for again', async () => {
      const run = runEngine();
      const first = ask(run, 'a', track('t1', 'WB100001', run.clock.now()));
      const second = ask(run, 'a', track('t2', 'WB100002', run.clock.now()));
      run.lookups.settle('WB100001', found('WB100001', run.clock.now()));
      run.lookups.settle('WB100002', found('WB100002', run.clock.now()));
      assert.deepEqual(
        (await Promise.all([first, second])).flat().map(({ status }) => status),
        ['success', 'success'],
      );
      assert.deepEqual(
        run.lookups.asked.map(({ trackingNumber }) => trackingNumber),
        ['WB100001', 'WB100002'],
      );
    });

    test('engine: a yes beside the question that it answers is none', async () => {
      const run = runEngine();
      const at = run.clock.now();
      const asked = [track('t1', 'ＷＢ１００００１', at), confirm('t2', at)];
      const together = await run.engine.handle(arrival('a', at, ...asked));
      const answered = ask(run, 'a', confirm('t3', at));
      run.lookups.settle('WB100001', found('WB100001', at));
      assert.deepEqual(
        [...together, ...(await answered)].map(({ status }) => status),
        ['needs_confirmation', 'needs_confirmation', 'success'],
      );
    });

    test('engine: an actor that throws is ended and answered for, and no other call notices', async () => {
      const run = runEngine();
      const { engine, clock, lookups, notices } = run;
      const other = ask(run, 'other', track('t1', 'WB100001', clock.now()));
      const waiting = ask(run, 'broken', track('t1', 'WB100001', clock.now()));
      // No such event comes from the Vapi room; a chart that chokes on one is our own fault.
      const unreadable = { toString: null };
      const poison = { ...track('t2', '', clock.now()), heard: unreadable as unknown as string };
      const poisoned = ask(run, 'broken', poison);
      const later = ask(run, 'broken', track('t3', 'WB100001', clock.now()));
      for (const answers of [waiting, poisoned, later]) {
        const [reply] = await answers;
        assert.equal(reply?.utterance.about, 'internalFault');
        assert.equal(reply?.status, 'unavailable');
      }
      assert.deepEqual(
        notices.flatMap((notice) => (notice.type === 'call.broken' ? notice.callId : [])),
        ['broken'],
      );
      lookups.settle('WB100001', found('WB100001', clock.now()));
      const [reply] = await other;
      assert.equal(reply?.status, 'success');
      assert.deepEqual(endsIn(notices), [['broken', 'broken']]);
      clock.advance(TIMEOUTS.lingerMs);
      assert.equal((await engine.list()).length, 1);
    });

    test('engine: a call that has ended is forgotten after a while, with its timer', async () => {
      const run = runEngine();
      await end(run, 'a');
      run.clock.advance(TIMEOUTS.lingerMs - 1);
      assert.equal((await run.engine.list()).length, 1);
      run.clock.advance(1);
      assert.equal((await run.engine.list()).length, 0);
      assert.equal(run.clock.armed(), 0);
    });

    test('engine: a call that went silent is ended, and each event puts that off', async () => {
      const run = runEngine();
      const { engine, clock, notices } = run;
      const alive = () =>
        engine.handle(
          arrival('a', clock.now(), {
            type: 'call.progressed',
            at: clock.now(),
            status: 'in-progress',
          }),
        );
      await alive();
      clock.advance(TIMEOUTS.silenceTimeoutMs - 1);
      await alive();
      clock.advance(TIMEOUTS.silenceTimeoutMs - 1);
      assert.equal(notices.filter(({ type }) => type === 'call.ended').length, 0);
      clock.advance(1);
      await run.quiet();
      assert.deepEqual(endsIn(notices), [['a', 'silence.passed']]);
      clock.advance(TIMEOUTS.lingerMs);
      assert.equal((await engine.list()).length, 0);
    });

    test('engine: a message that says nothing to a call starts no actor', async () => {
      const { engine } = runEngine();
      assert.deepEqual(await engine.handle(arrival('a', 0)), []);
      assert.equal((await engine.list()).length, 0);
    });

    test('engine: closing answers who waits, and leaves no timer', async () => {
      const run = runEngine();
      const answers = ask(run, 'a', track('t1', 'WB100001', run.clock.now()));
      await run.engine.close();
      const [reply] = await answers;
      assert.equal(reply?.utterance.about, 'internalFault');
      assert.equal(run.clock.armed(), 0);
    });

    test('engine: what comes after it was closed records nothing, and is answered all the same', async () => {
      const run = runEngine();
      const { engine, clock, steps } = run;
      const event = track('t1', 'WB100001', clock.now());
      const waiting = ask(run, 'a', event);
      await engine.close();
      await waiting;
      const before = steps.length;
      run.lookups.settle('WB100001', found('WB100001', clock.now()));
      const [late] = await ask(run, 'a', track('t2', 'WB100001', clock.now()));
      assert.equal(late?.utterance.about, 'internalFault');
      assert.deepEqual(await ask(run, 'a', event), await waiting);
      await engine.close();
      assert.equal(steps.length, before);
      assert.equal(clock.armed(), 0);
    });

    test("engine: a known caller's numbers come to the call, and a near miss is read back", async () => {
      const run = runEngine();
      const { engine, clock } = run;
      const started = { type: 'call.progressed', at: clock.now(), status: 'in-progress' } as const;
      await engine.handle({ ...arrival('a', clock.now(), started), callerNumber: KNOWN_CALLER });
      const [reply] = await ask(run, 'a', track('t1', 'WB100002', clock.now()));
      assert.equal(reply?.status, 'needs_confirmation');
      const view = await engine.look('a');
      assert.deepEqual(view?.context.callerNumbers, ['WB100001']);
    });

    test('engine: a late delivery is spoken once, where the call can be spoken into', async () => {
      const run = runEngine();
      const { engine, clock, lookups, spoken } = run;
      const first = track('t1', 'WB100001', clock.now());
      const answers = engine.handle({
        ...arrival('a', clock.now(), first),
        controlUrl: 'https://control.vapi.ai/a',
      });
      clock.advance(POLICY.replyDeadlineMs);
      await answers;
      lookups.settle('WB100001', found('WB100001', clock.now()));
      // It is said once the answer before it is on record.
      await run.quiet();
      assert.deepEqual(
        spoken.map(({ utterance }) => utterance.about),
        ['delivery'],
      );
    });

    test('engine: every step is recorded with its events and answers, numbered without gaps', async () => {
      const run = runEngine();
      const { clock, lookups, steps } = run;
      const answers = ask(run, 'a', track('t1', 'WB100001', clock.now()));
      lookups.settle('WB100001', found('WB100001', clock.now()));
      await answers;
      await end(run, 'a');
      assert.deepEqual(
        steps.map(({ seq, state, events, answers: sent }) => ({
          seq,
          state,
          events: events.map(({ type }) => type),
          sent: sent?.map(({ toolCallId }) => toolCallId) ?? null,
        })),
        [
          {
            seq: 0,
            state: 'report',
            events: ['call.opened', 'delivery.requested', 'lookup.settled'],
            sent: ['t1'],
          },
          { seq: 1, state: 'ended', events: ['call.ended'], sent: null },
        ],
      );
    });

    test('engine: two deliveries that one event answers are both on record', async () => {
      const run = runEngine();
      const { clock, lookups, steps } = run;
      const first = ask(run, 'a', track('t1', 'WB100001', clock.now()));
      const second = ask(run, 'a', track('t2', 'WB100001', clock.now()));
      lookups.settle('WB100001', found('WB100001', clock.now()));
      await Promise.all([first, second]);
      assert.deepEqual(
        steps.flatMap(({ answers }) => answers?.map(({ toolCallId }) => toolCallId) ?? []),
        ['t1', 't2'],
      );
    });

    test('engine: what moves no call makes no step, and is recorded with the next', async () => {
      const run = runEngine();
      const { engine, clock, steps } = run;
      const speech = { type: 'speech.updated', role: 'caller', speaking: true } as const;
      await engine.handle(arrival('a', clock.now(), { ...speech, at: clock.now() }));
      await engine.handle(arrival('a', clock.now(), { ...speech, at: clock.now() }));
      await end(run, 'a');
      assert.deepEqual(
        steps.map(({ events }) => events.map(({ type }) => type)),
        [
          ['call.opened', 'speech.updated'],
          ['speech.updated', 'call.ended'],
        ],
      );
    });

    test('engine: only what is new of a conversation is recorded', async () => {
      const run = runEngine();
      const { engine, clock, steps } = run;
      const say = (text: string) => ({ role: 'caller' as const, text });
      const deliver = (id: string, ...texts: string[]) =>
        engine.handle({
          ...arrival('a', clock.now(), { ...track(id, 'WB1', clock.now()) }),
          turns: texts.map(say),
        });
      await deliver('t1', 'Hello');
      await deliver('t2', 'Hello', 'My number', 'WB1');
      await deliver('t3', 'My number', 'WB1', 'Yes');
      assert.deepEqual(
        steps.map(({ turns }) => turns.map(({ text }) => text)),
        [['Hello'], ['My number', 'WB1'], ['Yes']],
      );
    });
  });
}
