import { signal } from '@preact/signals';

/** How the page is coloured: as the system is, or as was chosen. */
export type Theme = 'system' | 'light' | 'dark';

const KEY = 'waybill.theme';
const ORDER: readonly Theme[] = ['system', 'light', 'dark'];

/** What was chosen; it is kept by the browser, and is all that is. */
export const theme = signal<Theme>(read());

/** Goes on to the next choice. */
export function changeTheme(): void {
  theme.value = ORDER[(ORDER.indexOf(theme.value) + 1) % ORDER.length] ?? 'system';
  try {
    localStorage.setItem(KEY, theme.value);
  } catch {
    // A browser that keeps nothing still shows the choice.
  }
  showTheme();
}

/** Colours the page as was chosen. */
export function showTheme(): void {
  document.documentElement.dataset.theme = theme.value;
}

/** Whether the page is dark now. */
export function isDark(): boolean {
  if (theme.value !== 'system') return theme.value === 'dark';
  return matchMedia('(prefers-color-scheme: dark)').matches;
}

function read(): Theme {
  try {
    const kept = localStorage.getItem(KEY);
    return ORDER.find((one) => one === kept) ?? 'system';
  } catch {
    return 'system';
  }
}
