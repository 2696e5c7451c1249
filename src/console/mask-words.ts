import type { Delivery } from '../../machines/delivery.ts';
import { redactText } from '../observability/redaction.ts';

/** Masks a text by what it looks like, and by what the records of its call hold. */
export type MaskWords = (text: string, records: readonly Delivery[]) => string;

const REDACTED = '[redacted]';
/** Shorter parts of a name stand in too many other words. */
const NAME_PART_LENGTH_MIN = 3;

/** Takes names and notes of the records out of a text, and numbers but for their last four. */
export const maskWords: MaskWords = (text, records) => {
  let masked = text;
  for (const hidden of privateWords(records)) {
    masked = masked.replaceAll(new RegExp(toPattern(hidden), 'giu'), REDACTED);
  }
  return redactText(masked);
};

/** The longest first: a whole name goes before its parts. */
function privateWords(records: readonly Delivery[]): string[] {
  const words = records.flatMap(({ customerName = '', issueMessage = '' }) => [
    customerName,
    // A note that is told within a sentence loses its full stop.
    issueMessage.replace(/[\s.!?]+$/, ''),
    ...customerName.split(/\s+/).filter((part) => part.length >= NAME_PART_LENGTH_MIN),
  ]);
  return [...new Set(words)].filter((word) => word !== '').sort((a, b) => b.length - a.length);
}

/** A text literally, as a word of its own. */
function toPattern(text: string): string {
  return String.raw`(?<!\p{L})${RegExp.escape(text)}(?!\p{L})`;
}
