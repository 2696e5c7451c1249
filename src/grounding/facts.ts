import type { CallContext, CallPolicy } from '../../machines/call-context.ts';
import type { CallEvent } from '../../machines/call-events.ts';
import type { Delivery } from '../../machines/delivery.ts';
import { type Language, languageOf } from '../../machines/languages/language.ts';
import { readNumber } from '../../machines/listening/read-number.ts';
import { contact } from '../speech/fallback-sentences.ts';
import { findNamedNumbers } from './find-claims.ts';
import { foldWords } from './words.ts';

/** A record that was read for a call, and when, in epoch milliseconds. */
export type KnownRecord = { delivery: Delivery; asOf: number };

/** What is known in a call at a moment: what a claim may rest on. */
export type Facts = {
  /** Every reading, oldest first. */
  records: readonly KnownRecord[];
  /** Numbers that the caller or a tool named: to say one again invents nothing. */
  numbers: readonly string[];
  /** What the caller said, word by word; a name among it is no invention. */
  callerWords: readonly string[];
  /** Whether all of that was heard; a process that took the call up knows a part of it. */
  heardAll: boolean;
  /** What is spoken in the call. */
  language: Language;
  /** Where callers are, by its IANA name: a day is that of theirs. */
  timeZone: string;
  /** Whether calls are passed on to a person here, one was asked for, and this call was. */
  transfer: 'none' | 'possible' | 'asked' | 'done';
  /** How the company itself says that a person is reached; empty where it does not. */
  contact: string;
};

/** The start of a call: nothing is known. */
export const NO_FACTS: Facts = {
  records: [],
  numbers: [],
  callerWords: [],
  heardAll: true,
  language: languageOf(undefined),
  timeZone: 'UTC',
  transfer: 'none',
  contact: '',
};

const RECORDS_MAX = 100;
const NUMBERS_MAX = 200;
const CALLER_WORDS_MAX = 2000;

/** What is known after one more event of a call. Pure. */
export function learnFacts(facts: Facts, event: CallEvent): Facts {
  switch (event.type) {
    case 'delivery.requested':
    case 'confirmation.given': {
      const reading = readNumber(event.heard, facts.language);
      return reading.ok ? withNumbers(facts, [reading.trackingNumber]) : facts;
    }
    case 'lookup.staleFound':
      return withRecord(facts, event.stale);
    case 'lookup.settled': {
      const { outcome, trackingNumber } = event;
      const named = withNumbers(facts, [trackingNumber]);
      if (outcome.kind === 'found') return withRecord(named, outcome);
      return outcome.kind === 'failed' && outcome.stale !== null
        ? withRecord(named, outcome.stale)
        : named;
    }
    case 'human.requested':
      return facts.transfer === 'possible' ? { ...facts, transfer: 'asked' } : facts;
    case 'transfer.updated':
      return { ...facts, transfer: 'done' };
    case 'call.progressed':
      return event.status === 'forwarding' ? { ...facts, transfer: 'done' } : facts;
    case 'transcript.heard':
      return event.role === 'caller' ? learnFromCaller(facts, event.text) : facts;
    default:
      return facts;
  }
}

/** What is known before a call says anything: its language, where callers are, how they reach a person. */
export function knowPolicy(facts: Facts, policy: CallPolicy): Facts {
  const { timeZone = 'UTC', person } = policy;
  const language = languageOf(policy.language);
  return {
    ...facts,
    language,
    timeZone,
    transfer: person?.reach === 'transfer' ? 'possible' : 'none',
    contact: person === undefined ? '' : contact(person, language),
  };
}

/** The same with what the call was told, which stands on record, in place of what was read. */
export function factsOfCall(facts: Facts, context: CallContext): Facts {
  const { told, candidate, passedNumbers, policy, passedOn, fallbackReason } = context;
  const named = [...passedNumbers, ...told.map(({ delivery }) => delivery.trackingNumber)];
  if (candidate !== null) named.push(candidate.trackingNumber);
  const known = { ...knowPolicy(withNumbers(facts, named), policy), records: told };
  if (passedOn) return { ...known, transfer: 'done' };
  const isAsked = known.transfer === 'possible' && fallbackReason?.kind === 'humanRequested';
  return isAsked ? { ...known, transfer: 'asked' } : known;
}

/** What is known after the caller said something. */
export function learnFromCaller(facts: Facts, text: string): Facts {
  const before = new Set(facts.callerWords);
  const words = new Set(foldWords(text)).difference(before);
  const known = withNumbers(facts, findNamedNumbers(text, facts.language));
  if (words.size === 0) return known;
  return { ...known, callerWords: [...before, ...words].slice(-CALLER_WORDS_MAX) };
}

function withRecord(facts: Facts, { delivery, asOf }: KnownRecord): Facts {
  return { ...facts, records: [...facts.records, { delivery, asOf }].slice(-RECORDS_MAX) };
}

function withNumbers(facts: Facts, numbers: readonly string[]): Facts {
  const fresh = numbers.filter((number) => !facts.numbers.includes(number));
  if (fresh.length === 0) return facts;
  return { ...facts, numbers: [...facts.numbers, ...fresh].slice(-NUMBERS_MAX) };
}
