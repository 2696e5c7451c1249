import { effect, type ReadonlySignal, signal } from '@preact/signals';
import type { Story } from '../../schema.ts';
import { ApiFault, ask } from '../api.ts';
import { liveCall } from '../live.ts';

/** How many steps are asked for at a time: a long call shows while the rest is still on its way. */
const PAGE_STEPS = 200;

/** A call's story as far as it has come; a live one goes on. */
export type HeldStory = {
  story: ReadonlySignal<Story | null>;
  fault: ReadonlySignal<ApiFault | null>;
  /** Whether it is being read, or read anew, from its beginning. */
  isLoading: ReadonlySignal<boolean>;
  /** Reads it anew, with or without its personal data; what was held before is forgotten at once. */
  load: (isMasked: boolean) => void;
  /** Forgets all of it, and follows the call no more. */
  close: () => void;
};

/** Reads a call's story and keeps it up with the call while that is live. */
export function holdStory(callId: string): HeldStory {
  const path = `/api/calls/${encodeURIComponent(callId)}`;
  const story = signal<Story | null>(null);
  const fault = signal<ApiFault | null>(null);
  const isLoading = signal(true);
  let abort = new AbortController();
  let isMasked = true;
  let isReading = false;
  let isBehind = false;

  const askFor = (from: number) => {
    const { signal: aborted } = abort;
    if (isMasked) {
      return ask<Story>(`${path}?from=${from}&limit=${PAGE_STEPS}`, { signal: aborted });
    }
    const body = { from, limit: PAGE_STEPS };
    return ask<Story>(`${path}/reveal`, { method: 'POST', body, signal: aborted });
  };

  /** Reads on from the last step that is held, as far as there is anything. */
  const read = async () => {
    const mine = abort;
    for (let next: number | null = nextOf(story.value); next !== null; ) {
      const page = await askFor(next);
      if (mine.signal.aborted) return;
      story.value = merged(story.value, page);
      isLoading.value = false;
      next = page.next;
    }
  };

  const catchUp = () => {
    isBehind = true;
    if (isReading) return;
    isReading = true;
    const mine = abort;
    const run = async () => {
      while (isBehind && !mine.signal.aborted) {
        isBehind = false;
        await read();
      }
    };
    run()
      .catch((error: unknown) => {
        if (mine.signal.aborted) return;
        fault.value = error instanceof ApiFault ? error : new ApiFault(0, `${error}`);
        isLoading.value = false;
      })
      .finally(() => {
        if (mine === abort) isReading = false;
      });
  };

  const load = (masked: boolean) => {
    abort.abort();
    abort = new AbortController();
    isMasked = masked;
    isReading = false;
    story.value = null;
    fault.value = null;
    isLoading.value = true;
    catchUp();
  };

  let heardBefore = liveCall(callId)?.heardAt;
  const unfollow = effect(() => {
    const heardAt = liveCall(callId)?.heardAt;
    if (heardAt === heardBefore) return;
    heardBefore = heardAt;
    catchUp();
  });

  load(true);
  return {
    story,
    fault,
    isLoading,
    load,
    close() {
      unfollow();
      abort.abort();
      story.value = null;
    },
  };
}

function nextOf(story: Story | null): number {
  return (story?.steps.at(-1)?.seq ?? -1) + 1;
}

/** What was held with the page that follows it; all but the steps is told anew with each page. */
function merged(before: Story | null, page: Story): Story {
  if (before === null) return page;
  const last = before.steps.at(-1)?.seq ?? -1;
  return { ...page, steps: [...before.steps, ...page.steps.filter(({ seq }) => seq > last)] };
}
