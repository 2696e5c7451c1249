/** The bounds that the journal keeps; tests have narrower ones. */
export type JournalLimits = {
  /** How long an answer waits for the disk, in milliseconds. */
  writeTimeoutMs: number;
  /** Between two tries while the disk refuses. */
  retryMs: number;
  /** Between what is written and what is synced in the background. */
  syncMs: number;
  /** How often it is looked whether a program asks for a file to be replaced. */
  rewriteMs: number;
  /** How long closing may take, twice. */
  closeMs: number;
  /** Lines kept in memory while the disk refuses. */
  waitingBytesMax: number;
  /** Lines written in one go. */
  batchBytesMax: number;
  /** Lines between two checkpoints: what a restart reads beside the calls that are open. */
  checkpointBytes: number;
};

const MIB = 1024 * 1024;

/** The bounds in production. */
export const JOURNAL_LIMITS: JournalLimits = {
  writeTimeoutMs: 200,
  retryMs: 1000,
  syncMs: 1000,
  rewriteMs: 1000,
  closeMs: 3000,
  waitingBytesMax: 64 * MIB,
  batchBytesMax: 4 * MIB,
  checkpointBytes: 32 * MIB,
};
