import type { CallEvent, ToolEvent, Turn } from '../../machines/call-events.ts';
import type { LookupOutcome } from '../../machines/lookup-outcome.ts';
import type { RecordedSnapshot } from '../../machines/record.ts';
import type { CallState, Reply } from '../../machines/reply.ts';
import type { Advance, Session, SessionNotice } from '../../machines/session.ts';
import { argumentsOf } from '../recording/to-line.ts';
import type { Say } from './compare-call.ts';

/** Something that happened in a call, in words; `at` is in epoch milliseconds. */
export type Moment = {
  at: number;
  kind: 'said' | 'asked' | 'lookup' | 'answered' | 'entered' | 'time';
  text: string;
};

/** One way that a call goes, as it is told step by step. */
export class Branch {
  readonly path: CallState[] = [];
  readonly moments: Moment[] = [];
  readonly replies: Reply[] = [];
  /** What the chart threw, in words; null while it works. */
  fault: string | null = null;
  session: Session<Reply>;
  readonly #say: Say;

  constructor(opening: Advance<Reply>, at: number, say: Say) {
    this.#say = say;
    this.session = opening.session;
    this.take(opening, at);
  }

  get snapshot(): RecordedSnapshot {
    return this.session.snapshot;
  }

  /** Tells what an event came to. */
  take({ session, notices }: Advance<Reply>, at: number): void {
    this.session = session;
    for (const notice of notices) this.#takeNotice(notice, at);
  }

  /** Tells that something was said. */
  hear({ role, text }: Turn, at: number): void {
    this.#add(at, 'said', `${role === 'caller' ? 'Caller' : 'Assistant'}: ${text}`);
  }

  /** Tells of an event that the call receives, where a person would want to know. */
  meet(event: CallEvent): void {
    const told = tellEvent(event);
    if (told !== null) this.#add(event.at, told.kind, told.text);
  }

  /** Tells that numbers are looked up. */
  lookUp(trackingNumbers: readonly string[], at: number): void {
    for (const number of trackingNumbers) this.#add(at, 'lookup', `Looks up ${number}`);
  }

  #takeNotice(notice: SessionNotice, at: number): void {
    switch (notice.type) {
      case 'state.entered':
        this.path.push(notice.state);
        this.#add(at, 'entered', notice.state);
        break;
      case 'tool.answered': {
        const { reply } = notice;
        this.replies.push(reply);
        this.#add(at, 'answered', `${reply.status}: ${this.#say(reply)}`);
        break;
      }
      case 'guard.ungrounded':
        this.#add(at, 'said', `On no record: ${notice.kinds.join(', ')}`);
        break;
      case 'call.broken':
        this.fault = notice.error instanceof Error ? notice.error.message : String(notice.error);
        break;
      default:
        // The rest tells of no step of the call.
        break;
    }
  }

  #add(at: number, kind: Moment['kind'], text: string): void {
    this.moments.push({ at, kind, text });
  }
}

function tellEvent(event: CallEvent): Omit<Moment, 'at'> | null {
  switch (event.type) {
    case 'delivery.requested':
    case 'confirmation.given':
    case 'human.requested':
    case 'talk.heard':
    case 'tool.misused':
      return { kind: 'asked', text: tellTool(event) };
    case 'lookup.settled':
      return { kind: 'lookup', text: `${event.trackingNumber}: ${tellOutcome(event.outcome)}` };
    case 'lookup.staleFound':
      return { kind: 'lookup', text: `${event.trackingNumber}: an older record is at hand` };
    case 'caller.recognised':
      return { kind: 'lookup', text: `The caller has ${event.trackingNumbers.join(', ')}` };
    case 'time.passed':
      return { kind: 'time', text: 'The time for an answer is up' };
    case 'silence.passed':
      return { kind: 'time', text: 'Nothing was heard for too long' };
    case 'answer.missed':
      return { kind: 'time', text: 'The call was not reached in time: a fault was told' };
    case 'call.ended':
      return { kind: 'time', text: `The call ended: ${event.reason ?? 'no reason told'}` };
    case 'call.progressed':
      return { kind: 'time', text: `The call is ${event.status}` };
    case 'transfer.updated':
      return { kind: 'time', text: `The call goes to ${event.to ?? 'somebody else'}` };
    case 'report.received':
      return { kind: 'time', text: 'The report on the call came' };
    default:
      return null;
  }
}

function tellTool(event: ToolEvent): string {
  const { type, tool } = event;
  return `${tool} ${type === 'tool.misused' ? event.problem : JSON.stringify(argumentsOf(event))}`;
}

function tellOutcome(outcome: LookupOutcome): string {
  switch (outcome.kind) {
    case 'found': {
      const { status, estimatedDelivery, issueMessage } = outcome.delivery;
      const facts = [status, estimatedDelivery, issueMessage].filter((fact) => fact !== undefined);
      return `found (${outcome.source}): ${facts.join(', ')}`;
    }
    case 'missing':
      return `missing (${outcome.source})`;
    case 'failed':
      return `failed (${outcome.reason})${outcome.stale === null ? '' : ', an older record is at hand'}`;
    default:
      return outcome satisfies never;
  }
}
