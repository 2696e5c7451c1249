/** What an operator may want to know of the way to Restate and back. */
export type RestateNotice =
  /** Calls were told something, and it took so long. */
  | { type: 'step.taken'; latencyMs: number }
  /** A step is sent once more, since the last try failed. */
  | { type: 'step.retried'; reason: string }
  /** What a call was to be told is lost: so much of it. */
  | { type: 'step.lost'; reason: string; count: number }
  /** A call did not answer in time, and a fault was told in its place. */
  | { type: 'edge.answered'; callId: string }
  /** From now on Restate can be reached, or not: then `reason` says why. */
  | { type: 'restate.changed'; ok: boolean; reason: string | null };

/** Whether Restate takes steps, and if not, why. */
export type RestateHealth = { ok: boolean; reason: string | null };
