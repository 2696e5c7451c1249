import { signal } from '@preact/signals';
import { goTo, route } from '../route.ts';

/** Raised when the one box is to have the focus, on whichever page one is. */
export const searchWanted = signal(0);

/** Goes to the one box. */
export function focusSearch(): void {
  if (route.value.page !== 'find') goTo({ page: 'find', query: {} });
  searchWanted.value += 1;
}
