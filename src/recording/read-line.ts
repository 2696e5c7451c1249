import { Type } from 'typebox';
import { compileLate } from './late-validator.ts';
import {
  type JournalLine,
  LINE_VERSION,
  LineHeadSchema,
  LineSchema,
  ResponseSchema,
} from './line.ts';
import { LineHeadV1Schema, type LineV1, LineV1Schema, upcastV1 } from './line-v1.ts';
import { endingAt, isSealed, unseal } from './seal.ts';

/** Why a line cannot be used. */
export type Damage = 'checksum' | 'notJson' | 'unknownVersion' | 'badShape';

/** Whose a line is, and what it answered. */
export type PartialLine = Pick<
  JournalLine,
  'timestamp' | 'call_id' | 'seq' | 'state' | 'response' | 'answered' | 'chat_ids'
> &
  Partial<Pick<JournalLine, 'tool_calls'>>;

/**
 * The bytes of one line, read. Of a damaged one whose bytes are those that were written, what is
 * `left` can still be relied on: its call cannot go on from it, but has answered what it says.
 */
export type LineReading = { line: JournalLine } | { damage: Damage; left: PartialLine | null };

type Validator = { Check(value: unknown): boolean };

/** How a version is checked, and what makes it a line of today. */
type Version = {
  line: Validator;
  head: Validator;
  fields: object;
  upcast: (line: unknown) => JournalLine;
};

const VERSIONS = new Map<unknown, Version>([
  [
    1,
    {
      line: compileLate(LineV1Schema),
      head: compileLate(LineHeadV1Schema),
      fields: LineV1Schema.properties,
      upcast: (line) => upcastV1(line as LineV1),
    },
  ],
  [
    LINE_VERSION,
    {
      line: compileLate(LineSchema),
      head: compileLate(LineHeadSchema),
      fields: LineSchema.properties,
      upcast: (line) => line as JournalLine,
    },
  ],
]);

const responseValidator = compileLate(ResponseSchema);
const idsValidator = compileLate(Type.Array(Type.String()));

/**
 * Reads the bytes of a line, without its line end, checks all of it by its own version, and lifts it
 * to that of today. Pure.
 */
export function readLine(bytes: Buffer): LineReading {
  const unsealed = unseal(bytes);
  if (unsealed === null) return { damage: 'checksum', left: null };
  const value = parse(unsealed.text);
  if (value === undefined) return { damage: 'notJson', left: null };
  if (!hasVersion(value)) return { damage: 'badShape', left: null };
  const version = VERSIONS.get(value.v);
  if (version === undefined) return { damage: 'unknownVersion', left: null };
  // A seal that was itself damaged must not pass for a line without one.
  const isAsWritten = unsealed.isSealed || Object.keys(value).every((key) => key in version.fields);
  if (!isAsWritten) return { damage: 'badShape', left: null };
  // A seal vouches for the bytes and not for whoever wrote them: the shape is looked at all the same.
  if (!version.line.Check(value)) {
    return { damage: 'badShape', left: whatIsLeft(value, version) };
  }
  return { line: version.upcast(value) };
}

/** A line but for where it led. */
export type LineStep = Omit<JournalLine, 'snapshot' | 'latency_ms'>;

/** What follows of a line as this version writes it; within a text its quotes would have backslashes. */
const REST = Buffer.from(',"snapshot":{');
const stepValidator = compileLate(Type.Omit(LineSchema, ['snapshot', 'latency_ms']));

/**
 * Reads of a sound line of this version what was asked, answered and said: where it led is more than
 * half of it, and of most lines nobody asks. Null for any other, which has to be read whole. Pure.
 */
export function readStep(bytes: Buffer): LineStep | null {
  const comma = bytes.lastIndexOf(REST);
  if (comma === -1 || !isSealed(bytes)) return null;
  // Cut anywhere but between two fields of the line itself, it is no JSON.
  const value = endingAt(bytes, comma, (body) => parse(body.toString()));
  return stepValidator.Check(value) ? value : null;
}

/**
 * What every line of ours begins with, as far as its call; an ID that is written otherwise is none. Of
 * a damaged line readDamagedHead() tells the same, and more.
 */
const BEGINNING =
  /^\{"v":[12],"timestamp":"[\d\-:.TZ]*","correlation_id":"[^"\\]*","call_id":"([ !#-[\]-~]*)","seq":\d{1,9},/;
const BEGINNING_BYTES = 512;

/**
 * Whose a line is, by its first bytes alone, for whoever reads the lines of some calls; null where
 * they do not say, and the line has to be read. Pure.
 */
export function callIdIn(bytes: Buffer): string | null {
  return BEGINNING.exec(bytes.toString('latin1', 0, BEGINNING_BYTES))?.[1] ?? null;
}

function whatIsLeft(value: object, { head }: Version): PartialLine | null {
  const response = 'response' in value ? value.response : null;
  if (!head.Check(value)) return null;
  const { timestamp, call_id, seq, state, answered, chat_ids } = value as PartialLine;
  const isSound = responseValidator.Check(response);
  return {
    timestamp,
    call_id,
    seq,
    state,
    response: isSound ? response : null,
    ...(idsValidator.Check(answered) ? { answered } : {}),
    ...(idsValidator.Check(chat_ids) ? { chat_ids } : {}),
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
