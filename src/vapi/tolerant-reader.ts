import { type Static, type TSchema, Type } from 'typebox';
import { Compile } from 'typebox/compile';

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
  readonly #read: Reader;

  constructor(entries: readonly unknown[], read: Reader) {
    this.#entries = entries;
    this.#read = read;
  }

  get length(): number {
    return this.#entries.length;
  }

  /** The entry at an index, from the end if it is negative; null for one that does not fit. */
  at(index: number): Entry | null {
    const entry = this.#read(this.#entries.at(index));
    return entry instanceof Misfit ? null : (entry as Entry);
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
  const read = readerOf(schema, path)(value);
  // A reader follows its schema node by node, which the type system cannot see.
  return read instanceof Misfit
    ? { ok: false, faults: read.explain() }
    : { ok: true, value: read as Static<T> };
}

/** What does not fit; most is left out without anybody asking why. */
class Misfit {
  readonly explain: () => Fault[];

  constructor(explain: () => Fault[]) {
    this.explain = explain;
  }
}

/** Keeps of a value what one schema at one place names, or gives a Misfit. */
type Reader = (value: unknown) => unknown;

/** Made once for each schema and place: to look at a schema costs more than to read by it. */
const readers = new WeakMap<TSchema, Map<string, Reader>>();

function readerOf(schema: TSchema, path: string): Reader {
  const known = readers.get(schema) ?? new Map<string, Reader>();
  readers.set(schema, known);
  const reader = known.get(path) ?? makeReader(schema, path);
  known.set(path, reader);
  return reader;
}

function makeReader(schema: TSchema, path: string): Reader {
  const entries = entriesOf(schema);
  if (entries !== null) return readLazily(entries, path);
  if (Type.IsObject(schema)) return readObject(schema.properties, path);
  if (Type.IsArray(schema)) return readArray(schema.items, path);
  if (Type.IsUnion(schema)) return readUnion(schema.anyOf, path);
  const validator = Compile(schema);
  return (value) => {
    if (validator.Check(value)) return value;
    return new Misfit(() => {
      const reason = validator.Errors(value)[0]?.message ?? 'is not as expected';
      return [{ path, reason }];
    });
  };
}

function readObject(properties: Record<string, TSchema>, path: string): Reader {
  const notAnObject = misfit(path, 'must be object');
  const fields = Object.entries(properties).map(([name, schema]) => ({
    name,
    read: readerOf(schema, `${path}/${name}`),
    isRequired: !Type.IsOptional(schema),
    absent: misfit(`${path}/${name}`, 'must be present'),
  }));
  return (value) => {
    if (!isRecord(value)) return notAnObject;
    const kept: Record<string, unknown> = {};
    let misfits: Misfit[] | null = null;
    for (const { name, read, isRequired, absent } of fields) {
      const given = value[name];
      // Most fields are not there; what stands on the prototype is none of the body's.
      const isThere = given !== undefined && Object.hasOwn(value, name);
      if (!isThere && !isRequired) continue;
      const held = isThere ? read(given) : absent;
      if (!(held instanceof Misfit)) kept[name] = held;
      else if (isRequired) misfits = [...(misfits ?? []), held];
    }
    if (misfits === null) return kept;
    const all = misfits;
    return new Misfit(() => all.flatMap(({ explain }) => explain()));
  };
}

function readLazily(entries: TSchema, path: string): Reader {
  const notAnArray = misfit(path, 'must be array');
  const read = readerOf(entries, '');
  return (value) => (Array.isArray(value) ? new LazyList(value, read) : notAnArray);
}

function readArray(items: TSchema, path: string): Reader {
  const notAnArray = misfit(path, 'must be array');
  // A list of nothing but rubbish is no list; an empty one is.
  const rubbish = misfit(path, 'must have an entry that can be read');
  const read = readerOf(items, path);
  return (value) => {
    if (!Array.isArray(value)) return notAnArray;
    const kept: unknown[] = [];
    for (const item of value.slice(-LIST_ITEMS_MAX)) {
      const held = read(item);
      if (!(held instanceof Misfit)) kept.push(held);
    }
    return kept.length > 0 || value.length === 0 ? kept : rubbish;
  };
}

function readUnion(variants: TSchema[], path: string): Reader {
  const noVariant = misfit(path, 'is of no type that is taken here');
  const reads = variants.map((variant) => readerOf(variant, path));
  return (value) => {
    for (const read of reads) {
      const held = read(value);
      if (!(held instanceof Misfit)) return held;
    }
    return noVariant;
  };
}

function misfit(path: string, reason: string): Misfit {
  return new Misfit(() => [{ path, reason }]);
}
