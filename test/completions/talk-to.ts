import type { TestContext } from 'node:test';
import { HOLD_MS } from '../../src/completions/answer-turn.ts';
import type { Clock } from '../../src/edges.ts';
import { systemEdges } from '../../src/system-edges.ts';
import { buildTestApp } from '../build-app.ts';
import { KEY } from './serve-completions.ts';

const DELIVERY = {
  _id: 'delivery-a',
  _type: 'delivery',
  trackingNumber: 'WB10447291',
  status: 'delayed',
  issueMessage: 'Held at customs.',
  estimatedDelivery: '2026-12-01',
};

/** A function as it is offered to a model. */
export const offered = (name: string) => ({ type: 'function', function: { name } });

type Options = NonNullable<Parameters<typeof buildTestApp>[1]> & { mayHold?: boolean };
const begun = systemEdges.clock.now();
/** A day that stays the same: a date is told by how near it is. */
const clock: Clock = {
  ...systemEdges.clock,
  now: () => Date.parse('2026-11-24T12:00:00Z') + systemEdges.clock.now() - begun,
};
/** Callers are told to wait where a test is about that: a busy machine may take longer than they. */
const PATIENT: Clock = {
  ...clock,
  setTimeout: (fn, ms) => (ms === HOLD_MS ? null : systemEdges.clock.setTimeout(fn, ms)),
};

type Message = { role: string; content: string };

/** The service with one delivery, and a way to talk to it as Vapi does for a caller. */
export async function talkTo(context: TestContext, options: Options = {}) {
  const settings = { COMPLETIONS_KEY: KEY, ...options.settings };
  const edges = { clock: options.mayHold ? clock : PATIENT };
  const service = await buildTestApp(context, { ...options, settings, edges });
  service.sanity.upsert(DELIVERY);

  async function complete(body: object) {
    const response = await service.app.publicServer.inject({
      method: 'POST',
      url: '/chat/completions',
      headers: { authorization: `Bearer ${KEY}`, 'content-type': 'application/json' },
      payload: { model: 'waybill', ...body },
    });
    const [choice] = response.statusCode === 200 ? response.json().choices : [];
    const { content = null, tool_calls: calls = [] } = choice?.message ?? {};
    type Call = { function: { name: string; arguments: string } };
    const tools = calls.map((call: Call) => ({
      name: call.function.name,
      arguments: JSON.parse(call.function.arguments),
    }));
    return { status: response.statusCode, content, tools, body: response.json() };
  }

  /** A caller; what is not said is a call that begins. */
  function caller(about: object = { call: { id: 'call-a' } }) {
    const messages: Message[] = [{ role: 'system', content: 'You are Waybill.' }];
    return {
      messages,
      /** Says something, and gives what is answered. */
      async say(said: string | null = null, more: object = {}) {
        if (said !== null) messages.push({ role: 'user', content: said });
        const answer = await complete({ ...about, messages, ...more });
        messages.push({ role: 'assistant', content: answer.content ?? '' });
        return answer;
      },
    };
  }

  return { ...service, complete, caller };
}
