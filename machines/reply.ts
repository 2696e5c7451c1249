import { type Static, Type } from 'typebox';
import type { CallPolicy } from './call-context.ts';
import type { TalkAct, Topic } from './call-events.ts';
import type { Delivery } from './delivery.ts';
import type { NumberFault } from './listening/read-number.ts';
import type { CachedDelivery } from './lookup-outcome.ts';

/** The outer states of the call chart. */
export const CallStateSchema = Type.Enum([
  'need',
  'confirm',
  'fetch',
  'report',
  'fallback',
  'ended',
]);

/** The outer states of the call chart. */
export type CallState = Static<typeof CallStateSchema>;

/** How what is said reaches whoever asks, where it is not spoken. */
export const MediumSchema = Type.Enum(['text']);

/** How what is said reaches whoever asks, where it is not spoken. */
export type Medium = Static<typeof MediumSchema>;

/** Characters of a number, from one place up to and not with another; from 0. */
export const SpanSchema = Type.Object({ start: Type.Number(), end: Type.Number() });

/** Characters of a number, from one place up to and not with another; from 0. */
export type Span = Static<typeof SpanSchema>;

/** What of a record whoever calls is asked for, to be told of it. */
export const AsksSchema = Type.Enum(['lastName', 'postcode']);

/** What of a record whoever calls is asked for. */
export type Asks = Static<typeof AsksSchema>;

/** What an answer amounts to, as the assistant's model reads it. */
export const REPLY_STATUSES = [
  'success',
  'not_found',
  'needs_confirmation',
  'invalid',
  'unavailable',
  'handoff',
  'error',
] as const;

/** What an answer amounts to. */
export type ReplyStatus = (typeof REPLY_STATUSES)[number];

/** Where the facts of an answer come from; `fallback` when it states none. */
export type ReplySource = 'sanity' | 'cache' | 'fallback';

/** How a parcel is spoken of, which depends on what the caller knows by now. */
export type Manner = {
  /** What tells the parcel from others: nothing, the end of its number, or the whole of it. */
  naming: 'none' | 'ending' | 'number';
  speakName: boolean;
  /** Whether the caller was told of this parcel before. */
  isTold: boolean;
  /** Whether to ask if there is anything else. */
  closes: boolean;
};

/**
 * What is to be said, as facts: the speech room turns it into a sentence.
 * `offerHuman` asks for the offer of a person to be added to it.
 */
export type Utterance =
  /** Where the parcel is. `ageSeconds` is spoken only when `stale`. */
  | {
      about: 'delivery';
      delivery: Delivery;
      stale: boolean;
      ageSeconds: number;
      manner: Manner;
    }
  /** What is wrong with the parcel, or that the record states no issue. */
  | {
      about: 'issue';
      delivery: Delivery;
      stale: boolean;
      ageSeconds: number;
      manner: Manner;
    }
  /** Reads a number back and asks whether it is right; what of it was changed is said apart. */
  | {
      about: 'readBack';
      trackingNumber: string;
      changed?: Span;
      offerHuman: boolean;
      /** In smaller groups, for whoever did not follow. */
      slowly?: true;
    }
  /** Something of the number is to be changed, and it is not known what: asks which part. */
  | { about: 'whichPart'; trackingNumber: string; offerHuman: boolean }
  /**
   * The check digit of what was heard is wrong, and right in a number that has another character at
   * one place: asks about that character.
   */
  | { about: 'repair'; trackingNumber: string; heard: string; offerHuman: boolean }
  /** Asks whether it is this parcel of whoever calls, by the end of its number. */
  | {
      about: 'ownParcel';
      trackingNumber: string;
      offerHuman: boolean;
      greets?: true;
      notice?: string;
    }
  /** The caller has no number, and nothing else leads to a parcel: offers a person. */
  | { about: 'lacksNumber' }
  /** The read-back was refused: asks for the number again. */
  | { about: 'refusal'; offerHuman: boolean }
  /** What was heard is no tracking number. */
  | { about: 'badNumber'; fault: NumberFault; offerHuman: boolean }
  /** The number is given in pieces: says what there is of it ('' for nothing), and asks for the next. */
  | { about: 'pieces'; given: string; offerHuman: boolean }
  /** No number is known yet: asks for it. */
  | { about: 'noNumber' }
  /** No delivery has this number. */
  | { about: 'notFound'; trackingNumber: string; offerHuman: boolean }
  /** The records cannot be reached and nothing is known: another try, or a person? */
  | { about: 'unavailable'; trackingNumber: string }
  /** There is a record of this number and it cannot be told: another try would not help. */
  | { about: 'invalidRecord'; trackingNumber: string; naming: Manner['naming'] }
  /** As many numbers were tried as may be, in the call or by whoever calls. */
  | { about: 'tooManyNumbers'; by: 'call' | 'caller' }
  /** Asks what only the right person knows; `isAgain`: what was answered is not it. */
  | { about: 'verification'; asks: Asks; isAgain: boolean; offerHuman: boolean }
  /** No answer was right: nothing is told, and a person takes over. */
  | { about: 'notVerified' }
  /** Answers a turn that asks for nothing on record, and asks once more what is still to be answered. */
  | {
      about: 'talk';
      act: TalkAct;
      times: number;
      notice?: string;
      greeting?: string;
      next: TalkNext | null;
    }
  /** A person takes over, or the caller hears how to reach one. */
  | { about: 'handoff' }
  /** The assistant called a tool that does not exist. */
  | { about: 'unknownTool'; name: string }
  /** The assistant's arguments could not be read. */
  | { about: 'badArguments'; name: string }
  /** The call is over: nothing is looked up any more. */
  | { about: 'callEnded' }
  /** Waybill itself failed: honest, and a person is offered. */
  | { about: 'internalFault' };

/** What is asked, or asked again, beside the answer to a turn. */
export type TalkNext =
  | Extract<
      Utterance,
      {
        about:
          | 'readBack'
          | 'repair'
          | 'whichPart'
          | 'ownParcel'
          | 'pieces'
          | 'noNumber'
          | 'verification';
      }
    >
  /** A person, another try or another number, whichever is left. */
  | { about: 'offer'; next: 'human' | 'tryAgain' | 'anotherNumber'; offerHuman?: boolean }
  | { about: 'anythingElse' };

/** The number of the parcel that is spoken of; null where it is of none, or of one not named. */
export function numberIn(utterance: Utterance): string | null {
  if (utterance.about === 'talk') {
    return utterance.next !== null && 'trackingNumber' in utterance.next
      ? utterance.next.trackingNumber
      : null;
  }
  if ('delivery' in utterance) return utterance.delivery.trackingNumber;
  return 'trackingNumber' in utterance ? utterance.trackingNumber : null;
}

/** What the words of an answer depend on beside its facts. */
export type Terms = Pick<CallPolicy, 'timeZone' | 'person' | 'language'>;

/** The one answer to one tool call. Times are epoch milliseconds. */
export type Reply = {
  toolCallId: string;
  tool: string;
  status: ReplyStatus;
  /** The state that this answer leads to; `fetch` while other lookups of the call go on. */
  state: CallState;
  source: ReplySource;
  /** When the facts were read, and how old they were when this reply was made. */
  data: { asOf: number; ageSeconds: number; stale: boolean } | null;
  utterance: Utterance;
  terms: Terms;
  /** Absent for an answer that is spoken. */
  medium?: Medium;
};

type Asked = Pick<Reply, 'toolCallId' | 'tool'>;

/** A reply that states no record. */
export function plainReply(
  { timeZone, person, language }: Terms,
  { toolCallId, tool }: Asked,
  status: ReplyStatus,
  state: CallState,
  utterance: Utterance,
): Reply {
  const terms = {
    ...(timeZone && { timeZone }),
    ...(person && { person }),
    ...(language && { language }),
  };
  return { toolCallId, tool, status, state, source: 'fallback', data: null, utterance, terms };
}

/** A reply that states a delivery: every fact in it is of the record that was read. */
export function deliveryReply(
  terms: Terms,
  asked: Asked & { topic: Topic },
  { delivery, asOf }: CachedDelivery,
  manner: Manner,
  source: ReplySource,
  stale: boolean,
  at: number,
): Reply {
  const data = dataOf(asOf, stale, at);
  const { ageSeconds } = data;
  const utterance: Utterance = { about: asked.topic, delivery, stale, ageSeconds, manner };
  return { ...plainReply(terms, asked, 'success', 'report', utterance), source, data };
}

/**
 * When a record was read, and how old it is at a moment, in whole seconds, both times in epoch
 * milliseconds. Where the clock has stepped back since, it is from now.
 */
export function dataOf(asOf: number, stale: boolean, at: number): NonNullable<Reply['data']> {
  const readAt = Math.min(asOf, at);
  return { asOf: readAt, ageSeconds: Math.floor((at - readAt) / 1000), stale };
}
