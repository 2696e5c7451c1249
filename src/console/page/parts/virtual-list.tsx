import { useSignal } from '@preact/signals';
import type { JSX } from 'preact';
import { useEffect, useRef } from 'preact/hooks';

/** Rows that are there beyond what is seen, above and below. */
const SPARE = 6;

type Props<Item> = {
  label: string;
  items: readonly Item[];
  rowHeight: number;
  keyOf: (item: Item) => string;
  row: (item: Item) => JSX.Element;
};

/** A list of any length of which only what is seen is in the page. Every row is equally high. */
export function VirtualList<Item>({ label, items, rowHeight, keyOf, row }: Props<Item>) {
  const box = useRef<HTMLDivElement>(null);
  const top = useSignal(0);
  const height = useSignal(600);
  useEffect(() => {
    const shown = box.current;
    if (shown === null) return;
    const sizes = new ResizeObserver(() => {
      height.value = shown.clientHeight;
    });
    sizes.observe(shown);
    return () => sizes.disconnect();
  }, [height]);
  const first = Math.max(0, Math.floor(top.value / rowHeight) - SPARE);
  const last = Math.min(items.length, Math.ceil((top.value + height.value) / rowHeight) + SPARE);
  return (
    <div
      ref={box}
      class="virtual-list"
      onScroll={({ currentTarget }) => {
        top.value = currentTarget.scrollTop;
      }}
    >
      <ul aria-label={label} style={{ height: `${items.length * rowHeight}px` }}>
        {items.slice(first, last).map((item, index) => (
          <li
            key={keyOf(item)}
            aria-setsize={items.length}
            aria-posinset={first + index + 1}
            style={{ top: `${(first + index) * rowHeight}px`, height: `${rowHeight}px` }}
          >
            {row(item)}
          </li>
        ))}
      </ul>
    </div>
  );
}
