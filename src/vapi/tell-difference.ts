import type { Difference } from './merge-fields.ts';

/** As much of a text as tells where it differs. */
const SHOWN_LENGTH = 48;

/** One difference in a line; of long texts, the part from where they part. */
export function tellDifference({ path, is, wanted }: Difference): string {
  const [one, other] = [textOf(is), textOf(wanted)];
  let same = 0;
  while (same < one.length && one[same] === other[same]) same += 1;
  const from = Math.max(0, same - SHOWN_LENGTH / 4);
  const cut = (text: string) => {
    const part = text.slice(from, from + SHOWN_LENGTH);
    return `${from > 0 ? '…' : ''}${part}${from + SHOWN_LENGTH < text.length ? '…' : ''}`;
  };
  return `${path}: ${cut(one)} → ${cut(other)}`;
}

function textOf(value: unknown): string {
  return value === null ? 'nothing' : JSON.stringify(value);
}
