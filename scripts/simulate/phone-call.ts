import type { Choices } from '../traffic/random.ts';
import type { Weather } from './faults.ts';
import type { Timeline } from './timeline.ts';

/** What words amount to for a number that was read back; whoever says them knows. */
export type Intent = 'yes' | 'no' | 'correction' | 'other';

/** Something that was said, and when the service was told of it first. */
export type Utterance = {
  role: 'user' | 'bot';
  text: string;
  intent: Intent;
  /** The number that is named in it, as far as the judge has to know; else null. */
  number: string | null;
  saidAt: number;
  toldAt: number | null;
};

/** A tool call as the model makes it. */
export type ToolCall = { tool: string; args: Record<string, unknown> };

/** A tool call as Vapi sends it. */
export type Ask = ToolCall & {
  call: PhoneCall;
  /** Among the tool calls of its call, from 1, in the order in which the model made them. */
  place: number;
  /** As it is on the wire: a model may use one again. */
  toolCallId: string;
  /** When it came to a process first, and to which. */
  arrivedAt: number | null;
  life: number | null;
  order?: number;
};

/** An answer as the caller gets it. */
export type Answer = {
  ask: Ask;
  status: string;
  sentence: string;
  /** The parsed result. */
  told: Record<string, unknown>;
  bytes: string;
};

/** A turn of a caller without a model: '' before anything is said, null for a silence. */
export type SpokenTurn = {
  call: PhoneCall;
  words: string | null;
  /** What it amounts to for the number that was read back, or told, last. */
  intent: Intent;
  /** The number that is named in it, as it was heard. */
  number: string | null;
  arrivedAt: number | null;
  life: number | null;
  order: number;
};

/** What is said in answer to a turn, the tool of Vapi's that is called, and the numbers told of. */
export type Spoken = { text: string; tool: string | null; told: string[] };

/** How a call's messages get to the service. */
export type Line = {
  timeline: Timeline;
  weather: Weather;
  /** Posts a body that is about an event; nobody waits for what comes of it. */
  tell(call: PhoneCall, message: Record<string, unknown>): void;
  /** Posts tool calls until they are answered or nobody waits any more: then null. */
  ask(asks: Ask[], message: () => Record<string, unknown>, then: Then): void;
  /** Asks what to say to a turn, unless another one comes before that is answered. */
  talk(turn: SpokenTurn, body: string, then: (spoken: Spoken | null) => void): void;
  write(call: PhoneCall, line: string): void;
};

type Then = (answers: Answer[] | null) => void;

/** Shapes of a history that need a name. */
const GROWN = 4;
const PARTS = 5;
const NONE = 6;

const HOST = 'https://phone.api.vapi.ai';

/** A call, or a conversation in writing whose messages name their session, or the one before. */
export type Medium = 'call' | 'session' | 'chain';

type Thread = { id: string; sessionId?: string; previousChatId?: string };

/** One call at Vapi, or a conversation in writing: who calls, and all that was said. */
export class PhoneCall {
  readonly id: string;
  readonly name: string;
  readonly phone: string | null;
  readonly controlUrl: string;
  /** What the way to the service and back takes its chances by. */
  readonly wire: Choices;
  readonly said: Utterance[] = [];
  isOver = false;
  isPassedOn = false;
  readonly #line: Line;
  readonly #choices: Choices;
  readonly #historyShape: number;
  readonly #medium: Medium;
  /** The chat that a message belongs to; null in a call. */
  #thread: Thread | null = null;
  #asked = 0;
  /** The tool calls of earlier chats, which a conversation in writing tells again. */
  readonly #earlier: Ask[] = [];
  /** The chats that got their answers: by these the one after it is known. */
  readonly #answered = new Set<string>();

  constructor(
    line: Line,
    index: number,
    phone: string | null,
    { choices, wire, medium }: { choices: Choices; wire: Choices; medium: Medium },
  ) {
    this.#medium = medium;
    this.wire = wire;
    this.#line = line;
    this.#choices = choices;
    this.name = `call ${index}`;
    this.id = `019e8c41-0000-7000-8000-${String(index).padStart(12, '0')}`;
    this.phone = phone;
    this.controlUrl = `${HOST}/${this.id}/control`;
    this.#historyShape = choices.whole(0, 4);
  }

  get isWritten(): boolean {
    return this.#medium !== 'call';
  }

  /** Whether it is a conversation of which each chat names the one before, and nothing else. */
  get isChain(): boolean {
    return this.#medium === 'chain';
  }

  /** Each message of a conversation in writing is a chat of its own. */
  #writeOn(): void {
    if (this.#medium === 'call') return;
    const id = `${this.id}-chat-${this.#asked}`;
    const before = this.#thread;
    if (this.#medium === 'session') this.#thread = { id, sessionId: `${this.id}-session` };
    else this.#thread = before === null ? { id } : { id, previousChatId: before.id };
  }

  /** The call is there. */
  ring(): void {
    this.#tell({ type: 'status-update', status: 'in-progress' });
    if (this.#choices.next() < 0.5) this.#tell({ type: 'assistant.started' });
  }

  /** Somebody says something, which the transcriber tells. */
  say(
    role: Utterance['role'],
    text: string,
    intent: Intent = 'other',
    number: string | null = null,
  ): Utterance {
    const utterance: Utterance = {
      ...{ role, text, intent, number },
      saidAt: this.#line.timeline.now,
      toldAt: null,
    };
    this.said.push(utterance);
    this.#line.write(this, `${role === 'user' ? 'caller' : 'assistant'}: ${text}`);
    if (role === 'user' && this.#choices.next() < 0.1) {
      this.#tell({ type: 'speech-update', status: 'stopped', role: 'user' });
    }
    this.#tell({
      ...{ type: 'transcript', transcriptType: 'final', transcript: text },
      ...{ role: role === 'user' ? 'user' : 'assistant', utterance },
    });
    if (this.#choices.next() < 0.1) {
      this.#tell({ type: 'conversation-update', utterances: [...this.said] });
    }
    return utterance;
  }

  interrupt(): void {
    this.#tell({ type: 'user-interrupted' });
  }

  /** The model makes tool calls. */
  ask(tools: ToolCall[], then: Then): void {
    const { weather } = this.#line;
    const isTwice = weather.strikes('model-twice', this.name);
    const made = tools.flatMap((tool) => (isTwice ? [tool, tool] : [tool]));
    const isNumberedAnew = weather.sourceOf('model-same-id') !== null;
    const asks = made.map((tool, index): Ask => {
      this.#asked += 1;
      const toolCallId =
        isNumberedAnew && weather.strikes('model-same-id', this.name, 0.5)
          ? `call_${index}`
          : `${this.id.slice(-4)}-${this.#asked}`;
      return { ...tool, call: this, place: this.#asked, toolCallId, arrivedAt: null, life: null };
    });
    this.#writeOn();
    this.send(asks, then);
  }

  /** Vapi sends tool calls, with the history as it is by then. */
  send(asks: Ask[], then: Then): void {
    for (const { tool, args } of asks) {
      this.#line.write(this, `model: ${tool} ${JSON.stringify(args)}`);
    }
    const isText = this.#choices.next() < 0.3;
    const list = asks.map(({ toolCallId, tool, args }) => ({
      ...{ id: toolCallId, type: 'function' },
      function: { name: tool, arguments: isText ? JSON.stringify(args) : args },
    }));
    const utterances = [...this.said];
    const { id } = this.#thread ?? {};
    const message = () => ({ type: 'tool-calls', toolCallList: list, utterances });
    this.#line.ask(asks, message, (answers) => {
      if (answers !== null && id !== undefined) this.#answered.add(id);
      then(answers);
    });
    if (this.isWritten) this.#earlier.push(...asks);
  }

  /** A turn is told as Vapi tells a server in the place of a model. */
  talk(turn: SpokenTurn, then: (spoken: Spoken | null) => void): void {
    const system = { role: 'system', content: 'You answer calls about parcels.' };
    const messages = this.said.map(({ role, text }) => ({
      role: role === 'bot' ? 'assistant' : 'user',
      content: text,
    }));
    const tools = ['endCall', 'transferCall'].map((name) => ({
      type: 'function',
      function: { name },
    }));
    const body = { model: 'waybill', messages: [system, ...messages], tools, ...this.#about() };
    this.#line.talk(turn, JSON.stringify(body), then);
  }

  passOn(): void {
    this.isPassedOn = true;
    if (this.#choices.next() < 0.3) this.#tell({ type: 'status-update', status: 'forwarding' });
    this.#tell({
      type: 'transfer-update',
      destination: { type: 'number', number: '+12025550199' },
    });
  }

  hangUp(): void {
    if (this.isOver) return;
    this.isOver = true;
    this.#line.write(this, 'hangs up');
    const { weather } = this.#line;
    if (weather.strikes('vapi-no-ended', this.name, 0.5)) return;
    const endedReason = 'customer-ended-call';
    const ended = { type: 'status-update', status: 'ended', endedReason };
    const analysis = { summary: 'The caller asked for a parcel.', successEvaluation: 'true' };
    const report = {
      type: 'end-of-call-report',
      endedReason,
      analysis,
      utterances: [...this.said],
    };
    for (const message of this.#choices.next() < 0.8 ? [ended, report] : [report, ended]) {
      this.#tell(message);
    }
    if (this.#line.weather.strikes('model-late', this.name, 0.5)) this.#askLate();
  }

  /** The model goes on after the end. */
  #askLate(): void {
    const late = this.#choices.pick<ToolCall>([
      { tool: 'track_delivery', args: { trackingNumber: 'WB12345678' } },
      { tool: 'confirm_tracking_number', args: { confirmed: true } },
      { tool: 'request_human', args: {} },
      { tool: 'verify_caller', args: { answer: 'Weiss' } },
      { tool: 'change_address', args: {} },
    ]);
    this.#line.timeline.after(this.#choices.whole(100, 3_000), () => this.ask([late], () => {}));
  }

  /**
   * The body of a message; `utterances` of it becomes a history in one of the shapes that Vapi has, and
   * `told` is given what it tells.
   */
  toBody(message: Record<string, unknown>, told: (utterance: Utterance) => void): string {
    const { utterances, utterance, ...fields } = message;
    if (utterance !== undefined) told(utterance as Utterance);
    const history = this.#history((utterances ?? []) as Utterance[], told);
    return JSON.stringify({ message: { ...fields, ...history, ...this.#about() } });
  }

  /** What a message is about. */
  #about(): object {
    if (this.#thread !== null) return { chat: this.#thread };
    const customer = this.phone === null ? {} : { customer: { number: this.phone } };
    const monitor = { controlUrl: this.controlUrl };
    return { call: { id: this.id, type: 'inboundPhoneCall', ...customer, monitor } };
  }

  /** By its history alone a chain of chats is known after a restart where the chat before had no answer. */
  #isKnownByHistory(): boolean {
    const { previousChatId } = this.#thread ?? {};
    return previousChatId !== undefined && !this.#answered.has(previousChatId);
  }

  #history(utterances: Utterance[], told: (utterance: Utterance) => void) {
    if (utterances.length === 0) return {};
    const { weather } = this.#line;
    const isOdd = weather.strikes('vapi-history', this.name, 0.4);
    // What is one turn in a conversation stays one.
    const others = this.#historyShape === GROWN ? [NONE] : [0, 1, 2, 3, PARTS, NONE];
    const drawn = isOdd ? this.#choices.pick(others) : this.#historyShape;
    const shape = drawn === NONE && this.#isKnownByHistory() ? 0 : drawn;
    const earlier = this.#earlier.map(({ toolCallId: id, tool: name, args }) => {
      const call = { id, type: 'function', function: { name, arguments: JSON.stringify(args) } };
      return {
        ours: { role: 'tool_calls', toolCalls: [call] },
        theirs: { role: 'assistant', tool_calls: [call] },
      };
    });
    const ours = earlier.map((each) => each.ours);
    const theirs = earlier.map((each) => each.theirs);
    const plain = utterances.map(({ role, text }) => ({ role, message: text }));
    const asOpenAi = utterances.map(({ role, text }) => ({
      role: role === 'bot' ? 'assistant' : 'user',
      content: text,
    }));
    const system = { role: 'system', message: 'You answer calls about parcels.' };
    if (shape === NONE) return {};
    utterances.forEach(told);
    switch (shape) {
      case 0:
        return { artifact: { messages: [system, ...plain, ...ours] } };
      case 1:
        return { artifact: { messagesOpenAIFormatted: [...asOpenAi, ...theirs] } };
      case 2:
        return {
          artifact: {
            messages: [system, ...plain, ...ours],
            messagesOpenAIFormatted: [...asOpenAi, ...theirs],
          },
        };
      case 3:
        return { artifact: { messages: [], messagesOpenAIFormatted: [...asOpenAi, ...theirs] } };
      case GROWN:
        return { artifact: { messages: [system, ...grown(plain), ...ours] } };
      default: {
        const parts = asOpenAi.map(({ role, content }) => ({
          role,
          content: [{ type: 'text', text: content }],
        }));
        return { artifact: { messagesOpenAIFormatted: [...parts, ...theirs] } };
      }
    }
  }

  #tell(message: Record<string, unknown>) {
    // Of what is written nothing is told but with the model's tool calls.
    if (!this.isWritten) this.#line.tell(this, message);
  }
}

/** Turns of one speaker in a row as one, as Vapi has them where nobody else spoke between. */
function grown(turns: { role: string; message: string }[]) {
  const joined: { role: string; message: string }[] = [];
  for (const turn of turns) {
    const last = joined.at(-1);
    if (last?.role === turn.role) last.message += ` ${turn.message}`;
    else joined.push({ ...turn });
  }
  return joined;
}
