import type { FastifySchemaCompiler, FastifySerializerCompiler } from 'fastify';
import { type Static, type TSchema, Type } from 'typebox';
import { Compile, type Validator } from 'typebox/compile';
import { FunctionResultSchema, ToolResultsSchema } from '../vapi/results.ts';
import { AudioSchema, ServerResponseBodySchema } from '../vapi/server-responses.ts';
import { SECURITY } from './openapi.ts';
import { problemsOf } from './problem.ts';

/** Most messages wait for nothing, and are answered so. */
const NothingSchema = Type.Record(Type.String(), Type.Never());

const AnswerSchema = Type.Union([
  ToolResultsSchema,
  FunctionResultSchema,
  ServerResponseBodySchema,
  AudioSchema,
  NothingSchema,
]);

/** The body of a 200: JSON, or audio. */
export type Answer = Static<typeof AnswerSchema>;

const header = Type.Optional(Type.String());

/** What comes and goes over POST /webhook. */
export const WEBHOOK_SCHEMA = {
  tags: ['vapi'],
  summary: 'Takes every message that Vapi sends',
  description:
    'The body is `{"message": {"type": …}}`, as Vapi documents it. Tool calls are answered with one ' +
    'result each, other messages with what Vapi waits for, or an empty object.',
  security: SECURITY.vapi,
  // Those of a signature have the names that are set.
  headers: Type.Object({
    authorization: header,
    'content-encoding': header,
    cookie: header,
    'x-call-id': header,
    'x-chat-id': header,
    'x-session-id': header,
    'x-vapi-secret': header,
  }),
  // Bytes, whatever they are: they are read when it is known whose they are.
  body: Type.Unsafe<Buffer | undefined>({}),
  response: { 200: AnswerSchema, ...problemsOf(400, 401, 413, 415, 422, 429, 500, 503) },
};

/** Checks what comes by the compiler that is there already: loading another takes a call's time. */
export const checkRequest: FastifySchemaCompiler<TSchema> = ({ schema }) => {
  const validator = Compile(schema);
  return (data) =>
    validator.Check(data) ? true : { error: new TypeError('The request is invalid') };
};

/**
 * Sends an answer as it was made, once it is seen to fit its schema; one that does not fails its
 * request. Fastify's own serializer writes only what the first schema that fits knows, in the order
 * of the schema: it would lose the destination of a handoff, whose result alone is the answer to a
 * function call, and would not repeat byte for byte what an earlier version has put on record.
 */
export const checkAndStringify: FastifySerializerCompiler<TSchema> = ({ schema, httpStatus }) => {
  let compiled: Validator | undefined;
  return (body) => {
    compiled ??= Compile(schema);
    const validator = compiled;
    if (validator.Check(body)) return JSON.stringify(body);
    const faults = validator
      .Errors(body)
      .map(({ instancePath, message }) => `${instancePath} ${message}`);
    throw new TypeError(`Cannot answer with ${httpStatus}: ${faults.join(', ')}`);
  };
};
