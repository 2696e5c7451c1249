/** How callers' replies to a question for confirmation are read, against what annotators saw in them. */
import { crc32 } from 'node:zlib';
import type { Language } from '../../machines/languages/language.ts';
import { type ReplyReading, readReply } from '../../machines/listening/read-reply.ts';

/** A reply with its dialogue acts, as in sgd-confirm-replies.json. */
export type ReplyRow = { dialogue: string; reply: string; acts: readonly string[] };

/** How often replies of one kind were read as each reading. */
export type ReplyCounts = Record<ReplyReading, number> & { rows: number };

/** Yeses that were stopped (read as no or correction) and noes that were caught, with their shares. */
export type ReplyFigures = {
  yeses: ReplyCounts;
  noes: ReplyCounts;
  stoppedShare: number;
  caughtShare: number;
};

/** Which replies are counted: each dialogue is in one half alone, by its ID. */
export type Half = 'all' | 'even' | 'odd';

/** Reads each row. An affirmation is a yes, whatever it asks beside; a negation a no or a correction. */
export function benchReplies(
  data: readonly ReplyRow[],
  language: Language,
  half: Half = 'all',
): ReplyFigures {
  const rows = data.filter(({ dialogue }) => half === 'all' || halfOf(dialogue) === half);
  const countOf = (act: string) =>
    count(
      rows.filter(({ acts }) => acts.includes(act)).map(({ reply }) => readReply(reply, language)),
    );
  const [yeses, noes] = [countOf('AFFIRM'), countOf('NEGATE')];
  return { yeses, noes, stoppedShare: deniedShare(yeses), caughtShare: deniedShare(noes) };
}

function count(readings: readonly ReplyReading[]): ReplyCounts {
  const counts = { rows: readings.length, yes: 0, no: 0, correction: 0, unclear: 0 };
  for (const reading of readings) counts[reading] += 1;
  return counts;
}

function deniedShare({ rows, no, correction }: ReplyCounts): number {
  return rows === 0 ? 0 : (no + correction) / rows;
}

function halfOf(dialogue: string): Half {
  return crc32(dialogue) % 2 === 0 ? 'even' : 'odd';
}
