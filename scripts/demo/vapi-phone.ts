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
export type Line = { publicUrl: string; secret: string; newId(): string; onStep(): void };

/** Plays one phone call: posts to the webhook what Vapi posts, in the shapes seen on the wire. */
export class VapiPhone {
  readonly callId: string;
  readonly #said: { role: 'user' | 'bot'; message: string }[] = [];
  readonly #line: Line;
  readonly #callerNumber: string;
  #isPassedOn = false;

  constructor(line: Line, callerNumber: string, callId: string = line.newId()) {
    this.callId = callId;
    this.#line = line;
    this.#callerNumber = callerNumber;
  }

  /** Lets the call begin. */
  async pickUp(): Promise<void> {
    await this.#post({ type: 'status-update', status: 'in-progress' });
  }

  /** Ends the call, and reports on it as Vapi does some seconds later. */
  async hangUp(): Promise<void> {
    const endedReason = this.#isPassedOn ? 'assistant-forwarded-call' : 'customer-ended-call';
    await this.#post({ type: 'status-update', status: 'ended', endedReason });
    const transcript = this.#said
      .map(({ role, message }) => `${role === 'user' ? 'User' : 'AI'}: ${message}\n`)
      .join('');
    const artifact = { messages: this.#said, transcript };
    await this.#post({ type: 'end-of-call-report', endedReason, artifact, analysis: {} });
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
    const call = {
      id: this.callId,
      type: 'inboundPhoneCall',
      // What Vapi sends here is as old as the call.
      status: 'ringing',
      assistantId: null,
      customer: { number: this.#callerNumber },
    };
    this.#line.onStep();
    const response = await fetch(`${this.#line.publicUrl}/webhook`, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        'x-call-id': this.callId,
        'x-vapi-secret': this.#line.secret,
      },
      body: JSON.stringify({ message: { timestamp: Date.now(), ...message, call } }),
    });
    if (!response.ok) throw new Error(`Cannot post "${message.type}": HTTP ${response.status}`);
    return (await response.json()) as Answered;
  }
}

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
