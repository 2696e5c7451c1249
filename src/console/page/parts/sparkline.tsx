type Props = { label: string; values: readonly (number | null)[]; tone?: 'accent' | 'bad' };

const WIDTH = 120;
const HEIGHT = 28;

/** A line without axes that shows how a figure went; gaps are where nothing is known. */
export function Sparkline({ label, values, tone = 'accent' }: Props) {
  const known = values.filter((value) => value !== null);
  const highest = Math.max(...known, 1);
  const step = WIDTH / Math.max(1, values.length - 1);
  let isDown = false;
  const path = values.flatMap((value, index) => {
    if (value === null) {
      isDown = false;
      return [];
    }
    const y = HEIGHT - 2 - (value / highest) * (HEIGHT - 4);
    const point = `${isDown ? 'L' : 'M'}${(index * step).toFixed(1)} ${y.toFixed(1)}`;
    isDown = true;
    return [point];
  });
  return (
    <svg
      class={`sparkline ${tone}`}
      viewBox={`0 0 ${WIDTH} ${HEIGHT}`}
      preserveAspectRatio="none"
      role="img"
      aria-label={label}
    >
      <path d={path.join('')} vector-effect="non-scaling-stroke" />
    </svg>
  );
}
