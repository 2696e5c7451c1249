import type { Lookup } from '../../schema.ts';
import { spanOf, type Tone } from '../format.ts';
import { Badge } from '../parts/badge.tsx';

const KINDS = { cache: 'cache', permit: 'breaker', attempt: 'attempt', pause: 'pause' } as const;
const GOOD = ['found', 'fresh', 'granted', 'missing', 'probe'];

/** A lookup on a time axis of its own: what it went through, and for how long. */
export function LookupTrail({ lookup }: { lookup: Lookup }) {
  const { trackingNumber, startedAt, endedAt, outcome, source, trail } = lookup;
  const end = endedAt ?? Math.max(startedAt, ...trail.map((part) => part.endedAt));
  const span = Math.max(end - startedAt, 1);
  const percent = (ms: number) => `${Math.min(Math.max((ms / span) * 100, 0), 100)}%`;
  return (
    <article class="lookup" aria-label={`Lookup of ${trackingNumber}`}>
      <header>
        <span>Lookup</span> <code>{trackingNumber}</code>
        <Badge tone={toneOf(outcome)} words={outcome ?? 'under way'} />
        {source !== null && <span class="note">from {source}</span>}
        <span class="figure">{endedAt === null ? '' : spanOf(end - startedAt)}</span>
      </header>
      {trail.length > 0 && (
        <ol class="trail">
          {trail.map((part, place) => (
            <li key={place}>
              <span class="trail-kind">{KINDS[part.kind]}</span>
              <svg class="trail-bar" height="10" aria-hidden="true">
                <rect
                  class={`${part.kind} ${GOOD.includes(part.result) ? 'good' : 'bad'}`}
                  x={percent(part.startedAt - startedAt)}
                  width={percent(Math.max(part.endedAt - part.startedAt, span / 80))}
                  height="10"
                  rx="2"
                />
              </svg>
              <span class="trail-result">{part.result}</span>
              <span class="figure">{spanOf(part.endedAt - part.startedAt)}</span>
            </li>
          ))}
        </ol>
      )}
    </article>
  );
}

function toneOf(outcome: string | null): Tone {
  if (outcome === null) return 'info';
  if (outcome === 'found') return 'good';
  return outcome === 'missing' ? 'warn' : 'bad';
}
