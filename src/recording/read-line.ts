import { Compile } from 'typebox/compile';
import { CallContextSchema, initialCallContext } from '../../machines/call-context.ts';
import { type JournalLine, LINE_VERSION, LineSchema } from './line.ts';
import { unseal } from './seal.ts';

/** Why a line cannot be used. */
export type Damage = 'checksum' | 'notJson' | 'unknownVersion' | 'badShape';

/** The bytes of one line, read. */
export type LineReading = { line: JournalLine } | { damage: Damage };

const lineValidator = Compile(LineSchema);
const CONTEXT_FIELDS = Object.keys(CallContextSchema.properties);

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
  const { snapshot } = value;
  // A line of an earlier release lacks what contexts have learnt to hold since.
  if (!CONTEXT_FIELDS.every((field) => field in snapshot.context)) {
    snapshot.context = { ...initialCallContext(snapshot.context), ...snapshot.context };
  }
  return { line: value as JournalLine };
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
