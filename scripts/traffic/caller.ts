import { type Answer, type Line, type ToolCall, VapiPhone } from '../demo/vapi-phone.ts';
import type { Choices } from './random.ts';

/** A delivery that somebody may ask for. */
export type Parcel = { trackingNumber: string; customerPhone?: string };

/** What callers have in common. */
export type Surroundings = {
  line: Line;
  parcels: readonly Parcel[];
  choices: Choices;
  /** Waits as people do; rejects when the traffic stops. */
  pause(ms: number): Promise<void>;
  /** Epoch milliseconds. */
  now(): number;
};

/** How long people take to say something, and to think, in milliseconds. */
const THINKING_MS = { min: 1_500, max: 6_000 };

/** What a minute costs, in US dollars, as Vapi reports it. */
const COST_PER_MINUTE = 0.09;

export function track(trackingNumber: string | number): ToolCall {
  return { name: 'track_delivery', arguments: { trackingNumber } };
}

export function confirm(confirmed: boolean, trackingNumber?: string): ToolCall {
  const also = trackingNumber === undefined ? {} : { trackingNumber };
  return { name: 'confirm_tracking_number', arguments: { confirmed, ...also } };
}

export const issue: ToolCall = { name: 'get_delivery_issue', arguments: {} };
export const human: ToolCall = {
  name: 'request_human',
  arguments: { reason: 'the caller asked' },
};

/** Somebody on the phone, or who writes, with an assistant that asks Waybill. */
export class Caller {
  readonly parcels: readonly Parcel[];
  readonly choices: Choices;
  readonly #phone: VapiPhone;
  readonly #around: Surroundings;
  readonly #isWritten: boolean;
  readonly #startedAt: number;

  constructor(around: Surroundings, options: { phone?: string; isWritten?: boolean } = {}) {
    const { phone = strangerOf(around.choices), isWritten = false } = options;
    this.parcels = around.parcels;
    this.choices = around.choices;
    this.#around = around;
    this.#isWritten = isWritten;
    this.#startedAt = around.now();
    this.#phone = new VapiPhone(around.line, phone, { isWritten, goesOn: true });
  }

  async pickUp(): Promise<void> {
    if (this.#isWritten) return;
    await this.#phone.pickUp();
    await this.#phone.tell('assistant', 'Hello, this is the parcel line. How can I help?');
  }

  /** Says something after a while, which makes the assistant ask; gives the first answer. */
  async say(words: string, ...tools: ToolCall[]): Promise<Answer | undefined> {
    const { choices, pause } = this.#around;
    await pause(choices.whole(THINKING_MS.min, THINKING_MS.max));
    if (!this.#isWritten) await this.#phone.tell('user', words);
    if (tools.length === 0) return undefined;
    const { answers } = await this.#phone.say(words, tools);
    if (answers.some(({ status }) => status === 'handoff')) await this.#phone.passOn();
    return answers[0];
  }

  /** Says yes to a number that is read back, as long as one is. */
  async affirm(answer: Answer | undefined): Promise<Answer | undefined> {
    return answer?.status === 'needs_confirmation'
      ? this.say(this.choices.pick(['Yes.', 'Yes, that is it.', 'Right.']), confirm(true))
      : answer;
  }

  /** The assistant's model says something of its own. */
  async hear(words: string): Promise<void> {
    await this.#around.pause(1_000);
    await this.#phone.tell('assistant', words);
  }

  async hangUp(summary = 'The caller asked for a parcel.'): Promise<void> {
    // Nobody hangs up in writing.
    if (this.#isWritten) return;
    const { pause, now } = this.#around;
    await pause(1_500);
    const durationSeconds = Math.max(1, Math.round((now() - this.#startedAt) / 1000));
    const cost = Math.round((durationSeconds / 60) * COST_PER_MINUTE * 10_000) / 10_000;
    await this.#phone.hangUp({
      startedAt: new Date(this.#startedAt).toISOString(),
      endedAt: new Date(now()).toISOString(),
      durationSeconds,
      cost,
      analysis: { summary, successEvaluation: 'true' },
    });
  }
}

/** Somebody of whom there is no delivery; a few of them call again and again. */
function strangerOf(choices: Choices): string {
  return `+1202555${String(choices.whole(200, 399)).padStart(4, '0')}`;
}
