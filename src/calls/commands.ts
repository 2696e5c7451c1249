import { type CallContext, numberOf } from '../../machines/call-context.ts';
import type { LookupOutcome } from '../../machines/lookup-outcome.ts';
import { numberIn, type Reply } from '../../machines/reply.ts';
import type { Command, Ungrounded } from '../../machines/session.ts';
import type { Clock } from '../edges.ts';
import type { CallEngine, CarryOut } from './engine.ts';
import type { Lookups } from './lookups.ts';
import type { NumberQuota } from './number-quota.ts';
import type { Recognition } from './recognition.ts';

/** What was said in a call unasked, or tried to be. */
export type SpokenNotice = {
  type: 'late_answer.tried' | 'guard.corrected';
  callId: string;
  /** Of the parcel that it was about. */
  trackingNumber: string | null;
  outcome: string;
};

/** What is said in a call unasked; null for what is better left unsaid. */
export type SpokenWords = {
  late: (reply: Reply) => string | null;
  correction: (context: CallContext, ungrounded: Ungrounded, at: number) => string | null;
};

type Options = {
  lookups: Pick<Lookups, 'ask'>;
  recognition: Pick<Recognition, 'recognise'>;
  /** Whether one more number may be looked up for whoever calls. */
  mayLookUp: NumberQuota;
  /** Says a sentence in a live call; resolves with what came of it. */
  say: (controlUrl: string, sentence: string) => Promise<string>;
  words: SpokenWords;
  clock: Pick<Clock, 'now'>;
  deliver: CallEngine<unknown>['deliver'];
  /** Carries out what nobody waits for. */
  background: (name: string, work: () => Promise<unknown>) => void;
  notify: (notice: SpokenNotice) => void;
};

const LIMITED: LookupOutcome = { kind: 'failed', reason: 'limited', stale: null };

/** Makes what carries the commands of calls out; what comes of them goes back by the call's ID. */
export function createCommands(options: Options): CarryOut {
  const { words, background } = options;
  return (callId, command) => {
    switch (command.type) {
      case 'lookUp':
        return background('lookup', () => lookUp(callId, command, options));
      case 'recognise':
        return background('caller.recognition', () => recognise(callId, command, options));
      case 'say':
        return background('late_answer', () =>
          speak(
            {
              type: 'late_answer.tried',
              callId,
              trackingNumber: numberIn(command.reply.utterance),
            },
            command,
            words.late(command.reply),
            options,
          ),
        );
      case 'correct': {
        const { context, ungrounded, at } = command;
        return background('guard.correction', () =>
          speak(
            {
              type: 'guard.corrected',
              callId,
              trackingNumber: ungrounded.trackingNumber ?? numberOf(context),
            },
            command,
            words.correction(context, ungrounded, at),
            options,
          ),
        );
      }
      default:
        return command satisfies never;
    }
  };
}

/** Asks for every number, as far as whoever calls may; the rest is refused at once. */
async function lookUp(
  callId: string,
  { trackingNumbers, callerNumber }: Extract<Command, { type: 'lookUp' }>,
  { lookups, mayLookUp, deliver, clock }: Options,
): Promise<void> {
  const isAllowed = (number: string) => callerNumber === null || mayLookUp(callerNumber, number);
  for (const trackingNumber of trackingNumbers) {
    const outcome = isAllowed(trackingNumber) ? begin(trackingNumber) : LIMITED;
    if (outcome === null) continue;
    await deliver(callId, { type: 'lookup.settled', at: clock.now(), trackingNumber, outcome });
  }

  /** Null once it is under way; a service that cannot begin is a fault of ours, told at once. */
  function begin(trackingNumber: string): LookupOutcome | null {
    try {
      lookups.ask(trackingNumber, callId);
      return null;
    } catch {
      return { kind: 'failed', reason: 'internal', stale: null };
    }
  }
}

/** Learns whose deliveries the caller may ask for; a call goes on as well without knowing. */
async function recognise(
  callId: string,
  { callerNumber }: Extract<Command, { type: 'recognise' }>,
  { recognition, deliver, clock }: Options,
): Promise<void> {
  const recognised = await recognition.recognise(callerNumber);
  if (recognised === null || recognised.trackingNumbers.length === 0) return;
  await deliver(callId, { type: 'caller.recognised', at: clock.now(), ...recognised });
}

async function speak(
  about: Omit<SpokenNotice, 'outcome'>,
  { controlUrl }: { controlUrl: string },
  sentence: string | null,
  { say, notify }: Options,
): Promise<void> {
  if (sentence === null) return;
  notify({ ...about, outcome: await say(controlUrl, sentence) });
}
