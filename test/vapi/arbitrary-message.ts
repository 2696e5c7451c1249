import fc, { type Arbitrary } from 'fast-check';
import { type TSchema, Type } from 'typebox';
import { MESSAGE_SCHEMAS } from '../../src/vapi/messages.ts';
import { entriesOf } from '../../src/vapi/tolerant-reader.ts';

const TOOLS = ['track_delivery', 'confirm_tracking_number', 'get_delivery_issue', 'request_human'];

// Words that mean something to the code, so that its branches are reached.
const text = fc.oneof(
  fc.constantFrom('user', 'assistant', 'bot', 'system', 'started', 'stopped', 'final', 'ended'),
  fc.constantFrom('', 'number', 'xstate.init', '2026-06-08T12:04:55.120Z', ...TOOLS),
  fc.string({ unit: 'binary' }),
);

const args = fc.dictionary(
  fc.constantFrom('trackingNumber', 'tracking_id', 'confirmed', 'reason', '__proto__', 'x'),
  fc.oneof(text, fc.boolean(), fc.double(), fc.constant(null), fc.jsonValue({ maxDepth: 1 })),
);

const argumentsAsSent = fc.oneof(args, args.map(stringify), text, fc.constant(null));

const wrong = fc.oneof(fc.constant(null), fc.jsonValue({ maxDepth: 2 }), fc.constant([[{}]]));

/** Bodies whose message fits its schema and, if it is of tool calls, has at least one. */
export function plainBody(): Arbitrary<unknown> {
  return ofAnyType((type) => {
    const toolCallList = [{ id: 'call_1' }];
    const first = type === 'tool-calls' ? { toolCallList } : {};
    const fields = fitting(MESSAGE_SCHEMAS[type], 0).map((message) =>
      Object.assign({}, message, first),
    );
    return body(fc.constant(type), fields);
  });
}

/** Bodies that are bent here and there, and some that are no message at all. */
export function anyBody(): Arbitrary<unknown> {
  const bent = ofAnyType((type) =>
    body(
      fc.oneof(
        { weight: 20, arbitrary: fc.constant(type) },
        { weight: 1, arbitrary: fc.oneof(text, wrong) },
      ),
      fitting(MESSAGE_SCHEMAS[type], 0.1),
    ),
  );
  return fc.oneof({ weight: 30, arbitrary: bent }, { weight: 1, arbitrary: wrong });
}

type MessageType = keyof typeof MESSAGE_SCHEMAS;

/** Any of what is made for each type of message: made once, which takes longer than a value of it. */
function ofAnyType(make: (type: MessageType) => Arbitrary<unknown>): Arbitrary<unknown> {
  const types = Object.keys(MESSAGE_SCHEMAS) as MessageType[];
  const often: MessageType[] = ['tool-calls', 'status-update', 'end-of-call-report'];
  return fc.oneof(...[...types, ...often].map(make));
}

function body(type: Arbitrary<unknown>, message: Arbitrary<unknown>): Arbitrary<unknown> {
  return fc.tuple(type, message).map(([given, fields]) => {
    const bare = typeof fields === 'object' && !Array.isArray(fields) ? fields : { fields };
    return { message: { ...bare, type: given } };
  });
}

/** Values that fit a schema, apart from a share of them that is of any type. */
function fitting(schema: TSchema, share: number): Arbitrary<unknown> {
  const right = rightFor(schema, share);
  if (share === 0) return right;
  return fc.oneof(
    { weight: Math.round(1 / share) - 1, arbitrary: right },
    { weight: 1, arbitrary: wrong },
  );
}

function rightFor(schema: TSchema, share: number): Arbitrary<unknown> {
  const entries = entriesOf(schema);
  if (entries !== null) return fc.array(fitting(entries, share), { maxLength: 4 });
  if (Type.IsObject(schema)) {
    const fields = Object.entries(schema.properties).map(
      ([name, field]) => [name, fitting(field, share)] as const,
    );
    const requiredKeys = Object.keys(schema.properties).filter(
      (name) => !Type.IsOptional(schema.properties[name]),
    );
    const known = fc.record(Object.fromEntries(fields), { requiredKeys });
    const strange = fc.dictionary(text, wrong, { maxKeys: 1 });
    return fc.tuple(strange, known).map(([more, own]) => ({ ...more, ...own }));
  }
  if (Type.IsArray(schema)) return fc.array(fitting(schema.items, share), { maxLength: 4 });
  if (Type.IsUnion(schema)) return fc.oneof(...schema.anyOf.map((one) => fitting(one, share)));
  if (Type.IsString(schema)) return share === 0 ? text.filter((word) => word !== '') : text;
  if (Type.IsNumber(schema)) return fc.double({ noNaN: true, noDefaultInfinity: share === 0 });
  if (Type.IsBoolean(schema)) return fc.boolean();
  return Type.IsNull(schema) ? fc.constant(null) : argumentsAsSent;
}

function stringify(value: unknown): string {
  return JSON.stringify(value);
}
