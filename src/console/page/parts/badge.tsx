import { statusOf, type Tone } from '../format.ts';

/** A few words with a tone; the words tell all that the colour does. */
export function Badge({ tone, words }: { tone: Tone; words: string }) {
  return <span class={`badge ${tone}`}>{words}</span>;
}

/** What an answer amounts to. */
export function StatusBadge({ status }: { status: string | null }) {
  if (status === null) return <Badge tone="quiet" words="no answer yet" />;
  const { words, tone } = statusOf(status);
  return <Badge tone={tone} words={words} />;
}

/** A state of a call, in its colour. */
export function StateName({ state }: { state: string }) {
  return <span class={`state-name is-${state}`}>{state}</span>;
}
