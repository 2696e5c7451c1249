import { Type } from 'typebox';
import { Compile } from 'typebox/compile';
import { type JournalLine, LINE_VERSION } from './line.ts';
import { unseal } from './seal.ts';

/** Why a line cannot be used. */
export type Damage = 'checksum' | 'notJson' | 'unknownVersion' | 'badShape';

/** The bytes of one line, read. */
export type LineReading = { line: JournalLine } | { damage: Damage };

const List = Type.Array(Type.Unknown());

/** What a reader relies on; what was sealed by the writer needs no closer look. */
const LineSchema = Type.Object({
  v: Type.Literal(LINE_VERSION),
  timestamp: Type.String({ pattern: '^\\d{4}-\\d{2}-\\d{2}T' }),
  correlation_id: Type.String(),
  call_id: Type.String(),
  seq: Type.Integer({ minimum: 0 }),
  transcript: List,
  tool_calls: List,
  response: Type.Union([
    Type.Null(),
    Type.Object({ results: Type.Array(Type.Object({ toolCallId: Type.String() })) }),
  ]),
  events: Type.Array(Type.Object({ type: Type.String() })),
  state: Type.String(),
  snapshot: Type.Object({
    value: Type.Unknown(),
    context: Type.Object({ policy: Type.Object({}) }),
    status: Type.String(),
  }),
  latency_ms: Type.Number(),
});
const lineValidator = Compile(LineSchema);

/** Reads the bytes of a line, without its line end. Pure. */
export function readLine(bytes: Buffer): LineReading {
  const unsealed = unseal(bytes);
  if (unsealed === null) return { damage: 'checksum' };
  const value = parse(unsealed.text);
  if (value === undefined) return { damage: 'notJson' };
  if (!hasVersion(value)) return { damage: 'badShape' };
  if (value.v !== LINE_VERSION) return { damage: 'unknownVersion' };
  // A seal that was itself damaged must not pass for a line without one.
  const isWhole =
    unsealed.isSealed || Object.keys(value).every((key) => key in LineSchema.properties);
  if (!isWhole || !lineValidator.Check(value)) return { damage: 'badShape' };
  return { line: value as unknown as JournalLine };
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function hasVersion(value: unknown): value is { v: unknown } {
  return typeof value === 'object' && value !== null && 'v' in value;
}
