import { signal } from '@preact/signals';
import { useLayoutEffect } from 'preact/hooks';

/** What a key does; it is given the event, whose default is prevented. */
type Keys = Record<string, (event: KeyboardEvent) => void>;

/** Whether single keys do something: who speaks to the computer may want them not to. */
export const hasKeys = signal(true);

const WRITTEN_IN = 'input:not([type=range], [type=checkbox], [type=radio]), textarea, select';

/** Listens for keys while a part is shown; never while something is written or a dialog is open. */
export function useKeys(keys: Keys): void {
  // With the page and not after it was painted: a key that is held down comes sooner than that.
  useLayoutEffect(() => {
    const listen = (event: KeyboardEvent) => {
      if (!hasKeys.value || event.ctrlKey || event.metaKey || event.altKey) return;
      const at = event.target instanceof Element ? event.target : null;
      if (event.defaultPrevented || document.querySelector('dialog[open]') !== null) return;
      if (at?.closest(WRITTEN_IN) !== null && at !== null && event.key !== 'Escape') return;
      const act = keys[event.key];
      if (
        act === undefined ||
        (event.key === ' ' && at?.closest('button, a, summary') !== null && at !== null)
      )
        return;
      event.preventDefault();
      act(event);
    };
    addEventListener('keydown', listen);
    return () => removeEventListener('keydown', listen);
  });
}

/** Moves the focus to the next or an earlier row of a list, and begins with the first. */
export function moveFocus(selector: string, by: 1 | -1): void {
  const rows = [...document.querySelectorAll<HTMLElement>(selector)];
  const at = rows.indexOf(document.activeElement as HTMLElement);
  const next = rows[at === -1 ? 0 : Math.min(Math.max(at + by, 0), rows.length - 1)];
  next?.focus();
  next?.scrollIntoView({ block: 'nearest' });
}
