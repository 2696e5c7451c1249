/** A source of choices: the same seed makes the same. */
export type Choices = {
  /** A number in [0, 1). */
  next(): number;
  /** A whole number from `min` to `max`, both included. */
  whole(min: number, max: number): number;
  pick<Item>(items: readonly Item[]): Item;
};

/** Makes one; mulberry32 by Tommy Ettinger, public domain. */
export function seededChoices(seed: number): Choices {
  let state = seed >>> 0;
  function next(): number {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  }
  const whole: Choices['whole'] = (min, max) => min + Math.floor(next() * (max - min + 1));
  return {
    next,
    whole,
    pick: (items) => {
      const item = items[whole(0, items.length - 1)];
      if (item === undefined) throw new Error('Cannot pick: there is nothing to pick from');
      return item;
    },
  };
}
