import type { Fetch } from '../../src/edges.ts';
import type { Choices } from '../traffic/random.ts';
import type { FaultName, Weather } from './faults.ts';
import { Listeners, type SanityDocument } from './listeners.ts';
import type { Timeline } from './timeline.ts';

/** A record as it is true, for as long as it is. */
export type Version = {
  trackingNumber: string;
  status: string;
  customerName?: string;
  customerPhone?: string;
  estimatedDelivery?: string;
  issueMessage?: string;
  from: number;
  /** Infinity while it is the latest. */
  until: number;
};

/** What Sanity gave for a number: what it was, and when. */
export type Served = {
  kind: 'found' | 'missing' | 'invalid' | 'failed';
  version: Version | null;
  askedAt: number;
  at: number;
};

type Outcome = Pick<Served, 'kind' | 'version'> & { body: string; status: number };

const MONTH_MS = 30 * 86_400_000;
const STATUSES = [
  ...['pending', 'processing', 'in_transit', 'out_for_delivery'],
  ...['delivered', 'delayed', 'failed', 'cancelled'],
];
const NAMES = [
  'Maria Gonzalez',
  'James Okafor',
  'Hannah Weiss',
  'Priya Raman',
  'Tom Rivera',
  'Anna Kowalska',
  'Ivan Petrov',
  'Chloe Marchand',
];
const COLOURS = 'amber azure black brown coral green ivory olive orange purple red silver'.split(
  ' ',
);
const THINGS =
  'barrel bridge cabin crane crate ferry gate hangar ladder lorry pallet trolley'.split(' ');

/**
 * Sanity: the records of a world, each as it was at every moment, the requests under way, and all
 * that was ever given. Each note on a record is the only one of its words.
 */
export class ContentLake {
  readonly fetch: Fetch;
  readonly numbers: readonly string[];
  readonly phones: readonly string[];
  /** Those who are told of changes. */
  readonly listeners: Listeners;
  /** By number; what was given last stands last. */
  readonly served = new Map<string, Served[]>();
  readonly servedPhones = new Set<string>();
  /** Told of each request for a number. */
  onRequest: (trackingNumber: string, underWay: number) => void = () => {};
  readonly #versions = new Map<string, Version[]>();
  readonly #underWay = new Set<{ number: string; askedAt: number }>();
  /** By number, its documents as they were told of last; null where nobody is told of any. */
  #told: Map<string, SanityDocument[]> | null = null;
  #troubledAt = Number.NEGATIVE_INFINITY;
  readonly #timeline: Timeline;
  readonly #weather: Weather;
  readonly #choices: Choices;
  #notes = 0;

  /** `listening` are the choices of what listeners are told, and when. */
  constructor(timeline: Timeline, weather: Weather, choices: Choices, listening: Choices) {
    this.#timeline = timeline;
    this.#weather = weather;
    this.#choices = choices;
    this.phones = Array.from({ length: 4 }, (_, index) => `+1202555010${index}`);
    this.numbers = makeNumbers(choices);
    for (const number of this.numbers) this.#versions.set(number, [this.#imagine(number)]);
    this.listeners = new Listeners(timeline, weather, listening);
    this.fetch = (input, init) => {
      const url = String(input);
      const signal = init?.signal ?? null;
      return url.includes('/data/listen/')
        ? this.listeners.open(signal)
        : this.#answer(url, signal);
    };
  }

  /** The record of a number at a moment; null for none. */
  versionAt(number: string, at: number): Version | null {
    return this.#versions.get(number)?.find(({ from, until }) => from <= at && at < until) ?? null;
  }

  /** When a request last went wrong or took long, of any number; -Infinity for never. */
  troubledAt(): number {
    const { now } = this.#timeline;
    const isSlow = [...this.#underWay].some(({ askedAt }) => now - askedAt > QUICK_MS);
    return isSlow ? now : this.#troubledAt;
  }

  /** Whoever asked is dead: nothing of theirs is under way any more. */
  dropConnections(): void {
    // What they waited for in vain may be told by whoever takes their calls up.
    this.#troubledAt = this.troubledAt();
    this.#underWay.clear();
    this.listeners.drop();
  }

  /**
   * From now on listeners are told of changes. Within `spanMs` there are more of these where something goes
   * wrong with the telling, by `choices`.
   */
  tellOfChanges(choices: Choices, spanMs: number): void {
    const { now } = this.#timeline;
    const weather = this.#weather;
    this.#told = new Map(this.numbers.map((number) => [number, this.#documentsOf(number)]));
    this.listeners.plan();
    for (const name of ['sanity-vanishing', 'sanity-disagree'] as const) {
      for (const { from, to } of weather.windowsOf(name)) {
        this.#timeline.after(from - now, () => this.#tellOf(this.numbers));
        this.#timeline.after(to - now, () => this.#tellOf(this.numbers));
      }
    }
    if (!weather.kinds.some(isOfListening)) return;
    for (let count = choices.whole(10, 40); count > 0; count -= 1) {
      const at = choices.whole(0, spanMs);
      const number = choices.pick(this.numbers);
      const times = weather.strikes('listen-reorder', 'changes', 0.5) ? choices.whole(2, 4) : 1;
      for (let time = 0; time < times; time += 1) {
        this.#timeline.after(at + choices.whole(0, 700), () => this.change(number));
      }
    }
  }

  /** Every version that a record ever had. */
  versionsOf(number: string): readonly Version[] {
    return this.#versions.get(number) ?? [];
  }

  /** Somebody edits a record. */
  change(number = this.#choices.pick(this.numbers)): void {
    const versions = this.#versions.get(number) ?? [];
    const last = versions.at(-1);
    if (last === undefined) return;
    const next = { ...this.#imagine(number), ...pick(last, 'customerName', 'customerPhone') };
    const make = () => {
      (versions.at(-1) ?? last).until = this.#timeline.now;
      versions.push(next);
      this.#tellOf([number]);
    };
    const isToldOf = this.#told?.get(number)?.length === 1;
    if (isToldOf && this.#weather.strikes('listen-early', 'changes', 0.6)) {
      const lagMs = this.#choices.whole(1, INDEXING_MS);
      this.#tell(number, [toSanityDocument(next)], this.#timeline.now + lagMs);
      this.#timeline.after(lagMs, make);
    } else make();
  }

  #tellOf(numbers: readonly string[]): void {
    const { now } = this.#timeline;
    for (const number of numbers) this.#tell(number, this.#documentsOf(number), now);
  }

  /** Tells of what became of the documents of a number since they were told of last. */
  #tell(trackingNumber: string, documents: SanityDocument[], seenAt: number): void {
    const known = this.#told?.get(trackingNumber);
    if (known === undefined) return;
    this.#told?.set(trackingNumber, documents);
    for (const id of new Set([...known, ...documents].map(({ _id }) => _id))) {
      const [before = null, after = null] = [known, documents].map((some) =>
        some.find(({ _id }) => _id === id),
      );
      if (JSON.stringify(before) === JSON.stringify(after)) continue;
      this.listeners.publish({ trackingNumber, before, after, seenAt });
    }
  }

  /** The documents of a number as a query gives them now, unless a node of Sanity is at fault. */
  #documentsOf(number: string): SanityDocument[] {
    const { now } = this.#timeline;
    const version = this.versionAt(number, now);
    if (version === null || this.#weather.isOn('sanity-vanishing', now)) return [];
    const document = toSanityDocument(version);
    if (!this.#weather.isOn('sanity-disagree', now)) return [document];
    return [document, { ...document, _id: 'other', status: nextStatus(version.status) }];
  }

  #imagine(trackingNumber: string): Version {
    const { now } = this.#timeline;
    const choices = this.#choices;
    const day = now + choices.whole(-5, 10) * 86_400_000;
    const note = this.#notes;
    this.#notes += 1;
    const colour = COLOURS[Math.floor(note / THINGS.length) % COLOURS.length];
    const about = `${colour} ${THINGS[note % THINGS.length]}`;
    return {
      trackingNumber,
      status: choices.pick(STATUSES),
      ...(choices.next() < 0.8 && { customerName: choices.pick(NAMES) }),
      ...(choices.next() < 0.8 && { customerPhone: choices.pick(this.phones) }),
      ...(choices.next() < 0.8 && { estimatedDelivery: new Date(day).toISOString().slice(0, 10) }),
      ...(choices.next() < 0.6 && { issueMessage: `It waits behind the ${about}.` }),
      from: now - MONTH_MS,
      until: Number.POSITIVE_INFINITY,
    };
  }

  async #answer(url: string, signal: AbortSignal | null): Promise<Response> {
    const askedAt = this.#timeline.now;
    const number = readParameter(url, 'trackingNumber');
    const key = number ?? '';
    const request = { number: key, askedAt };
    this.#underWay.add(request);
    if (number !== null) {
      const same = [...this.#underWay].filter((other) => other.number === key);
      this.onRequest(key, same.length);
    }
    try {
      const latencyMs = this.#latency();
      await this.#pass(latencyMs, signal);
      if (this.#isDown()) throw failedToConnect();
      const phone = readParameter(url, 'customerPhone');
      const outcome = number === null ? this.#listFor(phone ?? '', askedAt) : this.#find(number);
      this.#note(key, { ...outcome, askedAt, at: this.#timeline.now });
      return toResponse(outcome);
    } catch (error) {
      this.#note(key, { kind: 'failed', version: null, askedAt, at: this.#timeline.now });
      throw error;
    } finally {
      this.#underWay.delete(request);
    }
  }

  #note(number: string, { kind, version, askedAt, at }: Served): void {
    if (kind === 'failed' || at - askedAt > QUICK_MS) this.#troubledAt = at;
    const served = this.served.get(number) ?? [];
    this.served.set(number, served);
    served.push({ kind, version, askedAt, at });
  }

  #latency(): number {
    const { now } = this.#timeline;
    const weather = this.#weather;
    if (weather.isOn('sanity-silent', now)) return SILENT_MS;
    if (weather.isOn('sanity-slow', now)) return this.#choices.whole(100, 3_000);
    if (weather.isOn('sanity-flapping', now) && this.#choices.next() < 0.2) return SILENT_MS;
    return this.#choices.whole(3, 40);
  }

  #isDown(): boolean {
    return this.#weather.isOn('sanity-down', this.#timeline.now);
  }

  /** Waits, unless whoever asked gives up. */
  #pass(ms: number, signal: AbortSignal | null): Promise<void> {
    return new Promise((resolve, reject) => {
      const giveUp = () => {
        task.run = null;
        reject(new DOMException('This operation was aborted', 'AbortError'));
      };
      const task = this.#timeline.after(ms, () => {
        signal?.removeEventListener('abort', giveUp);
        resolve();
      });
      if (signal?.aborted) giveUp();
      else signal?.addEventListener('abort', giveUp, { once: true });
    });
  }

  #listFor(phone: string, askedAt: number): Outcome {
    const { now } = this.#timeline;
    const failing = this.#failing();
    if (failing !== null) return failing;
    this.servedPhones.add(phone);
    const records = this.numbers.flatMap((number) => this.versionAt(number, now) ?? []);
    const found = records.filter(({ customerPhone }) => customerPhone === phone);
    for (const version of found) {
      this.#note(version.trackingNumber, { kind: 'found', version, askedAt, at: now });
    }
    return answered('found', null, found.map(toSanityDocument));
  }

  #find(number: string): Outcome {
    const { now } = this.#timeline;
    const weather = this.#weather;
    const failing = this.#failing();
    if (failing !== null) return failing;
    const version = this.versionAt(number, now);
    const documents = this.#documentsOf(number);
    const [document] = documents;
    if (version === null || document === undefined) return answered('missing', null, []);
    if (documents.length > 1) return answered('invalid', null, documents);
    if (weather.isOn('sanity-bad-node', now)) {
      const other = this.versionAt(this.#choices.pick(this.numbers), now);
      const isOther = other !== null && other.trackingNumber !== number;
      if (isOther) return answered('invalid', null, [toSanityDocument(other)]);
    }
    if (!weather.isOn('sanity-imperfect', now)) return answered('found', version, [document]);
    if (this.#choices.next() < 0.3) {
      return answered('invalid', null, [
        { ...document, status: this.#choices.pick([null, 7, '']) },
      ]);
    }
    const { customerName: _, estimatedDelivery: __, issueMessage: ___, ...bare } = version;
    const spoilt = { ...document, estimatedDelivery: 'soon', customerName: 12, issueMessage: null };
    return answered('found', bare, [spoilt]);
  }

  #failing(): Outcome | null {
    const { now } = this.#timeline;
    const weather = this.#weather;
    const choices = this.#choices;
    const isFlapping = weather.isOn('sanity-flapping', now) && choices.next() < 0.4;
    if (weather.isOn('sanity-failing', now) || isFlapping) {
      const status = choices.pick([500, 502, 503, 429]);
      return { kind: 'failed', version: null, body: '{"message":"no"}', status };
    }
    if (weather.isOn('sanity-malformed', now)) {
      const body = choices.pick(['<html>', '{"result":[{"trackingNumber"', '{}', '', '[1]']);
      return { kind: 'failed', version: null, body, status: 200 };
    }
    return null;
  }
}

/** An answer that takes longer may be one that a caller did not wait for, in milliseconds. */
const QUICK_MS = 100;
/** Nobody waits so long. */
const SILENT_MS = 60_000;
/** Queries see a change so much later than it may be told of, at most. */
const INDEXING_MS = 1_500;

function isOfListening(name: FaultName): boolean {
  return name.startsWith('listen-');
}

function answered(kind: Served['kind'], version: Version | null, result: unknown): Outcome {
  return { kind, version, body: JSON.stringify({ ms: 1, result }), status: 200 };
}

function toSanityDocument({ from: _, until: __, ...fields }: Version): SanityDocument {
  return { _id: `delivery-${fields.trackingNumber}`, ...fields };
}

function nextStatus(status: string): string {
  return STATUSES[(STATUSES.indexOf(status) + 1) % STATUSES.length] ?? status;
}

/** Of a query of the client's own making, which is a fifth of the work of a URL that is read whole. */
function readParameter(url: string, name: string): string | null {
  const [, written] = url.split(`%24${name}=`);
  if (written === undefined) return null;
  return String(JSON.parse(decodeURIComponent(written.split('&', 1)[0] ?? '')));
}

const HEADERS = new Headers({ 'content-type': 'application/json' });

/** As much of a Response as is read of one here; the real one costs as much as the rest of a lookup. */
function toResponse({ status, body }: Outcome): Response {
  const bytes = Buffer.from(body);
  async function* read() {
    yield bytes;
  }
  const response = { status, statusText: '', ok: status < 400, headers: HEADERS, body: read() };
  return response as unknown as Response;
}

function failedToConnect(): Error {
  const cause = Object.assign(new Error('connect ECONNREFUSED'), { code: 'ECONNREFUSED' });
  return new TypeError('fetch failed', { cause });
}

/** Numbers of several shapes, some of which are like others but for one character. */
function makeNumbers(choices: Choices): string[] {
  const numbers = new Set<string>();
  for (let index = 0; index < 5; index += 1) {
    numbers.add(`WB${choices.whole(10_000_000, 99_999_999)}`);
    numbers.add(String(choices.whole(1_000_000_000, 9_999_999_999)));
  }
  for (const number of [...numbers].slice(0, 3)) {
    const last = Number(number.at(-1));
    numbers.add(`${number.slice(0, -1)}${(last + choices.whole(1, 9)) % 10}`);
  }
  numbers.add(`PX${choices.whole(1, 9)}K${choices.whole(10, 99)}Q${choices.whole(1, 9)}LM`);
  return [...numbers];
}

function pick<Item extends object, Key extends keyof Item>(item: Item, ...keys: Key[]) {
  return Object.fromEntries(
    keys.flatMap((key) => (item[key] === undefined ? [] : [[key, item[key]]])),
  ) as Partial<Pick<Item, Key>>;
}
