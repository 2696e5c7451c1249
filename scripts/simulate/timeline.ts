/** Something that is to happen; `run` is null once it has happened or was called off. */
export type Task = { readonly at: number; readonly order: number; run: (() => void) | null };

/**
 * Time as a simulation has it: nothing passes but what is due next, in the order of its time, and of
 * its making where times are equal. In epoch milliseconds, and never back: what a process takes for
 * the time of day is its own affair (see service.ts).
 */
export class Timeline {
  now: number;
  readonly #heap: Task[] = [];
  #made = 0;

  constructor(start: number) {
    this.now = start;
  }

  /** Lets something happen so many milliseconds from now. */
  after(ms: number, run: () => void): Task {
    this.#made += 1;
    const task = { at: this.now + Math.max(0, ms), order: this.#made, run };
    this.#push(task);
    return task;
  }

  /** Lets the next thing happen; false when there is none. */
  step(): boolean {
    for (let task = this.#pop(); task !== undefined; task = this.#pop()) {
      if (task.run === null) continue;
      this.now = task.at;
      const { run } = task;
      task.run = null;
      run();
      return true;
    }
    return false;
  }

  #push(task: Task): void {
    const heap = this.#heap;
    let at = heap.push(task) - 1;
    while (at > 0) {
      const parent = (at - 1) >> 1;
      if (!isBefore(task, heap[parent])) break;
      heap[at] = heap[parent] as Task;
      at = parent;
    }
    heap[at] = task;
  }

  #pop(): Task | undefined {
    const heap = this.#heap;
    const [first] = heap;
    const last = heap.pop();
    if (last === undefined || heap.length === 0) return first;
    let at = 0;
    for (;;) {
      let child = 2 * at + 1;
      if (child >= heap.length) break;
      if (isBefore(heap[child + 1], heap[child])) child += 1;
      if (!isBefore(heap[child], last)) break;
      heap[at] = heap[child] as Task;
      at = child;
    }
    heap[at] = last;
    return first;
  }
}

function isBefore(one: Task | undefined, other: Task | undefined): boolean {
  if (one === undefined || other === undefined) return one !== undefined;
  return one.at < other.at || (one.at === other.at && one.order < other.order);
}
