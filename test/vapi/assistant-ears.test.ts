// Goal: a caller who spells a number is neither cut off nor kept waiting. Method: Vapi tests its rules
// with RegExp.test on what a caller has said so far, and so do these tests.
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { en } from '../../machines/languages/en/en.ts';
import { spokenNumber } from '../../src/speech/spoken-number.ts';
import {
  DEFAULT_VOICE,
  toChunkPlan,
  toEars,
  toTranscriber,
} from '../../src/vapi/assistant-ears.ts';

const EARS = toEars(en);

/** How long Vapi waits after these words, by the rules alone; null where none matches. */
function secondsAfter(said: string): number | null {
  const { customEndpointingRules } = EARS.startSpeakingPlan;
  for (const { regex, regexOptions, timeoutSeconds } of customEndpointingRules) {
    const ignoresCase = regexOptions.some(({ type, enabled }) => type === 'ignore-case' && enabled);
    if (new RegExp(regex, ignoresCase ? 'i' : '').test(said)) return timeoutSeconds;
  }
  return null;
}

describe('toEars() waits longer', () => {
  const LONGER = [
    ...["It's W B", 'WB 1000', 'w b one zero zero', 'Bravo.', 'W, B, 1, 0,', 'double', 'B A'],
    ...['It ends in five', 'one two one', 'No, it ends in 2.', 'dash', 'twenty'],
    ...['No.', 'no', "No, that's not right.", 'Wrong.', 'Um, no, no'],
    ...[
      'My tracking number is',
      "It's",
      'W B 1 0 and',
      'It ends in',
      'Hold on.',
      'One moment please',
    ],
  ];
  for (const said of LONGER) {
    test(`after "${said}"`, () => {
      const { onPunctuationSeconds } = EARS.startSpeakingPlan.transcriptionEndpointingPlan;
      assert.ok((secondsAfter(said) ?? 0) > onPunctuationSeconds);
    });
  }

  const COMPLETE = [
    ...[
      'Yes.',
      "Yes, that's right.",
      'Correct.',
      "I don't have one.",
      'The other one.',
      'Thank you.',
    ],
    ...[
      'Where is my parcel?',
      "I don't know where it is.",
      'I think so.',
      'No, thank you. Goodbye.',
    ],
    ...[
      "I'd like to speak to a person.",
      'And why is it late?',
      'Can I track it later?',
      'Me too.',
    ],
  ];
  for (const said of COMPLETE) {
    test(`not after "${said}"`, () => assert.equal(secondsAfter(said), null));
  }

  test('in the midst of a number than Vapi would by itself', () => {
    const plan = EARS.startSpeakingPlan.transcriptionEndpointingPlan;
    assert.ok(plan.onNumberSeconds > 1);
    assert.equal(secondsAfter('1 0 0'), plan.onNumberSeconds);
  });
});

describe('toEars() is stopped', () => {
  const { numWords, acknowledgementPhrases, interruptionPhrases } = EARS.stopSpeakingPlan;

  test('by one word, above all by a no', () => {
    assert.equal(numWords, 1);
    assert.deepEqual(interruptionPhrases, [
      ...['no', 'nope', 'wrong', 'not right', 'incorrect', 'stop', 'wait', 'hold on', 'hang on'],
      ...['actually', 'sorry', 'excuse me', 'i said'],
    ]);
  });

  test('not by whoever only listens', () => {
    assert.deepEqual(acknowledgementPhrases, [
      ...['mm-hmm', 'mhm', 'uh-huh', 'okay', 'ok', 'i see', 'got it', 'all right', 'go on'],
    ]);
    for (const answer of ['yes', 'yeah', 'right', ...interruptionPhrases]) {
      assert.ok(!acknowledgementPhrases.includes(answer), answer);
    }
  });
});

describe('toEars() says into a silence', () => {
  const silences = EARS.hooks.filter((hook) => hook.on === 'customer.speech.timeout');
  const said = EARS.hooks.flatMap(({ do: actions }) =>
    actions.flatMap((action) => (action.type === 'say' ? [action.exact] : [])),
  );

  test('what is no question, since a "yes" would answer the one before it', () => {
    assert.equal(new Set(said).size, EARS.hooks.length);
    for (const sentence of said) assert.doesNotMatch(sentence, /\?|^$/);
  });

  test('ever later, once each, and from the start whenever the caller has spoken', () => {
    const seconds = silences.map(({ options }) => options.timeoutSeconds);
    assert.deepEqual(
      seconds,
      seconds.toSorted((a, b) => a - b),
    );
    assert.ok(new Set(seconds).size === 3 && Math.min(...seconds) >= 2);
    for (const { options } of silences) {
      assert.equal(options.triggerMaxCount, 1);
      assert.equal(options.triggerResetMode, 'onUserSpeech');
    }
  });

  test('goodbye at last', () => {
    const ends = silences.map(({ do: actions }) => actions.some(({ type }) => type === 'tool'));
    assert.deepEqual(ends, [false, false, true]);
  });
});

test('toEars(): tells a caller that time is up before Vapi ends the call', () => {
  const times = EARS.hooks.filter((hook) => hook.on === 'call.timeElapsed');
  const seconds = times.map(({ options }) => options.seconds);
  assert.deepEqual(
    seconds,
    seconds.toSorted((a, b) => a - b),
  );
  assert.ok((seconds.at(-1) ?? 0) <= EARS.maxDurationSeconds - 10);
  assert.deepEqual(
    times.map(({ do: actions }) => actions.map(({ type }) => type)),
    [['say'], ['say', 'tool']],
  );
});

test('toChunkPlan(): keeps a number in one piece, and no sentence waits for the next', () => {
  const { formatPlan, minCharacters, punctuationBoundaries } = toChunkPlan();
  assert.equal(formatPlan.enabled, false);
  const number = spokenNumber('WB10000001');
  assert.ok(!punctuationBoundaries.some((mark) => number.includes(mark)));
  for (const { start } of Object.values(en.tools.byName)) {
    assert.ok(start.transfer.length >= minCharacters, start.transfer);
  }
});

test('toTranscriber(): expects the spelling alphabet, in the fallback as well', () => {
  const { keyterm, numerals, fallbackPlan } = toTranscriber(en);
  assert.ok(numerals);
  const words = [
    ...['tracking number', 'parcel', 'package', 'digit', 'letter', 'dash', 'zero'],
    ...['double', 'triple', 'ends in', 'starts with', 'bravo', 'zulu'],
  ];
  for (const word of words) assert.ok(keyterm.includes(word), word);
  assert.equal(new Set(keyterm).size, keyterm.length);
  const [fallback] = fallbackPlan.transcribers;
  assert.deepEqual(fallback?.keytermsPrompt, keyterm);
});

test('toEars(): puts the same words to a voice of somebody else', () => {
  assert.deepEqual(EARS.voice, { ...DEFAULT_VOICE, chunkPlan: toChunkPlan() });
  const voice = { provider: 'azure', voiceId: 'andrew' };
  assert.deepEqual(toEars(en, { voice }).voice, { ...voice, chunkPlan: toChunkPlan() });
  const own = { ...voice, chunkPlan: { enabled: false } };
  assert.deepEqual(toEars(en, { voice: own }).voice, own);
});

test('toEars(): takes a transcriber of somebody else as it is', () => {
  const transcriber = { provider: 'azure' };
  assert.deepEqual(toEars(en, { transcriber }).transcriber, transcriber);
});
