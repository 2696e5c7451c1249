import { spokenNumber, toldEnding } from './spoken-number.ts';
import { spokenText, uncapitalized } from './spoken-text.ts';

/** The ways in which values of records stand in sentences, always in the same order. */
export const WORDING = {
  number: (trackingNumber: string): string[] => [
    spokenNumber(trackingNumber),
    `ending in ${toldEnding(trackingNumber, undefined)}`,
    `ending in ${toldEnding(trackingNumber, 'text')}`,
  ],
  text: (text: string): string[] => [spokenText(text), uncapitalized(spokenText(text))],
};
