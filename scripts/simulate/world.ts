import { setImmediate as setTurn } from 'node:timers';
import type { Inspectors } from '../../src/calls/open-calls.ts';
import { type Config, readConfig } from '../../src/config.ts';
import type { Fetch } from '../../src/edges.ts';
import type { Choices } from '../traffic/random.ts';
import { Caller } from './caller.ts';
import type { CallerKind } from './caller-kinds.ts';
import { ContentLake } from './content-lake.ts';
import { eraseCaller } from './erasure.ts';
import { choicesFor, type FaultName, Weather } from './faults.ts';
import { type DiskWork, fault, MemoryDisk } from './memory-disk.ts';
import {
  type Answer,
  type Ask,
  type Line,
  type Medium,
  PhoneCall,
  type Spoken,
  type SpokenTurn,
  type Utterance,
} from './phone-call.ts';
import { numberArgument, Reference, type Wrong } from './reference.ts';
import { JOURNAL_DIR, type Life, type LifeNotice, startLife, type Tampering } from './service.ts';
import { TalkReference, type TurnPermission } from './talk-reference.ts';
import { Talker } from './talker.ts';
import { Timeline } from './timeline.ts';
import type { TurnAnswer } from './turn-door.ts';

/** What a world is made of; the same makes the same, to the byte. */
export type WorldPlan = {
  seed: number;
  /** Which of its callers call. */
  callers: readonly number[];
  faults: ReadonlySet<FaultName>;
  /** Spoils the service; made anew for each life of the world. */
  tamper?: () => Tampering;
  /** Looks on at the charts. */
  inspectors?: Inspectors | undefined;
  /** Kills the first process at its n-th use of an edge. */
  killAt?: number;
};

/** Something that must not be. */
export type Violation = { wrong: Wrong; call: string | null; detail: string; at: number };

/** What came of a world. */
export type WorldResult = {
  violations: Violation[];
  story: string[];
  calls: number;
  answers: number;
  met: Map<string, number>;
  faultsMet: Set<FaultName>;
  /** What kinds of caller called. */
  callers: Set<CallerKind>;
  /** The kinds of fault that the world has at all. */
  kinds: FaultName[];
  /** How often the first process used an edge. */
  edgeUses: number;
};

const BEGIN = Date.parse('2026-11-23T09:00:00Z');
const BEFORE_MIDNIGHT = Date.parse('2026-11-23T23:58:40Z');
const BEFORE_DST = Date.parse('2026-11-01T05:58:40Z');
/** Within this time all callers call. */
const CALLING_MS = 150_000;
const STEPS_MAX = 200_000;
/** Vapi gives a tool call up after so long, in milliseconds. */
const TOOL_TIMEOUT_MS = 5_000;
const RETRIES_MAX = 4;
/** What is said to a turn is whole after so long; as src/calls/open-calls.ts has it. */
const TURN_DEADLINE_MS = 5_000;
const STRANGERS = ['+12025550301', '+12025550302', '+12025550303'];
const configs = new Map<string, Config>();

/** Lives a world from its first call until nothing of it is left. */
export function live(plan: WorldPlan): Promise<WorldResult> {
  return new World(plan).run();
}

type Acknowledged = {
  bytes: string;
  call: PhoneCall;
  ask: Ask;
  isExcused: boolean;
};

class World {
  readonly #plan: WorldPlan;
  readonly #tampering: Tampering;
  readonly #timeline: Timeline;
  readonly #weather: Weather;
  readonly #lake: ContentLake;
  readonly #disk = new MemoryDisk();
  readonly #config: Config;
  readonly #reference: Reference;
  readonly #talkReference: TalkReference;
  readonly #choices: Choices;
  readonly #random: Choices;
  readonly #calls = new Map<string, PhoneCall>();
  readonly #violations: Violation[] = [];
  readonly #story: string[] = [];
  readonly #met = new Map<string, number>();
  readonly #faultsMet = new Set<FaultName>();
  readonly #callers = new Set<CallerKind>();
  /** What Vapi was answered, by call and question. */
  readonly #acknowledged = new Map<string, Acknowledged>();
  readonly #open = new Map<string, Ask>();
  readonly #posts = new Set<{ life: Life; dead: () => void }>();
  /** Calls in which a number was given in parts. */
  readonly #inParts = new Set<PhoneCall>();
  /** By call: whoever waits for what is said to its turn does not hear it. */
  readonly #hush = new Map<PhoneCall, () => void>();
  readonly #slackMs: number;
  readonly #start: number;
  #life: Life | null = null;
  #lives = 0;
  #order = 0;
  #answers = 0;
  #wallOffset = 0;
  #edgeUses = 0;
  #killAt: number;
  #isRecording = true;
  #isLossy = false;
  #breakerOpenSince: number | null = null;

  constructor(plan: WorldPlan) {
    const { seed, faults } = plan;
    this.#plan = plan;
    this.#tampering = plan.tamper?.() ?? {};
    this.#choices = choicesFor(seed, 'world');
    this.#random = choicesFor(seed, 'random');
    this.#start = startOf(seed, faults, this.#faultsMet);
    this.#timeline = new Timeline(this.#start);
    const span = { from: this.#start, to: this.#start + CALLING_MS };
    this.#weather = new Weather(seed, faults, span, this.#faultsMet);
    const listener = choicesFor(seed, 'listener');
    const sets = { choices: this.#choices, more: choicesFor(seed, 'set'), listener };
    this.#config = configure(sets, this.#start === BEFORE_DST);
    const sanity = choicesFor(seed, 'sanity');
    this.#lake = new ContentLake(this.#timeline, this.#weather, sanity, listener);
    const kinds = this.#weather.kinds;
    this.#slackMs = kinds.some((kind) => kind.startsWith('disk-')) ? 450 : 1;
    this.#reference = new Reference(
      {
        policy: this.#config.call,
        timeZone: this.#config.call.timeZone,
        freshMs: this.#config.cache.ttlMs,
        secondLookMs: this.#config.sanity.attemptTimeoutMs + INDEXING_MS,
        breakerResetMs: this.#config.breaker.resetMs,
        slackMs: this.#slackMs,
        turnDeadlineMs: TURN_DEADLINE_MS,
        isClockSteady: !kinds.includes('clock-back') && !kinds.includes('clock-forward'),
      },
      {
        lake: this.#lake,
        now: () => this.#timeline.now,
        wall: () => this.#wall(),
        tell: (call, wrong, detail) => this.#tell(wrong, detail, call),
        met: (situation) => this.#meet(situation),
      },
    );
    this.#talkReference = new TalkReference(this.#config.call.confirm, this.#lake);
    this.#killAt = plan.killAt ?? this.#weather.sourceOf('crash-at-edge')?.whole(20, 900) ?? 0;
    this.#lake.onRequest = (number, underWay) => this.#onRequest(number, underWay);
    if (this.#config.sanity.listen) this.#beListenedTo(choicesFor(seed, 'changes'));
  }

  /** Sanity tells of what changes, and how the service listens is looked at. */
  #beListenedTo(choices: Choices) {
    const { listeners } = this.#lake;
    this.#lake.tellOfChanges(choices, CALLING_MS);
    listeners.onHeard = (change) => {
      const { trackingNumber, after } = change;
      this.#write(`a change of ${trackingNumber} is heard: ${after?.status ?? 'gone'}`);
      this.#meet('a change is heard');
      this.#reference.changed(change);
    };
    listeners.onWrong = (detail) => this.#tell('a listener that does not behave', detail);
  }

  /** Long after anything went wrong it listens, by what it says itself, too, and by one connection. */
  #checkListener(life: Life) {
    if (!this.#config.sanity.listen) return;
    const { all, up } = this.#lake.listeners.count();
    if (all === 1 && up === 1 && life.follows() === 'following') return;
    const detail = `it is ${life.follows()}, with ${all} connections, of which ${up} are of use`;
    this.#tell('a listener that does not behave', detail);
  }

  async run(): Promise<WorldResult> {
    this.#startLife();
    const line = this.#line();
    for (const index of this.#plan.callers) {
      const choices = choicesFor(this.#plan.seed, `call ${index}`);
      const phone = choices.pick([...this.#lake.phones, ...STRANGERS, null]);
      const wire = choicesFor(this.#plan.seed, `wire ${index}`);
      const kind = choicesFor(this.#plan.seed, `kind ${index}`);
      const medium = kind.pick<Medium>(['call', 'call', 'call', 'call', 'session', 'chain']);
      const isTalked = medium === 'call' && this.#isTalked && kind.next() < 0.7;
      const call = new PhoneCall(line, index, phone, { choices, wire, medium });
      this.#calls.set(call.id, call);
      const { numbers } = this.#lake;
      const around = { weather: this.#weather, timeline: this.#timeline, numbers };
      const Whoever = isTalked ? Talker : Caller;
      const caller = new Whoever({ call, choices, ...around });
      this.#callers.add(caller.kind);
      this.#meet(isTalked ? 'somebody calls without a model' : `a ${medium} begins`);
      this.#timeline.after(1_000 + choices.whole(0, CALLING_MS), () => caller.begin());
    }
    this.#planDisasters();
    await settle();
    let steps = 0;
    while (steps < STEPS_MAX && this.#timeline.step()) {
      steps += 1;
      await settle();
      this.#reference.settled();
      if (this.#isDone()) break;
    }
    if (steps >= STEPS_MAX) this.#tell('something left open', 'it never ends');
    await this.#finish();
    return {
      violations: this.#violations,
      story: this.#story,
      calls: this.#plan.callers.length,
      answers: this.#answers,
      met: this.#met,
      faultsMet: this.#faultsMet,
      callers: this.#callers,
      kinds: this.#weather.kinds,
      edgeUses: this.#edgeUses,
    };
  }

  /** Whether calls without a model are taken here. */
  get #isTalked(): boolean {
    return this.#config.completions.keys.length > 0;
  }

  #wall(): number {
    return this.#timeline.now + this.#wallOffset;
  }

  /** Nothing of any call is left in the process, and nobody will call any more. */
  #isDone(): boolean {
    const { now } = this.#timeline;
    if (now < this.#start + CALLING_MS + 600_000 || this.#life === null) return false;
    const { calls, lookups, requests } = this.#life.held();
    return calls + lookups + requests === 0 || now > this.#start + DONE_AFTER_MS;
  }

  async #finish(): Promise<void> {
    const life = this.#life;
    this.#killAt = 0;
    if (life === null) return;
    const held = life.held();
    if (held.calls + held.lookups + held.requests > 0) {
      this.#tell('something left open', JSON.stringify(held));
    }
    this.#checkListener(life);
    let faults: number | null = null;
    life.close().then((count) => {
      faults = count;
    });
    for (let steps = 0; faults === null && steps < 1000; steps += 1) {
      await settle();
      if (faults === null && !this.#timeline.step()) break;
    }
    await settle();
    const { timers } = life.held();
    const files = this.#disk.open.get(this.#lives) ?? 0;
    const listeners = this.#lake.listeners.count().all;
    if (faults !== 0 || timers + files + listeners > 0) {
      this.#tell('something left open', JSON.stringify({ faults, timers, files, listeners }));
    }
    this.#checkJournal();
    await this.#eraseSomebody();
  }

  /** In some worlds, whoever called from a phone is taken out of the record once all is over. */
  async #eraseSomebody() {
    const { seed } = this.#plan;
    const tampering = this.#tampering;
    const isMeant = seed % ERASED_EVERY === 0 || tampering.rerender !== undefined;
    if (!isMeant || this.#isLossy || !this.#isRecording) return;
    const [first] = [...this.#acknowledged.values()].filter(({ call }) => call.phone !== null);
    const phone = first?.call.phone ?? null;
    if (phone === null) return;
    const theirs = [...this.#acknowledged.values()].filter(({ call }) => call.phone === phone);
    const traces = theirs.flatMap(({ bytes }) => {
      const { result = '{}' } = JSON.parse(bytes) as { result?: string };
      const { delivery } = JSON.parse(result) as { delivery?: Record<string, string> };
      const { trackingNumber, customerName, issueMessage } = delivery ?? {};
      return [trackingNumber, customerName, issueMessage].filter((text) => text !== undefined);
    });
    const left = await eraseCaller({
      disk: this.#disk,
      processId: this.#lives + 1,
      clock: {
        now: () => this.#wall(),
        setTimeout: (fn, ms) => this.#timeline.after(ms, fn),
        clearTimeout: () => {},
      },
      random: this.#random,
      newId: () => uuid(this.#random),
      phone,
      callIds: new Set(theirs.map(({ call }) => call.id)),
      traces: [...traces, phone],
      spoil: tampering.rerender,
    });
    this.#meet('somebody is taken out of the record');
    if (left.length > 0) this.#tell('a person left on record', left.join(', '), first?.call);
  }

  // The process and what happens to it.

  #startLife() {
    this.#lives += 1;
    const number = this.#lives;
    this.#isRecording = true;
    this.#breakerOpenSince = null;
    let dying = false;
    const around = {
      timeline: this.#timeline,
      wallOffset: () => this.#wallOffset,
      disk: this.#disk,
      diskGate: (work: DiskWork) => this.#diskGate(work),
      fetch: this.#fetch,
      random: { next: () => this.#random.next(), uuid: () => uuid(this.#random) },
      config: this.#config,
      tampering: this.#tampering,
      onNotice: (notice: LifeNotice) => this.#onNotice(notice, number),
      inspectors: this.#plan.inspectors,
    };
    const onEdge = () => {
      if (number !== 1 || dying) return;
      this.#edgeUses += 1;
      if (this.#edgeUses !== this.#killAt) return;
      dying = true;
      this.#faultsMet.add('crash-at-edge');
      this.#kill('killed at an edge', starting);
    };
    const starting: { life: Life | null; isDead: boolean } = { life: null, isDead: false };
    startLife(around, number, onEdge).then(
      (life) => {
        starting.life = life;
        if (starting.isDead) life.kill();
        else this.#life = life;
        this.#write(`process ${number} is up`);
      },
      (error: unknown) => {
        this.#write(`process ${number} cannot start: ${String(error)}`);
        if (!starting.isDead) this.#timeline.after(1_000, () => this.#startLife());
      },
    );
  }

  #kill(how: string, starting?: { life: Life | null; isDead: boolean }) {
    const life = starting?.life ?? this.#life;
    if (starting !== undefined) starting.isDead = true;
    if (life === null && starting === undefined) return;
    this.#write(`the process is ${how}`);
    this.#meet('a process is killed');
    life?.kill();
    this.#life = null;
    if (!this.#isRecording) this.#talkReference.blur();
    this.#lake.dropConnections();
    this.#reference.died();
    // A history may tell the next process what was told to this one, and lost with it, at any time.
    if (this.#weather.kinds.includes('vapi-history')) {
      for (const call of this.#calls.values()) this.#reference.repeated(call);
    }
    for (const post of this.#posts) if (post.life === life) this.#timeline.after(1, post.dead);
    this.#timeline.after(this.#choices.whole(100, 2_500), () => this.#startLife());
  }

  #planDisasters() {
    const crash = this.#weather.sourceOf('crash');
    const power = this.#weather.sourceOf('power-loss');
    for (let count = crash?.whole(1, 3) ?? 0; crash !== null && count > 0; count -= 1) {
      this.#timeline.after(crash.whole(2_000, CALLING_MS), () => {
        this.#faultsMet.add('crash');
        this.#kill('killed');
        this.#flipBits();
      });
    }
    if (power !== null) {
      this.#timeline.after(power.whole(2_000, CALLING_MS), () => {
        if (this.#life === null) return;
        this.#faultsMet.add('power-loss');
        this.#kill('without power');
        this.#disk.losePower(() => power.next());
        const isSafe = this.#config.recording.sync === 'always' && !this.#isSyncLost;
        if (!isSafe) this.#lose();
      });
    }
    const changing = this.#weather.sourceOf('sanity-changing');
    for (let count = changing?.whole(5, 30) ?? 0; changing !== null && count > 0; count -= 1) {
      this.#timeline.after(changing.whole(0, CALLING_MS), () => {
        this.#faultsMet.add('sanity-changing');
        this.#lake.change();
      });
    }
    const operator = this.#weather.sourceOf('operator-reset');
    for (let count = operator?.whole(1, 6) ?? 0; operator !== null && count > 0; count -= 1) {
      this.#timeline.after(operator.whole(2_000, CALLING_MS), () => {
        this.#faultsMet.add('operator-reset');
        this.#life?.resetBreaker();
      });
    }
    for (const [kind, sign] of [
      ['clock-back', -1],
      ['clock-forward', 1],
    ] as const) {
      const source = this.#weather.sourceOf(kind);
      if (source === null) continue;
      this.#timeline.after(source.whole(2_000, CALLING_MS), () => {
        this.#faultsMet.add(kind);
        this.#wallOffset += sign * source.whole(1_000, 600_000);
        this.#write(`the clock is set by ${this.#wallOffset} ms`);
      });
    }
  }

  get #isSyncLost(): boolean {
    return this.#weather.kinds.includes('disk-lost-sync');
  }

  /** What the process knew may be lost: nothing is promised of that. */
  #lose() {
    this.#isLossy = true;
    this.#reference.blur();
    this.#talkReference.blur();
    for (const acknowledged of this.#acknowledged.values()) acknowledged.isExcused = true;
  }

  #flipBits() {
    const source = this.#weather.sourceOf('disk-flipped');
    if (source === null) return;
    for (const [path, bytes] of this.#disk.contents()) {
      if (!path.endsWith('.jsonl') || bytes.length === 0) continue;
      this.#faultsMet.add('disk-flipped');
      this.#disk.flip(path, source.whole(0, bytes.length - 1), source.whole(0, 7));
      this.#write('a bit of the journal is flipped');
      this.#lose();
    }
  }

  #diskGate({ what, path }: DiskWork): Promise<{ bytesMax: number } | undefined> | undefined {
    const { now } = this.#timeline;
    const weather = this.#weather;
    if (!path.startsWith(JOURNAL_DIR) || weather.kinds.length === 0) return undefined;
    if (what === 'sync' && weather.isOn('disk-lost-sync', now)) return undefined;
    if (what !== 'write') return undefined;
    if (weather.isOn('disk-full', now)) return Promise.reject(fault('ENOSPC', path));
    if (weather.isOn('disk-slow', now)) {
      const ms = weather.sourceOf('disk-slow')?.whole(1, 1_000) ?? 0;
      return new Promise((resolve) => this.#timeline.after(ms, () => resolve(undefined)));
    }
    if (weather.isOn('disk-short', now)) {
      const bytesMax = weather.sourceOf('disk-short')?.whole(1, 700) ?? 1;
      return Promise.resolve({ bytesMax });
    }
    return undefined;
  }

  #onNotice(notice: LifeNotice, life: number) {
    if (life !== this.#lives) return;
    switch (notice.type) {
      case 'journal.failed':
        this.#isRecording = false;
        this.#meet('the disk refuses, and calls go on');
        break;
      case 'journal.resumed':
        this.#isRecording = true;
        this.#meet('the disk works again');
        if (notice.lost > 0) this.#lose();
        break;
      case 'lines.lost':
        this.#lose();
        break;
      case 'tail.cut':
        this.#meet('a torn line is cut off');
        break;
      case 'lines.damaged':
        this.#meet('a damaged line is set aside');
        break;
      case 'breaker.changed':
        this.#breakerOpenSince = notice.state === 'open' ? this.#timeline.now : null;
        this.#meet(`the breaker is ${notice.state}`);
        break;
      case 'listener.changed':
        this.#write(`the listener is ${notice.state}: ${notice.detail}`);
        this.#meet(`the listener is ${notice.state}`);
        if (notice.detail.startsWith('Nothing heard')) this.#meet('the listener hears nothing');
        break;
      case 'listener.refreshed':
        this.#meet(`a change is looked up: ${notice.outcome}`);
        break;
      case 'call.broken':
      case 'guard.failed':
      case 'background.failed':
        this.#tell('a fault of the process', `${notice.type}: ${String(notice.error)}`);
        break;
      case 'call.resumed':
        this.#meet(`a call goes on after a restart, in ${notice.state}`);
        break;
      case 'call.ended':
        if (notice.reason === 'silence.passed') this.#meet('silence ends a call');
        break;
      case 'tool.repeated':
        this.#meet('a tool call comes again');
        break;
      case 'tool.id_reused':
        this.#meet('an ID asks something else');
        break;
      case 'state.entered':
        this.#meet(`a call is in ${notice.state}`);
        break;
      default:
    }
  }

  readonly #fetch: Fetch = async (input, init) => {
    const url = String(input);
    const id = /vapi\.ai\/([^/]+)\/control/.exec(url)?.[1];
    if (id === undefined) return this.#lake.fetch(input, init);
    const { content } = JSON.parse(String(init?.body)) as { content: string };
    const call = this.#calls.get(id);
    if (call !== undefined) {
      this.#write(`said unasked: ${content}`, call);
      this.#reference.said(call, content);
    }
    const isRefused = this.#weather.strikes('control-failing', id, 0.5);
    return { ok: !isRefused, status: isRefused ? 500 : 200, body: null } as unknown as Response;
  };

  #onRequest(number: string, underWay: number) {
    if (underWay > 1) this.#tell('a number looked up twice at once', number);
    const since = this.#breakerOpenSince;
    if (since !== null && since < this.#timeline.now) {
      this.#tell('Sanity asked while the breaker is open', number);
    }
  }

  // What goes over the wire.

  #line(): Line {
    return {
      timeline: this.#timeline,
      weather: this.#weather,
      write: (call, line) => this.#write(line, call),
      tell: (call, message) => this.#tellOf(call, message),
      ask: (asks, message, then) => this.#ask(asks, message(), then),
      talk: (turn, body, then) => this.#talk(turn, body, then),
    };
  }

  #tellOf(call: PhoneCall, message: Record<string, unknown>) {
    const weather = this.#weather;
    const told: Utterance[] = [];
    const body = call.toBody(message, (utterance) => told.push(utterance));
    if (weather.strikes('vapi-lost', call.name)) {
      // Where in the call a history has it, and when, is another one each time.
      if (told.some(({ role }) => role === 'user')) this.#reference.repeated(call);
      return this.#write(`${String(message.type)} is lost`, call);
    }
    let arrived = 0;
    const copies = weather.strikes('vapi-duplicate', call.name) ? 2 : 1;
    for (let copy = 0; copy < copies; copy += 1) {
      this.#timeline.after(this.#delay(call) + copy * 700, () => {
        if (this.#life === null) return;
        arrived += 1;
        if (arrived > 1) this.#reference.repeated(call);
        this.#take(call, told);
        const isForwarded = message.type === 'transfer-update' || message.status === 'forwarding';
        if (isForwarded) this.#reference.passedOn(call);
        if (message.type === 'end-of-call-report') this.#reference.ended(call);
        this.#post(body, call, () => {});
      });
    }
  }

  #delay(call: PhoneCall): number {
    if (this.#weather.strikes('vapi-late', call.name)) return call.wire.whole(1_000, 20_000);
    if (this.#weather.strikes('vapi-reorder', call.name, 0.4)) return call.wire.whole(0, 900);
    return call.wire.whole(4, 30);
  }

  /** What a message tells, the service knows once the message is there. */
  #take(call: PhoneCall, told: readonly Utterance[]) {
    for (const utterance of told) {
      if (utterance.toldAt !== null) continue;
      utterance.toldAt = this.#timeline.now;
      this.#order += 1;
      if (utterance.role === 'user') this.#reference.heard(call, utterance, this.#order);
    }
  }

  #ask(asks: Ask[], message: Record<string, unknown>, then: (answers: Answer[] | null) => void) {
    const call = asks[0]?.call;
    if (call === undefined) return then(null);
    const told: Utterance[] = [];
    const body = call.toBody(message, (utterance) => told.push(utterance));
    let isSettled = false;
    const settleOnce = (answers: Answer[] | null) => {
      if (isSettled) return;
      isSettled = true;
      then(answers);
    };
    const attempt = (left: number, isFirst: boolean) => {
      const retry = () => {
        if (left === 0) return settleOnce(null);
        this.#timeline.after(call.wire.whole(200, 1_500), () => attempt(left - 1, false));
      };
      if (this.#life === null) return retry();
      if (!isFirst) this.#write('the tool call comes again', call);
      this.#take(call, told);
      for (const ask of asks) this.#arrive(ask);
      const { life } = asks[0] ?? { life: null };
      const late = this.#timeline.after(TOOL_TIMEOUT_MS, () => {
        this.#tell('a caller left in silence', 'no answer within five seconds', call);
        settleOnce(null);
      });
      this.#post(body, call, (status, text) => {
        late.run = null;
        if (status === null) return retry();
        return settleOnce(this.#read(asks, status, text, life));
      });
    };
    this.#timeline.after(call.wire.whole(4, 30), () => attempt(RETRIES_MAX, true));
    if (this.#weather.strikes('vapi-retry', call.name)) {
      this.#timeline.after(call.wire.whole(10, 3_000), () => attempt(0, false));
    }
    if (this.#weather.strikes('vapi-new-id', call.name)) {
      this.#timeline.after(call.wire.whole(10, 3_000), () => {
        const again = asks.map((ask) => ({
          ...ask,
          toolCallId: `${ask.toolCallId}-again`,
          arrivedAt: null,
        }));
        if (!call.isOver) call.send(again, () => {});
      });
    }
  }

  /** Asks what to say to a turn; whoever says more meanwhile does not hear it. */
  #talk(turn: SpokenTurn, body: string, then: (spoken: Spoken | null) => void) {
    const { call } = turn;
    this.#hush.get(call)?.();
    let isHeard = true;
    let isAnswered = false;
    // A retry has the answer of the first, and nobody hears that twice.
    const hear = (spoken: Spoken | null) => {
      if (isAnswered) return;
      isAnswered = true;
      then(spoken);
    };
    let signal = new AbortController();
    const permission = this.#talkReference.permit(turn);
    this.#reference.turned(call, permission);
    this.#order += 1;
    turn.order = this.#order;
    this.#hush.set(call, () => {
      isHeard = false;
      // Its own reason would be an error with all that led to it, which nobody reads.
      signal.abort('unheard');
    });
    const attempt = (left: number) => {
      const life = this.#life;
      const retry = () => {
        if (!isHeard) return;
        if (left === 0) return hear(null);
        this.#timeline.after(call.wire.whole(200, 1_500), () => attempt(left - 1));
      };
      if (!isHeard) return;
      if (life === null) return retry();
      signal = new AbortController();
      turn.arrivedAt = this.#timeline.now;
      turn.life = this.#lives;
      const post = {
        life,
        dead: () => {
          if (this.#posts.delete(post)) retry();
        },
      };
      this.#posts.add(post);
      life.talk(body, signal.signal).then(
        (answer) => {
          if (!this.#posts.delete(post)) return;
          const spoken = this.#readTurn(turn, answer, permission, isHeard);
          if (isHeard) hear(spoken);
        },
        (error: unknown) => {
          this.#posts.delete(post);
          this.#tell('a caller left in silence', `a turn fails: ${String(error)}`, call);
          if (isHeard) hear(null);
        },
      );
    };
    this.#timeline.after(call.wire.whole(4, 30), () => attempt(RETRIES_MAX));
    if (this.#weather.strikes('vapi-retry', call.name)) {
      this.#timeline.after(call.wire.whole(10, 3_000), () => {
        if (isHeard) attempt(0);
      });
    }
  }

  /** Holds what was said to a turn against what may be. */
  #readTurn(
    turn: SpokenTurn,
    { sentences, tool, results, firstAt }: TurnAnswer,
    permission: TurnPermission,
    isHeard: boolean,
  ): Spoken {
    const { call, arrivedAt } = turn;
    const text = sentences.join(' ');
    const told: string[] = [];
    for (const result of results) {
      const answer = this.#toAnswer(turn, result);
      this.#reference.answeredTurn(answer, isHeard ? permission : null, turn.order);
      const { trackingNumber } = (answer.told.delivery ?? {}) as { trackingNumber?: string };
      if (trackingNumber !== undefined) told.push(trackingNumber);
      if (!isHeard) continue;
      const key = JSON.stringify([call.id, result.toolCallId]);
      this.#keep(key, { bytes: answer.bytes, call, ask: answer.ask }, turn.life);
      this.#meet(`a turn is answered ${answer.status}`);
      const unsaid = clausesOf(answer.sentence).difference(clausesOf(text));
      if (unsaid.size > 0) {
        this.#tell('a caller left in silence', `not said: ${[...unsaid].join(' ')}`, call);
      }
    }
    const spoken = { text, tool, told };
    if (!isHeard) return spoken;
    if (text.includes('So far I heard')) this.#inParts.add(call);
    else if (told.length > 0 && this.#inParts.delete(call)) {
      this.#meet('a number that came in parts is told of');
    }
    this.#answers += 1;
    const words = turn.words === null ? '(silence)' : turn.words;
    this.#write(`waybill, to "${words}": ${text}${tool === null ? '' : ` [${tool}]`}`, call);
    if (text === '' && tool === null) this.#tell('a caller left in silence', 'no word', call);
    this.#talkReference.heard(call, spoken);
    const tookMs = (firstAt ?? this.#timeline.now) - (arrivedAt ?? 0);
    if (tookMs > this.#config.call.replyDeadlineMs + this.#slackMs) {
      this.#tell('an answer past its deadline', `nothing was said for ${tookMs} ms`, call);
    }
    return spoken;
  }

  #toAnswer(turn: SpokenTurn, result: TurnAnswer['results'][number]): Answer {
    const { call, arrivedAt, life } = turn;
    const { toolCallId, name } = result;
    const ask: Ask = { call, place: turn.order, toolCallId, tool: name, args: {}, arrivedAt, life };
    return toAnswer(ask, result);
  }

  #arrive(ask: Ask) {
    const key = keyOf(ask);
    if (this.#acknowledged.has(key)) return this.#reference.repeated(ask.call);
    const open = this.#open.get(key);
    if (open !== undefined && open.life === this.#lives) return;
    ask.arrivedAt = this.#timeline.now;
    ask.life = this.#lives;
    this.#order += 1;
    ask.order = this.#order;
    this.#open.set(key, ask);
    this.#reference.asked(ask);
  }

  #post(body: string, call: PhoneCall, then: (status: number | null, text: string) => void) {
    const life = this.#life;
    if (life === null) return then(null, '');
    const post = {
      life,
      dead: () => {
        if (this.#posts.delete(post)) then(null, '');
      },
    };
    this.#posts.add(post);
    life.post(body, `c-${this.#order}`).then(
      ({ status, body: text }) => {
        if (!this.#posts.delete(post)) return;
        if (status !== 200) this.#tell('a caller left in silence', `HTTP ${status}`, call);
        then(status, text);
      },
      (error: unknown) => {
        this.#posts.delete(post);
        this.#tell('a fault of the process', String(error), call);
        then(500, '');
      },
    );
  }

  /** Reads what was sent for tool calls, and holds it against what may be. */
  #read(asks: Ask[], status: number, text: string, life: number | null): Answer[] | null {
    const { results = [] } = (status === 200 ? JSON.parse(text) : {}) as {
      results?: { toolCallId: string; result?: string; error?: string }[];
    };
    const answers: Answer[] = [];
    for (const [index, ask] of asks.entries()) {
      const result = results[index];
      if (result === undefined || result.toolCallId !== ask.toolCallId) {
        this.#tell('a caller left in silence', `${ask.toolCallId} got no answer`, ask.call);
        return null;
      }
      answers.push(this.#acknowledge(ask, result, life));
    }
    return answers;
  }

  #acknowledge(ask: Ask, result: { result?: string; error?: string }, life: number | null): Answer {
    const key = keyOf(ask);
    const first = this.#open.get(key) ?? ask;
    const answer = toAnswer(first, result);
    const { status, sentence, bytes } = answer;
    if (!this.#keep(key, { bytes, call: ask.call, ask }, life)) return answer;
    this.#answers += 1;
    this.#write(`waybill (${status}): ${sentence}`, ask.call);
    this.#meet(`an answer is ${status}`);
    this.#open.delete(key);
    if (!this.#isRecording) this.#reference.blur();
    this.#reference.answered(answer, first.order ?? 0);
    return answer;
  }

  /** Notes an answer that was given; false for one that was given before, in these words or others. */
  #keep(
    key: string,
    answer: Pick<Acknowledged, 'bytes' | 'call' | 'ask'>,
    life: number | null,
  ): boolean {
    const known = this.#acknowledged.get(key);
    if (known !== undefined) {
      if (known.bytes !== answer.bytes && !known.isExcused) {
        const both = `${known.bytes} and ${answer.bytes}`;
        this.#tell('two answers for one tool call', both, answer.call);
      }
      return false;
    }
    const isExcused = !this.#isRecording || (this.#isLossy && life !== this.#lives);
    this.#acknowledged.set(key, { ...answer, isExcused });
    return true;
  }

  /** Whatever was answered is on record, each step of a call once and in its order. */
  #checkJournal() {
    const recorded = new Set<string>();
    const steps = new Map<string, number[]>();
    for (const [path, bytes] of this.#disk.contents()) {
      if (!path.endsWith('.jsonl')) continue;
      for (const text of bytes.toString().split('\n')) {
        const line = parse(text) as {
          call_id?: string;
          seq: number;
          response: { results: unknown[] } | null;
        } | null;
        // A bit that is flipped may leave JSON that is no line any more.
        if (line?.call_id === undefined) continue;
        steps.set(line.call_id, [...(steps.get(line.call_id) ?? []), line.seq]);
        for (const result of line.response?.results ?? []) {
          const text = JSON.stringify(result);
          recorded.add(`${line.call_id} ${text}`);
          // Of which chat a conversation is known is the service's own affair.
          if (line.call_id.startsWith('chat:')) recorded.add(text);
        }
      }
    }
    for (const { bytes, call, isExcused, ask } of this.#acknowledged.values()) {
      const isKept = recorded.has(call.isWritten ? bytes : `${call.id} ${bytes}`);
      if (isExcused || isKept) continue;
      this.#tell('an acknowledged answer lost', `${ask.toolCallId} is not on record`, call);
    }
    if (this.#isLossy || !this.#isRecording) return;
    for (const [callId, seqs] of steps) {
      const isInOrder = seqs.every((seq, index) => seq === index);
      // A call that was forgotten and is told of once more begins anew.
      if (isInOrder || seqs.filter((seq) => seq === 0).length > 1) continue;
      this.#tell('a record out of order', seqs.join(' '), this.#calls.get(callId));
    }
  }

  #tell(wrong: Wrong, detail: string, call?: PhoneCall) {
    const at = this.#timeline.now;
    this.#violations.push({ wrong, detail, call: call?.name ?? null, at });
    this.#write(`WRONG: ${wrong}: ${detail}`, call);
  }

  #meet(situation: string) {
    this.#met.set(situation, (this.#met.get(situation) ?? 0) + 1);
  }

  #write(line: string, call?: PhoneCall) {
    const seconds = ((this.#timeline.now - this.#start) / 1000).toFixed(3).padStart(8);
    this.#story.push(`${seconds} ${(call?.name ?? '').padEnd(8)} ${line}`);
  }
}

/** A change may be told so long before queries see it; as src/sanity/live-updates.ts has it. */
const INDEXING_MS = 1_500;
/** Part of the worlds in which the service listens to Sanity. */
const LISTENING = 0.2;
/** In one world of so many, somebody is erased. */
const ERASED_EVERY = 12;
/** Long after all is over, in milliseconds. */
const DONE_AFTER_MS = 2 * 3_600_000;

/** What a promise has begun may begin more beside the promises: one is enough today. */
const TICKS = 3;

/**
 * Lets all that was begun come to where it waits for time. Between two ticks every promise comes as
 * far as it can; a turn of the event loop takes ten times as long, and asks the system for sockets that
 * nobody has here.
 */
async function settle(): Promise<void> {
  for (let ticks = 0; ticks < TICKS; ticks += 1) await new Promise(process.nextTick);
  // What waits for a turn itself gets one.
  const isWaitedFor = process.getActiveResourcesInfo().includes('Immediate');
  if (isWaitedFor) await new Promise((resolve) => setTurn(resolve));
}

function toAnswer(ask: Ask, result: { result?: string; error?: string }): Answer {
  const bytes = JSON.stringify(result);
  const told = (result.result === undefined ? {} : JSON.parse(result.result)) as Answer['told'];
  const status = String(told.status ?? 'error');
  const sentence = String(told.message ?? result.error ?? '');
  return { ask, status, sentence, told, bytes };
}

/** What is said in a text, each once and whatever it begins with: what was said before may not be again. */
function clausesOf(text: string): Set<string> {
  const clauses = text.toLowerCase().split(/(?<=[.:?!])\s+/);
  return new Set(clauses.filter((clause) => clause !== ''));
}

function keyOf(ask: Ask): string {
  const { call, toolCallId, tool, args } = ask;
  const question = [tool, args.confirmed, numberArgument(ask), args.answer, args.reason];
  return JSON.stringify([call.id, toolCallId, question]);
}

function startOf(seed: number, faults: ReadonlySet<FaultName>, met: Set<FaultName>): number {
  const choices = choicesFor(seed, 'start');
  const next = choices.next();
  if (next < 0.1 && faults.has('clock-midnight')) {
    met.add('clock-midnight');
    return BEFORE_MIDNIGHT;
  }
  if (next > 0.95 && faults.has('clock-dst')) {
    met.add('clock-dst');
    return BEFORE_DST;
  }
  return BEGIN + choices.whole(0, 8 * 3_600) * 1_000;
}

/** `more` are choices that came later, from a source of their own, and so are those of a listener. */
function configure(
  { choices, more, listener }: { choices: Choices; more: Choices; listener: Choices },
  isDst: boolean,
): Config {
  const listens = listener.next() < LISTENING;
  const settings = {
    SANITY_PROJECT_ID: 'simulated',
    SANITY_DATASET: 'production',
    SANITY_API_TOKEN: 'simulated-token',
    VAPI_AUTH: 'none',
    HOST: '127.0.0.1',
    TRANSCRIPTS_DIR: JOURNAL_DIR,
    CONFIRM: choices.pick(['when-unsure', 'when-unsure', 'when-unsure', 'always', 'never']),
    VERIFY: choices.pick(['off', 'off', 'off', 'off', 'caller']),
    ASK_OWN: choices.pick(['off', 'on']),
    SPEAK_NAME: choices.pick(['recognised', 'recognised', 'always', 'never']),
    JOURNAL_SYNC: choices.pick(['background', 'always']),
    GUARD: choices.pick(['watch', 'correct']),
    TIME_ZONE: isDst ? 'America/New_York' : choices.pick(['UTC', 'UTC', 'America/New_York']),
    ...(choices.next() < 0.5
      ? { TRANSFER_DESTINATION: '+12025550199' }
      : more.next() < 0.5 && { HUMAN_CONTACT: 'Call the office at noon.' }),
    SANITY_LISTEN: listens ? 'on' : 'off',
    // With attempts that long, a lookup may use up its whole budget.
    ...(more.next() < 0.15 && {
      SANITY_ATTEMPT_TIMEOUT_MS: '1900',
      SANITY_TOTAL_BUDGET_MS: '2000',
    }),
    NUMBERS_PER_CALL: more.pick(['10', '10', '10', '2']),
    CHECK_DIGITS: more.pick(['on', 'on', 'off']),
    ...(more.next() < 0.4 && { COMPLETIONS_KEY: 'simulated-key-of-thirty-two-letters' }),
    ...(more.next() < 0.2 && { GREETING: 'Welcome. Which parcel is it about?' }),
    // So soon, an attempt may outlast the time for which Sanity is left alone.
    ...(listens &&
      listener.next() < 0.2 && {
        SANITY_ATTEMPT_TIMEOUT_MS: '1900',
        SANITY_TOTAL_BUDGET_MS: '2000',
        BREAKER_RESET_SECONDS: '1',
      }),
  };
  const key = JSON.stringify(settings);
  const known = configs.get(key);
  if (known !== undefined) return known;
  const reading = readConfig(settings);
  if (!reading.ok) throw new Error(`Cannot configure: ${reading.faults.join('; ')}`);
  configs.set(key, reading.config);
  return reading.config;
}

function uuid(random: Choices): string {
  const hex = () => random.whole(0, 0xffff).toString(16).padStart(4, '0');
  return `${hex()}${hex()}-${hex()}-4${hex().slice(1)}-a${hex().slice(1)}-${hex()}${hex()}${hex()}`;
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
