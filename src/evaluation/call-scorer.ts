import type { CallReport } from '../../machines/call-events.ts';
import { wireIdOf } from '../../machines/question.ts';
import type { RecordedEvent } from '../../machines/record.ts';
import {
  type Facts,
  knowPolicy,
  learnFacts,
  learnFromCaller,
  NO_FACTS,
} from '../grounding/facts.ts';
import { type Tracing, traceClaims } from '../grounding/trace-claims.ts';
import { answersOf, type JournalLine, type RecordedToolCall } from '../recording/line.ts';
import { CallComparison } from '../replay/compare-call.ts';
import { sentence } from '../speech/sentence.ts';
import type { AnswerScore, CallScore, Moment } from './call-score.ts';
import { HeardWords, readTranscript } from './heard-lines.ts';
import { type Expectation, judgeAnswer } from './judge-answer.ts';
import { readAnswer } from './read-answer.ts';

type Options = {
  callId: string;
  /** What a case expects of each tool call, by its ID. */
  expected?: ReadonlyMap<string, Expectation>;
  /** Whether the times on record are those of a running service. */
  isTimed?: boolean;
};

/** What the assistant said, and what was known when it was heard. */
type Utterance = { text: string; facts: Facts; at: number; moment: Moment & { kind: 'said' } };

/** Vapi's reason for the end of a call that was passed on. */
const FORWARDED = 'assistant-forwarded-call';

/** Scores one call, line by line in their order. */
export class CallScorer {
  readonly #score: CallScore;
  readonly #expected: ReadonlyMap<string, Expectation>;
  readonly #isTimed: boolean;
  readonly #comparison = new CallComparison(sentence);
  readonly #heard = new HeardWords();
  readonly #utterances: Utterance[] = [];
  readonly #missing = new Set<string>();
  /** Tool calls without an answer so far: another delivery may have had its line in between. */
  readonly #unanswered = new Map<string, string>();
  #facts = NO_FACTS;
  #at = 0;
  #report: CallReport | null = null;
  /** Answers that promise a person. */
  readonly #promises: AnswerScore[] = [];
  #isTransferred = false;

  constructor({ callId, expected, isTimed }: Options) {
    this.#expected = expected ?? new Map();
    this.#isTimed = isTimed ?? true;
    this.#score = {
      callId,
      startedAt: '',
      endedReason: null,
      path: [],
      conformance: 'conforms',
      answers: [],
      handoff: null,
      triesUntilNumber: null,
      durationSeconds: null,
      cost: null,
      latenciesMs: [],
      claims: 0,
      inventions: [],
      faults: [],
      missed: 0,
      conversation: [],
    };
  }

  /** Takes the next line of the call. */
  take(line: JournalLine): void {
    const score = this.#score;
    if (score.startedAt === '') score.startedAt = line.timestamp;
    this.#at = Date.parse(line.timestamp);
    const states = this.#follow(line);
    for (const { role, text } of line.transcript) this.#hear(role, text);
    for (const call of line.tool_calls) this.#show(askedMoment(call));
    if (states.length > 0) this.#show({ kind: 'entered', states });
    for (const event of line.events) this.#learn(event);
    this.#answer(line);
  }

  /** The score, when every line was taken. */
  finish(): CallScore {
    const verdict = this.#comparison.verdict();
    if (verdict.outcome === 'incomplete') {
      this.#score.conformance = 'incomplete';
      this.#score.faults.push(`Lines are missing from seq ${verdict.incompleteFrom} on`);
    }
    for (const [id, name] of this.#unanswered) {
      this.#score.answers.push(unanswered(id, name));
      this.#score.faults.push(`Tool call ${wireIdOf(id)} (${name}) has no answer on record`);
    }
    this.#judgeHandoff();
    this.#score.triesUntilNumber = triesUntilNumber(this.#score.answers);
    this.#score.durationSeconds = this.#report?.durationSeconds ?? null;
    this.#score.cost = this.#report?.cost ?? null;
    if (this.#report?.transcript) this.#scoreReport(this.#report.transcript);
    else for (const said of this.#utterances) this.#scoreUtterance(said, 'as it was heard');
    return this.#score;
  }

  /** A person who was promised has to have come. */
  #judgeHandoff(): void {
    const score = this.#score;
    const endedReason = this.#report?.endedReason ?? score.endedReason;
    const isTransferred = this.#isTransferred || endedReason === FORWARDED;
    if (!score.answers.some(({ status }) => status === 'handoff')) return;
    if (isTransferred) score.handoff = 'transferred';
    else score.handoff = this.#promises.length === 0 ? 'told' : 'broken';
    if (score.handoff !== 'broken') return;
    const fault = 'Promises a person, and the call was passed on to nobody';
    score.faults.push(fault);
    for (const promise of this.#promises) {
      promise.accurate = false;
      promise.faults.push(fault);
    }
  }

  /** Replays the line on today's chart: the path, and whether it is the one on record. */
  #follow(line: JournalLine): string[] {
    const score = this.#score;
    if (line.seq !== this.#comparison.seq) {
      this.#comparison.miss(line);
      return [];
    }
    const { path, differences } = this.#comparison.take(line);
    score.path.push(...path);
    for (const { where, seq, leaves } of differences) {
      if (where !== 'state' && where !== 'chart') continue;
      score.conformance = 'strays';
      const [leaf] = leaves;
      const told = `${leaf?.recorded} on record, ${leaf?.replayed} by the chart`;
      score.faults.push(`Strays from the chart at seq ${seq}: ${told}`);
    }
    return path;
  }

  #learn(event: RecordedEvent): void {
    if (event.type === 'call.opened') {
      this.#facts = knowPolicy(this.#facts, event.input.policy);
      return;
    }
    if ('toolCallId' in event) this.#unanswered.set(event.toolCallId, event.tool);
    this.#facts = learnFacts(this.#facts, event);
    switch (event.type) {
      case 'lookup.settled':
        if (event.outcome.kind === 'missing') this.#missing.add(event.trackingNumber);
        if (event.outcome.kind === 'failed') {
          this.#show({ kind: 'note', text: `The lookup failed: ${event.outcome.reason}` });
        }
        break;
      case 'transcript.heard':
        if (event.final) this.#hear(event.role, event.text);
        break;
      case 'report.received':
        this.#report = event.report;
        break;
      case 'transfer.updated':
        this.#isTransferred = true;
        break;
      case 'call.progressed':
        if (event.status === 'forwarding') this.#isTransferred = true;
        break;
      case 'call.ended':
        this.#score.endedReason ??= event.reason;
        break;
      default:
    }
  }

  #hear(role: 'caller' | 'assistant', text: string): void {
    if (role === 'caller') this.#facts = learnFromCaller(this.#facts, text);
    if (this.#heard.has(role, text)) return;
    this.#heard.add(role, text);
    const moment = { kind: 'said' as const, by: role, text, inventions: [] };
    if (role === 'caller' || !this.#isOwn(text)) this.#show(moment);
    if (role === 'caller') return;
    this.#utterances.push({ text, facts: this.#facts, at: this.#at, moment });
  }

  #answer(line: JournalLine): void {
    const { latency_ms: latencyMs } = line;
    const answers = answersOf(line);
    if (answers.length > 0 && this.#isTimed) this.#score.latenciesMs.push(latencyMs);
    for (const { askId, result } of answers) {
      this.#unanswered.delete(askId);
      const answer = readAnswer(result);
      const known = { facts: this.#facts, missing: this.#missing, at: this.#at };
      const expected = this.#expected.get(answer.toolCallId);
      const { score, tracings } = judgeAnswer(answer, known, expected);
      const quotes = this.#count(tracings, 'waybill', answer.sentence, answer.toolCallId);
      this.#score.answers.push(score);
      const isPromise = tracings.some(({ claim }) => claim.value === 'transfer promised');
      if (score.status === 'handoff' && isPromise) this.#promises.push(score);
      this.#score.faults.push(...score.faults);
      if (expected !== undefined && score.accurate === false) this.#score.missed += 1;
      const shownMs = this.#isTimed ? latencyMs : null;
      this.#show({ kind: 'answered', answer: score, latencyMs: shownMs, inventions: quotes });
    }
  }

  /** Traces the end-of-call transcript, each line with what was known when it was heard. */
  #scoreReport(transcript: string): void {
    const lines = readTranscript(transcript);
    const placed = lines.map(({ role, text }) =>
      role === 'assistant' ? this.#utterances.find((it) => isSaid(it.text, text)) : undefined,
    );
    let known: Facts = this.#facts;
    let at = this.#at;
    const latest = new Map<number, { facts: Facts; at: number }>();
    // What was not heard live was said before the next thing that was.
    for (let index = lines.length - 1; index >= 0; index -= 1) {
      const found = placed[index];
      if (found !== undefined) ({ facts: known, at } = found);
      latest.set(index, { facts: known, at });
    }
    let caller: Facts = { ...NO_FACTS, language: this.#facts.language };
    for (const [index, { role, text }] of lines.entries()) {
      if (role === 'caller') {
        caller = learnFromCaller(caller, text);
        continue;
      }
      const { facts, at: when } = latest.get(index) ?? { facts: this.#facts, at: this.#at };
      const moment = placed[index]?.moment ?? this.#showUnheard(text);
      const told = { text, facts: join(facts, caller), at: when, moment };
      this.#scoreUtterance(told, `line ${index + 1} of the end-of-call transcript`);
    }
  }

  #showUnheard(text: string): Utterance['moment'] {
    const moment = { kind: 'said' as const, by: 'assistant' as const, text, inventions: [] };
    if (!this.#isOwn(text)) this.#show(moment);
    return moment;
  }

  /** Whether Waybill gave this sentence: it is shown where it was given. */
  #isOwn(text: string): boolean {
    return this.#score.answers.some((answer) => isSaid(answer.sentence, text));
  }

  #scoreUtterance({ text, facts, at, moment }: Utterance, place: string): void {
    const tracings = traceClaims(text, facts, at);
    moment.inventions.push(...this.#count(tracings, 'assistant', text, place));
  }

  #count(tracings: Tracing[], by: 'waybill' | 'assistant', said: string, place: string): string[] {
    // To read a number back states nothing.
    const stated = tracings.filter(({ claim }) => claim.sense !== 'asked');
    const invented = stated.filter(({ grounded }) => !grounded).map(({ claim }) => claim);
    this.#score.claims += stated.length;
    for (const { kind, quote } of invented) {
      this.#score.inventions.push({ by, kind, quote, said, place });
    }
    return invented.map(({ quote }) => quote);
  }

  #show(moment: Moment): void {
    this.#score.conversation.push(moment);
  }
}

/** What is said of a number that was looked up, and what is said of one that is not yet. */
const UNDERSTOOD = ['success', 'not_found', 'unavailable'];
const UNSURE = ['needs_confirmation', 'invalid'];

function triesUntilNumber(answers: readonly AnswerScore[]): number | null {
  const heard = answers.filter(({ status }) => [...UNDERSTOOD, ...UNSURE].includes(status));
  const at = heard.findIndex(({ status }) => UNDERSTOOD.includes(status));
  return at < 0 ? null : at + 1;
}

function askedMoment({ name, arguments: given }: RecordedToolCall): Moment {
  const text = typeof given === 'string' ? given : JSON.stringify(given ?? {});
  return { kind: 'asked', tool: name, arguments: text };
}

function unanswered(toolCallId: string, tool: string) {
  const nothing = { source: null, state: null, stale: false, sentence: '', faults: [] };
  return { toolCallId: wireIdOf(toolCallId), tool, status: 'none', accurate: null, ...nothing };
}

function join(facts: Facts, { numbers, callerWords }: Facts): Facts {
  return {
    ...facts,
    numbers: [...facts.numbers, ...numbers],
    callerWords: [...new Set([...facts.callerWords, ...callerWords])],
  };
}

/** Whether one text is the other, or part of it, but for punctuation. */
function isSaid(one: string, other: string): boolean {
  const heard = new HeardWords();
  heard.add('assistant', one);
  return one !== '' && heard.has('assistant', other);
}
