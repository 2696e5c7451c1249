import { type Signal, useSignal } from '@preact/signals';
import { useCallback, useEffect } from 'preact/hooks';
import { ask } from '../api.ts';

/** What the service answers: on its way, there, or not to be had. */
export type Answer<Body> = {
  body: Body | null;
  fault: string | null;
  isLoading: boolean;
};

/** Asks the service for what `path` names, anew when it names something else or `retry` is called. */
export function useAnswer<Body>(path: string): { answer: Signal<Answer<Body>>; retry: () => void } {
  const answer = useSignal<Answer<Body>>({ body: null, fault: null, isLoading: true });
  const load = useCallback(() => {
    const abort = new AbortController();
    answer.value = { ...answer.value, fault: null, isLoading: true };
    ask<Body>(path, { signal: abort.signal }).then(
      (body) => {
        answer.value = { body, fault: null, isLoading: false };
      },
      (error: Error) => {
        if (abort.signal.aborted) return;
        answer.value = { body: null, fault: error.message, isLoading: false };
      },
    );
    return () => abort.abort();
  }, [path, answer]);
  useEffect(load, [load]);
  return { answer, retry: load };
}
