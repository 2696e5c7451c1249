import type { Day } from './journal-files.ts';

/** What an operator may want to know of the journal, as it happens. Paths and counts only. */
export type JournalNotice =
  /** Lines do not say who calls. */
  | { type: 'caller_key.failed'; reason: string }
  /** The disk refuses or is silent: calls are answered without being recorded. */
  | { type: 'journal.failed'; reason: string }
  /** Recording works again; `lost` lines did not fit into memory meanwhile. */
  | { type: 'journal.resumed'; afterMs: number; lost: number }
  /** The process ends, or a line cannot be written as JSON. */
  | { type: 'lines.lost'; lost: number; reason: string }
  | { type: 'lock.takenOver'; pid: number }
  /** Harmless: the next process finds that its holder is dead. */
  | { type: 'lock.kept'; reason: string }
  | { type: 'journal.recovered'; from: 'checkpoint' | 'scan'; calls: number; bytesRead: number }
  /** Calls that had not ended, and of which nothing was heard for so long that they are over. */
  | { type: 'calls.silent'; calls: number }
  /** Calls that had not ended, and are more than can be held: they begin anew, should they go on. */
  | { type: 'calls.leftOut'; calls: number }
  /** The checkpoint does not agree with the files: all recent lines are read instead. */
  | { type: 'checkpoint.refused'; reason: string }
  | { type: 'checkpoint.failed'; reason: string }
  /** The line that a killed process was writing was cut off. */
  | { type: 'tail.cut'; day: Day; bytes: number }
  /** Lines that cannot be used; `reason` says why they were not copied to the side file. */
  | { type: 'lines.damaged'; day: Day; lines: number; reason: string | null }
  /** A file that was being written to was renamed, deleted or changed: another one goes on. */
  | { type: 'file.moved'; day: Day }
  | { type: 'file.unreadable'; day: Day | null; reason: string }
  /** Lines that were readable a moment ago and are not any more. */
  | { type: 'calls.unreadable'; lines: number };
