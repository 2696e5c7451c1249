import type { JournalLine } from '../recording/line.ts';
import type { Tokens } from './pseudonyms.ts';

/**
 * The last look at a line: whatever text of it still names the person, an ID that was made of a
 * tracking number, say, becomes a token whole. The call's own ID stays, or its lines fall apart.
 */
export function redactLine(
  line: JournalLine,
  mentions: (text: string) => boolean,
  tokens: Tokens,
): JournalLine {
  const { call_id, ...rest } = line;
  if (!mentions(JSON.stringify(rest))) return line;
  const redact = (value: unknown): unknown => {
    if (typeof value === 'string') return mentions(value) ? tokens.said(value) : value;
    if (Array.isArray(value)) return value.map(redact);
    if (typeof value !== 'object' || value === null) return value;
    const fields = Object.entries(value).map(([name, it]) => [
      mentions(name) ? tokens.said(name) : name,
      name === 'callId' ? it : redact(it),
    ]);
    return Object.fromEntries(fields);
  };
  // The same shape, with other texts.
  return { ...line, ...(redact(rest) as Omit<JournalLine, 'call_id'>) };
}
