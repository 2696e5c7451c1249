import type { InspectionEvent } from 'xstate';
import type { CallPolicy, Person } from '../../machines/call-context.ts';
import type { LanguageCode } from '../../machines/languages/language.ts';
import type { AttemptResult, CacheReading, LookupPolicy } from '../../machines/lookup.ts';
import type { LookupOutcome } from '../../machines/lookup-outcome.ts';
import type { SessionRules } from '../../machines/session.ts';
import type { Edges } from '../edges.ts';
import type { Opened } from '../opened.ts';
import { type Breaker, type BreakerNotice, createBreaker } from './breaker.ts';
import { createCommands, type SpokenNotice, type SpokenWords } from './commands.ts';
import { Conversations } from './conversations.ts';
import type { CallObserver, CallStep } from './engine.ts';
import type { HoldLimits } from './held-calls.ts';
import { createLocalEngine, type LocalEngine } from './local-engine.ts';
import { createLookups, type LookupEvent, type LookupInspector, type Lookups } from './lookups.ts';
import { createNumberQuota } from './number-quota.ts';
import { createRecognition, type PhoneResult } from './recognition.ts';

/** What a lookup is asked by, and what brings its events to the call that waits. */
export type Asking = {
  ask: Lookups['ask'];
  deliver: (callId: string, event: LookupEvent) => void;
};

/** What looks on at every chart: see src/observability/inspection. */
export type Inspectors = {
  calls: CallObserver;
  lookup: LookupInspector;
  breaker: (event: InspectionEvent) => void;
};

type Settings = {
  language: LanguageCode;
  call: Pick<
    CallPolicy,
    'confirm' | 'replyDeadlineMs' | 'timeZone' | 'speakName' | 'checkDigits' | 'verify' | 'askOwn'
  > & {
    numbersPerCall: number;
    numbersPerCallerPerHour: number;
    transferDestination?: string | undefined;
    humanContact?: string | undefined;
    greeting?: string | undefined;
  };
  /** Calls without a model are taken where there is a key for them. */
  completions: { keys: readonly string[] };
  vapi: { recordingNotice?: string | undefined };
  cache: { ttlMs: number };
  breaker: { failures: number; resetMs: number };
  sanity: Pick<LookupPolicy, 'attemptTimeoutMs' | 'totalBudgetMs'>;
};

type Options<Answer> = {
  settings: Settings;
  rules: SessionRules<Answer>;
  limits: HoldLimits;
  /** How full the heap is, from 0 to 1. */
  heapFullness: () => number;
  edges: Pick<Edges, 'clock' | 'random'>;
  content: {
    cache: {
      read(trackingNumber: string): CacheReading;
      write(trackingNumber: string, outcome: LookupOutcome): void;
    };
    fetchDelivery(trackingNumber: string, signal: AbortSignal): Promise<AttemptResult>;
    fetchByPhone(phone: string, signal: AbortSignal): Promise<PhoneResult>;
  };
  record: (step: CallStep<Answer>) => Promise<void>;
  /** Says a sentence in a live call; resolves with what came of it. */
  say: (controlUrl: string, sentence: string) => Promise<string>;
  words: SpokenWords;
  background: (name: string, work: () => Promise<unknown>) => void;
  /** Times lookups; gives back what it was given where nothing is timed. */
  trace: (asking: Asking) => Asking;
  notify: { breaker: (notice: BreakerNotice) => void; spoken: (notice: SpokenNotice) => void };
  /** Undefined where nobody may look on, which then costs nothing. */
  inspectors?: Inspectors | undefined;
  /** Makes an engine that keeps the calls elsewhere; undefined where this process keeps them. */
  createEngine?: typeof createLocalEngine<Answer> | undefined;
  opened: Pick<Opened, 'add'>;
};

/** The calls of this process, and what they share. */
export type Calls<Answer> = {
  engine: LocalEngine<Answer>;
  conversations: Conversations;
  breaker: Breaker;
  lookups: Lookups;
};

/** Unconfirmed or not-found tries before a caller is offered a person. */
const TRIES_MAX = 3;
/** How long a turn of a call without a model waits for a lookup, in milliseconds. */
const TURN_DEADLINE_MS = 5000;
/** Attempts of one lookup, and the pauses between them, in milliseconds. */
const ATTEMPTS = { attemptsMax: 3, backoffMs: 100, backoffMsMax: 400 };

/** Opens the engine with the services that its commands ask: what comes of them goes back to it. */
export function openCalls<Answer>(options: Options<Answer>): Calls<Answer> {
  const { settings, edges, content, background, notify, inspectors, opened } = options;
  const { clock, random } = edges;
  const deliver: LocalEngine<Answer>['deliver'] = (callId, event) => engine.deliver(callId, event);
  const { failures: failuresMax, resetMs } = settings.breaker;
  const breaker = createBreaker({
    policy: { failuresMax, resetMs },
    clock,
    notify: notify.breaker,
    inspect: inspectors?.breaker,
  });
  opened.add('breaker', breaker, () => breaker.close());
  const asking = options.trace({
    ask: (trackingNumber, callId) => lookups.ask(trackingNumber, callId),
    deliver: (callId, event) => background('lookup.delivery', () => deliver(callId, event)),
  });
  const lookups = createLookups({
    policy: { ...ATTEMPTS, ...settings.sanity },
    clock,
    random,
    breaker,
    cache: content.cache,
    deliver: asking.deliver,
    attempt: content.fetchDelivery,
    inspect: inspectors?.lookup,
  });
  opened.add('lookups', lookups, () => lookups.close());
  const recognition = createRecognition({ ...content, breaker, clock });
  opened.add('recognition', recognition, () => recognition.close());
  const conversations = new Conversations();
  const { createEngine = createLocalEngine } = options;
  const engine: LocalEngine<Answer> = createEngine({
    ...options,
    ...options.limits,
    policy: policyOf(settings),
    clock,
    conversations,
    carryOut: createCommands({
      ...options,
      lookups: asking,
      recognition,
      mayLookUp: createNumberQuota(settings.call.numbersPerCallerPerHour, clock),
      clock,
      deliver,
      notify: notify.spoken,
    }),
    observer: inspectors?.calls,
    newCorrelationId: random.uuid,
  });
  opened.add('engine', engine, () => engine.close());
  return { engine, conversations, breaker, lookups };
}

function policyOf({ call, cache, completions, vapi, language }: Settings): CallPolicy {
  const isTalked = completions.keys.length > 0;
  const { confirm, replyDeadlineMs, timeZone, speakName, checkDigits, verify, askOwn } = call;
  const { greeting } = call;
  const { recordingNotice: notice } = vapi;
  return {
    confirm,
    triesMax: TRIES_MAX,
    replyDeadlineMs,
    freshMs: cache.ttlMs,
    ...(timeZone !== undefined && { timeZone }),
    language,
    person: personOf(call),
    ...(speakName !== undefined && { speakName }),
    numbersMax: call.numbersPerCall,
    ...(checkDigits !== undefined && { checkDigits }),
    // Calls on record that lack it go on as they did.
    ...(verify === 'caller' && { verify }),
    ...(askOwn === 'on' && { askOwn }),
    // Told to wait, a caller waits longer; past that there is no answer to wait for.
    ...(isTalked && { turnDeadlineMs: Math.max(replyDeadlineMs, TURN_DEADLINE_MS) }),
    ...(isTalked && greeting !== undefined && { greeting }),
    ...(isTalked && notice !== undefined && { notice }),
  };
}

/** How a caller gets to a person: by a transfer, by the company's own words, or not at all. */
export function personOf({
  transferDestination,
  humanContact: words,
}: Pick<Settings['call'], 'transferDestination' | 'humanContact'>): Person {
  if (transferDestination !== undefined) return { reach: 'transfer' };
  return words === undefined ? { reach: 'nobody' } : { reach: 'contact', words };
}
