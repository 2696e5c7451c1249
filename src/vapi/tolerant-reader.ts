import { type Static, type TSchema, Type } from 'typebox';
import { Compile, type Validator } from 'typebox/compile';

/**
 * Reads wire values the way Vapi's traffic needs it: what a schema names is kept, all else is left
 * behind. Bodies carry credentials at many depths, so nothing may pass that was not asked for.
 */

/** One reason why a body was refused; `path` is a JSON Pointer (RFC 6901) into the body. */
export type Fault = { path: string; reason: string };

/** What was read, or every reason why it could not be. */
export type Reading<T> = { ok: true; value: T } | { ok: false; faults: Fault[] };

/** Most entries that are kept of any list: the last ones. It bounds the work on a huge body. */
export const LIST_ITEMS_MAX = 500;

/** A list on the wire of which an entry is read when it is looked at; the rest stays unread. */
export class LazyList<Entry> {
  readonly #entries: readonly unknown[];
  readonly #schema: TSchema;

  constructor(entries: readonly unknown[], schema: TSchema) {
    this.#entries = entries;
    this.#schema = schema;
  }

  get length(): number {
    return this.#entries.length;
  }

  /** The entry at an index, from the end if it is negative; null for one that does not fit. */
  at(index: number): Entry | null {
    const reading = keep(this.#schema, this.#entries.at(index), '');
    return reading.ok ? (reading.value as Entry) : null;
  }
}

const ENTRIES = '~entries';

/**
 * A list that may be long, and of which most was read before: Vapi tells the whole conversation
 * again with every event.
 */
export function lazyListOf<T extends TSchema>(entries: T) {
  return Type.Unsafe<LazyList<Static<T>>>({ [ENTRIES]: entries });
}

/** What a lazy list is made of; null for any other schema. */
export function entriesOf(schema: TSchema): TSchema | null {
  return ENTRIES in schema ? (schema[ENTRIES] as TSchema) : null;
}

/** A field that Vapi may leave out or send as an explicit null; both are common on the wire. */
export function nullish<T extends TSchema>(schema: T) {
  return Type.Optional(Type.Union([schema, Type.Null()]));
}

/** True for what JSON calls an object. */
export function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/**
 * Keeps of `value` what `schema` names. An optional field of the wrong type counts as absent, a
 * list loses the entries that do not fit, and only a required field can be at fault.
 * It goes no deeper than the schema and reads own properties only, so neither deep nesting nor a
 * key such as `__proto__` has any effect.
 */
export function readAs<T extends TSchema>(
  schema: T,
  value: unknown,
  path = '',
): Reading<Static<T>> {
  // `keep` follows the schema node by node, which the type system cannot see.
  return keep(schema, value, path) as Reading<Static<T>>;
}

function keep(schema: TSchema, value: unknown, path: string): Reading<unknown> {
  const entries = entriesOf(schema);
  if (entries !== null) return keepLazily(entries, value, path);
  if (Type.IsObject(schema)) return keepObject(schema.properties, value, path);
  if (Type.IsArray(schema)) return keepArray(schema.items, value, path);
  if (Type.IsUnion(schema)) return keepUnion(schema.anyOf, value, path);
  const validator = validatorOf(schema);
  if (validator.Check(value)) return { ok: true, value };
  const reason = validator.Errors(value)[0]?.message ?? 'is not as expected';
  return { ok: false, faults: [{ path, reason }] };
}

function keepObject(
  properties: Record<string, TSchema>,
  value: unknown,
  path: string,
): Reading<Record<string, unknown>> {
  if (!isRecord(value)) return { ok: false, faults: [{ path, reason: 'must be object' }] };
  const kept: Record<string, unknown> = {};
  const faults: Fault[] = [];
  for (const [name, schema] of Object.entries(properties)) {
    const here = `${path}/${name}`;
    if (!Object.hasOwn(value, name)) {
      if (!Type.IsOptional(schema)) faults.push({ path: here, reason: 'must be present' });
      continue;
    }
    const reading = keep(schema, value[name], here);
    if (reading.ok) kept[name] = reading.value;
    else if (!Type.IsOptional(schema)) faults.push(...reading.faults);
  }
  return faults.length === 0 ? { ok: true, value: kept } : { ok: false, faults };
}

function keepLazily(entries: TSchema, value: unknown, path: string): Reading<unknown> {
  if (!Array.isArray(value)) return { ok: false, faults: [{ path, reason: 'must be array' }] };
  return { ok: true, value: new LazyList(value, entries) };
}

function keepArray(items: TSchema, value: unknown, path: string): Reading<unknown[]> {
  if (!Array.isArray(value)) return { ok: false, faults: [{ path, reason: 'must be array' }] };
  const kept: unknown[] = [];
  for (const item of value.slice(-LIST_ITEMS_MAX)) {
    const reading = keep(items, item, path);
    if (reading.ok) kept.push(reading.value);
  }
  // A list of nothing but rubbish is no list; an empty one is.
  if (kept.length > 0 || value.length === 0) return { ok: true, value: kept };
  return { ok: false, faults: [{ path, reason: 'must have an entry that can be read' }] };
}

function keepUnion(variants: TSchema[], value: unknown, path: string): Reading<unknown> {
  for (const variant of variants) {
    const reading = keep(variant, value, path);
    if (reading.ok) return reading;
  }
  return { ok: false, faults: [{ path, reason: 'is of no type that is taken here' }] };
}

const validators = new WeakMap<TSchema, Validator>();

function validatorOf(schema: TSchema): Validator {
  const known = validators.get(schema);
  if (known !== undefined) return known;
  const made = Compile(schema);
  validators.set(schema, made);
  return made;
}
