import type { Heard } from '../../machines/call-events.ts';
import type { Delivery } from '../../machines/delivery.ts';
import type { Language } from '../../machines/languages/language.ts';
import { TRACKING_NUMBER_LENGTH } from '../../machines/tracking-number.ts';
import type { RecordedResult } from '../recording/line.ts';
import { mapDelivery } from './pseudonymize-line.ts';
import type { Tokens } from './pseudonyms.ts';

/** The ways in which values of records stand in sentences, always in the same order. */
export type Wording = {
  /** A normalized tracking number as it is read out, whole and by its end. */
  number: (trackingNumber: string) => string[];
  /** Free text as it is spoken. */
  text: (text: string) => string[];
};

/** A value and its token, as both stand in sentences. */
type Swap = { from: string; to: string; isCut: boolean };

/** What is left of an issue that was cut is found by its beginning. */
const CUT_LENGTH = 24;

/** Tokens that remember what was asked of them, so that it can be found in sentences as well. */
export class SpokenTokens implements Tokens {
  readonly #tokens: Tokens;
  readonly #wording: Wording;
  readonly #swaps = new Map<string, Swap>();

  constructor(tokens: Tokens, wording: Wording) {
    this.#tokens = tokens;
    this.#wording = wording;
  }

  number(number: string): string {
    const token = this.#tokens.number(number);
    this.#note(number, token);
    // What is no number in normalized form was never read out.
    if (/^[A-Z0-9]+$/.test(number) && number.length <= TRACKING_NUMBER_LENGTH.max) {
      this.#noteForms(this.#wording.number(number), this.#wording.number(token));
    }
    return token;
  }

  doubtful(number: string): string {
    return this.#tokens.doubtful(number);
  }

  heard(heard: Heard, language: Language): Heard {
    return this.#tokens.heard(heard, language);
  }

  name(name: string): string {
    return this.#spoken(name, this.#tokens.name(name));
  }

  phone(phone: string): string {
    return this.#spoken(phone, this.#tokens.phone(phone));
  }

  note(note: string): string {
    return this.#spoken(note, this.#tokens.note(note), true);
  }

  said(text: string): string {
    return this.#tokens.said(text);
  }

  /** A sentence of fixed words and facts, with tokens for the facts. */
  inSentence(sentence: string): string {
    const swaps = [...this.#swaps.values()].toSorted((a, b) => b.from.length - a.from.length);
    return swaps.reduce(swap, sentence);
  }

  #spoken(value: string, token: string, isCut = false): string {
    this.#note(value, token, isCut);
    this.#noteForms(this.#wording.text(value), this.#wording.text(token), isCut);
    return token;
  }

  #noteForms(from: string[], to: string[], isCut = false): void {
    for (const [index, form] of from.entries()) this.#note(form, to[index] ?? '', isCut);
  }

  #note(from: string, to: string, isCut = false): void {
    if (from !== '' && from !== to) this.#swaps.set(from, { from, to, isCut });
  }
}

/** An answer with tokens for the facts in it, when it is not what comes of its events today. */
export function pseudonymizeResult(result: RecordedResult, tokens: SpokenTokens): RecordedResult {
  const { result: text, error, message } = result;
  return {
    ...result,
    ...(typeof text === 'string' ? { result: mapResultText(text, tokens) } : {}),
    ...(typeof error === 'string' ? { error: tokens.inSentence(error) } : {}),
    ...(isSpoken(message)
      ? { message: { ...message, content: tokens.inSentence(message.content) } }
      : {}),
  };
}

/** The sentence in an answer; empty when there is none. */
export function sentenceOf({ message, result, error }: RecordedResult): string {
  if (isSpoken(message)) return message.content;
  const parsed = typeof result === 'string' ? parseObject(result) : null;
  if (typeof parsed?.message === 'string') return parsed.message;
  return typeof error === 'string' ? error : '';
}

function mapResultText(text: string, tokens: SpokenTokens): string {
  const parsed = parseObject(text);
  if (parsed === null) return tokens.said(text);
  const { message, delivery } = parsed;
  return JSON.stringify({
    ...parsed,
    ...(typeof message === 'string' ? { message: tokens.inSentence(message) } : {}),
    ...(isDelivery(delivery) ? { delivery: mapDelivery(delivery, tokens) } : {}),
  });
}

function swap(sentence: string, { from, to, isCut }: Swap): string {
  const swapped = sentence.replaceAll(from, () => to);
  if (!isCut || swapped !== sentence || from.length <= CUT_LENGTH) return swapped;
  const start = sentence.indexOf(from.slice(0, CUT_LENGTH));
  return start === -1 ? sentence : `${sentence.slice(0, start)}${to}`;
}

function parseObject(text: string): Record<string, unknown> | null {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null ? { ...value } : null;
  } catch {
    return null;
  }
}

function isSpoken(message: unknown): message is { content: string } {
  return typeof message === 'object' && message !== null && 'content' in message
    ? typeof message.content === 'string'
    : false;
}

function isDelivery(value: unknown): value is Delivery {
  return typeof value === 'object' && value !== null && 'trackingNumber' in value;
}
