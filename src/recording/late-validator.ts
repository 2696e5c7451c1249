import type { Static, TSchema } from 'typebox';
import { Compile, type Validator } from 'typebox/compile';

/** Whether a value is of a schema. */
export type LateValidator<Schema extends TSchema> = {
  Check(value: unknown): value is Static<Schema>;
};

/** Checks by a schema that is compiled by its first check: a start that finds nothing waits for none. */
export function compileLate<Schema extends TSchema>(schema: Schema): LateValidator<Schema> {
  let validator: Validator | undefined;
  return {
    Check(value): value is Static<Schema> {
      validator ??= Compile(schema);
      return validator.Check(value);
    },
  };
}
