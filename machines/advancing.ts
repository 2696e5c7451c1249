import { type CallContext, numberOf, wakeAt } from './call-context.ts';
import type {
  AskedEvent,
  CallEvent,
  CallReport,
  ReportEvent,
  ToolEvent,
  TurnEvent,
} from './call-events.ts';
import { numberIn as callNumberIn } from './call-hearing.ts';
import { isMoreOf } from './call-talk.ts';
import { judgeAnswer } from './call-verification.ts';
import { languageOf } from './languages/language.ts';
import { notePlace, planGrown, planTurn } from './plan-turn.ts';
import { askIdOf, questionOf, wireIdOf } from './question.ts';
import type { RecordedEvent } from './record.ts';
import { type CallState, numberIn, plainReply, type Reply } from './reply.ts';
import type {
  Advance,
  AskedTool,
  Guard,
  ReceivedDelivery,
  RestoredCall,
  Session,
  SessionEvent,
  SessionNotice,
  SessionRules,
} from './session.ts';
import { forgetSaid, hearConversation, hearUtterance, UNTOLD, type Untold } from './transcript.ts';
import { type Moved, moveChart, outerState } from './transition.ts';

/**
 * Most events that wait for a step to be recorded with. What moves no call makes no step, and a
 * long call has many such events; of those the oldest go first.
 */
const EVENTS_MAX = 1000;

/** Of how many chats of a conversation in writing it is known that they are on record, the latest ones. */
const CHATS_MAX = 50;

/** One event at work: the session as it becomes, and what is to be done. */
export class Advancing<Answer> {
  readonly #rules: SessionRules<Answer>;
  readonly #outcome: Omit<Advance<Answer>, 'session' | 'wakeAt'> = {
    moves: [],
    answers: [],
    steps: [],
    commands: [],
    notices: [],
  };
  #session: Session<Answer>;
  /** Whether the session is this event's own, and nobody else has seen it. */
  #isOwn = false;
  #isForgotten = false;
  /** Deliveries whose answers nobody has yet, that of the event the last. */
  #unsent: readonly number[] = [];
  /** Whether a delivery may have all its answers now. */
  #isDue = false;

  constructor(rules: SessionRules<Answer>, session: Session<Answer>) {
    this.#rules = rules;
    this.#session = session;
  }

  end(): Advance<Answer> {
    return {
      session: this.#session,
      ...this.#outcome,
      wakeAt: this.#isForgotten ? null : this.#dueAt(),
    };
  }

  open(moved: Moved, at: number): void {
    const opened = { type: 'call.opened', at, input: this.#session.input } as const;
    this.#note(opened);
    this.#outcome.moves.push({ event: opened, snapshot: moved.snapshot });
    this.#set({ hasMoved: true });
    this.#tell({ type: 'call.opened' });
    this.#takeEmitted(moved, at);
  }

  resume({ snapshot, at, lastEvents = [] }: RestoredCall<Answer>, now: number): void {
    const { input } = this.#session;
    // It begins anew, and its record says so.
    if (snapshot === null) this.#note({ type: 'call.opened', at, input });
    for (const event of lastEvents) this.#learn(event);
    this.#tell({ type: 'call.resumed', state: this.#state() });
    const deadline = wakeAt(this.#session.snapshot.context);
    if (deadline === null) return;
    this.#process({ type: 'time.passed', at: Math.max(now, deadline) });
  }

  take(event: SessionEvent): void {
    switch (event.type) {
      case 'delivery.received':
        this.#receive(event);
        break;
      case 'session.woken':
        this.#wake(event.at);
        break;
      case 'session.dropped':
        this.#drop(event.at);
        break;
      case 'session.stopped':
        this.#stop();
        break;
      case 'session.replayed':
        for (const each of event.events) this.#replay(each);
        break;
      case 'session.revived':
        this.#setStatus('active');
        break;
      default:
        this.#process(event);
    }
  }

  #receive({ id, at, correlationId, events, conversation, missedAt, ...about }: ReceivedDelivery) {
    const { callerNumber, unsent = [] } = about;
    this.#unsent = [...unsent, id];
    this.#meet(callerNumber, events);
    this.#set({
      correlationId,
      controlUrl: about.controlUrl ?? this.#session.controlUrl,
      callerNumber: callerNumber ?? this.#session.callerNumber,
      transcript: hearConversation(this.#session.transcript, conversation, this.#untold()),
    });
    // What is told anew begins before the answer.
    const since = conversation.isContinued ? conversation.turns : conversation.turns.slice(-1);
    if (since.some(({ role }) => role === 'assistant')) this.#set({ isAnswering: false });
    const toolCallIds = events.flatMap((event) => {
      if (event.type === 'turn.said') return this.#takeTurn(event);
      if ('toolCallId' in event) return this.#ask(event);
      this.#hear(event);
      return [];
    });
    if (about.chatId != null && toolCallIds.length > 0) this.#noteChat(about.chatId);
    if (missedAt !== undefined) this.#missAll(toolCallIds, missedAt);
    const open = { id, at, correlationId, toolCallIds };
    this.#set({ deliveries: [...this.#session.deliveries, open] });
    this.#isDue = true;
    this.#closeDeliveries();
  }

  /**
   * A chat in which something is asked leads the one after it to this conversation, also when another
   * process has taken it up: it is put on record, even if nothing else came of it.
   */
  #noteChat(chatId: string): void {
    const { known, fresh } = this.#session.chats;
    if (known.includes(chatId)) return;
    const chats = { known: [...known, chatId].slice(-CHATS_MAX), fresh: [...fresh, chatId] };
    this.#set({ chats, hasMoved: true });
  }

  /** Takes for told what somebody else has told whoever asked, and goes on as the deadline has it. */
  #missAll(toolCallIds: readonly string[], at: number): void {
    for (const asked of new Set(toolCallIds)) this.#move({ type: 'answer.missed', at, asked });
    if (this.#isBroken()) return;
    const deadline = wakeAt(this.#session.snapshot.context);
    if (deadline !== null && deadline <= at) this.#move({ type: 'time.passed', at });
  }

  /** A fault was told in the place of what the call may have answered since. */
  #miss(toolCallId: string): void {
    const asked = this.#session.toolCalls.find((each) => each.toolCallId === toolCallId);
    if (asked === undefined) return;
    this.#update(asked, { answer: null, isRecorded: false });
    this.#answerFault({ ...asked, answer: null });
  }

  /** Finds out who calls: once, when it matters first, and not when the call is over. */
  #meet(callerNumber: string | null, events: ReceivedDelivery['events']): void {
    const { isMet, isOver } = this.#session;
    if (callerNumber === null || isMet || !events.some(isOccasion)) return;
    this.#set({ isMet: true });
    if (!isOver) this.#outcome.commands.push({ type: 'recognise', callerNumber });
  }

  /**
   * Takes a turn of a call without a model; gives the IDs of the tool calls that it comes to. The same
   * turn again has their answers, wherever the call stands by then; so has one that has grown by
   * nothing that matters.
   */
  #takeTurn(event: TurnEvent): string[] {
    const { toolCallId, turn, said, at } = event;
    const known = this.#session.toolCalls.filter(({ wireId }) => isOfTurn(wireId, toolCallId));
    for (const { tool } of known) this.#tell({ type: 'tool.repeated', tool });
    if (known.length > 0) return known.map((asked) => asked.toolCallId);
    const { context } = this.#session.snapshot;
    const language = languageOf(context.policy.language);
    const place = { context, state: this.#state(), language };
    const { lastTurn } = this.#session;
    const grown = said !== null && lastTurn?.turn === turn ? lastTurn : null;
    const planned = said !== null && grown ? planGrown(said, grown, place) : planTurn(said, place);
    if (grown !== null && planned.length === 0) return grown.toolCallIds;
    const toolCallIds = planned.map((call, index) => {
      const stamped = { ...call, at, toolCallId: turnCallId(toolCallId, index) } as AskedEvent;
      return this.#ask(this.#counted(stamped));
    });
    this.#set({ lastTurn: { turn, ...(grown ?? notePlace(place)), toolCallIds } });
    return toolCallIds;
  }

  /** The same with how often in a row the caller does that. */
  #counted(event: AskedEvent): AskedEvent {
    if (event.type !== 'talk.heard') {
      this.#set({ lastAct: null });
      return event;
    }
    const { lastAct } = this.#session;
    // Whoever wants nothing twice has done; who does not say who they are has not.
    const { verification } = this.#session.snapshot.context;
    const isDone = event.act === 'no' && lastAct?.act === 'no' && verification === null;
    const act = isDone ? 'goodbye' : event.act;
    const times = lastAct !== null && isMoreOf(act, lastAct.act) ? lastAct.times + 1 : 1;
    this.#set({ lastAct: { act, times } });
    return { ...event, act, times };
  }

  /**
   * Takes a tool call; gives its ID within the call. The same ID, tool and arguments have the answer
   * of their first delivery, however often they are delivered; a known ID with another question is
   * another tool call (invariant 1).
   */
  #ask(event: AskedEvent): string {
    const { tool, toolCallId: wireId } = event;
    const before = this.#session.toolCalls.filter((asked) => asked.wireId === wireId);
    const question = this.#questionOf(event);
    // Of what is not on record any more the answer says which tool gave it.
    const known = before.find((asked) =>
      asked.question === null ? ['', tool].includes(asked.tool) : asked.question === question,
    );
    if (known !== undefined) {
      this.#tell({ type: 'tool.repeated', tool });
      return known.toolCallId;
    }
    if (before.length > 0) this.#tell({ type: 'tool.id_reused', tool });
    const toolCallId = askIdOf(wireId, before.length);
    this.#await({ ...event, toolCallId }, question);
    const judged = judgeAnswer(this.#session.snapshot.context, { ...event, toolCallId });
    this.#hear(this.#withSaid(this.#markUnheard(judged)));
    this.#answerIfLost(toolCallId);
    return toolCallId;
  }

  /** Marks a yes of the model's that came before the question that it would answer had left. */
  #markUnheard(event: ToolEvent): ToolEvent {
    if (event.type !== 'confirmation.given' || !event.confirmed || 'isTurn' in event) return event;
    const { askedIn, snapshot } = this.#session;
    const isUnheard = askedIn !== null && this.#unsent.includes(askedIn);
    return isUnheard && snapshot.context.candidate !== null ? { ...event, isUnheard } : event;
  }

  /**
   * Adds what the caller has said of the number on the table: it may deny what the model makes of it.
   * Where none is, and the model passes none, the last words may say that there is none.
   */
  #withSaid(event: ToolEvent): ToolEvent {
    if (!('heard' in event)) return event;
    const { context } = this.#session.snapshot;
    const { said: all } = this.#session.transcript;
    const isAsked = event.heard === null && !callNumberIn(context, event).ok;
    const said = context.candidate !== null ? all : isAsked ? all.slice(-1) : [];
    return said.length === 0 ? event : { ...event, said };
  }

  /** No such event comes from the wire; one that cannot be told from others breaks its call. */
  #questionOf(event: AskedEvent): string | null {
    try {
      return questionOf(event);
    } catch (error) {
      this.#break(error, event.at);
      return null;
    }
  }

  #await({ toolCallId, tool, at }: AskedEvent | ToolEvent, question: string | null): void {
    const wireId = wireIdOf(toolCallId);
    const asked = { toolCallId, wireId, question, tool, at, answer: null, isRecorded: false };
    this.#set({ toolCalls: [...this.#session.toolCalls, asked] });
  }

  /** Never silence: a tool call that the chart neither answered nor keeps waiting is our fault. */
  #answerIfLost(toolCallId: string): void {
    const asked = this.#session.toolCalls.find((each) => each.toolCallId === toolCallId);
    const isWaitedFor =
      !this.#isBroken() &&
      this.#session.snapshot.context.pendingLookups.some(
        (pending) => pending.toolCallId === toolCallId,
      );
    if (asked !== undefined && !isWaitedFor) this.#answerFault(asked);
  }

  /** Takes an event of Vapi's, which shows that the call is alive. */
  #hear(event: ToolEvent | ReportEvent): void {
    if (event.type === 'report.received') {
      const report = JSON.stringify(event.report);
      if (this.#session.reports.includes(report)) return;
      this.#set({ reports: [...this.#session.reports, report] });
    }
    if (!this.#session.isOver) this.#set({ quietSince: event.at });
    if (event.type === 'transcript.heard' && event.final) {
      const isUntold = this.#untold() !== 'none';
      const transcript = hearUtterance(this.#session.transcript, event, isUntold);
      this.#set({ transcript });
    }
    this.#move(event);
  }

  /** Takes an event by itself; while a delivery is under way, its own step records this too. */
  #process(event: CallEvent): void {
    this.#move(event);
    this.#closeDeliveries();
    if (this.#session.deliveries.length > 0) return;
    this.#commit(null, event.at, this.#session.correlationId);
  }

  /** Takes an event from the record. */
  #replay(event: RecordedEvent): void {
    if (event.type === 'call.opened') return;
    if (event.type === 'answer.missed') this.#miss(event.asked);
    if (!('toolCallId' in event)) {
      this.#moveChart(event);
      return;
    }
    const { toolCallId } = event;
    // A tool call is handed to the chart once. When it is again, its first answer was lost with the
    // process that gave it, before it was on record.
    const others = this.#session.toolCalls.filter((asked) => asked.toolCallId !== toolCallId);
    this.#set({ toolCalls: others });
    this.#await(event, questionOf(event));
    this.#moveChart(event);
    this.#answerIfLost(toolCallId);
  }

  #move(event: CallEvent): void {
    const kept = this.#withoutAnswer(event);
    this.#note(kept);
    if (event.type === 'answer.missed') this.#miss(event.asked);
    if (this.#isBroken()) return;
    this.#judge(event);
    const before = this.#session.snapshot;
    this.#moveChart(kept);
    this.#followAnswer(event, before.context);
    const { context, value } = this.#session.snapshot;
    if (context === before.context && value === before.value) return;
    this.#set({ hasMoved: true });
  }

  /**
   * What of the caller's words is not kept: they are compared with who the caller has to be. It may be
   * told of late, so that goes on until the assistant speaks after it.
   */
  #untold(): Untold {
    if (this.#session.snapshot.context.verification !== null) return 'all';
    return this.#session.isAnswering ? 'answer' : 'none';
  }

  /** An answer is being given until the assistant is heard to speak after it. */
  #followAnswer(event: CallEvent, { policy, verification, candidate }: CallContext): void {
    const isSpeaking =
      (event.type === 'transcript.heard' && event.role === 'assistant') ||
      (event.type === 'speech.updated' && event.role === 'assistant' && event.speaking);
    // Where nobody is asked who they are, or they are asked about a number, a model that passes an
    // answer on has made it up.
    const isAsked = policy.verify === 'caller' && (verification !== null || candidate === null);
    const isGiven = event.type === 'verification.given' && isAsked;
    const isAnswering = isGiven || (this.#session.isAnswering && !isSpeaking);
    if (isAnswering !== this.#session.isAnswering) this.#set({ isAnswering });
  }

  /** An event as it is put on record. */
  #withoutAnswer(event: CallEvent): CallEvent {
    if (event.type === 'transcript.heard' && event.role === 'caller' && this.#untold() !== 'none') {
      return { ...event, text: UNTOLD };
    }
    const { verifiedNumbers, wrongAnswers, verification } = this.#session.snapshot.context;
    const isAsked = verification !== null || verifiedNumbers.length + wrongAnswers.length > 0;
    return event.type === 'report.received' && isAsked
      ? { ...event, report: withoutWords(event.report) }
      : event;
  }

  /** Moves the chart; one that throws ends, and its call is answered for (invariant 8). */
  #moveChart(event: CallEvent): void {
    if (this.#isBroken()) return;
    let moved: Moved;
    try {
      moved = moveChart(this.#session.snapshot, event);
    } catch (error) {
      this.#break(error, event.at);
      this.#outcome.moves.push({ event, snapshot: this.#session.snapshot });
      return;
    }
    this.#set({ snapshot: moved.snapshot });
    this.#outcome.moves.push({ event, snapshot: moved.snapshot });
    this.#takeEmitted(moved, event.at);
  }

  #takeEmitted({ emitted, lookUps, snapshot }: Moved, at: number): void {
    const { controlUrl, callerNumber, isOver } = this.#session;
    for (const each of emitted) {
      if (each.type === 'reply') this.#answer(each.reply);
      else if (each.type !== 'late.found') this.#tell(each);
      else if (controlUrl !== null) {
        this.#outcome.commands.push({ type: 'say', controlUrl, reply: each.reply });
      }
    }
    if (lookUps.length > 0) {
      this.#outcome.commands.push({ type: 'lookUp', trackingNumbers: lookUps, callerNumber });
    }
    const isEnded = outerState(snapshot.value) === 'ended';
    if (isEnded && !isOver) this.#finish(at, snapshot.context.ended?.reason ?? null);
  }

  #judge(event: CallEvent): void {
    const { context } = this.#session.snapshot;
    this.#learn(event);
    const { heard, controlUrl, isOver } = this.#session;
    const ungrounded = this.#guarded((guard) => guard.judge(heard, event, context));
    if (ungrounded == null) return;
    this.#tell({ type: 'guard.ungrounded', ...ungrounded });
    if (controlUrl === null || isOver) return;
    const { at } = event;
    this.#outcome.commands.push({ type: 'correct', controlUrl, ungrounded, context, at });
  }

  #learn(event: CallEvent): void {
    const { heard: before, input } = this.#session;
    const heard = this.#guarded((guard) => guard.learn(before, event, input.policy));
    if (heard != null) this.#set({ heard });
  }

  /** A guard that fails takes nothing from the call. */
  #guarded<Result>(work: (guard: Guard) => Result): Result | null {
    try {
      return work(this.#rules.guard);
    } catch (error) {
      this.#tell({ type: 'guard.failed', error });
      return null;
    }
  }

  #answer(reply: Reply): void {
    const asked = this.#session.toolCalls.find((each) => each.toolCallId === reply.toolCallId);
    if (asked === undefined || asked.answer !== null) return;
    const told = { type: 'tool.answered', reply, askedAt: asked.at } as const;
    const trackingNumber = numberIn(reply.utterance);
    this.#tell(trackingNumber === null ? told : { ...told, trackingNumber });
    if (isAskedAbout(reply)) {
      const transcript = forgetSaid(this.#session.transcript);
      this.#set({ transcript, askedIn: this.#unsent.at(-1) ?? null });
    }
    this.#update(asked, { answer: this.#render(reply) });
    this.#set({ lastStatus: reply.status });
    this.#isDue = true;
  }

  /** A sentence that cannot be made is a fault of ours, and a caller hears that much. */
  #render(reply: Reply): Answer {
    const { render } = this.#rules;
    try {
      return render(reply);
    } catch (error) {
      this.#tell({ type: 'call.broken', error });
      return render(plainReply(reply.terms, reply, 'unavailable', 'fallback', FAULT));
    }
  }

  /** An answer that was given already stays. */
  #answerFault(asked: AskedTool<Answer>): void {
    const { policy } = this.#session.input;
    this.#answer(plainReply(policy, asked, 'unavailable', 'fallback', FAULT));
  }

  #answerAllWaiting(): void {
    for (const asked of this.#session.toolCalls) this.#answerFault(asked);
  }

  #update(asked: AskedTool<Answer>, patch: Partial<AskedTool<Answer>>): void {
    const toolCalls = this.#session.toolCalls.map((each) =>
      each.toolCallId === asked.toolCallId ? { ...each, ...patch } : each,
    );
    this.#set({ toolCalls });
  }

  /** Answers every delivery that has all its answers, each with a step of its own. */
  #closeDeliveries(): void {
    if (!this.#isDue) return;
    this.#isDue = false;
    for (const delivery of this.#session.deliveries) {
      const asked = delivery.toolCallIds.map((id) => this.#asked(id));
      const answers = asked.flatMap(({ answer }) => (answer === null ? [] : [answer]));
      if (answers.length < asked.length) continue;
      const deliveries = this.#session.deliveries.filter(({ id }) => id !== delivery.id);
      this.#set({ deliveries });
      const isRecorded = asked.every((each) => each.isRecorded);
      // One event may answer two deliveries: the step of the first leaves the other's to its own.
      for (const each of asked) {
        if (each.isRecorded) continue;
        this.#update(each, { isRecorded: true });
        this.#set({ hasMoved: true });
      }
      // Of a chat that asks what was answered before, and moves nothing, there is nothing else to record.
      const isKnown = isRecorded && this.#session.events.length === 0;
      this.#commit(
        isKnown ? null : { answers, answered: delivery.toolCallIds },
        delivery.at,
        delivery.correlationId,
      );
      this.#outcome.answers.push({ delivery: delivery.id, answers });
    }
  }

  #asked(toolCallId: string): AskedTool<Answer> {
    const asked = this.#session.toolCalls.find((each) => each.toolCallId === toolCallId);
    if (asked === undefined) throw new Error('Cannot answer: the tool call is not known');
    return asked;
  }

  /** Makes a step of what happened since the last one, if it moved or answered the call. */
  #commit(
    sent: { answers: Answer[]; answered: string[] } | null,
    since: number,
    correlationId: string,
  ): void {
    const { input, callerNumber, seq, events, transcript, snapshot, hasMoved, chats } =
      this.#session;
    if (!hasMoved) return;
    this.#outcome.steps.push({
      callId: input.callId,
      correlationId,
      callerNumber,
      seq,
      since,
      chats: chats.fresh,
      turns: transcript.fresh,
      events,
      answers: sent?.answers.length ? sent.answers : null,
      answered: sent?.answered ?? [],
      state: this.#state(),
      snapshot,
    });
    this.#set({
      seq: seq + 1,
      events: [],
      hasMoved: false,
      transcript: { ...transcript, fresh: [] },
      ...(chats.fresh.length > 0 && { chats: { ...chats, fresh: [] } }),
    });
  }

  #break(error: unknown, at: number): void {
    this.#setStatus('error');
    this.#tell({ type: 'call.broken', error });
    this.#answerAllWaiting();
    if (!this.#session.isOver) this.#finish(at, 'broken');
  }

  #finish(at: number, reason: string | null): void {
    this.#set({ isOver: true, quietSince: at });
    this.#tell({ type: 'call.ended', reason });
  }

  #drop(at: number): void {
    const { events, transcript, correlationId } = this.#session;
    const hasMore = events.length > 0 || transcript.fresh.length > 0;
    this.#set({ hasMoved: this.#session.hasMoved || hasMore });
    this.#commit(null, at, correlationId);
  }

  #stop(): void {
    if (!this.#isBroken()) this.#setStatus('stopped');
    this.#answerAllWaiting();
    this.#closeDeliveries();
  }

  #setStatus(status: string): void {
    this.#set({ snapshot: { ...this.#session.snapshot, status } });
  }

  /** When the call must be looked at next. */
  #dueAt(): number {
    const { input, isOver, quietSince, snapshot } = this.#session;
    const { silenceTimeoutMs, lingerMs } = this.#rules.timeouts;
    // Nobody hangs up in writing: whoever writes again after a silence begins anew.
    const waitMs = isOver ? (input.medium === 'text' ? 0 : lingerMs) : silenceTimeoutMs;
    const quietUntil = quietSince + waitMs;
    if (this.#isBroken()) return quietUntil;
    return Math.min(wakeAt(snapshot.context) ?? quietUntil, quietUntil);
  }

  #wake(at: number): void {
    const deadline = this.#isBroken() ? null : wakeAt(this.#session.snapshot.context);
    if (deadline !== null && deadline <= at) this.#process({ type: 'time.passed', at });
    else if (this.#dueAt() > at) return;
    else if (this.#session.isOver) this.#forget();
    else this.#process({ type: 'silence.passed', at });
  }

  #forget(): void {
    this.#stop();
    this.#isForgotten = true;
    this.#tell({ type: 'call.forgotten' });
  }

  #set(patch: Partial<Session<Answer>>): void {
    // One copy for an event, whatever changes: who holds the session of before keeps that.
    if (!this.#isOwn) this.#session = { ...this.#session };
    this.#isOwn = true;
    Object.assign(this.#session, patch);
  }

  #note(event: RecordedEvent): void {
    const { events } = this.#session;
    const kept = events.length < EVENTS_MAX ? events : events.slice(1);
    this.#set({ events: [...kept, event] });
  }

  #tell(notice: SessionNotice): void {
    const trackingNumber = numberOf(this.#session.snapshot.context);
    // What a notice says itself is nearer to it.
    this.#outcome.notices.push(trackingNumber === null ? notice : { trackingNumber, ...notice });
  }

  #isBroken(): boolean {
    return this.#session.snapshot.status !== 'active';
  }

  #state(): CallState {
    return outerState(this.#session.snapshot.value);
  }
}

const FAULT = { about: 'internalFault' } as const;

/** Parts the ID of a turn from the number of a tool call that it comes to beside the first. */
const TURN_MARK = '+';

function turnCallId(turnId: string, index: number): string {
  return index === 0 ? turnId : `${turnId}${TURN_MARK}${index + 1}`;
}

function isOfTurn(wireId: string, turnId: string): boolean {
  return wireId === turnId || wireId.startsWith(turnId + TURN_MARK);
}

/** A yes or no, or a mark in numbers, tells nothing that was said. */
const isMark = (text: string) =>
  [String(true), String(false)].includes(text) || /^\d{1,3}(?:\/\d{1,3}|%)?$/.test(text);

/** A report without what tells once more what was said, the answers of who was verified too. */
function withoutWords(report: CallReport): CallReport {
  const { structuredData: _data, structuredOutputs: _outputs, ...kept } = report;
  const { successEvaluation } = kept;
  return {
    ...kept,
    transcript: null,
    summary: null,
    successEvaluation:
      successEvaluation !== null && isMark(successEvaluation) ? successEvaluation : null,
  };
}

/** Whether the caller is asked about a number: what was said before is no answer to it. */
function isAskedAbout({ utterance }: Reply): boolean {
  const about = utterance.about === 'talk' ? utterance.next?.about : utterance.about;
  return (
    about === 'ownParcel' || about === 'readBack' || about === 'repair' || about === 'whichPart'
  );
}

/** When it is worth knowing who calls: at the beginning, and when something is asked. */
export function isOccasion(event: CallEvent | AskedEvent | TurnEvent): boolean {
  return (
    'toolCallId' in event || (event.type === 'call.progressed' && event.status === 'in-progress')
  );
}
