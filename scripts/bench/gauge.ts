/** Loaded into a process that is measured: tells what it has used when it is asked. */

/** What a process has used so far. */
export type Gauge = {
  cpuMs: number;
  /** What is alive on the heap; of a process with --expose-gc. */
  heapBytes: number;
};

process.on('message', (asked) => {
  if (asked === 'heap') globalThis.gc?.();
  const { user, system } = process.cpuUsage();
  const heapBytes = process.memoryUsage().heapUsed;
  process.send?.({ cpuMs: (user + system) / 1000, heapBytes } satisfies Gauge);
});
// It must not keep the process from ending.
process.channel?.unref();
