/**
 * What a caller means by a turn, where no model is there to say it: by rules, from the words, what was
 * asked and the number on the table. A turn may mean several things. Whatever is in doubt counts as not
 * understood, and a no beats a yes.
 */

import type { Language } from '../languages/language.ts';
import { TRACKING_NUMBER_LENGTH } from '../tracking-number.ts';
import type { Found, Meant, TurnContext } from './meant.ts';
import { readKeypad } from './read-number.ts';
import { plain } from './read-reply.ts';
import { type TurnPart, toParts } from './turn-parts.ts';
import { readRest } from './turn-rest.ts';
import { readSigns } from './turn-signs.ts';

const NOTHING: Meant = { kind: 'nothing' };

/**
 * Reads one turn; gives at least one thing that is meant, in the order in which they were said, and
 * each once. Never throws; does bounded work: of a very long turn only the beginning is read.
 */
export function readTurn(said: string, at: TurnContext, language: Language): Meant[] {
  const keyed = readKeypad(said);
  if (keyed !== null) return [readKeyed(said, keyed, at)];
  const parts = toParts(said, language.turns);
  if (language.turns.repeatAlone.test(plain(said))) return [{ kind: 'repeat', slower: false }];
  const signs = parts.map((part, index) => readSigns(part, index, at, language));
  const rest = signs.flatMap((it) => it.rest ?? []);
  const found = [...signs.flatMap((it) => it.found), ...readRest(rest, at, language)];
  found.sort((one, other) => one.part - other.part || one.index - other.index);
  if (isTakenBack(found, parts, language)) return [{ kind: 'wrongParcel' }];
  return settle(
    found.map(({ meant }) => meant),
    at,
  );
}

/** "It's WB10447291. No, wait, that's wrong": what was named last is not meant. */
function isTakenBack(
  found: readonly Found[],
  parts: readonly TurnPart[],
  { turns }: Language,
): boolean {
  const named = found.findLast(({ meant }) => 'heard' in meant);
  if (named?.meant.kind !== 'number') return false;
  const after = parts.slice(named.part + 1);
  return after.some(({ text }) => turns.signs.wrong.test(text));
}

function readKeyed(said: string, keyed: string, { asked, onTable }: TurnContext): Meant {
  if (asked === 'readBack' && onTable !== null) return { kind: 'correction', heard: keyed };
  if (asked === 'identity') return { kind: 'answer', heard: keyed };
  // With what Vapi writes before the keys, by which a `#` at the end is known.
  if (keyed.length < TRACKING_NUMBER_LENGTH.min) return { kind: 'fragment', heard: said };
  return { kind: 'number', heard: keyed };
}

/** What asks for something, or answers: beside it, what is only polite or idle counts for nothing. */
const SERVED: readonly Meant['kind'][] = [
  ...(['number', 'fragment', 'correction', 'answer', 'ask', 'anotherParcel'] as const),
  ...(['wrongParcel', 'yes', 'no', 'repeat', 'human', 'noNumber'] as const),
];

/** All else that says something: of these, the first that there is counts alone. */
const IDLE: readonly Meant['kind'][] = [
  ...(['goodbye', 'abuse', 'wait', 'thanks', 'offTopic', 'greeting'] as const),
];

function settle(found: readonly Meant[], { asked }: TurnContext): Meant[] {
  const kinds = new Set(found.map(({ kind }) => kind));
  const announcing: Meant['kind'][] = [];
  // "Let me say it again", "I don't have it here, wait": what is given then counts.
  if (kinds.has('number')) announcing.push('repeat', 'noNumber');
  // "Yes, it is W B one zero", "yes, hello?"
  const isMore = SERVED.some((kind) => kind !== 'yes' && kind !== 'no' && kinds.has(kind));
  if (asked === 'number' && (isMore || kinds.has('greeting'))) announcing.push('yes', 'no');
  // "No, wait": whether that was all is not said yet.
  if (asked === 'anythingElse' && kinds.has('wait')) announcing.push('yes', 'no');
  const served = unique(
    found.filter(({ kind }) => SERVED.includes(kind) && !announcing.includes(kind)),
  );
  if (served.length === 0) {
    const kind = IDLE.find((each) => kinds.has(each));
    return [found.find((it) => it.kind === kind) ?? NOTHING];
  }
  const goodbye = found.find(({ kind }) => kind === 'goodbye');
  return goodbye === undefined ? served : [...served, goodbye];
}

/** Each thing once; to hear it again slowly is more than to hear it again. */
function unique(all: readonly Meant[]): Meant[] {
  const slower = all.some((it) => it.kind === 'repeat' && it.slower);
  const told = all.map((it) => (it.kind === 'repeat' ? { ...it, slower } : it));
  const seen = new Set<string>();
  return told.filter((it) => {
    const key = it.kind === 'ask' ? `ask ${it.topic}` : it.kind;
    if (seen.has(key)) return false;
    seen.add(key);
    return true;
  });
}
