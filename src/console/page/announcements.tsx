import { signal } from '@preact/signals';

const last = signal('');

/** Tells a change to who does not see it. */
export function announce(words: string): void {
  // The same words twice are told twice.
  last.value = last.value === words ? `${words}\u00a0` : words;
}

/** Where changes are told. */
export function Announcements() {
  return (
    <div class="hidden" role="status" aria-live="polite">
      {last.value}
    </div>
  );
}
