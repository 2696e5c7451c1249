/** What a part of a turn means by its signs alone, beside numbers and answers. */
import type { Language } from '../languages/language.ts';
import type { AskedTopic, TurnSign, TurnWords } from '../languages/listening-words.ts';
import type { Found, Meant, Rest, TurnContext } from './meant.ts';
import { findNumberRun } from './number-in-turn.ts';
import { plain } from './read-reply.ts';
import type { TurnPart } from './turn-parts.ts';

const MEANT_BY: Readonly<Record<TurnSign, Meant>> = {
  human: { kind: 'human' },
  another: { kind: 'anotherParcel' },
  wrong: { kind: 'wrongParcel' },
  noNumber: { kind: 'noNumber' },
  repeat: { kind: 'repeat', slower: false },
  slower: { kind: 'repeat', slower: true },
  wait: { kind: 'wait' },
  thanks: { kind: 'thanks' },
  goodbye: { kind: 'goodbye' },
  greeting: { kind: 'greeting' },
  abuse: { kind: 'abuse' },
  beyond: { kind: 'offTopic' },
};

/** Signs after which the other words of a part are talk around them. */
const TELLING: readonly TurnSign[] = [
  'human',
  'another',
  'wrong',
  'noNumber',
  'repeat',
  'slower',
  'goodbye',
];

const TOPICS: readonly AskedTopic[] = ['where', 'when', 'why', 'who'];

/** Reads the signs of a part, and what is left of it. Pure. */
export function readSigns(
  part: TurnPart,
  index: number,
  at: TurnContext,
  language: Language,
): { found: Found[]; rest: Rest | null } {
  const { turns } = language;
  const { raw, text, isAsked } = part;
  const names = (Object.keys(turns.signs) as TurnSign[]).filter(
    (name) => turns.signs[name].test(text) && isOpen(name, text, at, turns),
  );
  if (names.includes('beyond')) {
    const lead = leadOf(text, turns);
    const rest = lead === null ? null : { part: index, text: lead, isAsked: false, isWhole: true };
    return { found: [{ part: index, index: 0, meant: MEANT_BY.beyond }], rest };
  }
  const named = withIt(part, language);
  const topics = at.asked === 'identity' ? [] : topicsIn(named, names, turns);
  const found = [
    ...names.map((name) => place(turns.signs[name], text, index, MEANT_BY[name])),
    ...topics.map((topic) => place(turns.asks[topic], named, index, { kind: 'ask', topic })),
  ];
  const isTold = topics.length > 0 || names.some((name) => TELLING.includes(name));
  const left = isTold ? raw : withoutSigns(raw, names, turns);
  return { found, rest: { part: index, text: left, isAsked, isWhole: !isTold } };
}

/** The yes or no that some words begin with; null where there is none. */
export function leadOf(text: string, { yesLead, noLead }: TurnWords): string | null {
  return noLead.exec(text)?.[0] ?? yesLead.exec(text)?.[0] ?? null;
}

function place(pattern: RegExp, text: string, part: number, meant: Meant): Found {
  return { part, index: pattern.exec(text)?.index ?? 0, meant };
}

/** Whether a sign counts where the call stands. */
function isOpen(name: TurnSign, text: string, at: TurnContext, turns: TurnWords): boolean {
  const { asked, state } = at;
  switch (name) {
    case 'human':
      return !turns.noHuman.test(text);
    case 'noNumber':
      if (state === 'fallback') return true;
      if (asked === null) return state === 'need';
      return asked === 'number' || asked === 'which' || asked === 'identity';
    case 'wrong':
      // Also once another number was asked for, or while it is looked up again: it is not theirs.
      return asked !== 'readBack' && asked !== 'identity' && at.onTable !== null;
    case 'another':
      return asked !== 'readBack' && asked !== 'identity';
    default:
      return true;
  }
}

/** The topics that are asked about; where a number is missing, or to be heard again, none. */
function topicsIn(text: string, names: readonly TurnSign[], turns: TurnWords): AskedTopic[] {
  if (names.includes('noNumber') || names.includes('repeat')) return [];
  const topics = TOPICS.filter((topic) => turns.asks[topic].test(text));
  // "Why is it not here", "check another one": where it is is no question of its own.
  const isOther = names.includes('another') || topics.some((topic) => topic !== 'where');
  return topics.filter((topic) => topic !== 'where' || !isOther || turns.asksWhere.test(text));
}

/** A part with "it" for the number in it: "when will WB10447291 be delivered". */
function withIt({ raw, text }: TurnPart, language: Language): string {
  const number = findNumberRun(raw, language);
  return number === null ? text : text.replace(plain(number), language.turns.it);
}

function withoutSigns(raw: string, names: readonly TurnSign[], { signs }: TurnWords): string {
  return names.reduce((text, name) => text.replace(globally(signs[name]), ' '), raw);
}

const everywhere = new WeakMap<RegExp, RegExp>();

/** The same pattern for every place, in a text of any case. */
function globally(pattern: RegExp): RegExp {
  const known = everywhere.get(pattern);
  if (known !== undefined) return known;
  const made = new RegExp(pattern.source, 'gi');
  everywhere.set(pattern, made);
  return made;
}
