import type { Heard } from '../../machines/call-events.ts';
import type { Language } from '../../machines/languages/language.ts';
import { cutText, singleLine } from './single-line.ts';
import { isRecord } from './tolerant-reader.ts';

/**
 * All that Waybill reads of a tool call's arguments, whoever set them: the model, or the tool's
 * static parameters, which Vapi merges in. Null means not given.
 */
export type ToolArguments = {
  heard: { readable: true; value: Heard } | { readable: false };
  confirmed: boolean | 'unclear' | null;
  answer: string | null;
  reason: string | null;
};

/** Most characters of a spoken argument: the longest number said word by word, and more said around it. */
export const ARGUMENT_LENGTH_MAX = 500;

/** Most characters of a reason that are kept. */
const REASON_LENGTH_MAX = 200;

/** Most characters of arguments that come as JSON text. */
const ARGUMENTS_TEXT_LENGTH_MAX = 20_000;

const UNREADABLE = { readable: false } as const;

const NUMBER_ALIASES = ['trackingNumber', 'tracking_number', 'trackingId', 'tracking_id'];

/** Reads a tool call's arguments: an object, JSON text or nothing; null if they are neither. */
export function readToolArguments(wire: unknown, { tools }: Language): ToolArguments | null {
  const args = typeof wire === 'string' ? parseText(wire) : (wire ?? {});
  if (!isRecord(args)) return null;
  return {
    heard: readHeard(args),
    confirmed: readConfirmed(own(args, 'confirmed'), tools),
    answer: readAnswer(own(args, 'answer')),
    reason: readReason(own(args, 'reason')),
  };
}

/** The object that a JSON text holds; an empty text stands for no arguments. */
function parseText(text: string): unknown {
  if (text.length > ARGUMENTS_TEXT_LENGTH_MAX) return null;
  if (text.trim() === '') return {};
  try {
    return JSON.parse(text) ?? {};
  } catch {
    return null;
  }
}

// Never the prototype's: an argument may be called `constructor`.
function own(args: Record<string, unknown>, name: string): unknown {
  return Object.hasOwn(args, name) ? args[name] : undefined;
}

function readHeard(args: Record<string, unknown>): ToolArguments['heard'] {
  const given = NUMBER_ALIASES.map((alias) => own(args, alias)).find((value) => value != null);
  if (given === undefined) return { readable: true, value: null };
  if (typeof given === 'string') {
    return given.length <= ARGUMENT_LENGTH_MAX ? { readable: true, value: given } : UNREADABLE;
  }
  // JSON reads 1e999 as Infinity and writes -0 as 0; a journal must give back what it was given.
  if (typeof given !== 'number' || !Number.isFinite(given)) return UNREADABLE;
  return { readable: true, value: given + 0 };
}

/**
 * A yes must be unmistakable, since it lets a delivery be reported: a word of the table alone, and no
 * guess from others.
 */
function readConfirmed(given: unknown, { yes, no }: Language['tools']): ToolArguments['confirmed'] {
  if (given === undefined || given === null) return null;
  if (typeof given === 'boolean') return given;
  const word = typeof given === 'string' ? bareWord(given) : '';
  if (word === 'true' || yes.includes(word)) return true;
  if (word === 'false' || no.includes(word)) return false;
  return 'unclear';
}

/** A word in small letters, without the full stop that a model may write after it. */
function bareWord(text: string): string {
  return text
    .trim()
    .toLowerCase()
    .replace(/[.!]+$/, '');
}

/** A postcode may come as a number; what is too long is no answer. */
function readAnswer(given: unknown): string | null {
  const answer = typeof given === 'number' ? String(given) : given;
  if (typeof answer !== 'string' || answer.length > ARGUMENT_LENGTH_MAX) return null;
  return singleLine(answer) || null;
}

/** The reason is only noted, so a long one is cut: nobody is refused a person for explaining. */
function readReason(given: unknown): string | null {
  if (typeof given !== 'string') return null;
  return cutText(singleLine(given.slice(0, 10 * REASON_LENGTH_MAX)), REASON_LENGTH_MAX) || null;
}
