import { call, callInFull } from 'charts:all';
import { useSignal } from '@preact/signals';
import { useEffect, useRef } from 'preact/hooks';
import type { Story } from '../../schema.ts';
import { Modal } from '../parts/modal.tsx';
import { Scrolled } from '../parts/scrolled.tsx';
import { type Arrow, arrowName, walkOf } from './walk.ts';

type Props = {
  story: Story;
  index: number;
  /** The event of the step after which the chart is shown; null for the last one. */
  event: number | null;
};

/** The chart of a call with the state lit that it is in, and the way that it took. */
export function Chart(props: Props) {
  const isInFull = useSignal(false);
  const active = activeOf(props);
  return (
    <figure class="chart-figure">
      <Drawing svg={call} {...props} />
      <figcaption>
        <span>
          In <code>{active.at(-1) ?? 'no state'}</code>
        </span>
        <span class="key" aria-hidden="true">
          <i class="key-now" /> now <i class="key-step" /> this step <i class="key-before" /> before
        </span>
        <button
          type="button"
          class="plain"
          onClick={() => {
            isInFull.value = true;
          }}
        >
          Full chart
        </button>
      </figcaption>
      {isInFull.value && (
        <Modal
          title="The chart of a call"
          isWide
          onClose={() => {
            isInFull.value = false;
          }}
        >
          <Scrolled label="The chart in full" name="chart-in-full">
            <Drawing svg={callInFull} {...props} />
          </Scrolled>
        </Modal>
      )}
    </figure>
  );
}

function Drawing({ svg, ...props }: Props & { svg: string }) {
  const box = useRef<HTMLDivElement>(null);
  const { story, index, event } = props;
  useEffect(() => {
    const drawing = box.current;
    if (drawing === null) return;
    light(drawing, { story, index, event });
  }, [story, index, event]);
  return <div ref={box} class="chart" dangerouslySetInnerHTML={{ __html: svg }} />;
}

function light(drawing: HTMLElement, props: Props): void {
  const arrows = new Map<string, Element[]>();
  for (const element of drawing.querySelectorAll<SVGGElement>('[data-from]')) {
    const { from = '', to = '' } = element.dataset;
    const name = arrowName({ from, to });
    arrows.set(name, [...(arrows.get(name) ?? []), element]);
    element.classList.remove('is-taken', 'is-before');
  }
  const drawn: Arrow[] = [...drawing.querySelectorAll<SVGGElement>('[data-from]')].map(
    ({ dataset: { from = '', to = '' } }) => ({ from, to }),
  );
  const { before, here } = walkOf(drawn, props.story.steps.slice(0, props.index + 1), props.event);
  for (const [names, name] of [
    [before, 'is-before'],
    [here, 'is-taken'],
  ] as const) {
    for (const one of names) for (const each of arrows.get(one) ?? []) each.classList.add(name);
  }
  const active = activeOf(props);
  for (const element of drawing.querySelectorAll<SVGGElement>('[data-state]')) {
    element.classList.toggle('is-active', active.includes(element.dataset.state ?? ''));
  }
}

/** The IDs of the states that are active, the outer ones first. */
function activeOf({ story, index, event }: Props): string[] {
  const step = story.steps[index];
  const received = step?.events.at(event ?? -1);
  const ids = received?.active ?? (step === undefined ? [] : [`call.${step.state}`]);
  return ids.toSorted((one, other) => one.length - other.length);
}
