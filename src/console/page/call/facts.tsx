import { useSignal } from '@preact/signals';
import type { Fact } from '../../schema.ts';

/** Longer texts are shown whole only when that is asked for: one may be of megabytes. */
const SHOWN_MAX = 1_200;

/** A text with the facts that it states marked in it. */
export function Sentence({ text, facts }: { text: string; facts: readonly Fact[] }) {
  const isWhole = useSignal(false);
  const shown = isWhole.value ? text : text.slice(0, SHOWN_MAX);
  return (
    <span class="said-text">
      {partsOf(shown, facts).map(({ at, words, fact }) =>
        fact === null ? (
          words
        ) : (
          <mark
            key={at}
            class={fact.isGrounded ? 'grounded' : 'ungrounded'}
            title={verdictOf(fact)}
          >
            {words}
          </mark>
        ),
      )}
      {shown.length < text.length && (
        <button
          type="button"
          class="plain"
          onClick={() => {
            isWhole.value = true;
          }}
        >
          … show all {text.length.toLocaleString('en')} characters
        </button>
      )}
    </span>
  );
}

/** The verdict on each fact, with the record and the field behind it. */
export function Facts({ facts }: { facts: readonly Fact[] }) {
  if (facts.length === 0) return null;
  return (
    <ul class="verdicts" aria-label="Facts">
      {facts.map((fact) => (
        <li key={`${fact.kind} ${fact.quote}`} class={fact.isGrounded ? 'grounded' : 'ungrounded'}>
          <span aria-hidden="true">{fact.isGrounded ? '✓' : '✕'}</span>
          <span class="hidden">{fact.isGrounded ? 'Grounded: ' : 'Ungrounded: '}</span>
          <b>{fact.kind}</b> “{fact.quote}”<span class="by"> {verdictOf(fact)}</span>
        </li>
      ))}
    </ul>
  );
}

function verdictOf({ isGrounded, by }: Fact): string {
  if (isGrounded) return by === null ? 'stands in a record' : `in ${by}`;
  return by === null ? 'stands in no record of this call' : `not so: ${by}`;
}

type Part = { at: number; words: string; fact: Fact | null };

/** A text in parts: those that state a fact, and what is between them. */
function partsOf(text: string, facts: readonly Fact[]): Part[] {
  const parts: Part[] = [];
  let done = 0;
  const found = facts
    .map((fact) => ({ fact, at: fact.quote === '' ? -1 : text.indexOf(fact.quote) }))
    .filter(({ at }) => at >= 0)
    .toSorted((one, other) => one.at - other.at);
  for (const { fact, at } of found) {
    // One inside another is told in the list alone.
    if (at < done) continue;
    if (at > done) parts.push({ at: done, words: text.slice(done, at), fact: null });
    done = at + fact.quote.length;
    parts.push({ at, words: text.slice(at, done), fact });
  }
  if (done < text.length) parts.push({ at: done, words: text.slice(done), fact: null });
  return parts;
}
