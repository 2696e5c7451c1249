import type { RecordedResult } from '../recording/line.ts';

/** A recorded result as it can be judged; what is not there is null. */
export type ReadAnswer = {
  toolCallId: string;
  tool: string;
  /** The status in the result; `error` for an error. */
  status: string;
  source: string | null;
  state: string | null;
  stale: boolean;
  sentence: string;
  delivery: Record<string, unknown> | null;
};

/** Reads what was sent as the answer to a tool call. */
export function readAnswer(result: RecordedResult): ReadAnswer {
  const fields = parse(result.result);
  const text = (value: unknown) => (typeof value === 'string' ? value : null);
  const spoken = isObject(result.message) ? text(result.message.content) : null;
  return {
    toolCallId: result.toolCallId,
    tool: text(result.name) ?? 'unnamed',
    status: text(fields.status) ?? (result.error === undefined ? 'unreadable' : 'error'),
    source: text(fields.source),
    state: text(fields.state),
    stale: fields.stale === true,
    sentence: spoken ?? text(fields.message) ?? text(result.error) ?? '',
    delivery: isObject(fields.delivery) ? fields.delivery : null,
  };
}

function parse(text: unknown): Record<string, unknown> {
  try {
    const value: unknown = typeof text === 'string' ? JSON.parse(text) : null;
    return isObject(value) ? value : {};
  } catch {
    return {};
  }
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
