/** A file whose mutants are counted, and the tests that judge them, the one that finds most first. */
export type Target = {
  file: string;
  judges: readonly string[];
  /** It keeps something from one test to the next, which hides mutants: each has its own process. */
  keepsState?: true;
};

const CALL = [
  'call',
  'call-decisions',
  'call-questions',
  'call-verification',
  'own-parcels',
  'call-manner',
  'call-late',
  'call-policy',
  'call-context',
].map((name) => `test/machines/${name}.test.ts`);
const SESSION = ['test/machines/session.test.ts', 'test/machines/transition.test.ts'];
const ENGINE = ['test/engines/local.test.ts', 'test/engines/scenarios.test.ts'];
const HOST = ['local-engine', 'resume-faults', 'eviction'].map(
  (name) => `test/calls/${name}.test.ts`,
);
const WHOLE_CALL = [...CALL, ...SESSION, ...ENGINE];

/** Those of one file, beside those of whole calls. */
function callBy(name: string, others: readonly string[] = WHOLE_CALL): string[] {
  return [`test/machines/${name}.test.ts`, ...others];
}

/** What is taken of what a call hears and knows, and what is not. */
const RECORDS = 'test/machines/records.test.ts';

function listening(...names: string[]): string[] {
  return names.map((name) => `test/machines/listening/${name}.test.ts`);
}

const NUMBERS = listening('read-number', 'number-in-turn', 'join-pieces', 'number-properties');
const CORRECTIONS = [
  ...listening('read-correction', 'number-properties'),
  'test/machines/call-hearing.test.ts',
];
const TURNS = [
  ...listening('read-turn', 'number-in-turn', 'read-reply'),
  'test/machines/plan-turn.test.ts',
];

const CLAIMS = ['find-claims', 'labelled'].map((name) => `test/grounding/${name}.test.ts`);

/** The gravest first: what lets a number pass, what is told of it, and to whom. */
export const TARGETS: readonly Target[] = [
  {
    file: 'machines/breaker.ts',
    judges: ['test/machines/breaker.test.ts', 'test/machines/charts.test.ts'],
  },
  {
    file: 'machines/question.ts',
    judges: ['test/machines/question.test.ts', ...SESSION],
  },
  { file: 'machines/call-questions.ts', judges: WHOLE_CALL },
  { file: 'machines/call-verification.ts', judges: WHOLE_CALL },
  { file: 'machines/call-decisions.ts', judges: WHOLE_CALL },
  { file: 'machines/call-settlement.ts', judges: WHOLE_CALL },
  {
    file: 'machines/lookup.ts',
    judges: ['test/machines/lookup.test.ts', 'test/machines/charts.test.ts'],
  },
  {
    file: 'machines/plan-turn.ts',
    judges: ['test/machines/plan-turn.test.ts', 'test/machines/listening/read-turn.test.ts'],
  },
  {
    file: 'machines/tracking-number.ts',
    judges: ['test/machines/tracking-number.test.ts', 'test/machines/one-character-away.test.ts'],
  },
  { file: 'machines/call-own.ts', judges: callBy('call-own') },
  { file: 'machines/call-hearing.ts', judges: callBy('call-hearing') },
  {
    file: 'machines/call.ts',
    judges: [...CALL, 'test/machines/charts.test.ts', 'test/machines/session.test.ts'],
  },
  { file: 'machines/reply.ts', judges: ['test/machines/reply.test.ts', ...WHOLE_CALL] },
  {
    file: 'machines/call-context.ts',
    judges: [RECORDS, 'test/machines/call-context.test.ts', ...SESSION],
  },
  { file: 'machines/call-manner.ts', judges: WHOLE_CALL },
  { file: 'machines/call-talk.ts', judges: callBy('call-talk') },
  {
    file: 'machines/transition.ts',
    judges: ['test/machines/transition.test.ts', 'test/machines/session.test.ts'],
    keepsState: true,
  },
  { file: 'machines/lookup-trail.ts', judges: ['test/machines/lookup.test.ts', RECORDS] },
  { file: 'machines/lookup-outcome.ts', judges: [RECORDS] },
  { file: 'machines/call-events.ts', judges: [RECORDS] },
  { file: 'machines/record.ts', judges: [RECORDS] },
  {
    file: 'machines/delivery.ts',
    judges: ['test/machines/delivery.test.ts', 'test/sanity/record.test.ts'],
  },
  {
    file: 'machines/statuses.ts',
    judges: [
      'test/machines/delivery.test.ts',
      'test/speech/arrival.test.ts',
      'test/speech/delivery-sentences.test.ts',
      'test/calls/recognition.test.ts',
    ],
  },
  { file: 'machines/regex.ts', judges: ['test/machines/regex.test.ts'] },
  { file: 'machines/hidden-text.ts', judges: ['test/machines/hidden-text.test.ts'] },
  { file: 'machines/listening/near.ts', judges: listening('near') },
  { file: 'machines/listening/join-pieces.ts', judges: listening('join-pieces') },
  { file: 'machines/listening/read-number.ts', judges: NUMBERS, keepsState: true },
  {
    file: 'machines/listening/spoken-items.ts',
    judges: [...NUMBERS, ...listening('read-correction')],
    keepsState: true,
  },
  { file: 'machines/listening/spoken-cardinals.ts', judges: NUMBERS },
  { file: 'machines/listening/spoken-number.ts', judges: NUMBERS },
  {
    file: 'machines/listening/written-number.ts',
    judges: [...NUMBERS, ...listening('read-correction')],
    keepsState: true,
  },
  { file: 'machines/listening/word-tables.ts', judges: NUMBERS },
  { file: 'machines/listening/said-tokens.ts', judges: NUMBERS },
  { file: 'machines/listening/number-in-turn.ts', judges: TURNS },
  { file: 'machines/listening/read-correction.ts', judges: CORRECTIONS, keepsState: true },
  { file: 'machines/listening/apply-correction.ts', judges: CORRECTIONS, keepsState: true },
  { file: 'machines/listening/read-reply.ts', judges: listening('read-reply', 'read-turn') },
  { file: 'machines/listening/read-turn.ts', judges: TURNS },
  { file: 'machines/listening/turn-parts.ts', judges: TURNS },
  { file: 'machines/listening/turn-rest.ts', judges: TURNS },
  { file: 'machines/listening/turn-signs.ts', judges: TURNS, keepsState: true },
  {
    file: 'machines/listening/said-characters.ts',
    judges: listening('said-characters'),
    keepsState: true,
  },
  { file: 'machines/listening/spelled.ts', judges: listening('spelled') },
  { file: 'machines/listening/compare-answer.ts', judges: listening('compare-answer') },
  { file: 'machines/listening/check-digits.ts', judges: listening('check-digits') },
  {
    file: 'machines/languages/en/corrections.ts',
    judges: listening('read-correction', 'number-properties'),
  },
  {
    file: 'machines/languages/en/spoken.ts',
    judges: listening('read-number', 'read-correction', 'number-in-turn', 'join-pieces'),
  },
  { file: 'machines/languages/en/replies.ts', judges: listening('read-reply') },
  { file: 'machines/languages/en/turns.ts', judges: listening('read-turn') },
  { file: 'machines/languages/en/deeds.ts', judges: CLAIMS },
  {
    file: 'machines/languages/en/claims.ts',
    judges: [
      ...CLAIMS,
      'test/grounding/utterance.test.ts',
      'test/erasure/person.test.ts',
      'test/grounding/spoken-sentences.property.test.ts',
    ],
  },
  { file: 'machines/languages/en/prompt.ts', judges: ['test/vapi/assistant-prompt.test.ts'] },
  {
    file: 'machines/languages/en/tools.ts',
    judges: ['tools', 'tool-arguments', 'results'].map((name) => `test/vapi/${name}.test.ts`),
  },
  {
    file: 'machines/languages/en/dates.ts',
    judges: [
      'test/speech/spoken-date.test.ts',
      'test/speech/spoken-age.test.ts',
      'test/speech/arrival.test.ts',
      'test/sanity/written-date.test.ts',
      'test/grounding/find-claims.test.ts',
      'test/grounding/labelled.test.ts',
    ],
  },
  {
    file: 'machines/languages/en/numbers.ts',
    judges: [
      ...listening('spelled', 'said-characters', 'number-in-turn', 'read-number'),
      'test/grounding/find-claims.test.ts',
      'test/grounding/labelled.test.ts',
      'test/speech/spoken-age.test.ts',
      'test/speech/spoken-date.test.ts',
      'test/vapi/assistant-ears.test.ts',
      'test/machines/languages/language.test.ts',
      'test/machines/own-parcels.test.ts',
      'test/erasure/person.test.ts',
    ],
  },
  {
    file: 'machines/languages/en/records.ts',
    judges: ['test/sanity/written-date.test.ts', 'test/sanity/record.test.ts'],
  },
  {
    file: 'machines/languages/en/statuses.ts',
    judges: [
      'test/speech/spoken-status.test.ts',
      'test/speech/delivery-sentences.test.ts',
      'test/grounding/find-claims.test.ts',
      'test/grounding/labelled.test.ts',
    ],
  },
  {
    file: 'machines/languages/en/sentences.ts',
    judges: [
      'test/speech/sentence.test.ts',
      'test/speech/number-sentences.test.ts',
      'test/speech/delivery-sentences.test.ts',
      'test/speech/arrival.test.ts',
      'test/speech/briefing.test.ts',
      'test/speech/spoken-text.test.ts',
      'test/vapi/assistant.test.ts',
    ],
  },
  {
    file: 'machines/languages/en/phone.ts',
    judges: ['test/vapi/assistant-ears.test.ts'],
  },
  {
    file: 'machines/languages/en/names.ts',
    judges: listening('compare-answer'),
  },
  {
    file: 'machines/languages/en/en.ts',
    judges: ['test/machines/languages/language.test.ts', 'test/grounding/labelled.test.ts'],
  },
  { file: 'machines/session.ts', judges: [...SESSION, ...HOST] },
  { file: 'machines/advancing.ts', judges: callBy('advancing', SESSION) },
  { file: 'machines/transcript.ts', judges: ['test/machines/transcript.test.ts', ...SESSION] },
];
