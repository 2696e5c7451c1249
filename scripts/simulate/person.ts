import type { Choices } from '../traffic/random.ts';
import type { Weather } from './faults.ts';
import type { PhoneCall } from './phone-call.ts';
import type { Timeline } from './timeline.ts';

export type CallerOptions = {
  call: PhoneCall;
  choices: Choices;
  weather: Weather;
  timeline: Timeline;
  /** Numbers that there are. */
  numbers: readonly string[];
};

/** Most who call know the number of a parcel that there is; some say one that is nobody's. */
const NOBODYS_PART = 0.1;

/** Somebody who calls: how they are, which parcels they ask about, and how long they think. */
export class Person<Manner extends string> {
  readonly call: PhoneCall;
  readonly choices: Choices;
  readonly weather: Weather;
  readonly manner: Manner;
  /** The numbers that they ask about, one after the other. */
  readonly wanted: string[];
  readonly #timeline: Timeline;
  readonly #thinkMs: { min: number; max: number };

  constructor(
    { call, choices, weather, timeline, numbers }: CallerOptions,
    manners: readonly Manner[],
    thinkMs: { min: number; max: number },
  ) {
    this.call = call;
    this.choices = choices;
    this.weather = weather;
    this.#timeline = timeline;
    this.#thinkMs = thinkMs;
    this.manner = choices.pick(manners);
    const isNobodys = choices.next() < NOBODYS_PART;
    const first = isNobodys ? `WB${choices.whole(100_000, 999_999)}77` : choices.pick(numbers);
    this.wanted = [first, choices.pick(numbers)];
  }

  get number(): string {
    return this.wanted[0] ?? '';
  }

  /** Does something after a while, unless the call is over by then. */
  soon(act: () => void, ms = this.choices.whole(this.#thinkMs.min, this.#thinkMs.max)): void {
    this.#timeline.after(ms, () => {
      if (!this.call.isOver) act();
    });
  }
}
