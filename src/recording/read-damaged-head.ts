/** The ID of the call as JSON text, and the seq after it: lines are written in this order. */
const HEAD = /"call_id":("(?:[^"\\]|\\.)*")(?:,"seq":(\d{1,9}),)?/;

/**
 * Whose line it was, and which of them, as far as the bytes of a damaged one tell; null where they do
 * not tell whose. Nothing vouches for it: it is good enough to look for the same line elsewhere.
 */
export function readDamagedHead(bytes: Buffer): { callId: string; seq: number | null } | null {
  const [, written, seq] = HEAD.exec(bytes.toString()) ?? [];
  if (written === undefined) return null;
  try {
    return { callId: JSON.parse(written), seq: seq === undefined ? null : Number(seq) };
  } catch {
    return null;
  }
}
