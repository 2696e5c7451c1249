import type { Step } from '../../schema.ts';

/** An arrow of the drawing, by the IDs of the states that it leads from and to. */
export type Arrow = { from: string; to: string };

/** Which arrows a call went along, before its last step and in it, by `arrowName`. */
export type Walk = { before: ReadonlySet<string>; here: ReadonlySet<string> };

const START = 'call.(start)';

/** What an arrow is known by. */
export function arrowName({ from, to }: Arrow): string {
  return `${from} ${to}`;
}

/**
 * The way that a call took through the drawing. A record has the states at rest after each event;
 * what the chart passed through between two of them is the shortest way that the arrows allow.
 * Of the last step, only what came up to `event` is walked; null for all of it.
 */
export function walkOf(
  arrows: readonly Arrow[],
  steps: readonly Step[],
  event: number | null,
): Walk {
  const outgoing = Map.groupBy(arrows, ({ from }) => from);
  const before = new Set<string>();
  const here = new Set<string>();
  let at = START;
  for (const [index, step] of steps.entries()) {
    const isLast = index === steps.length - 1;
    const events = isLast && event !== null ? step.events.slice(0, event + 1) : step.events;
    for (const { active } of events) {
      const next = active.toSorted((one, other) => other.length - one.length)[0];
      if (next === undefined || next === at) continue;
      for (const arrow of shortestWay(outgoing, at, next)) {
        (isLast ? here : before).add(arrowName(arrow));
      }
      at = next;
    }
  }
  return { before, here };
}

function shortestWay(outgoing: Map<string, Arrow[]>, from: string, to: string): Arrow[] {
  const cameBy = new Map<string, Arrow | null>();
  // What holds a state counts as it: a transition may be that of the outer state, or of the chart.
  const queue = ancestorsOf(from);
  for (const state of queue) cameBy.set(state, null);
  for (let state = queue.shift(); state !== undefined; state = queue.shift()) {
    for (const arrow of outgoing.get(state) ?? []) {
      if (cameBy.has(arrow.to)) continue;
      cameBy.set(arrow.to, arrow);
      if (arrow.to === to) return trace(cameBy, to);
      queue.push(arrow.to);
    }
  }
  return [];
}

function trace(cameBy: Map<string, Arrow | null>, to: string): Arrow[] {
  const way: Arrow[] = [];
  for (let arrow = cameBy.get(to); arrow; arrow = cameBy.get(arrow.from)) way.unshift(arrow);
  return way;
}

/** `call.confirm.asking`, `call.confirm`, `call` */
function ancestorsOf(id: string): string[] {
  if (id === START) return [id];
  const parts = id.split('.');
  return parts.map((_, index) => parts.slice(0, parts.length - index).join('.'));
}
