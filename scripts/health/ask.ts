import { stripVTControlCharacters } from 'node:util';
import { Type } from 'typebox';
import { Value } from 'typebox/value';
import type { HealthAnswer, Verdict } from './verdict.ts';

type Options = {
  publicUrl: string;
  adminUrl: string;
  /** Sent to the internal server alone. */
  token: string | null;
  fetch: typeof fetch;
  /** Milliseconds from any origin. */
  now: () => number;
  timeoutMs: number;
};

type Judgement = { verdict: Verdict; detail: string };

type Question = {
  check: string;
  url: string;
  headers: Record<string, string>;
  judge: (status: number, body: unknown) => Judgement;
};

const HealthSchema = Type.Object({ status: Type.Literal('ok') });
const ReadinessSchema = Type.Object({
  ready: Type.Boolean(),
  checks: Type.Record(Type.String(), Type.String()),
});

const WELL: Judgement = { verdict: 'ok', detail: '' };

/** Most characters of a detail: a row of a table, not a page. */
const DETAIL_LENGTH_MAX = 200;

/** Asks both servers all at once; never rejects. */
export function askAll(options: Options): Promise<HealthAnswer[]> {
  const { publicUrl, adminUrl, token } = options;
  const headers: Record<string, string> =
    token === null ? {} : { authorization: `Bearer ${token}` };
  const questions: Question[] = [
    { check: 'public /healthz', url: `${publicUrl}/healthz`, headers: {}, judge: judgeHealth },
    { check: 'admin /healthz', url: `${adminUrl}/healthz`, headers, judge: judgeHealth },
    { check: 'admin /readyz', url: `${adminUrl}/readyz`, headers, judge: judgeReadiness },
  ];
  return Promise.all(questions.map((question) => ask(question, options)));
}

async function ask(question: Question, { fetch, now, timeoutMs }: Options): Promise<HealthAnswer> {
  const { check, url, headers, judge } = question;
  const startedAt = now();
  const tell = (status: number | null, { verdict, detail }: Judgement): HealthAnswer => {
    const latencyMs = Math.round((now() - startedAt) * 10) / 10;
    return { check, verdict, status, latencyMs, detail: toLine(detail) };
  };
  try {
    // The time limit covers the body, too. A redirect is not followed: the token is for one host.
    const signal = AbortSignal.timeout(timeoutMs);
    const response = await fetch(url, { headers, signal, redirect: 'manual' });
    const body = parse(await response.text());
    return tell(response.status, refusal(response.status) ?? judge(response.status, body));
  } catch (error) {
    return tell(null, { verdict: 'unreachable', detail: `${url}: ${reasonOf(error, timeoutMs)}` });
  }
}

/** A server that keeps the answer to itself has not been asked. */
function refusal(status: number): Judgement | null {
  if (status !== 401 && status !== 403) return null;
  return { verdict: 'unreachable', detail: 'refused: --token is missing or wrong' };
}

function judgeHealth(status: number, body: unknown): Judgement {
  if (status === 200 && Value.Check(HealthSchema, body)) return WELL;
  return { verdict: 'not_ready', detail: 'not the answer of a healthy Waybill' };
}

function judgeReadiness(status: number, body: unknown): Judgement {
  if (!Value.Check(ReadinessSchema, body)) {
    return { verdict: 'not_ready', detail: 'not the answer of a Waybill' };
  }
  const failing = Object.entries(body.checks).filter(([, state]) => state !== 'ok');
  const detail = failing.map(([name, state]) => `${name} ${state}`).join('; ');
  if (status === 200 && body.ready) return { ...WELL, detail };
  return { verdict: 'not_ready', detail: detail || 'not ready' };
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function reasonOf(error: unknown, timeoutMs: number): string {
  if (!(error instanceof Error)) return String(error);
  if (error.name === 'TimeoutError') return `no answer in ${timeoutMs / 1000} s`;
  const { cause } = error;
  if (cause instanceof Error) return 'code' in cause ? String(cause.code) : cause.message;
  return error.message;
}

/** What another server may have put there must not move the cursor of a terminal. */
function toLine(detail: string): string {
  const line = stripVTControlCharacters(detail).replace(/\p{Cc}+/gu, ' ');
  return line.length > DETAIL_LENGTH_MAX ? `${line.slice(0, DETAIL_LENGTH_MAX - 1)}…` : line;
}
