/**
 * What a figure is held against, in a process of its own: `bare`, a Fastify route that checks the
 * body by the same schema and answers a constant; `honest`, which does beside it the least that a
 * service such as this has to: compares the secret, sends one event to the call's actor, appends a
 * line before it answers, and logs one.
 */
import { timingSafeEqual } from 'node:crypto';
import { open } from 'node:fs/promises';
import { join } from 'node:path';
import { TypeBoxValidatorCompiler } from '@fastify/type-provider-typebox';
import Fastify from 'fastify';
import { pino } from 'pino';
import { type Static, Type } from 'typebox';
import { type Actor, assign, createActor, setup } from 'xstate';
import { MESSAGE_SCHEMAS } from '../../src/vapi/messages.ts';
import { SECRET } from './bodies.ts';

/** What the service appends for a tool call that is answered from the record in hand. */
const LINE_BYTES = 2900;

const [kind = 'bare', dir = '.'] = process.argv.slice(2);

const { properties } = MESSAGE_SCHEMAS['tool-calls'];
const BodySchema = Type.Object({ message: Type.Object({ type: Type.String(), ...properties }) });

const logger = pino({ base: null, messageKey: 'event' });
const server = Fastify({ bodyLimit: 5 * 1024 * 1024 });
server.setValidatorCompiler(TypeBoxValidatorCompiler);

const ANSWER = {
  results: [
    {
      toolCallId: 'call_Qx7fV2mLr0aW00000001',
      name: 'track_delivery',
      result: JSON.stringify({ status: 'success', message: 'It is on its way. '.repeat(8) }),
      message: { type: 'request-complete', role: 'assistant', content: 'On its way. '.repeat(12) },
    },
  ],
};

type Body = Static<typeof BodySchema>;

if (kind === 'bare') {
  server.post('/webhook', { schema: { body: BodySchema } }, async () => ANSWER);
} else {
  const expected = Buffer.from(SECRET);
  const file = await open(join(dir, 'honest.jsonl'), 'a');
  const line = Buffer.from(`${'x'.repeat(LINE_BYTES - 1)}\n`);
  const logic = setup({
    types: { context: {} as { asked: number }, events: {} as { type: 'asked'; at: number } },
  }).createMachine({
    context: { asked: 0 },
    initial: 'need',
    states: {
      need: { on: { asked: 'report' } },
      report: { on: { asked: { actions: assign({ asked: ({ context }) => context.asked + 1 }) } } },
    },
  });
  const actors = new Map<string, Actor<typeof logic>>();
  server.post('/webhook', { schema: { body: BodySchema } }, async (request, reply) => {
    const given = Buffer.from(`${request.headers['x-vapi-secret']}`);
    if (given.length !== expected.length || !timingSafeEqual(given, expected)) {
      return reply.code(401).send();
    }
    const callId = (request.body as Body).message.call?.id ?? '';
    let actor = actors.get(callId);
    if (actor === undefined) {
      actor = createActor(logic).start();
      actors.set(callId, actor);
    }
    actor.send({ type: 'asked', at: Date.now() });
    await file.write(line);
    logger.info({ call_id: callId, latency_ms: reply.elapsedTime }, 'tool.answered');
    return ANSWER;
  });
}

const publicUrl = await server.listen({ host: '127.0.0.1', port: 0 });
logger.info({ publicUrl }, 'process.listening');
