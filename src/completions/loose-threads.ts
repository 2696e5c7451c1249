import { createHash } from 'node:crypto';
import { LRUMap } from 'mnemonist';
import type { Turn } from '../../machines/call-events.ts';
import type { Random } from '../edges.ts';

/** Conversations that are kept in mind, the latest ones. */
const KNOWN_MAX = 1000;

/** Before the ID of a conversation in writing; see src/calls/conversations.ts. */
const PREFIX = 'chat:';

/**
 * Which conversation a list of messages goes on with that nothing else names. A conversation is known by
 * all that was said in it; who says something else after the same beginning begins another, with what
 * was said before told to it anew.
 */
export class LooseThreads {
  readonly #random: Pick<Random, 'uuid'>;
  /** By what was said up to and with the caller's last turn, for whoever asks the same again. */
  readonly #asked = new LRUMap<string, string>(KNOWN_MAX);
  /** By what was said up to and with the answer, once, for whoever goes on. */
  readonly #answered = new LRUMap<string, string>(KNOWN_MAX);

  constructor(random: Pick<Random, 'uuid'>) {
    this.#random = random;
  }

  /** The call of a conversation; `isNew` where all of it has to be told to it. */
  find(spoken: readonly Turn[]): { callId: string; isNew: boolean } {
    const asked = digestOf(spoken);
    const repeated = this.#asked.get(asked);
    if (repeated !== undefined) return { callId: repeated, isNew: false };
    const lastSpoken = spoken.findLastIndex(({ role }) => role === 'assistant');
    const answered = digestOf(spoken.slice(0, lastSpoken + 1));
    const continued = lastSpoken < 0 ? undefined : this.#answered.get(answered);
    // Whoever goes on with it first does.
    if (continued !== undefined) this.#answered.set(answered, '');
    const callId = continued || PREFIX + this.#random.uuid();
    this.#asked.set(asked, callId);
    return { callId, isNew: !continued };
  }

  /** A conversation was answered. */
  note(callId: string, spoken: readonly Turn[], answer: string): void {
    const key = digestOf([...spoken, { role: 'assistant', text: answer }]);
    if (this.#answered.get(key) === undefined) this.#answered.set(key, callId);
  }
}

/** Of what was said, whatever spaces stand in it. */
function digestOf(spoken: readonly Turn[]): string {
  const said = spoken.map(({ role, text }) => [role, text.replace(/\s+/g, ' ').trim()]);
  return createHash('sha256').update(JSON.stringify(said)).digest('base64url');
}
