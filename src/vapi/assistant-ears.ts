/**
 * How an assistant hears, waits and speaks, the same whoever answers. Vapi's own settings are made for
 * conversation, and cut a caller off in the midst of a number that is spelled.
 * Source: schemas of `CreateAssistantDTO` in Vapi's OpenAPI file (VapiAI/docs eabfa53, 2026-08-20);
 * docs.vapi.ai, "Voice pipeline configuration" and "Assistant hooks" (read 2026-11).
 */
import type { Language, LanguageCode } from '../../machines/languages/language.ts';
import { type BuiltInTool, endCallTool } from './tools.ts';

/** Turns speech into words. */
export type Transcriber = {
  provider: 'deepgram';
  model: 'nova-3';
  language: LanguageCode;
  numerals: boolean;
  smartFormat: boolean;
  endpointing: number;
  keyterm: string[];
  fallbackPlan: { transcribers: FallbackTranscriber[] };
};

/** Takes over where the transcriber fails: of another company, since those fail as a whole. */
type FallbackTranscriber = {
  provider: 'assembly-ai';
  speechModel: 'universal-streaming-english';
  language: LanguageCode;
  keytermsPrompt: string[];
  endOfTurnConfidenceThreshold: number;
  minEndOfTurnSilenceWhenConfident: number;
  maxTurnSilence: number;
};

/** How words are handed to a voice. */
export type ChunkPlan = {
  enabled: boolean;
  minCharacters: number;
  punctuationBoundaries: ('.' | '!' | '?')[];
  formatPlan: { enabled: boolean };
};

/** When the assistant begins to speak. */
export type StartSpeakingPlan = {
  waitSeconds: number;
  transcriptionEndpointingPlan: {
    onPunctuationSeconds: number;
    onNoPunctuationSeconds: number;
    onNumberSeconds: number;
  };
  customEndpointingRules: EndpointingRule[];
};

type EndpointingRule = {
  type: 'customer';
  regex: string;
  regexOptions: { type: 'ignore-case'; enabled: boolean }[];
  timeoutSeconds: number;
};

/** When it stops. */
export type StopSpeakingPlan = {
  numWords: number;
  backoffSeconds: number;
  acknowledgementPhrases: string[];
  interruptionPhrases: string[];
};

/** What Vapi does by itself. */
export type HookAction = { type: 'say'; exact: string } | { type: 'tool'; tool: BuiltInTool };

/** What it does into a silence, which begins when the assistant has spoken. */
export type SilenceHook = {
  on: 'customer.speech.timeout';
  options: { timeoutSeconds: number; triggerMaxCount: number; triggerResetMode: 'onUserSpeech' };
  do: HookAction[];
};

/** What it does so long after a call began. */
export type TimeHook = { on: 'call.timeElapsed'; options: { seconds: number }; do: HookAction[] };

/** The part of an assistant that is told here. */
export type Ears = {
  transcriber: Transcriber | Record<string, unknown>;
  voice: Record<string, unknown>;
  startSpeakingPlan: StartSpeakingPlan;
  stopSpeakingPlan: StopSpeakingPlan;
  keypadInputPlan: { enabled: boolean; delimiters: '#'; timeoutSeconds: number };
  hooks: (SilenceHook | TimeHook)[];
  maxDurationSeconds: number;
  backgroundSound: 'off';
  backgroundSpeechDenoisingPlan: { smartDenoisingPlan: { enabled: boolean } };
};

/** A transcriber and a voice of one's own, in Vapi's words. */
export type EarsChoice = {
  transcriber?: Record<string, unknown> | undefined;
  voice?: Record<string, unknown> | undefined;
};

/** A voice of Vapi's own, for which no account elsewhere is needed. */
export const DEFAULT_VOICE = { provider: 'vapi', voiceId: 'Elliot' } as const;

/**
 * How long a silence is before a number goes on, in seconds. Vapi waits 0.5, which is less than a
 * caller needs to look at the next group of a label.
 */
const NUMBER_PAUSE_SECONDS = 1.5;

/** After a mere "no": what is right comes next. */
const OBJECTION_PAUSE_SECONDS = 1;

/** After "and", "hold on" and the like. */
const SENTENCE_PAUSE_SECONDS = 2.5;

/** When something is said into a silence and, at last, the call ends; see PhoneWords. */
const SILENCE_SECONDS = { first: 10, second: 19, end: 28 };

/**
 * The longest call, which is Vapi's default as well: it then cuts the call off without a word. What is
 * said before that needs a few seconds.
 */
const LONGEST_CALL_SECONDS = 600;
const TIME_UP_SECONDS = { soon: LONGEST_CALL_SECONDS - 60, now: LONGEST_CALL_SECONDS - 15 };

/** Long enough to look at the next digits of a label; whoever forgets the # waits this long. */
const KEYPAD_TIMEOUT_SECONDS = 5;

/**
 * Gives an assistant its ears. A transcriber of one's own is taken as it is; a voice of one's own has
 * the same words put to it, unless it comes with a plan for them.
 */
export function toEars(language: Language, { transcriber, voice }: EarsChoice = {}): Ears {
  return {
    transcriber: transcriber ?? toTranscriber(language),
    voice: { chunkPlan: toChunkPlan(), ...(voice ?? DEFAULT_VOICE) },
    startSpeakingPlan: toStartSpeakingPlan(language),
    stopSpeakingPlan: toStopSpeakingPlan(language),
    keypadInputPlan: { enabled: true, delimiters: '#', timeoutSeconds: KEYPAD_TIMEOUT_SECONDS },
    hooks: [...silenceHooks(language), ...timeHooks(language)],
    maxDurationSeconds: LONGEST_CALL_SECONDS,
    // On the phone, Vapi plays the noise of an office unless it is told not to.
    backgroundSound: 'off',
    backgroundSpeechDenoisingPlan: { smartDenoisingPlan: { enabled: true } },
  };
}

/**
 * The transcriber: one without an end of turn of its own, which would come before the plan below.
 * Digits are written as digits, so that they are known for a number; smart formats are off, since
 * they make times and dates of it. With less than 300 ms to settle, words of one syllable get lost.
 */
export function toTranscriber({ code, phone, numbers }: Language): Transcriber {
  const expected = [...phone.expected, ...Object.keys(numbers.spelling)];
  return {
    provider: 'deepgram',
    model: 'nova-3',
    language: code,
    numerals: true,
    smartFormat: false,
    endpointing: 300,
    keyterm: expected,
    fallbackPlan: {
      transcribers: [
        {
          provider: 'assembly-ai',
          speechModel: 'universal-streaming-english',
          language: code,
          keytermsPrompt: [...expected],
          // It ends turns itself, in milliseconds: the values that Vapi's pages call conservative.
          endOfTurnConfidenceThreshold: 0.7,
          minEndOfTurnSilenceWhenConfident: 800,
          maxTurnSilence: 3600,
        },
      ],
    },
  };
}

/**
 * Leaves the words as they are: they are made to be spoken, and Vapi's formats would read "1 0 0 0"
 * anew. A comma ends no chunk, so that a number is spoken in one breath; and no sentence is so short
 * that it waits for the next one, as "One moment, please." must not.
 */
export function toChunkPlan(): ChunkPlan {
  return {
    enabled: true,
    minCharacters: 10,
    punctuationBoundaries: ['.', '!', '?'],
    formatPlan: { enabled: false },
  };
}

/**
 * Without smart endpointing, which would take the place of the seconds that are set here. The first
 * rule that matches what the caller has said so far counts, and before all else.
 */
function toStartSpeakingPlan({ phone: { goesOn } }: Language): StartSpeakingPlan {
  const rule = (regex: string, timeoutSeconds: number): EndpointingRule => ({
    type: 'customer',
    regex,
    regexOptions: [{ type: 'ignore-case', enabled: true }],
    timeoutSeconds,
  });
  return {
    waitSeconds: 0.4,
    transcriptionEndpointingPlan: {
      // Transcribers put a stop after a group of a number as well as after the number.
      onPunctuationSeconds: 0.3,
      onNoPunctuationSeconds: 1.5,
      onNumberSeconds: NUMBER_PAUSE_SECONDS,
    },
    customEndpointingRules: [
      // Vapi knows a number by its digits; a caller spells letters, too.
      rule(goesOn.number, NUMBER_PAUSE_SECONDS),
      rule(goesOn.objection, OBJECTION_PAUSE_SECONDS),
      rule(goesOn.sentence, SENTENCE_PAUSE_SECONDS),
    ],
  };
}

/** One word stops the assistant, be it "no" or a digit; a cough or a door does not. */
function toStopSpeakingPlan({ phone }: Language): StopSpeakingPlan {
  return {
    numWords: 1,
    backoffSeconds: 1,
    acknowledgementPhrases: [...phone.listening],
    interruptionPhrases: [...phone.objecting],
  };
}

function silenceHooks(language: Language): SilenceHook[] {
  const [first, second, end] = language.phone.silence;
  const after = (timeoutSeconds: number, ...actions: HookAction[]): SilenceHook => ({
    on: 'customer.speech.timeout',
    options: { timeoutSeconds, triggerMaxCount: 1, triggerResetMode: 'onUserSpeech' },
    do: actions,
  });
  return [
    after(SILENCE_SECONDS.first, say(first)),
    after(SILENCE_SECONDS.second, say(second)),
    after(SILENCE_SECONDS.end, say(end), endCall(language)),
  ];
}

function timeHooks(language: Language): TimeHook[] {
  const { soon, now } = language.phone.timeUp;
  const after = (seconds: number, ...actions: HookAction[]): TimeHook => ({
    on: 'call.timeElapsed',
    options: { seconds },
    do: actions,
  });
  return [
    after(TIME_UP_SECONDS.soon, say(soon)),
    after(TIME_UP_SECONDS.now, say(now), endCall(language)),
  ];
}

function say(exact: string): HookAction {
  return { type: 'say', exact };
}

function endCall(language: Language): HookAction {
  return { type: 'tool', tool: endCallTool(language) };
}
