import { createRequire } from 'node:module';
import type { BuildCompilerFromPool, RouteDefinition } from '@fastify/ajv-compiler';
import type { SerializerFactory } from '@fastify/fast-json-stringify-compiler';

const load = createRequire(import.meta.url);

/*
 * Fastify's own compilers of schemas, put off until a request needs what they make. By itself it
 * loads them and compiles every schema of every route before it listens, and most of those are for
 * whoever looks at the console, or for errors.
 */
const validators = once((): BuildCompilerFromPool => {
  const selector: typeof import('@fastify/ajv-compiler') = load('@fastify/ajv-compiler');
  return selector();
});

const buildValidator = (...given: Parameters<BuildCompilerFromPool>) => {
  const compile = once(() => validators()(...given));
  return (route: RouteDefinition) => {
    const made = once(() => compile()(route));
    return (data: unknown) => {
      const validate = made();
      return validate(data) ? true : { error: validate.errors };
    };
  };
};

const serializers = once((): SerializerFactory => {
  const name = '@fastify/fast-json-stringify-compiler';
  const selector: typeof import('@fastify/fast-json-stringify-compiler') = load(name);
  return selector();
});

const buildSerializer: SerializerFactory = (...given) => {
  const compile = once(() => serializers()(...given));
  return (route) => {
    const made = once(() => compile()(route));
    return (data) => made()(data);
  };
};

/** For Fastify's `schemaController`: every schema is compiled by the first request that needs it. */
export const COMPILERS_WHEN_NEEDED = {
  // Fastify takes what any validator says; the type is that of Ajv's alone.
  buildValidator: buildValidator as unknown as BuildCompilerFromPool,
  buildSerializer,
};

/** What `make` gives, made when it is first asked for. */
function once<Made>(make: () => Made): () => Made {
  let made: { value: Made } | undefined;
  return () => {
    made ??= { value: make() };
    return made.value;
  };
}
