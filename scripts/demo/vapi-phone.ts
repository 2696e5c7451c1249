import { setTimeout as wait } from 'node:timers/promises';

/** A tool call as the assistant's model makes it. */
export type ToolCall = { name: string; arguments: Record<string, unknown> };

/** One answer, as Vapi reads it. */
export type Answer = {
  toolCallId: string;
  status: string;
  sentence: string;
  source: string;
  state: string;
};

/** The service that is called, and where IDs come from. */
export type Line = {
  publicUrl: string;
  secret: string;
  /** For calls without a model. */
  completionsKey?: string;
  newId(): string;
  onStep(): void;
  /** Whether what is turned away for the load is posted again when it may be: a machine may be busy. */
  isPatient?: boolean;
  /** What every message carries beside its own, as Vapi sends the whole assistant along. */
  alongside?: Record<string, unknown>;
};

type PhoneOptions = {
  callId?: string | undefined;
  /** A conversation in writing is no phone call. */
  isWritten?: boolean;
  /** Whether it goes on, as Vapi does, when the service has too much to do for an event. */
  goesOn?: boolean;
};

/** How often one message is posted at most. */
const TURNS_MAX = 5;

function isTurnedAway({ status, headers }: Response): boolean {
  return status === 503 && headers.has('retry-after');
}

/** Plays one phone call, or one conversation in writing: posts to the webhook what Vapi posts, in the shapes seen on the wire. */
export class VapiPhone {
  readonly callId: string;
  readonly #said: { role: 'user' | 'bot'; message: string }[] = [];
  readonly #line: Line;
  readonly #callerNumber: string;
  readonly #isWritten: boolean;
  readonly #goesOn: boolean;
  #isPassedOn = false;

  constructor(line: Line, callerNumber: string, options: PhoneOptions = {}) {
    const { callId = line.newId(), isWritten = false, goesOn = false } = options;
    this.callId = callId;
    this.#line = line;
    this.#callerNumber = callerNumber;
    this.#isWritten = isWritten;
    this.#goesOn = goesOn;
  }

  /** Lets the call begin. */
  async pickUp(): Promise<void> {
    await this.#post({ type: 'status-update', status: 'in-progress' });
  }

  /** Tells at once what the transcriber has heard; what was answered is told with the next message. */
  async tell(role: 'user' | 'assistant', transcript: string): Promise<void> {
    await this.#post({ type: 'transcript', role, transcriptType: 'final', transcript });
    if (role === 'assistant') this.#said.push({ role: 'bot', message: transcript });
  }

  /** Ends the call, and reports on it as Vapi does some seconds later, with what else it knows. */
  async hangUp(known: Record<string, unknown> = {}): Promise<void> {
    const endedReason = this.#isPassedOn ? 'assistant-forwarded-call' : 'customer-ended-call';
    await this.#post({ type: 'status-update', status: 'ended', endedReason });
    const transcript = this.#said
      .map(({ role, message }) => `${role === 'user' ? 'User' : 'AI'}: ${message}\n`)
      .join('');
    const artifact = { messages: this.#said, transcript };
    await this.#post({ type: 'end-of-call-report', endedReason, artifact, analysis: {}, ...known });
  }

  /**
   * Lets the caller speak, and the assistant's model call tools in one message; gives their answers,
   * which are spoken, and how long they took, in milliseconds.
   */
  async say(said: string, tools: ToolCall[]): Promise<{ answers: Answer[]; tookMs: number }> {
    this.#said.push({ role: 'user', message: said });
    const calls = tools.map((tool) => ({
      id: `call_${this.#line.newId().slice(-12)}`,
      type: 'function',
      function: tool,
      isPrecededByText: false,
    }));
    const startedAt = performance.now();
    const body = await this.#post({
      type: 'tool-calls',
      artifact: { messages: this.#said },
      toolCalls: calls,
      toolCallList: calls,
      toolWithToolCallList: calls.map((toolCall) => ({
        type: 'function',
        function: { name: toolCall.function.name },
        messages: [],
        toolCall,
      })),
    });
    const tookMs = performance.now() - startedAt;
    const answers = body.results.map(readAnswer);
    for (const { sentence } of answers) this.#said.push({ role: 'bot', message: sentence });
    return { answers, tookMs };
  }

  /**
   * Lets the caller speak in a call without a model: Waybill is asked what comes next, as Vapi asks a
   * model. What the call does then is told by the tool that it calls.
   */
  async converse(said: string): Promise<{ answers: Answer[]; tookMs: number }> {
    this.#said.push({ role: 'user', message: said });
    this.#line.onStep();
    const startedAt = performance.now();
    const response = await fetch(`${this.#line.publicUrl}/chat/completions`, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        authorization: `Bearer ${this.#line.completionsKey}`,
      },
      body: JSON.stringify({
        model: 'waybill',
        messages: this.#said.map(({ role, message }) => ({
          role: role === 'user' ? 'user' : 'assistant',
          content: message,
        })),
        tools: OFFERED,
        ...this.#about(),
      }),
    });
    const tookMs = performance.now() - startedAt;
    if (!response.ok) throw new Error(`Cannot go on with a call: HTTP ${response.status}`);
    const { choices } = (await response.json()) as Completion;
    const { content, tool_calls: called = [] } = choices[0].message;
    const sentence = content ?? '';
    this.#said.push({ role: 'bot', message: sentence });
    const isHandoff = called.some((call) => call.function.name === 'transferCall');
    const status = isHandoff ? 'handoff' : 'told';
    return { answers: [{ toolCallId: '', status, sentence, source: '', state: '' }], tookMs };
  }

  /**
   * Asks where the call goes, as the assistant's model does once a person was asked for, and lets it
   * go there. Gives what the caller hears meanwhile and the number; null where nobody takes over.
   */
  async passOn(): Promise<{ sentence: string; number: string } | null> {
    const { destination, message } = await this.#post({ type: 'transfer-destination-request' });
    if (destination === undefined) return null;
    const sentence = message?.content ?? '';
    this.#said.push({ role: 'bot', message: sentence });
    this.#isPassedOn = true;
    await this.#post({ type: 'transfer-update', destination });
    await this.#post({ type: 'status-update', status: 'forwarding' });
    return { sentence, number: destination.number };
  }

  async #post(message: Record<string, unknown>): Promise<Answered> {
    this.#line.onStep();
    let response = await this.#send(message);
    for (let turn = 1; this.#line.isPatient && isTurnedAway(response); turn += 1) {
      if (turn === TURNS_MAX) break;
      await wait(1000 * Number(response.headers.get('retry-after')));
      response = await this.#send(message);
    }
    const isShed = response.status === 503 && message.type !== 'tool-calls';
    if (isShed && this.#goesOn) return { results: [] };
    if (!response.ok) throw new Error(`Cannot post "${message.type}": HTTP ${response.status}`);
    return (await response.json()) as Answered;
  }

  #send(message: Record<string, unknown>): Promise<Response> {
    return fetch(`${this.#line.publicUrl}/webhook`, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        ...(this.#isWritten ? {} : { 'x-call-id': this.callId }),
        'x-vapi-secret': this.#line.secret,
      },
      body: JSON.stringify({
        message: {
          ...this.#line.alongside,
          ...{ timestamp: Date.now(), ...message, ...this.#about() },
        },
      }),
    });
  }

  /** Each message in writing is a chat of its own, and the session is what they have in common. */
  #about() {
    if (this.#isWritten) return { chat: { id: this.#line.newId(), sessionId: this.callId } };
    return {
      call: {
        id: this.callId,
        type: 'inboundPhoneCall',
        // What Vapi sends here is as old as the call.
        status: 'ringing',
        assistantId: null,
        customer: { number: this.#callerNumber },
      },
    };
  }
}

/** Vapi's own tools, as it offers them to a model. */
const OFFERED = ['endCall', 'transferCall'].map((name) => ({
  type: 'function',
  function: { name, parameters: { type: 'object', properties: {} } },
}));

type Completion = {
  choices: [{ message: { content: string | null; tool_calls?: { function: { name: string } }[] } }];
};

type Answered = {
  results: Result[];
  destination?: { number: string };
  message?: { content: string };
};

type Result = {
  toolCallId: string;
  result?: string;
  error?: string;
  message?: { content: string };
};

function readAnswer({ toolCallId, result, error, message }: Result): Answer {
  const told = JSON.parse(result ?? '{"status":"error","source":"fallback","state":""}');
  const { status, source, state } = told;
  // What no message words, the model says by what the result tells it.
  const sentence = message?.content ?? told.message ?? error ?? '';
  return { toolCallId, status, source, state, sentence };
}
