import type { CallPolicy } from '../../machines/call-context.ts';
import type { ContentLake, Served, Version } from './content-lake.ts';
import { HeardChanges, InHand, states } from './heard-changes.ts';
import type { Change } from './listeners.ts';
import { heardNumber, plainly } from './numbers.ts';
import type { Answer, Ask, Intent, PhoneCall, Utterance } from './phone-call.ts';
import type { TurnPermission } from './talk-reference.ts';

/** What must never be. The first seven are the gravest. */
export const WRONGS = [
  'a wrong parcel told',
  'a fact without a record',
  'a parcel told after a no',
  'an acknowledged answer lost',
  'two answers for one tool call',
  'an answer past its deadline',
  'a caller left in silence',
  'an old record told as new',
  'a yes not taken',
  'a parcel denied that there is',
  'an outage without a cause',
  'a name told to a stranger',
  'a number looked up twice at once',
  'Sanity asked while the breaker is open',
  'something said unasked that nobody waits for',
  'a record out of order',
  'a person left on record',
  'a listener that does not behave',
  'something left open',
  'a fault of the process',
] as const;

/** A kind of wrong. */
export type Wrong = (typeof WRONGS)[number];

export type Tell = (wrong: Wrong, detail: string) => void;

/** What the words of a call come to so far: all that decides whether a parcel may be told. */
type Talk = {
  /**
   * What was spoken of last: each number that was named, read back or told since nobody waited for an
   * answer, '' for one that takes a reader. Of more than one, nobody can tell which a "no" is about.
   */
  about: Set<string>;
  /** The tool calls under way that name something. */
  naming: Set<Ask>;
  /** The number that was read back last, while it is neither passed nor taken back. */
  asked: string | null;
  /** By the order of the tool call that was answered with it. */
  askedIn: number;
  /** What the caller was heard to say since, in the order in which the service was told. */
  words: { intent: Intent; order: number }[];
  passed: Set<string>;
  /** Read back or refused, and without a yes since. */
  doubted: Set<string>;
  /** Denied by the caller's own words: those alone take it back. */
  denied: Set<string>;
  /** The process that read back, and whether any record of it may be lost. */
  life: number | null;
  /** When a parcel was told of last, or could be, and whether no other one was at that moment. */
  told: { at: number; isAlone: boolean } | null;
  /** What may be told in answer to the latest tool call, until one is answered. */
  yes: Permission | null;
  /** By tool call, the number that it names first: it may be taken for a part of another one. */
  parts: Map<Ask, string>;
  /** Whether a part of a number was asked for last, after another: a no is to these. */
  isInParts: boolean;
  isBlurred: boolean;
  /** The latest tool call that came, by its place in the call. */
  latest: number;
  hasEchoes: boolean;
  underWay: number;
  unreached: number;
  saidUnasked: number;
  /** The latest turn of a call without a model that was answered, by its order. */
  turn: number;
  inHand: InHand;
  isPassedOn: boolean;
  isOver: boolean;
};

/** What may be told in answer to a tool call, as it stood when the call came. */
type Permission = {
  numbers: Set<string>;
  isYes: string | null;
  wasDenied: string | null;
  /** The number that a no took back with it. */
  takenBack: string | null;
};

type Settings = {
  policy: Pick<CallPolicy, 'confirm' | 'replyDeadlineMs' | 'verify' | 'speakName'>;
  timeZone: string;
  freshMs: number;
  /** When what was heard of a change is looked at again. */
  secondLookMs: number;
  breakerResetMs: number;
  /** Added to the deadline: what the disk may take. */
  slackMs: number;
  /** Within this, all is said to a turn of a call without a model. */
  turnDeadlineMs: number;
  /** Whether ages can be told: the time of day is never set. */
  isClockSteady: boolean;
};

type Around = {
  lake: ContentLake;
  now: () => number;
  /** The time of day, as the process has it. */
  wall: () => number;
  tell: (call: PhoneCall, wrong: Wrong, detail: string) => void;
  met: (situation: string) => void;
};

const REACHED_AFTER_MS = 8_000;
const MISSING_MS = 16_000;
const STATUS_WORDS: Record<string, string> = {
  pending: 'is waiting to be processed',
  processing: 'is being prepared',
  in_transit: 'is on its way',
  out_for_delivery: 'is out for delivery',
  delivered: 'was delivered',
  delayed: 'is delayed',
  failed: 'could not be delivered',
  cancelled: 'was cancelled',
};
const MONTHS =
  'January February March April May June July August September October November December'.split(
    ' ',
  );
const DATE = new RegExp(`(${MONTHS.join('|')}) (\\d{1,2})(?:st|nd|rd|th)|today|tomorrow|yesterday`);
const DAY_MS = 86_400_000;
const NOTHING = /^\s*$/;
const NOTE = /It waits behind the [a-z ]+/i;

/**
 * A small model of a conversation, made of what goes over the wire alone: which words were told, which
 * tool calls came, and what was answered. It knows nothing of the charts, and says of each answer
 * whether it may be.
 */
export class Reference {
  readonly #settings: Settings;
  readonly #around: Around;
  readonly #talks = new Map<PhoneCall, Talk>();
  readonly #permissions = new Map<Ask, Permission>();
  /** Of tool calls whose process died: what could be told in answer to them. */
  readonly #unanswered = new Map<Ask, ReadonlySet<string>>();
  readonly #doubts: (() => void)[] = [];
  readonly #changes: HeardChanges;

  constructor(settings: Settings, around: Around) {
    this.#settings = settings;
    this.#around = around;
    this.#changes = new HeardChanges(settings.secondLookMs);
  }

  /** The service was told of a change in Sanity. */
  changed(change: Change): void {
    this.#changes.heard(change, this.#around.now());
  }

  /**
   * The process is dead; the next one has heard of no change. A tool call without an answer it may have never
   * heard of, or have on record with its question or its answer.
   */
  died(): void {
    this.#changes.forget();
    for (const [ask, { numbers, takenBack }] of this.#permissions) {
      const { passed, doubted } = this.#talkOf(ask.call);
      for (const number of [takenBack, plainly(numberArgument(ask))]) {
        if (number === null) continue;
        passed.add(number);
        doubted.delete(number);
        numbers.add(number);
      }
      this.#unanswered.set(ask, numbers);
    }
    this.#permissions.clear();
  }

  /** The service was told that the caller said something. */
  heard(call: PhoneCall, { intent, number }: Utterance, order: number): void {
    const talk = this.#talkOf(call);
    // "No, it is …" with the very number that was read back takes nothing from it.
    const isSame = intent === 'correction' && number === talk.asked;
    talk.words.push({ intent: isSame ? 'other' : intent, order });
  }

  passedOn(call: PhoneCall): void {
    this.#talkOf(call).isPassedOn = true;
  }

  ended(call: PhoneCall): void {
    this.#talkOf(call).isOver = true;
  }

  /** The service is told something a second time, which nothing tells from its being said twice. */
  repeated(call: PhoneCall): void {
    this.#talkOf(call).hasEchoes = true;
  }

  /** A process is another one; what it knows of a call may be less. */
  blur(): void {
    for (const talk of this.#talks.values()) talk.isBlurred = true;
  }

  /** A tool call comes to the service, for the first time or to another process. */
  asked(ask: Ask): void {
    const talk = this.#talkOf(ask.call);
    talk.underWay += 1;
    // After a later chat, which a process that was told of neither may take for another conversation's.
    if (ask.call.isChain && ask.place < talk.latest && ask.life !== 1) talk.isBlurred = true;
    talk.latest = Math.max(talk.latest, ask.place);
    // A yes beside which the model says something else is none that could be insisted upon.
    if (talk.yes !== null) talk.yes.isYes = null;
    const permission = this.#permit(talk, ask);
    for (const number of this.#unanswered.get(ask) ?? []) permission.numbers.add(number);
    talk.inHand.asked(ask, this.#around.now());
    talk.yes = permission;
    this.#permissions.set(ask, permission);
  }

  /** It is answered. */
  answered(answer: Answer, order: number): void {
    const { ask, status, sentence } = answer;
    const talk = this.#talkOf(ask.call);
    const permission = this.#permissions.get(ask);
    this.#permissions.delete(ask);
    talk.underWay = Math.max(0, talk.underWay - 1);
    talk.naming.delete(ask);
    const tell: Tell = (wrong, detail) => this.#around.tell(ask.call, wrong, detail);
    if (NOTHING.test(sentence)) tell('a caller left in silence', 'the answer says nothing');
    this.#judgeTime(ask, this.#settings.policy.replyDeadlineMs, tell);
    const isPlain = !talk.isBlurred && !talk.hasEchoes;
    talk.yes = null;
    if (permission?.isYes != null && isPlain) this.#judgeYes(answer, permission.isYes, tell);
    if (status === 'success') this.#judgeTold(answer, talk, permission, tell);
    else this.#judgeUntold(answer, talk, tell);
    talk.inHand.answered(answer);
    this.#follow(talk, answer, order);
  }

  /**
   * A turn of a call without a model comes to the service. A model that calls a tool there all the same
   * may be told what the caller's own words have passed, and nothing that they denied.
   */
  turned(call: PhoneCall, { numbers, denied }: TurnPermission): void {
    const talk = this.#talkOf(call);
    talk.inHand.turned(this.#around.now());
    talk.denied = new Set(denied);
    talk.passed = numbers.difference(denied);
  }

  /** It is answered; `permission` is null where nobody hears it. */
  answeredTurn(answer: Answer, permission: TurnPermission | null, order: number): void {
    const { ask, status, told } = answer;
    const talk = this.#talkOf(ask.call);
    const tell: Tell = (wrong, detail) => this.#around.tell(ask.call, wrong, detail);
    // An answer of the turn before may come after the next one has come.
    if (order >= talk.turn) this.#follow(talk, answer, order);
    talk.turn = Math.max(talk.turn, order);
    if (permission === null) {
      if (isUnreached(answer.sentence)) talk.unreached += 1;
      return;
    }
    this.#judgeTime(ask, this.#settings.turnDeadlineMs, tell);
    if (status !== 'success') {
      this.#judgeUntold(answer, talk, tell);
      return;
    }
    const number = String((told.delivery as Partial<Version> | undefined)?.trackingNumber);
    const wasDenied = permission.denied.has(number) ? number : null;
    const may = { numbers: new Set(permission.numbers), isYes: null, wasDenied, takenBack: null };
    this.#judgeTold(answer, { ...talk, isBlurred: false }, may, tell);
  }

  /** Something is said in the call that answers no tool call. */
  said(call: PhoneCall, sentence: string): void {
    const talk = this.#talkOf(call);
    const tell: Tell = (wrong, detail) => this.#around.tell(call, wrong, detail);
    if (!/^Thank you for waiting/.test(sentence)) {
      this.#around.met('an untrue statement is corrected');
      return;
    }
    talk.saidUnasked += 1;
    this.#around.met('an answer comes late, and is said');
    const { isPassedOn } = talk;
    // The answer that it follows upon may be on its way at the same moment.
    this.#doubts.push(() => {
      if (talk.saidUnasked <= talk.unreached && !isPassedOn) return;
      tell('something said unasked that nobody waits for', sentence);
    });
  }

  /** All that happens at a moment has happened. */
  settled(): void {
    for (const judge of this.#doubts.splice(0)) judge();
  }

  #talkOf(call: PhoneCall): Talk {
    const known = this.#talks.get(call);
    if (known !== undefined) return known;
    const talk: Talk = {
      ...{
        about: new Set(),
        naming: new Set(),
        asked: null,
        askedIn: 0,
        words: [],
        passed: new Set(),
        doubted: new Set(),
        denied: new Set(),
        parts: new Map(),
        inHand: new InHand(),
      },
      ...{
        life: null,
        yes: null,
        told: null,
        isInParts: false,
        isBlurred: false,
        latest: 0,
        hasEchoes: false,
        underWay: 0,
        unreached: 0,
        saidUnasked: 0,
        turn: 0,
      },
      ...{ isPassedOn: false, isOver: false },
    };
    this.#talks.set(call, talk);
    return talk;
  }

  #permit(talk: Talk, ask: Ask): Permission {
    const { confirm } = this.#settings.policy;
    const named = plainly(numberArgument(ask));
    const word = talk.words.findLast(({ intent }) => intent !== 'other')?.intent;
    if (talk.asked !== null && word === 'yes') talk.denied.delete(talk.asked);
    if (talk.asked !== null && (word === 'no' || word === 'correction')) {
      talk.denied.add(talk.asked);
      talk.passed.delete(talk.asked);
    }
    const isNamedWell = named !== null && (!talk.doubted.has(named) || talk.isBlurred);
    if (ask.tool === 'confirm_tracking_number') {
      const permission = this.#permitAnswer(talk, ask, named);
      noteNamed(talk, ask);
      return permission;
    }
    noteNamed(talk, ask);
    const numbers = new Set(talk.passed);
    if (isNamedWell && confirm !== 'always') {
      numbers.add(named);
      if (!talk.passed.has(named)) talk.parts.set(ask, named);
      talk.passed.add(named);
    }
    // The latest last.
    if (named !== null && talk.passed.delete(named)) talk.passed.add(named);
    return { numbers, isYes: null, wasDenied: null, takenBack: null };
  }

  /** What comes of a yes or no to the number that was read back. */
  #permitAnswer(talk: Talk, ask: Ask, named: string | null): Permission {
    const { asked } = talk;
    const word = talk.words.findLast(({ intent }) => intent !== 'other')?.intent;
    const isSure = talk.life === ask.life;
    const isOfAsked = asked !== null && (named === null || named === asked);
    let isYes: string | null = null;
    let wasDenied: string | null = null;
    let takenBack: string | null = null;
    if (ask.args.confirmed === true && isOfAsked) {
      if (talk.denied.has(asked)) {
        if (isSure) wasDenied = asked;
        this.#around.met("a model's yes is denied by the caller's own words");
      } else {
        talk.passed.add(asked);
        talk.doubted.delete(asked);
        const isPlainYes = talk.words.every(({ intent }) => intent === 'yes');
        // Without a word of the caller's own, what they said before may still stand against it.
        const isBare = (numberArgument(ask) ?? null) === null;
        const isAlone = talk.underWay === 1 && isBare && isSure;
        if (talk.words.length > 0 && isPlainYes && isAlone) isYes = asked;
      }
    }
    if (ask.args.confirmed === false) {
      // Of two that were told in one breath, nobody can tell which is meant, nor what is named by a tool call
      // that takes a reader, or comes to another process after the no.
      const isClear =
        (talk.told?.isAlone ?? true) &&
        [...talk.naming].every(
          (other) => other.life === ask.life && plainly(numberArgument(other)) !== null,
        );
      const isNamed = (numberArgument(ask) ?? null) !== null;
      const [only, ...others] = asked === null ? talk.about : [asked];
      const spokenOf = others.length === 0 && (asked !== null || isClear) ? only : undefined;
      // Where another one is read back, "no, it is X" is to that, and else to what was spoken of, unless that
      // is X itself.
      const isOfNamed =
        named !== null && (asked === null ? talk.about.has(named) : named === asked);
      const last = isClear && talk.about.size === 0 ? [...talk.passed].at(-1) : spokenOf;
      const ofNone = asked ?? (talk.isInParts || last === '' ? undefined : last);
      const ofAnother = isNamed ? spokenOf : ofNone;
      const refused = isOfNamed ? named : ofAnother;
      if (refused !== undefined && word !== 'yes') {
        if (talk.passed.delete(refused)) takenBack = refused;
        talk.doubted.add(refused);
      }
    }
    const numbers = new Set(talk.passed);
    if (named !== null && this.#settings.policy.confirm === 'never' && !talk.doubted.has(named)) {
      numbers.add(named);
      talk.passed.add(named);
    }
    return { numbers, isYes, wasDenied, takenBack };
  }

  #judgeTime({ arrivedAt }: Ask, deadlineMs: number, tell: Tell) {
    const { isClockSteady, slackMs } = this.#settings;
    const tookMs = this.#around.now() - (arrivedAt ?? this.#around.now());
    // Where the time of day was set back, who waits is answered with whoever asked next.
    if (tookMs > deadlineMs * (isClockSteady ? 1 : 2) + slackMs) {
      tell('an answer past its deadline', `it took ${tookMs} ms`);
    }
  }

  #judgeYes({ status, sentence }: Answer, number: string, tell: Tell) {
    const isAsked = status === 'needs_confirmation' && !/on the parcel\?/.test(sentence);
    if (isAsked || status === 'invalid' || status === 'error') {
      tell('a yes not taken', `${number} got a yes, and the answer is: ${sentence}`);
    }
  }

  #judgeTold(
    { ask, sentence, told }: Answer,
    talk: Talk,
    permission: Permission | undefined,
    tell: Tell,
  ) {
    const delivery = (told.delivery ?? {}) as Partial<Version>;
    const number = String(delivery.trackingNumber);
    if (permission?.wasDenied === number) {
      tell('a parcel told after a no', `${number}, to which the caller said no`);
    } else if (permission !== undefined && !permission.numbers.has(number)) {
      const known = [...permission.numbers].join(', ') || 'none';
      if (!talk.isBlurred) tell('a wrong parcel told', `${number}; passed so far: ${known}`);
    }
    const served = (this.#around.lake.served.get(number) ?? []).filter(isFound);
    const alike = served.filter(({ version }) => states(version, delivery));
    // A record that came back to what it was has been read again, maybe, and that is not told yet.
    const before = alike.filter(({ askedAt }) => isReadBy(askedAt, told));
    const meant = (before.at(-1) ?? alike.at(-1))?.version;
    if (meant === undefined) {
      return tell('a fact without a record', `no record of ${number} says: ${sentence}`);
    }
    this.#judgeFacts(sentence, meant, ask, tell);
    this.#judgeAge(told, meant, served, tell);
    this.#judgeHeard({ ask, told }, talk, served, tell);
    this.#judgeName(sentence, meant, ask.call, tell);
  }

  /** What is said of a record says what it says, and nothing else. */
  #judgeFacts(sentence: string, version: Version, ask: Ask, tell: Tell) {
    const note = NOTE.exec(sentence)?.[0];
    const isNoteTrue =
      note === undefined || version.issueMessage?.toLowerCase().startsWith(note.toLowerCase());
    if (!isNoteTrue) tell('a fact without a record', `the note is another: ${sentence}`);
    const rest = sentence.replace(NOTE, '');
    const said = Object.values(STATUS_WORDS).filter((words) => rest.includes(words));
    const words = STATUS_WORDS[version.status] ?? '';
    const isMissing = ask.tool === 'track_delivery' && said.length === 0;
    if (isMissing || said.some((each) => each !== words)) {
      tell('a fact without a record', `the status is ${version.status}: ${sentence}`);
    }
    const date = DATE.exec(rest.replace(/^This is from [^.]*\. /, ''));
    if (date !== null && !this.#isDay(date, version, ask)) {
      tell('a fact without a record', `the day is ${version.estimatedDelivery}: ${sentence}`);
    }
  }

  #isDay([word, month, day]: RegExpExecArray, { estimatedDelivery }: Version, ask: Ask): boolean {
    if (estimatedDelivery === undefined) return false;
    const expected = estimatedDelivery.slice(0, 10);
    if (month !== undefined) {
      const two = (value: number) => String(value).padStart(2, '0');
      return expected.endsWith(`-${two(MONTHS.indexOf(month) + 1)}-${two(Number(day))}`);
    }
    const distance = { yesterday: -1, today: 0, tomorrow: 1 }[word] ?? 0;
    const waitedMs = this.#around.now() - (ask.arrivedAt ?? 0);
    // An age is told in whole seconds, so that the moment of telling is known to a second.
    const wall = this.#around.wall();
    return [wall, wall - waitedMs, wall - 1_000].some((at) => {
      const today = new Date(at).toLocaleDateString('en-CA', { timeZone: this.#settings.timeZone });
      return Date.parse(expected) - Date.parse(today) === distance * DAY_MS;
    });
  }

  #judgeAge(told: Record<string, unknown>, version: Version, served: Served[], tell: Tell) {
    if (!this.#settings.isClockSteady) return;
    const now = this.#around.now();
    const { freshMs } = this.#settings;
    const age = now - Date.parse(String(told.asOf));
    const message = String(told.message);
    if (told.stale === true) {
      this.#around.met('an old record is told, with its age');
      if (!/^This is from /.test(message)) {
        tell('an old record told as new', `no age is said: ${message}`);
      }
      return;
    }
    // A record that was read before a lookup may have changed until it ended.
    const isOld = version.until < now - freshMs - REACHED_AFTER_MS;
    if (isOld || age > freshMs + REACHED_AFTER_MS) {
      tell('an old record told as new', `it is from ${Math.round(age / 1000)} s ago`);
    }
    if (!served.some((each) => isReadBy(each.askedAt, told) && isSame(each.version, version))) {
      tell('an old record told as new', 'nothing was read at that time');
    }
  }

  /** What was heard to have changed is not told as it was, unless the call has that in hand. */
  #judgeHeard(
    { ask, told }: Pick<Answer, 'ask' | 'told'>,
    { inHand }: Talk,
    served: Served[],
    tell: Tell,
  ) {
    const facts = told.delivery as Partial<Version>;
    const number = String(facts.trackingNumber);
    const overAt = this.#changes.overAt(number);
    if (overAt === null || told.stale === true || inHand.mayHold(number, told.asOf, overAt)) return;
    const arrivedAt = ask.arrivedAt ?? 0;
    const missing = this.#changes.missingIn(number, facts, arrivedAt, served);
    if (missing === null) return this.#around.met('a record is told after a change was heard');
    const agoMs = arrivedAt - missing.seenAt;
    tell('an old record told as new', `its change of ${agoMs} ms before was heard`);
  }

  #judgeName(sentence: string, { customerName }: Version, { phone }: PhoneCall, tell: Tell) {
    const { speakName } = this.#settings.policy;
    if (customerName === undefined || !sentence.includes(customerName)) return;
    const { lake } = this.#around;
    const isKnown =
      phone !== null &&
      lake.servedPhones.has(phone) &&
      lake.numbers.some((number) =>
        lake.versionsOf(number).some((each) => each.customerPhone === phone),
      );
    if (speakName === 'never' || (speakName !== 'always' && !isKnown)) {
      tell('a name told to a stranger', sentence);
    }
  }

  #judgeUntold({ ask, status, sentence }: Answer, talk: Talk, tell: Tell) {
    const { lake, now } = this.#around;
    const words = Object.values(STATUS_WORDS).find((each) => sentence.includes(each));
    if (words !== undefined || NOTE.test(sentence)) {
      tell('a fact without a record', `"${status}" tells a record: ${sentence}`);
    }
    if (isUnreached(sentence)) {
      talk.unreached += 1;
      const sinceMs = now() - lake.troubledAt();
      if (sinceMs > this.#settings.breakerResetMs + REACHED_AFTER_MS) {
        tell('an outage without a cause', `all was well for ${Math.round(sinceMs / 1000)} s`);
      }
    }
    const missed = /I can't find a parcel with the number ([A-Z0-9, ]+)\./.exec(sentence)?.[1];
    if (missed === undefined) return;
    this.#around.met('a number is nobody’s');
    const number = missed.replace(/[ ,]/g, '');
    const served = lake.served.get(number) ?? [];
    const isMissing = served.some(({ kind, at }) => kind === 'missing' && at >= now() - MISSING_MS);
    if (!isMissing && this.#settings.isClockSteady) {
      tell('a parcel denied that there is', `${number}, of which Sanity has said nothing like it`);
    }
    const missing = this.#changes.missingIn(number, null, ask.arrivedAt ?? 0, served);
    if (missing !== null) {
      tell('a parcel denied that there is', `${number}, which was heard to have appeared`);
    }
  }

  #noteTold(talk: Talk) {
    const at = this.#around.now();
    talk.told = { at, isAlone: talk.told?.at !== at };
  }

  /** What the conversation is after an answer. */
  #follow(talk: Talk, { ask, status, sentence, told }: Answer, order: number) {
    const delivery = told.delivery as Partial<Version> | undefined;
    if (status === 'success' && delivery?.trackingNumber !== undefined) {
      // A no that names none is about the latest of them.
      talk.passed.delete(delivery.trackingNumber);
      talk.passed.add(delivery.trackingNumber);
      noteSpoken(talk, delivery.trackingNumber);
      this.#noteTold(talk);
    }
    talk.isInParts = sentence.includes('So far I heard');
    // A number that was taken for a part of another one has not passed.
    const part = talk.parts.get(ask);
    if (part !== undefined && talk.isInParts) talk.passed.delete(part);
    talk.parts.delete(ask);
    // What comes after a number was asked for again may be said to that.
    if (status === 'invalid') talk.about.clear();
    if (status !== 'needs_confirmation') {
      // What was asked for before it was read back leaves the question open, unless a person takes over.
      const isSince = order >= talk.askedIn || status === 'handoff';
      if (status !== 'error' && isSince) talk.asked = null;
      return;
    }
    const heard = heardNumber(sentence);
    // To whoever is asked who they are, a parcel could be told of: its number has passed.
    if (/on the parcel\?/.test(sentence)) {
      this.#noteTold(talk);
      if (order >= talk.askedIn) talk.asked = null;
    }
    if (heard === null) return;
    const isWhole = heard.length >= 6;
    const own = this.#around.lake.numbers.filter((number) => number.endsWith(heard));
    talk.asked = isWhole ? heard : (own[0] ?? null);
    talk.askedIn = order;
    if (!isWhole && own.length > 1) talk.isBlurred = true;
    if (!isWhole) this.#around.met('a known caller is asked about a parcel of theirs');
    // What was told to the service after the tool call is about this number.
    talk.words = talk.words.filter((word) => word.order > order);
    talk.life = ask.life;
    if (talk.asked === null) return;
    talk.doubted.add(talk.asked);
    noteSpoken(talk, talk.asked);
  }
}

/** A tool call that names something is about that, and about what others ask for meanwhile. */
function noteNamed(talk: Talk, ask: Ask) {
  const argument = numberArgument(ask) ?? null;
  if (argument === null) return;
  if (talk.naming.size === 0) talk.about.clear();
  talk.about.add(plainly(argument) ?? '');
  talk.naming.add(ask);
}

function noteSpoken({ about, naming }: Talk, number: string) {
  if (about.has(number)) return;
  if (naming.size === 0 && about.size === 1) about.clear();
  about.add(number);
}

/** The number of a tool call, by whatever name. */
export function numberArgument({ args }: Pick<Ask, 'args'>): unknown {
  return args.trackingNumber ?? args.tracking_number ?? args.trackingId ?? args.tracking_id;
}

function isUnreached(sentence: string): boolean {
  return sentence.startsWith("I can't reach the delivery records");
}

function isFound(served: Served): served is Served & { version: Version } {
  return served.kind === 'found' && served.version !== null;
}

/** Whether what was asked for then may be what is told, by the time of its reading; told in whole seconds. */
function isReadBy(askedAt: number, { asOf }: Record<string, unknown>): boolean {
  return askedAt <= Date.parse(String(asOf)) + 1_000;
}

function isSame(one: Version | null, other: Version): boolean {
  return one !== null && one.from === other.from && one.status === other.status;
}
