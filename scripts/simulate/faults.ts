import { type Choices, seededChoices } from '../traffic/random.ts';

/** Everything that may go wrong around the service, by name, and what it is. */
export const FAULTS = {
  'model-paraphrase': 'the model words what it heard anew',
  'model-contradict': 'the model says yes where the caller said no, and no where they said yes',
  'model-fragment': 'the model passes a part of a number',
  'model-placeholder': 'the model passes a word in the place of a number',
  'model-json-number': 'the model passes a number as JSON has it',
  'model-twice': 'the model makes a tool call twice, with two IDs',
  'model-unknown-tool': 'the model calls a tool that there is not',
  'model-together': 'the model makes another tool call at once, or before the first is answered',
  'model-hasty': 'the model asks on, says yes and says no while a lookup is under way',
  'model-late': 'the model makes a tool call after the end of the call',
  'model-silent': 'the model makes no tool call',
  'model-same-id': 'the model gives its tool calls the same IDs in every turn',
  'vapi-duplicate': 'a message comes twice',
  'vapi-reorder': 'messages overtake each other',
  'vapi-lost': 'a message is lost',
  'vapi-late': 'a message comes seconds late',
  'vapi-new-id': 'a tool call comes again under another ID',
  'vapi-retry': 'a tool call comes again, word for word',
  'vapi-no-ended': 'the end of a call is not told',
  'vapi-endpoint': 'the first half of a turn is taken for all of it',
  'vapi-history': 'a history comes in another shape each time, or not at all',
  'sanity-slow': 'Sanity takes up to three seconds',
  'sanity-down': 'Sanity refuses connections',
  'sanity-failing': 'Sanity answers with errors',
  'sanity-flapping': 'Sanity answers, fails and hangs in turn',
  'sanity-silent': 'Sanity does not answer',
  'sanity-malformed': 'Sanity answers with what is no answer',
  'sanity-disagree': 'two documents have one number and say different things',
  'sanity-changing': 'records change',
  'sanity-vanishing': 'records vanish and come back',
  'sanity-imperfect': 'fields of records are missing or wrong',
  'sanity-bad-node': 'a node of Sanity answers with the record of another number',
  'listen-down': 'the listener of Sanity is refused, or answered with what is no stream',
  'listen-silent': 'nothing more comes over the connection to the listener, not even its end',
  'listen-broken': 'the connection to the listener breaks off',
  'listen-goaway': 'the listener is told to go away, or of an error',
  'listen-late': 'the listener is told of a change up to 40 seconds late',
  'listen-early': 'the listener is told of a change before queries see it',
  'listen-twice': 'the listener is told of a change twice',
  'listen-lost': 'the listener is not told of a change',
  'listen-reorder':
    'a record changes several times in a moment, and the events overtake each other',
  'listen-malformed': 'the listener is told what is no event, or no change',
  'control-failing': 'Vapi refuses to speak into a call, or does so late',
  'disk-slow': 'the disk takes up to a second for a write',
  'disk-full': 'the disk takes no more',
  'disk-short': 'the disk takes a part of each write',
  'disk-flipped': 'a bit on the disk is another one after a crash',
  'disk-lost-sync': 'what was synced is lost with the power all the same',
  'clock-back': 'the time of day steps back',
  'clock-forward': 'the time of day steps forward',
  'clock-midnight': 'a day ends meanwhile',
  'clock-dst': 'the hour changes meanwhile',
  'operator-reset': 'an operator closes the breaker',
  crash: 'the process is killed at any moment',
  'crash-at-edge': 'the process is killed when it asks for the disk or a socket',
  'power-loss': 'the machine loses its power',
} as const;

/** A kind of fault. */
export type FaultName = keyof typeof FAULTS;

export const FAULT_NAMES = Object.keys(FAULTS) as FaultName[];

/** Part of the worlds in which a kind of fault is met at all. */
const SHARE = 0.2;
/** Part of the chances that a fault has, which it takes, in a world where it is met. */
const RATE = 0.15;
const WINDOW_MS = { min: 3_000, max: 60_000 };

/** A source of choices of its own for each name: what another one chooses changes nothing in it. */
export function choicesFor(seed: number, name: string): Choices {
  let hash = 0x811c9dc5 ^ seed;
  for (const character of name) {
    hash = Math.imul(hash ^ character.charCodeAt(0), 0x01000193);
  }
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  return seededChoices((hash ^ (hash >>> 13)) >>> 0);
}

/** What goes wrong in one world, and when. */
export class Weather {
  readonly #sources = new Map<FaultName, Choices>();
  readonly #windows = new Map<FaultName, { from: number; to: number }[]>();
  readonly #luck = new Map<string, Choices>();
  readonly #seed: number;
  readonly #met: Set<FaultName>;

  /** `met` is told of every kind of fault that took place. */
  constructor(
    seed: number,
    allowed: ReadonlySet<FaultName>,
    span: { from: number; to: number },
    met: Set<FaultName>,
  ) {
    this.#met = met;
    this.#seed = seed;
    for (const name of FAULT_NAMES) {
      const choices = choicesFor(seed, `fault ${name}`);
      if (choices.next() >= SHARE || !allowed.has(name)) continue;
      const windows = Array.from({ length: choices.whole(1, 3) }, () => {
        const from = choices.whole(span.from, span.to);
        return { from, to: from + choices.whole(WINDOW_MS.min, WINDOW_MS.max) };
      });
      this.#sources.set(name, choices);
      this.#windows.set(name, windows);
    }
  }

  /** The kinds that are met in this world. */
  get kinds(): FaultName[] {
    return [...this.#sources.keys()];
  }

  /** The source of a kind that is met in this world, for what it does beyond being there. */
  sourceOf(name: FaultName): Choices | null {
    return this.#sources.get(name) ?? null;
  }

  /** When a kind of fault that comes and goes is there, from its beginning and until its end. */
  windowsOf(name: FaultName): readonly { from: number; to: number }[] {
    return this.#windows.get(name) ?? [];
  }

  /** Whether a fault of a kind that comes and goes is there at a moment. */
  isOn(name: FaultName, at: number): boolean {
    const isOn = this.#windows.get(name)?.some(({ from, to }) => from <= at && at < to) ?? false;
    if (isOn) this.#met.add(name);
    return isOn;
  }

  /** Whether a fault takes one of the chances that it has with somebody; each has their own luck. */
  strikes(name: FaultName, who: string, rate = RATE): boolean {
    if (!this.#sources.has(name)) return false;
    const key = `${name} ${who}`;
    const luck = this.#luck.get(key) ?? choicesFor(this.#seed, key);
    this.#luck.set(key, luck);
    const isStruck = luck.next() < rate;
    if (isStruck) this.#met.add(name);
    return isStruck;
  }
}
