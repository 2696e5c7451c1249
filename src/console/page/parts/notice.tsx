import type { ComponentChildren } from 'preact';

/** That there is nothing, and what would bring something. */
export function Empty({ title, children }: { title: string; children?: ComponentChildren }) {
  return (
    <div class="notice empty">
      <p class="notice-title">{title}</p>
      {children}
    </div>
  );
}

/** What went wrong, in words, with a way to try again. */
export function Fault({ reason, onRetry }: { reason: string; onRetry?: () => void }) {
  return (
    <div class="notice fault" role="alert">
      <p>{reason}</p>
      {onRetry && (
        <button type="button" onClick={onRetry}>
          Try again
        </button>
      )}
    </div>
  );
}

/** That something is on its way. */
export function Loading({ what }: { what: string }) {
  return (
    <div class="notice loading" role="status">
      <span class="spinner" aria-hidden="true" /> Loading {what}…
    </div>
  );
}

/** What could not be read, however much of the rest could. */
export function Faults({ faults }: { faults: readonly string[] }) {
  if (faults.length === 0) return null;
  return (
    <section class="notice faults" aria-label="What could not be read">
      <p class="notice-title">Not everything could be read</p>
      <ul>
        {faults.map((fault) => (
          <li key={fault}>{fault}</li>
        ))}
      </ul>
    </section>
  );
}
