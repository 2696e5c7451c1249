import type { Language } from '../../machines/languages/language.ts';
import { spokenNumber, toldEnding } from './spoken-number.ts';
import { spokenText, uncapitalized } from './spoken-text.ts';

/** The ways in which values of records stand in sentences of a language, always in the same order. */
export function wordingOf(language: Language) {
  const { ending } = language.sentences;
  return {
    number: (trackingNumber: string): string[] => [
      spokenNumber(trackingNumber),
      ending(toldEnding(trackingNumber, undefined)),
      ending(toldEnding(trackingNumber, 'text')),
    ],
    text: (text: string): string[] => {
      const spoken = spokenText(text, language);
      return [spoken, uncapitalized(spoken, language)];
    },
  };
}
