import { type Clock, type Fetch, nameCause } from '../edges.ts';
import { createControlUrlCheck } from './control-hosts.ts';
import { SPOKEN_LENGTH_MAX } from './results.ts';
import { cutText, singleLine } from './single-line.ts';

/** How an attempt to speak ended. */
export type SayOutcome =
  /** Vapi took the sentence; whether the caller heard it, it does not tell. */
  | 'said'
  /** Nothing was sent: the URL is not on an allowed host, or there is nothing to say. */
  | 'refused'
  /** The call is over. */
  | 'gone'
  /** No answer, or another than hoped for. The sentence may have been spoken all the same. */
  | 'failed';

/** What came of a sentence; `detail` is for a log and never holds the URL or the sentence. */
export type SayResult = { outcome: SayOutcome; detail: string; latencyMs: number };

/** Speaks into calls that are under way. */
export type LiveControl = {
  /**
   * Has one sentence spoken in the call that a control URL belongs to. It is sent at most once,
   * whatever happens, and never rejects. The URL is a credential: whoever has it controls the call.
   */
  say(
    controlUrl: string,
    sentence: string,
    options?: { signal?: AbortSignal },
  ): Promise<SayOutcome>;
};

/** What speaking into calls takes. */
export type LiveControlOptions = {
  /** Where control URLs may lead; see createControlUrlCheck() for the forms of an entry. */
  hosts: readonly string[];
  fetch: Fetch;
  clock: Clock;
  /** How long Vapi may take to answer, in milliseconds. */
  timeoutMs?: number;
  onResult?: (result: SayResult) => void;
};

/** The caller waits in silence: what takes longer comes too late. */
const TIMEOUT_MS = 3000;

/** Refusals that say nothing of the call: settings are wrong, or Vapi is busy. */
const NOT_ABOUT_THE_CALL: readonly number[] = [401, 403, 408, 429];

type Ended = Pick<SayResult, 'outcome' | 'detail'>;

/**
 * Makes the way into live calls: Vapi's verb `say`, posted to the call's own control URL.
 * Source: https://docs.vapi.ai/calls/call-features and schema `ClientInboundMessageSay` in Vapi's
 * OpenAPI file (VapiAI/docs, 2026-08-20). What Vapi answers for a call that is over is documented
 * nowhere; a refusal is taken for that.
 * @throws {RangeError} if an entry of `hosts` cannot be read
 */
export function createLiveControl(options: LiveControlOptions): LiveControl {
  const { hosts, clock, onResult } = options;
  const checkUrl = createControlUrlCheck(hosts);
  return {
    async say(controlUrl, sentence, { signal } = {}) {
      const startedAt = clock.now();
      const ended = await speak(controlUrl, sentence, signal);
      onResult?.({ ...ended, latencyMs: Math.max(0, clock.now() - startedAt) });
      return ended.outcome;
    },
  };

  async function speak(controlUrl: string, sentence: string, signal?: AbortSignal): Promise<Ended> {
    const url = checkUrl(controlUrl);
    if (url === null) return { outcome: 'refused', detail: 'Control URL is not allowed' };
    const content = cutText(singleLine(sentence), SPOKEN_LENGTH_MAX);
    if (content === '') return { outcome: 'refused', detail: 'Nothing to say' };
    return post(url, { type: 'say', content, endCallAfterSpoken: false }, options, signal);
  }
}

async function post(
  url: URL,
  message: object,
  { fetch, clock, timeoutMs = TIMEOUT_MS }: LiveControlOptions,
  signal?: AbortSignal,
): Promise<Ended> {
  const deadline = new AbortController();
  const timer = clock.setTimeout(() => deadline.abort(), timeoutMs);
  const signals = signal === undefined ? [deadline.signal] : [deadline.signal, signal];
  try {
    const response = await fetch(url.href, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(message),
      // An allowed host could send us on to one that is not.
      redirect: 'error',
      signal: AbortSignal.any(signals),
    });
    // The status is the whole answer. Cancelling closes the connection, however long the body.
    response.body?.cancel().catch(() => {});
    return judge(response);
  } catch (error) {
    if (deadline.signal.aborted) return failed(`No answer within ${timeoutMs} ms`);
    if (signal?.aborted) return failed('Given up');
    return failed(nameCause(error));
  } finally {
    clock.clearTimeout(timer);
  }
}

function judge({ ok, status }: Response): Ended {
  const detail = `HTTP ${status}`;
  if (ok) return { outcome: 'said', detail };
  const isRefusal = status >= 400 && status < 500;
  return isRefusal && !NOT_ABOUT_THE_CALL.includes(status)
    ? { outcome: 'gone', detail }
    : failed(detail);
}

function failed(detail: string): Ended {
  return { outcome: 'failed', detail };
}
