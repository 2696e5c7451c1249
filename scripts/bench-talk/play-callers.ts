/**
 * Callers who talk to the service until they know where their parcel is, by the route that a model's
 * server has. What they say is made from a seed; what they answer depends on what they hear.
 */
import { FORMS } from '../bench-listening/generated-forms.ts';

/** How a request for the next turn is answered. */
export type Ask = (messages: readonly Message[], callId: string) => Promise<string>;

export type Message = { role: 'user' | 'assistant'; content: string };

/** How a call went. */
export type PlayedCaller = {
  form: string;
  number: string;
  /** What each side said, in turns. */
  messages: Message[];
  /** Turns that whoever says this cannot do without, and those that were taken. */
  needed: number;
  taken: number;
  isTold: boolean;
  /** What was told of a parcel that was not asked for, or after a no. */
  wrongs: string[];
};

const YESES = ['yes', 'yeah', 'yes please', "that's right", 'correct', 'yep that is it', 'right'];
const NOES = ['no', 'no, that is wrong', "no that's not it", 'nope'];
/** What callers say beside what they want. */
const ASIDES = ['hold on, let me find it', 'hello?', 'sorry, what was that?', 'what a day'];

/** Nobody talks longer: more is counted as no end. */
const TURNS_MAX = 14;

type Random = () => number;

/** Every form of a number that is said, and one that is corrected, and one in parts. */
export const CALLER_FORMS = [...Object.keys(FORMS), 'corrected', 'in parts', 'denied first'];

/** Plays the call of one number in one form; `marks` tells whose parcel a note is of. */
export async function playCaller(
  { form, number, callId }: { form: string; number: string; callId: string },
  { ask, random, marks }: { ask: Ask; random: Random; marks: ReadonlyMap<string, string> },
): Promise<PlayedCaller> {
  const messages: Message[] = [];
  const wrongs: string[] = [];
  const pick = (from: readonly string[]) => from[Math.floor(random() * from.length)] ?? '';
  const said = openingsOf(form, number);
  let needed = said.length;
  let hasDenied = false;
  let isTold = false;
  let heard = await ask(messages, callId);
  messages.push({ role: 'assistant', content: heard });
  let taken = 0;
  let next = random() < 0.2 ? pick(ASIDES) : (said.shift() ?? '');
  if (!openingsOf(form, number).includes(next)) needed += 1;
  while (taken < TURNS_MAX) {
    taken += 1;
    messages.push({ role: 'user', content: next });
    heard = await ask(messages, callId);
    messages.push({ role: 'assistant', content: heard });
    const told = markIn(heard, marks);
    if (told !== null && told !== number) wrongs.push(`told of another: ${heard}`);
    if (told !== null && /^(?:no|nope)\b/.test(next)) wrongs.push(`told after a no: ${heard}`);
    if (told === number) {
      isTold = true;
      break;
    }
    const back = readBackIn(heard);
    if (back !== null) {
      const mayDeny = form === 'denied first' && !hasDenied && back === number;
      if (back === number && !mayDeny) next = pick(YESES);
      else if (mayDeny) {
        hasDenied = true;
        next = pick(NOES);
        said.push(FORMS['one by one']?.(number) ?? number);
      } else next = said.shift() ?? `no, it is ${number}`;
      // An "o" may be a zero: who means the letter has to say so.
      needed += Number(back === number || number.includes('O'));
    } else if (said.length > 0) next = said.shift() ?? '';
    else next = FORMS['one by one']?.(number) ?? number;
  }
  return { form, number, messages, needed, taken, isTold, wrongs };
}

/** What a caller says of the number, one turn after the other. */
function openingsOf(form: string, number: string): string[] {
  const spell = FORMS['one by one'] ?? ((it: string) => it);
  if (form === 'corrected') {
    const last = number.at(-1) === '5' ? '6' : '5';
    return [spell(number.slice(0, -1) + last), `no, it ends in ${number.at(-1)}`];
  }
  if (form === 'in parts') {
    return [spell(number.slice(0, 4)), spell(number.slice(4)), "that's all"];
  }
  return [FORMS[form as keyof typeof FORMS]?.(number) ?? spell(number)];
}

/** By this a parcel is known in what is said of it: a word of its own in its note. */
export function markOf(index: number): string {
  const letters = [...String(index)].map((digit) => 'bcdfghjklm'[Number(digit)]);
  return `mark${letters.join('')}`;
}

function markIn(heard: string, marks: ReadonlyMap<string, string>): string | null {
  const mark = /\bmark[b-m]+\b/i.exec(heard)?.[0].toLowerCase();
  return mark === undefined ? null : (marks.get(mark) ?? 'unknown');
}

/** The number that is read back in a question; null for any other answer. */
function readBackIn(heard: string): string | null {
  const read =
    /I heard ((?:[A-Z0-9][ ,]*)+?)(?:, (?:beginning|ending|with)[^.]*)?\. Is that right/.exec(
      heard,
    )?.[1];
  return read === undefined ? null : read.replace(/[^A-Z0-9]/g, '');
}
