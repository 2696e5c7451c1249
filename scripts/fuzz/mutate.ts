import fc from 'fast-check';
import type { Choices } from '../traffic/random.ts';

/** Values that have broken readers before. */
const NASTY: readonly unknown[] = [
  ...[null, true, 0, -1, 1e308, 2 ** 53, '', ' ', '\u0000', '\ud800', '\u2028', '😀', 'true'],
  ...['__proto__', 'constructor', 'xstate.init', 'xstate.done.actor.lookup', '9'.repeat(400)],
  // None of it is ever the same object twice: a structure that holds itself is no JSON.
  ...[[], {}, [[[[[[]]]]]], { length: -1 }, { toString: null }],
];

/** Bends a JSON value in one to three places: another value, none, a name or an element too many. */
export function bend(value: unknown, choices: Choices, structures: readonly unknown[]): unknown {
  const bent = structuredClone(value);
  for (let left = choices.whole(1, 3); left > 0; left -= 1) bendOnce(bent, choices, structures);
  return bent;
}

function bendOnce(value: unknown, choices: Choices, structures: readonly unknown[]): void {
  let at = value;
  for (let depth = choices.whole(1, 7); depth > 0; depth -= 1) {
    if (typeof at !== 'object' || at === null) return;
    const holder = at as Record<string, unknown>;
    const keys = Object.keys(holder);
    if (keys.length === 0) return;
    const key = choices.pick(keys);
    const next = holder[key];
    if (depth > 1 && typeof next === 'object' && next !== null) {
      at = next;
      continue;
    }
    change(holder, key, choices, structures);
    return;
  }
}

function change(
  holder: Record<string, unknown>,
  key: string,
  choices: Choices,
  structures: readonly unknown[],
): void {
  switch (choices.whole(0, 4)) {
    case 0:
      delete holder[key];
      break;
    case 1:
      holder[key] = structuredClone(choices.pick(NASTY));
      break;
    case 2:
      holder[key] = structuredClone(choices.pick(structures));
      break;
    case 3:
      Object.defineProperty(holder, choices.pick(['__proto__', 'type', 'id', '0']), {
        value: structuredClone(choices.pick(NASTY)),
        enumerable: true,
        configurable: true,
        writable: true,
      });
      break;
    default:
      if (Array.isArray(holder)) holder.push(...structuredClone(holder.slice(0, 20)));
      else holder[`${key} `] = structuredClone(holder[key]);
  }
}

/** Bytes with a few of them changed, cut off, doubled or put in. */
export function spoil(bytes: Buffer, choices: Choices): Buffer {
  let spoilt = Buffer.from(bytes);
  for (let left = choices.whole(1, 4); left > 0; left -= 1) {
    const at = choices.whole(0, Math.max(0, spoilt.length - 1));
    switch (choices.whole(0, 4)) {
      case 0:
        if (spoilt.length > 0) spoilt[at] = choices.whole(0, 255);
        break;
      case 1:
        spoilt = spoilt.subarray(0, at);
        break;
      case 2:
        spoilt = Buffer.concat([spoilt.subarray(0, at), spoilt.subarray(Math.max(0, at - 40))]);
        break;
      case 3:
        spoilt = Buffer.concat([
          spoilt.subarray(0, at),
          Buffer.from(choices.pick(['"', '}', '\\', '\u2028', '\0', '[', '{"a":', '\ufeff', '\n'])),
          spoilt.subarray(at),
        ]);
        break;
      default:
        if (spoilt.length > 0) spoilt[at] = (spoilt[at] ?? 0) ^ (1 << choices.whole(0, 7));
    }
  }
  return spoilt;
}

/** Structures that nobody has thought of: the same seed makes the same. */
export function makeStructures(seed: number): unknown[] {
  return fc.sample(fc.jsonValue({ maxDepth: 4 }), { seed, numRuns: 200 });
}
