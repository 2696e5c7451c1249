import type { Logger } from 'pino';
import type { JournalNotice } from '../recording/journal-notice.ts';

/** Logs what happens to the journal: what loses lines is an error, what mends itself a warning. */
export function watchJournal(logger: Logger): (notice: JournalNotice) => void {
  return ({ type, ...fields }) => {
    switch (type) {
      case 'journal.failed':
      case 'caller_key.failed':
      case 'lines.lost':
      case 'calls.unreadable':
        return logger.error(fields, type);
      case 'journal.resumed':
      case 'journal.recovered':
      case 'calls.silent':
        return logger.info(fields, type);
      default:
        return logger.warn(fields, type);
    }
  };
}
