import { Type } from 'typebox';
import { Compile } from 'typebox/compile';
import {
  type JournalLine,
  LINE_VERSION,
  LineHeadSchema,
  LineSchema,
  ResponseSchema,
} from './line.ts';
import { unseal } from './seal.ts';

/** Why a line cannot be used. */
export type Damage = 'checksum' | 'notJson' | 'unknownVersion' | 'badShape';

/** Whose a line is, and what it answered. */
export type PartialLine = Pick<
  JournalLine,
  'timestamp' | 'call_id' | 'seq' | 'state' | 'response' | 'answered'
> &
  Partial<Pick<JournalLine, 'tool_calls'>>;

/**
 * The bytes of one line, read. Of a damaged one whose bytes are those that were written, what is
 * `left` can still be relied on: its call cannot go on from it, but has answered what it says.
 */
export type LineReading = { line: JournalLine } | { damage: Damage; left: PartialLine | null };

const lineValidator = Compile(LineSchema);
const headValidator = Compile(LineHeadSchema);
const responseValidator = Compile(ResponseSchema);
const answeredValidator = Compile(Type.Array(Type.String()));

/** Reads the bytes of a line, without its line end, and checks all of it. Pure. */
export function readLine(bytes: Buffer): LineReading {
  const unsealed = unseal(bytes);
  if (unsealed === null) return { damage: 'checksum', left: null };
  const value = parse(unsealed.text);
  if (value === undefined) return { damage: 'notJson', left: null };
  if (!hasVersion(value)) return { damage: 'badShape', left: null };
  if (value.v !== LINE_VERSION) return { damage: 'unknownVersion', left: null };
  // A seal that was itself damaged must not pass for a line without one.
  const isAsWritten =
    unsealed.isSealed || Object.keys(value).every((key) => key in LineSchema.properties);
  if (!isAsWritten) return { damage: 'badShape', left: null };
  // A seal vouches for the bytes and not for whoever wrote them: the shape is looked at all the same.
  if (!lineValidator.Check(value)) return { damage: 'badShape', left: whatIsLeft(value) };
  return { line: value as JournalLine };
}

function whatIsLeft(value: object): PartialLine | null {
  const response = 'response' in value ? value.response : null;
  if (!headValidator.Check(value)) return null;
  const { timestamp, call_id, seq, state } = value;
  const isSound = responseValidator.Check(response);
  const answered = 'answered' in value ? value.answered : undefined;
  return {
    ...{ timestamp, call_id, seq, state },
    response: isSound ? response : null,
    ...(answeredValidator.Check(answered) ? { answered } : {}),
  };
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
