/*
 * What the engine on Restate does when something on the way to a call breaks: a step is stopped at each of
 * its awaits, the server dies and comes back, somebody else sends steps, nobody answers. In every case
 * each tool call has one answer, in time.
 */
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { setImmediate as immediate } from 'node:timers/promises';
import type { AskedEvent, ReportEvent } from '../../machines/call-events.ts';
import type { CallObject } from '../../src/restate/call-host.ts';
import { callKey } from '../../src/restate/call-key.ts';
import { KEPT_BYTES_MAX } from '../../src/restate/kept-call.ts';
import type { RestateNotice } from '../../src/restate/restate-notice.ts';
import { arrival, found, POLICY, track } from '../calls/run-engine.ts';
import {
  type Post,
  type RestateStage,
  type RestateUnderTest,
  setRestateStage,
  WITHOUT_SERVER,
} from './run-restate.ts';

const GRACE_MS = 60;
const HUMAN = { type: 'human.requested', tool: 'request_human', reason: null } as const;

let stage: RestateStage;

function ask(
  { engine, clock }: RestateUnderTest,
  callId: string,
  ...events: (AskedEvent | ReportEvent)[]
) {
  return engine.handle(arrival(callId, clock.now(), ...events));
}

function aboutsOf(replies: { utterance: { about: string } }[]) {
  return replies.map(({ utterance }) => utterance.about);
}

/** The tool calls of each line, by its number: equal lines count once. */
function linesOf({ steps }: RestateUnderTest) {
  const lines = new Map(steps.map((step) => [`${step.callId}/${step.seq}`, step]));
  return [...lines].map(([name, { answers }]) => [name, aboutsOf(answers ?? [])]);
}

/** A way to the server that is there or not. */
function gate() {
  const state = { isOpen: false, tries: 0 };
  const way =
    (post: Post): Post =>
    async (...given) => {
      state.tries += 1;
      if (!state.isOpen) throw new Error('no way');
      return post(...given);
    };
  return { state, way };
}

async function untilTold({ told }: RestateUnderTest, type: RestateNotice['type'], count: number) {
  while (told.filter((notice) => notice.type === type).length < count) await immediate();
}

/** Opens the gate, and waits until what was to be told has been. */
async function comeBack(run: RestateUnderTest, { state }: ReturnType<typeof gate>): Promise<void> {
  const { tries } = state;
  const taken = () => run.told.filter(({ type }) => type === 'step.taken').length;
  const before = taken();
  state.isOpen = true;
  while (taken() === before) {
    // Until it is tried once more: how long the server takes for that is no time of this clock.
    if (state.tries === tries) run.clock.advance(2000);
    await immediate();
  }
  await run.quiet();
}

describe('restate: faults', { skip: WITHOUT_SERVER }, () => {
  before(async () => {
    stage = await setRestateStage();
  });
  after(async () => stage?.close());

  for (const place of ['read', 'record', 'keep', 'wake', 'cut'] as const) {
    test(`restate: a step that is stopped at its ${place} is taken once, and answered`, async () => {
      let stopped = 0;
      const stop = (here: string) => {
        if (here !== place || stopped > 0) return;
        stopped += 1;
        throw new Error('the process is gone');
      };
      const wrap = (object: CallObject): CallObject => ({
        ...object,
        async read() {
          const text = await object.read();
          stop('read');
          return text;
        },
        keep(text) {
          object.keep(text);
          stop('keep');
        },
        wakeLater(wake, delayMs) {
          object.wakeLater(wake, delayMs);
          stop('wake');
        },
      });
      const run = stage.run({
        wrap,
        async onRecord() {
          if (place === 'cut' && stopped === 0) {
            stopped += 1;
            await stage.cut();
          }
          stop('record');
        },
      });
      const asked = track('t1', 'WB100001', run.clock.now());
      const answers = ask(run, 'a', asked);
      run.lookups.settle('WB100001', found('WB100001', run.clock.now()));
      assert.deepEqual(aboutsOf(await answers), ['delivery']);
      assert.equal(stopped, 1);
      assert.deepEqual(await ask(run, 'a', asked), await answers);
      assert.deepEqual(linesOf(run), [['a/0', ['delivery']]]);
      assert.equal(run.lookups.asked.length, 1);
    });
  }

  test('restate: while nobody answers, callers are told so in time, and the call takes that for its own', async () => {
    const restate = gate();
    const run = stage.run({ way: restate.way });
    const asked = track('t1', 'WB100001', run.clock.now());
    const answers = ask(run, 'a', asked);
    // Restate was tried, and is known to be away: no time is given to it beyond the deadline.
    await untilTold(run, 'step.retried', 1);
    run.clock.advance(POLICY.replyDeadlineMs);
    assert.deepEqual(aboutsOf(await answers), ['internalFault']);
    // It is on record before it is sent, by itself.
    assert.deepEqual(
      run.steps.map(({ callId }) => callId.startsWith('edge:a:')),
      [true],
    );
    assert.ok(run.told.some((notice) => notice.type === 'restate.changed' && !notice.ok));
    await comeBack(run, restate);
    assert.deepEqual(await ask(run, 'a', asked), await answers);
    run.lookups.settle('WB100001', found('WB100001', run.clock.now()));
    await run.quiet();
    assert.deepEqual(await ask(run, 'a', asked), await answers);
    assert.deepEqual(aboutsOf(await ask(run, 'a', track('t2', 'WB100001', run.clock.now()))), [
      'delivery',
    ]);
    assert.deepEqual(
      run.told.findLast(({ type }) => type === 'restate.changed'),
      {
        type: 'restate.changed',
        ok: true,
        reason: null,
      },
    );
  });

  test('restate: what was told here is told again while nobody answers, and nothing else is', async () => {
    const restate = gate();
    restate.state.isOpen = true;
    const run = stage.run({ way: restate.way });
    const at = run.clock.now();
    const asked = track('t1', 'WB100001', at);
    const answers = ask(run, 'a', asked);
    run.lookups.settle('WB100001', found('WB100001', at));
    assert.deepEqual(aboutsOf(await answers), ['delivery']);
    await run.quiet();
    restate.state.isOpen = false;
    const others = [
      ask(run, 'a', asked),
      ask(run, 'a', track('t2', 'WB100001', at)),
      ask(run, 'a', track('t1', 'WB100009', at)),
      ask(run, 'b', asked),
    ];
    await untilTold(run, 'step.retried', 2);
    run.clock.advance(POLICY.replyDeadlineMs);
    const [again, ...rest] = await Promise.all(others);
    assert.deepEqual(again, await answers);
    assert.deepEqual(rest.map(aboutsOf), [['internalFault'], ['internalFault'], ['internalFault']]);
    await comeBack(run, restate);
    assert.deepEqual(await ask(run, 'a', asked), await answers);
  });

  test('restate: an answer that came too late is not what the next delivery gets', async () => {
    let isHeld = false;
    const held = Promise.withResolvers<void>();
    const way =
      (post: Post): Post =>
      async (...given) => {
        const answer = await post(...given);
        if (isHeld) await held.promise;
        return answer;
      };
    const run = stage.run({ way });
    await ask(run, 'a', { type: 'call.progressed', at: run.clock.now(), status: 'in-progress' });
    isHeld = true;
    // The call answers at once, and what it says is held up until it is too late.
    const human = { type: 'human.requested', tool: 'request_human', reason: null } as const;
    const asked = { ...human, toolCallId: 't1', at: run.clock.now() };
    const answers = ask(run, 'a', asked);
    while (run.steps.every((step) => step.answers === null)) await immediate();
    run.clock.advance(POLICY.replyDeadlineMs);
    run.clock.advance(GRACE_MS);
    assert.deepEqual(aboutsOf(await answers), ['internalFault']);
    isHeld = false;
    held.resolve();
    await run.quiet();
    assert.deepEqual(await ask(run, 'a', asked), await answers);
    const own = run.steps.filter(({ callId }) => callId === 'a');
    assert.deepEqual(
      own.flatMap((step) => (step.answers === null ? [] : [aboutsOf(step.answers)])),
      [['handoff'], ['internalFault']],
    );
  });

  test('restate: what two nodes ask of one call is looked up by both, and answered alike', async () => {
    const one = stage.run();
    const two = stage.run({ service: one.service });
    const asked = track('t1', 'WB100001', one.clock.now());
    const first = ask(one, 'a', asked);
    await one.quiet();
    const second = ask(two, 'a', asked);
    await two.quiet();
    assert.equal(two.lookups.asked.length, 1);
    // The node that asked first is gone: the other's lookup answers.
    two.lookups.settle('WB100001', found('WB100001', one.clock.now()));
    assert.deepEqual(aboutsOf(await second), ['delivery']);
    one.lookups.settle('WB100001', found('WB100001', one.clock.now()));
    assert.deepEqual(await first, await second);
  });

  test('restate: a node that knows nothing of a chain of chats learns from the others whose it is', async () => {
    const one = stage.run({
      // What is kept of a chat goes after a while: of the second, when the last of them has come.
      wrap: (object) => ({
        ...object,
        lead(chatId, membership) {
          object.lead(chatId, membership);
          if (chatId === 'ch-4') object.lead('ch-2', { ...membership, keptMs: 0 });
        },
      }),
    });
    const conversationOf = async (chatId: string) => {
      const key = encodeURIComponent(callKey(`chat:${chatId}`));
      const url = `${stage.server.ingress}/${one.service}/${key}/conversation`;
      const headers = { 'content-type': 'application/json' };
      const body = JSON.stringify(chatId);
      return (await fetch(url, { method: 'POST', headers, body })).json();
    };
    const write = async (node: RestateUnderTest, chatId: string, previousChatId: string | null) => {
      const thread = { sessionId: null, chatId, previousChatId, replayed: () => [] };
      await node.conversations.inquire(thread);
      const callId = node.conversations.find(thread);
      const asked = { ...HUMAN, toolCallId: chatId, at: node.clock.now() };
      const answers = await node.engine.handle({ ...arrival(callId, asked.at, asked), thread });
      return { callId, answers };
    };
    await write(one, 'ch-1', null);
    await write(one, 'ch-2', 'ch-1');
    while ((await conversationOf('ch-2')) !== 'chat:ch-1') await immediate();
    const third = await write(one, 'ch-3', 'ch-2');
    assert.equal(third.callId, 'chat:ch-1');
    assert.deepEqual(
      one.steps.map(({ chats }) => chats),
      [['ch-1'], ['ch-2'], ['ch-3']],
    );
    const two = stage.run({ service: one.service });
    const fourth = { sessionId: null, chatId: 'ch-4', previousChatId: 'ch-3', replayed: () => [] };
    // The chat hears of it after the step.
    while (two.conversations.find(fourth) !== 'chat:ch-1') await two.conversations.inquire(fourth);
    assert.deepEqual(await write(two, 'ch-4', 'ch-3'), {
      callId: 'chat:ch-1',
      answers: (await write(one, 'ch-4', 'ch-3')).answers,
    });
    assert.deepEqual(await write(two, 'ch-3', 'ch-2'), third);
    assert.deepEqual(await conversationOf('ch-3'), 'chat:ch-1');
    while ((await conversationOf('ch-2')) !== null) await immediate();
  });

  test('restate: what a lookup brings some moments after its question is told at once', async () => {
    // From the same moment on to some later ones: between two rounds of sending there is no gap.
    for (let moments = 0; moments < 12; moments += 1) {
      const run = stage.run();
      const { ask: askLookup } = run.lookups;
      run.lookups.ask = (trackingNumber, callId) => {
        askLookup.call(run.lookups, trackingNumber, callId);
        let left = moments;
        const settle = async () => {
          for (; left > 0; left -= 1) await null;
          run.lookups.settle(trackingNumber, found(trackingNumber, run.clock.now()));
        };
        settle().catch(assert.ifError);
      };
      const answers = ask(run, 'a', track('t1', 'WB100001', run.clock.now()));
      assert.deepEqual(aboutsOf(await answers), ['delivery'], `${moments} moments later`);
    }
  });

  test('restate: a step that Restate did not sign is refused', async () => {
    const { connect } = await import('node:http2');
    const client = connect(stage.uri);
    for (const path of ['/discover', '/invoke/call0/apply']) {
      const request = client.request({ ':path': path, ':method': 'POST' }, { endStream: true });
      const status = await new Promise((resolve, reject) => {
        request.on('response', (headers) => resolve(headers[':status']));
        request.on('error', reject);
      });
      assert.equal(status, 401, path);
    }
    client.destroy();
  });

  test('restate: any call ID is a call of its own', async () => {
    const run = stage.run();
    const ids = [
      '/a b/../ü😀?x#y%2F',
      '..',
      '\ud800',
      '\udfff',
      ' ',
      'x'.repeat(5000),
      'x'.repeat(5001),
    ];
    const at = run.clock.now();
    await Promise.all(
      ids.map((id) => ask(run, id, { type: 'call.progressed', at, status: 'in-progress' })),
    );
    const views = await Promise.all(ids.map((id) => run.engine.look(id)));
    assert.deepEqual(
      views.map((view) => view?.callId),
      // A text in UTF-8 holds no half of a character.
      ids,
    );
    assert.equal(new Set(ids.map(callKey)).size, ids.length);
  });

  test('restate: a request for another call, or of no shape, is refused for good', async () => {
    const run = stage.run();
    for (const body of ['null', '{}', '{"v":1,"callId":"other"}', '{"v":7,"callId":"a"}']) {
      const response = await fetch(`${stage.server.ingress}/${run.service}/a/apply`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body,
      });
      assert.equal(response.status, 400, body);
    }
    const response = await fetch(`${stage.server.ingress}/${run.service}/a/wake`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: '{}',
    });
    assert.equal(response.status, 400, 'nobody but the object wakes itself');
  });

  test('restate: a call that becomes too large falls, and blocks nobody', async () => {
    const run = stage.run();
    const asked = track('t1', '', run.clock.now());
    const first = await ask(run, 'a', asked);
    const text = 'x'.repeat(1000);
    const turns = Array.from({ length: 190 }, (_, index) => ({
      role: 'caller' as const,
      text: `${index} ${text}`,
    }));
    assert.ok(JSON.stringify(turns).length > KEPT_BYTES_MAX);
    const heavy = { ...arrival('a', run.clock.now(), track('t2', '', run.clock.now())), turns };
    assert.deepEqual(aboutsOf(await run.engine.handle(heavy)), ['internalFault']);
    assert.deepEqual(aboutsOf(await ask(run, 'a', track('t3', '', run.clock.now()))), [
      'internalFault',
    ]);
    assert.deepEqual(await ask(run, 'a', asked), first);
    assert.ok(run.notices.some(({ type, callId }) => type === 'call.broken' && callId === 'a'));
  });

  test('restate: a server that dies and comes back has lost nothing', async () => {
    const run = stage.run();
    const asked = track('t1', 'WB100001', run.clock.now());
    const answers = ask(run, 'a', asked);
    await run.quiet();
    await stage.server.restart();
    run.lookups.settle('WB100001', found('WB100001', run.clock.now()));
    const answered = answers.then(() => true);
    // A try that fails is rested from, far less than until the deadline in all.
    for (let rests = 0, restMs = 20; !(await Promise.race([answered, immediate(false)])); ) {
      if (run.told.filter(({ type }) => type === 'step.retried').length === rests) continue;
      run.clock.advance(restMs);
      rests += 1;
      restMs *= 2;
    }
    // Of the call itself: nobody has answered in its place.
    assert.deepEqual(aboutsOf(await answers), ['delivery']);
    assert.ok(run.told.every(({ type }) => type !== 'edge.answered'));
    assert.deepEqual(await ask(run, 'a', asked), await answers);
    assert.deepEqual(linesOf(run), [['a/0', ['delivery']]]);
  });

  test('restate: a server whose disk is full costs callers an answer in time, and the call nothing', async () => {
    const run = stage.run();
    const at = run.clock.now();
    await ask(run, 'a', { type: 'call.progressed', at, status: 'in-progress' });
    await stage.server.fillDisk(true);
    const asked = track('t1', '', at);
    run.told.length = 0;
    const answers = ask(run, 'a', asked);
    while (run.told.every(({ type }) => !type.startsWith('step.'))) await immediate();
    assert.equal(run.told.find(({ type }) => type.startsWith('step.'))?.type, 'step.retried');
    run.clock.advance(POLICY.replyDeadlineMs);
    assert.deepEqual(aboutsOf(await answers), ['internalFault']);
    const answering = run.steps.filter((step) => step.answers !== null);
    assert.deepEqual(
      answering.map(({ callId }) => callId.split(':')[0]),
      ['edge'],
    );
    // Whatever became of the server meanwhile: with a disk again, it takes what happened.
    await stage.server.restart();
    while (run.load() > 0) {
      run.clock.advance(20);
      await immediate();
    }
    await run.quiet();
    assert.deepEqual(await ask(run, 'a', asked), await answers);
    assert.deepEqual(aboutsOf(await ask(run, 'a', track('t2', '', at))), ['noNumber']);
  });
});
