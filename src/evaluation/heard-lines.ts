import type { Speaker } from '../../machines/call-events.ts';
import { foldWords } from '../grounding/words.ts';

/** One line of an end-of-call transcript. */
export type HeardLine = { role: Speaker; text: string };

/**
 * Cuts an end-of-call transcript into what each side said. Vapi writes it as lines that begin with
 * "AI: " or "User: "; a line that begins with neither goes on with the one before.
 */
export function readTranscript(transcript: string): HeardLine[] {
  const lines: HeardLine[] = [];
  for (const row of transcript.split('\n')) {
    const [, speaker, text = row] = /^(AI|Assistant|Bot|User|Customer):\s*(.*)$/i.exec(row) ?? [];
    const last = lines.at(-1);
    if (speaker === undefined && last !== undefined) last.text = `${last.text} ${text}`.trim();
    else if (speaker !== undefined) {
      lines.push({ role: /^(?:user|customer)$/i.test(speaker) ? 'caller' : 'assistant', text });
    }
  }
  return lines.filter(({ text }) => text.trim() !== '');
}

/** What was heard so far, to tell again what was heard already: Vapi tells most things twice. */
export class HeardWords {
  readonly #heard: Record<Speaker, string[]> = { caller: [], assistant: [] };

  /** Whether a side has said this already, alone or as a part or a sum of other things. */
  has(role: Speaker, text: string): boolean {
    const words = ` ${foldWords(text).join(' ')} `;
    const heard = this.#heard[role];
    return (
      words.trim() === '' || heard.some((other) => other.includes(words)) || sums(heard, words)
    );
  }

  add(role: Speaker, text: string): void {
    this.#heard[role].push(` ${foldWords(text).join(' ')} `);
  }
}

/** Whether a text is several earlier ones, one after another. */
function sums(heard: readonly string[], words: string): boolean {
  let rest = words;
  for (const part of heard) {
    if (rest.startsWith(part)) rest = ` ${rest.slice(part.length)}`;
  }
  return rest.trim() === '';
}
