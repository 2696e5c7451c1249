import type { ComponentChildren } from 'preact';

type Props = { label: string; name: string; children: ComponentChildren };

/** What is too large for its place: it scrolls, also by keyboard. */
export function Scrolled({ label, name, children }: Props) {
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: without a focus no key could scroll it.
    <section class={name} tabIndex={0} aria-label={label}>
      {children}
    </section>
  );
}
