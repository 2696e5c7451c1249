// Every kind of utterance has one exact sentence here; what varies inside a kind is tested beside
// the file that says it. The properties then hold for records of any content.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import type { TalkAct } from '../../machines/call-events.ts';
import type { Delivery } from '../../machines/delivery.ts';
import { en } from '../../machines/languages/en/en.ts';
import type { Reply, TalkNext, Terms, Utterance } from '../../machines/reply.ts';
import { SENTENCE_LENGTH_MAX } from '../../src/speech/delivery-sentences.ts';
import { sentence } from '../../src/speech/sentence.ts';
import { spokenDate, spokenDay } from '../../src/speech/spoken-date.ts';
import { spokenNumber, toldEnding } from '../../src/speech/spoken-number.ts';
import { arbitraryDelivery } from './arbitrary-delivery.ts';
import { PLAIN } from './manner.ts';

const asOf = Date.parse('2026-11-30T15:00:00Z');
const trackingNumber = 'WB10000001';
const TRANSFER: Terms = { timeZone: 'UTC', person: { reach: 'transfer' } };
const delivery: Delivery = {
  trackingNumber,
  status: 'out_for_delivery',
  customerName: 'Maria Lopez',
  customerPhone: '+15550100123',
  estimatedDelivery: '2026-12-01',
};

const reply = (utterance: Utterance, terms: Terms = TRANSFER): Reply => ({
  toolCallId: 'call_1',
  tool: 'track_delivery',
  status: 'success',
  state: 'report',
  source: 'sanity',
  data: { asOf, ageSeconds: 0, stale: false },
  utterance,
  terms,
});

// Keyed by every kind, so that a new one without a sentence does not compile.
const GOLDEN: { [About in Utterance['about']]: [Extract<Utterance, { about: About }>, string] } = {
  delivery: [
    { about: 'delivery', delivery, stale: false, ageSeconds: 0, manner: PLAIN },
    'Your parcel is out for delivery and should arrive tomorrow.',
  ],
  issue: [
    { about: 'issue', delivery, stale: true, ageSeconds: 600, manner: PLAIN },
    'This is from about ten minutes ago. There is no issue on record. ' +
      'Your parcel is out for delivery.',
  ],
  readBack: [
    { about: 'readBack', trackingNumber, offerHuman: false },
    'I heard W B, 1 0 0 0, 0 0 0 1. Is that right?',
  ],
  whichPart: [
    { about: 'whichPart', trackingNumber, offerHuman: false },
    'I heard W B, 1 0 0 0, 0 0 0 1. Which part of it is not right?',
  ],
  pieces: [
    { about: 'pieces', given: trackingNumber, offerHuman: false },
    'So far I heard W B, 1 0 0 0, 0 0 0 1. If that is all of it, just say so. What comes next?',
  ],
  talk: [
    { about: 'talk', act: 'thanks', times: 1, next: { about: 'anythingElse' } },
    "You're welcome. Is there anything else?",
  ],
  repair: [
    { about: 'repair', trackingNumber, heard: 'WB10600001', offerHuman: false },
    'I heard W B, 1 0 6 0, 0 0 0 1. Is it 0, not 6, after B 1 0?',
  ],
  ownParcel: [
    { about: 'ownParcel', trackingNumber, offerHuman: false },
    'Is it the parcel ending in 0 0 0 1?',
  ],
  lacksNumber: [
    { about: 'lacksNumber' },
    "Without a tracking number I can't look up a parcel. Shall I get a person to help you?",
  ],
  refusal: [
    { about: 'refusal', offerHuman: true },
    'Sorry about that. Please say the tracking number again, one letter or digit at a time, or I ' +
      'can get a person to help you. Would you like that?',
  ],
  badNumber: [
    { about: 'badNumber', fault: 'tooShort', offerHuman: false },
    'That number is too short. A tracking number has 6 to 40 letters and digits. Please say it ' +
      'again, one letter or digit at a time.',
  ],
  noNumber: [
    { about: 'noNumber' },
    'What is the tracking number, please? You can say it one letter or digit at a time.',
  ],
  notFound: [
    { about: 'notFound', trackingNumber, offerHuman: false },
    "I can't find a parcel with the number W B, 1 0 0 0, 0 0 0 1. Please check the number and " +
      'say it again.',
  ],
  unavailable: [
    { about: 'unavailable', trackingNumber },
    "I can't reach the delivery records right now. Shall I try again, or get a person to help you?",
  ],
  invalidRecord: [
    { about: 'invalidRecord', trackingNumber, naming: 'none' },
    "There is a problem with the record of your parcel. I'm sorry, I can't tell you anything " +
      'about it. Shall I get a person to help you?',
  ],
  tooManyNumbers: [
    { about: 'tooManyNumbers', by: 'call' },
    "I can't look up any more numbers right now. Shall I get a person to help you?",
  ],
  verification: [
    { about: 'verification', asks: 'lastName', isAgain: false, offerHuman: false },
    'To be sure that I tell the right person: what is the last name on the parcel?',
  ],
  notVerified: [
    { about: 'notVerified' },
    "I'm sorry, I couldn't verify that, so I can't say anything about this parcel. I'll get a " +
      'person to help you. One moment, please.',
  ],
  handoff: [{ about: 'handoff' }, "I'll get a person to help you. One moment, please."],
  unknownTool: [
    { about: 'unknownTool', name: 'open_door' },
    "That isn't something I can do. I can look up a parcel for you, or get a person to help you.",
  ],
  badArguments: [
    { about: 'badArguments', name: 'track_delivery' },
    "I'm sorry, I didn't get that. Could you say it again, please?",
  ],
  callEnded: [{ about: 'callEnded' }, "This call has ended, so I can't look anything up any more."],
  internalFault: [
    { about: 'internalFault' },
    "I'm sorry, something went wrong on my side. Would you like me to get a person to help you?",
  ],
};

for (const [about, [utterance, spoken]] of Object.entries(GOLDEN)) {
  test(`sentence() has the exact words for ${about}`, () => {
    assert.equal(sentence(reply(utterance)), spoken);
  });

  test(`sentence() for ${about} is fit to be read aloud`, () => {
    assert.match(sentence(reply(utterance)), /^[A-Za-z0-9 .,?:']{1,1000}$/);
  });
}

// Keyed by every act, as above: the first time, and again where that is worded otherwise.
const TALK: { [Act in TalkAct]: [first: string, again?: string] } = {
  opening: ["Hello, you've reached parcel tracking."],
  greeting: ['Hello.'],
  yes: [''],
  no: ['All right.'],
  another: ['Sure.'],
  repeat: [''],
  slower: [''],
  wait: ['Take your time.', "I'm still here."],
  thanks: ["You're welcome."],
  goodbye: ['Thank you for calling. Goodbye.'],
  beyond: ['I can only help with parcels.', "I'm sorry, parcels are all that I know about."],
  abuse: ["I'm here to help with your parcel.", 'I would like to help you.'],
  unclear: ["I'm sorry, I didn't understand that.", "I'm sorry, I still didn't get that."],
  silent: ['Are you still there?', "I can't hear you."],
};

for (const [act, [first, again = first]] of Object.entries(TALK)) {
  test(`sentence() has the exact words for a turn of ${act}, the first time and again`, () => {
    for (const [times, words] of [first, again].entries()) {
      const talk = { about: 'talk', act: act as TalkAct, times: times + 1, next: null } as const;
      assert.equal(sentence(reply(talk)), words || 'One moment, please.');
    }
  });
}

test('sentence() says what answers a read-back that is asked again, and nothing else', () => {
  const ask = (times: number, next: TalkNext) =>
    sentence(reply({ about: 'talk', act: 'abuse', times, next }));
  const [readBack, question] = GOLDEN.readBack;
  assert.equal(ask(1, readBack), `I'm here to help with your parcel. ${question}`);
  assert.equal(ask(2, readBack), `I would like to help you. Please say yes or no. ${question}`);
  const [whichPart, which] = GOLDEN.whichPart;
  assert.equal(ask(2, whichPart), `I would like to help you. ${which}`);
});

const CONTACT: Terms = { person: { reach: 'contact', words: 'Ask at the post office.' } };
const FIXED_ELSEWHERE: [about: keyof typeof GOLDEN, spoken: string][] = [
  [
    'unavailable',
    "I can't reach the delivery records right now. Ask at the post office. Shall I try again?",
  ],
  [
    'unknownTool',
    "That isn't something I can do. Ask at the post office. I can look up a parcel for you.",
  ],
  ['handoff', "I can't put you through from here. Ask at the post office."],
];
for (const [about, spoken] of FIXED_ELSEWHERE) {
  test(`sentence() for ${about} says how a person is reached elsewhere, and what is asked`, () => {
    assert.equal(sentence(reply(GOLDEN[about][0], CONTACT)), spoken);
  });
}

test('sentence() says that a wrong answer showed nothing, and asks again', () => {
  const asked = { about: 'verification', asks: 'lastName', offerHuman: false } as const;
  assert.equal(
    sentence(reply({ ...asked, isAgain: true })),
    "I'm sorry, I couldn't verify that. To be sure that I tell the right person: what is the last " +
      'name on the parcel?',
  );
});

for (const reach of ['transfer', 'nobody'] as const) {
  test(`sentence() answers every turn with words, where a person is reached by ${reach}`, () => {
    const nexts: TalkNext[] = [
      { about: 'anythingElse' },
      { about: 'noNumber' },
      ...(['human', 'tryAgain', 'anotherNumber'] as const).map(
        (next) => ({ about: 'offer', next }) as const,
      ),
    ];
    for (const act of Object.keys(en.sentences.talk.first) as TalkAct[]) {
      for (const next of [null, ...nexts]) {
        const utterance = { about: 'talk', act, times: 1, next } as const;
        const terms: Terms = { timeZone: 'UTC', person: { reach } };
        assert.match(sentence(reply(utterance, terms)), /\w/, JSON.stringify(utterance));
      }
    }
  });
}

test('sentence() tells whoever is stuck how a person is reached, and asks for the number once more', () => {
  const next = { about: 'offer', next: 'anotherNumber', offerHuman: true } as const;
  const stuck = { about: 'talk', act: 'unclear', times: 3, next } as const;
  const said = (person: NonNullable<Terms['person']>) =>
    sentence(reply(stuck, { timeZone: 'UTC', person }));
  const [sorry, asks] = ["I'm sorry, I still didn't get that.", en.sentences.askNumber(undefined)];
  assert.equal(said({ reach: 'contact', words: 'Call us' }), `${sorry} Call us. ${asks}`);
  assert.equal(said({ reach: 'nobody' }), `${sorry} ${asks}`);
});

test('sentence() refuses a delivery without the time of its reading', () => {
  const undated = { ...reply(GOLDEN.delivery[0]), data: null };
  assert.throws(() => sentence(undated), { name: 'TypeError', message: /no time of reading/ });
});

test('sentence() refuses a kind of utterance that it does not know', () => {
  const strange = JSON.parse(JSON.stringify(reply({ about: 'noNumber' })));
  strange.utterance.about = 'weather';
  assert.throws(() => sentence(strange), TypeError);
});

const arbitraryManner = fc.record({
  naming: fc.constantFrom('none', 'ending', 'number'),
  speakName: fc.boolean(),
  isTold: fc.boolean(),
  closes: fc.boolean(),
});

const arbitraryUtterance = (text: fc.Arbitrary<string>) =>
  fc.record({
    about: fc.constantFrom('delivery', 'issue'),
    delivery: arbitraryDelivery(text),
    stale: fc.boolean(),
    ageSeconds: fc.nat({ max: 86_400 }),
    manner: arbitraryManner,
  });

test('sentence() is one line of bounded length without markup, whatever the record says', () => {
  // Long by repetition, so that a failure shrinks fast.
  const piece = fc.string({ unit: 'binary', minLength: 1, maxLength: 40 });
  const wild = fc.tuple(piece, fc.nat({ max: 40 })).map(([text, more]) => text.repeat(more + 1));
  fc.assert(
    fc.property(arbitraryUtterance(wild), (utterance) => {
      const spoken = sentence(reply(utterance));
      assert.ok(spoken.length <= SENTENCE_LENGTH_MAX);
      assert.doesNotMatch(spoken, /[\p{Cc}\u2028\u2029]|<[A-Za-z/!?]|\{\{|undefined|NaN/u);
      assert.equal(spoken, sentence(reply(structuredClone(utterance))));
    }),
  );
});

// The texts are of letters that no template has side by side, so that taking them out of a
// sentence takes nothing of a template with them.
test('sentence() states nothing that is not in the record', () => {
  const foreign = fc.stringMatching(/^[Zzqxj0-9]{8,12}$/);
  fc.assert(
    fc.property(arbitraryUtterance(foreign), (utterance) => {
      const { trackingNumber, customerName, status, estimatedDelivery, issueMessage } =
        utterance.delivery;
      const facts = [spokenNumber(trackingNumber), toldEnding(trackingNumber, undefined)];
      facts.push(...[customerName, issueMessage, status].filter((text) => text !== undefined));
      if (estimatedDelivery !== undefined) {
        const at = asOf + utterance.ageSeconds * 1000;
        const when = { at, timeZone: 'UTC', language: en };
        facts.push(spokenDay(estimatedDelivery, when).words.replace(/^on /, ''));
        facts.push(spokenDate(estimatedDelivery, when));
      }
      const rest = facts.reduce((left, fact) => left.replace(fact, ''), sentence(reply(utterance)));
      // What is left are the templates' words: no digit, no name, no month, no weekday.
      assert.doesNotMatch(
        rest,
        /[0-9]|[Zzqxj]{2}|\b(?!(The|There|This|It|That|For|No|I|Your|My|Is)\b)[A-Z]|[a-su-z]day\b/,
      );
    }),
  );
});

test('sentence() never speaks a phone number, and the number as the manner has it', () => {
  fc.assert(
    fc.property(arbitraryUtterance(fc.stringMatching(/^[a-z]{1,9}$/)), (utterance) => {
      const { delivery, manner } = utterance;
      const spoken = sentence(reply(utterance));
      assert.ok(!spoken.includes('5550100'));
      const { trackingNumber } = delivery;
      const whole = spoken.includes(`number ${spokenNumber(trackingNumber)}`);
      const ending = spoken.includes(`ending in ${toldEnding(trackingNumber, undefined)}`);
      assert.deepEqual([whole, ending], [manner.naming === 'number', manner.naming === 'ending']);
    }),
  );
});

test('sentence() offers a person before a question that is open, never after it', () => {
  const say = (utterance: Utterance) => sentence(reply(utterance));
  const rather = 'If you would rather speak to a person, just say so.';
  assert.equal(
    say({ about: 'ownParcel', trackingNumber, offerHuman: true }),
    `${rather} Is it the parcel ending in 0 0 0 1?`,
  );
  assert.equal(
    say({ about: 'verification', asks: 'postcode', isAgain: false, offerHuman: true }),
    `${rather} ${say({ about: 'verification', asks: 'postcode', isAgain: false, offerHuman: false })}`,
  );
});

for (const about of Object.keys(GOLDEN) as Utterance['about'][]) {
  test(`sentence() for ${about} offers no person where there is none`, () => {
    const [utterance] = GOLDEN[about];
    const asked = 'offerHuman' in utterance ? { ...utterance, offerHuman: true } : utterance;
    // Whom a parcel is told is no person who takes over.
    const say = (terms?: Terms) => sentence(reply(asked, terms)).replace('the right person', '');
    const spoken = say({ person: { reach: 'nobody' } });
    assert.doesNotMatch(spoken, /(?<!can't put you through to a )person/);
    const words = 'Ask at the post office.';
    const told = say({ person: { reach: 'contact', words } });
    assert.doesNotMatch(told, /person/);
    // Whatever offered a person now says how to reach one.
    assert.equal(told.includes(words), say().includes('person'));
  });
}

test('sentence() promises an arrival only for a parcel under way and a day not past', () => {
  fc.assert(
    fc.property(arbitraryUtterance(fc.constant('held_at_customs')), (utterance) => {
      if (!sentence(reply(utterance)).includes('should arrive')) return;
      const { status, estimatedDelivery = '' } = utterance.delivery;
      assert.ok(['pending', 'processing', 'in_transit', 'out_for_delivery'].includes(status));
      const today = new Date(asOf + utterance.ageSeconds * 1000).toISOString().slice(0, 10);
      assert.ok(estimatedDelivery.slice(0, 10) >= today);
    }),
  );
});
