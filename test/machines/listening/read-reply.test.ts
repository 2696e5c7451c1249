// What callers say when a number was read back, in tables of invented replies: one row, one reading.
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { replies as german } from '../../../machines/languages/de/replies.ts';
import { en } from '../../../machines/languages/en/en.ts';
import { replies as spanish } from '../../../machines/languages/es/replies.ts';
import {
  type ReplyLanguage,
  type ReplyReading,
  readReplies,
  readReply,
} from '../../../machines/listening/read-reply.ts';

const de: ReplyLanguage = {
  replies: german,
  numbers: { digits: { funf: '5', neun: '9', eins: '1' }, times: { doppel: 2 }, spelling: {} },
};
const es: ReplyLanguage = {
  replies: spanish,
  numbers: { digits: { cinco: '5', nueve: '9' }, times: { doble: 2 }, spelling: {} },
};

const ENGLISH: Record<ReplyReading, string[]> = {
  yes: [
    'Yes.',
    'yep',
    "yeah that's right",
    'Correct',
    'right',
    'Exactly.',
    "That's the one.",
    'you got it',
    'Yes please. What is taking so long?',
    'yes can you tell me where it is',
    'Yes, but when will it arrive?',
    "yes, but I'd like to know what it costs",
    "No, that's right.",
    'No, no, that is correct.',
    "No, that's exactly right",
    "that's actually right",
    'no problem, no worries, no rush, no hurry, yes',
    'yes, the first time I call',
    'yes and close it',
    'yes this is for me',
    "yes it's for me",
    'yes I am so sorry Rosa Smith',
    'no yeah',
    'no problem, yes',
    "Not at all, that's right",
    "nothing wrong there, that's right",
    "can't complain, that's correct",
    'sure, why not',
    "that's right, isn't it",
    "that's what I said, yes",
    'I said yes',
    'yes actually',
    "no, nothing to change, that's right",
    "yes I can't believe it isn't here yet",
    "yes and it's not been delivered",
    "yes, it's missing since Monday",
    'I mean, yeah, that is it',
    'Sorry, yes.',
    'Wait, yes, that is right',
    "Yes, and it hasn't arrived yet",
    'yeah it should be here by now',
    "Yes. I don't know why it takes so long.",
    'Yes, one moment please',
    'Yes, sorry for the trouble',
    'Ｙｅｓ',
    'yes\u200b',
  ],
  no: [
    'No.',
    'nope',
    'No, that is wrong.',
    "That's not right",
    "sorry to say it's not right",
    "I've never seen that number",
    "No, that's the number of my other parcel",
    "doesn't sound right",
    'nuh uh',
    'thats not it',
    'That isnt my number',
    'That isn’t my number',
    "I don't think so",
    'wrong',
    'incorrect',
    'uh-uh',
    'not quite',
    'not at all',
    'yeah no',
    'Yes... no, wrong',
    'No? No!',
    'No, what are you talking about?',
    'no thank you',
    "that can't be right",
    "you've got the wrong number",
    "that's somebody else's, not mine",
    'No, yes',
    "No, that's right after... no, wrong",
    'Wrong?',
  ],
  correction: [
    'yes but the last one is five',
    'yes, but it starts with a W',
    'right except the B',
    "actually it's nine five",
    "it's actually a B",
    'wait',
    'yes, wait',
    'no change it to a five',
    'yes but the last is five thanks',
    'the four and the seven are swapped',
    'you have missed a digit',
    'there are two zeros',
    'without the B',
    'half right',
    'ZK three oh eight one one nine',
    'can we start again',
    "no problem, but it's not right",
    'hold on',
    'I said nine five',
    'I missaid it',
    "I'd prefer the blue one",
    'I have another number',
    'you just forgot it',
    'the blue at the end',
    'it should end in the blue one',
    'it has to start with the blue one',
    'it has to begin with the blue one',
    'ending on a blue one',
    'can you try again?',
    'the number is five then',
    'make it five',
    'could you change the last one to a five?',
    'correct the last digit please',
    'five',
    'nine five',
    '95',
    '308119',
    'ZK308119',
    "it's double four",
    'yes, nine five',
    'B as in bravo',
    'no, B as in bravo',
    'no, the last digit is five',
    "no it's 5 at the end",
    'not B, D',
    'swap the last two',
    'the other way round',
    'you forgot the W',
    "there's a zero missing",
    'it ends in nine one',
    'drop the last one',
    'one seven too many',
    'it should be a five',
    'close, but the end is four',
    'almost',
    'try again',
    'let me spell it again',
    "I'd rather give you the other number",
    'on second thought, use the blue one',
    'Sorry, it is the blue one',
    "instead of B it's D",
    "No. That's right at the end, but the start is W",
    'my mistake, the third digit is seven',
    'not B',
    'sorry the blue one',
    'Sorry, one second, the blue one',
    'ZK three one eight',
    'it’s five',
    'make  it five',
    'Close!!',
    'five - thanks',
    'five -- thanks',
    'five no problem yes',
    "five no no worries that's right",
  ],
  unclear: [
    '',
    '   ',
    '…',
    'um',
    'okay',
    'k',
    'hello?',
    'no problem',
    'No worries.',
    'Is that right?',
    'is it not a B?',
    'what did you say?',
    'nine five?',
    'did you say nine?',
    'Can you repeat that please?',
    'say that again',
    'sorry?',
    "Sorry, I didn't catch that.",
    "I can't hear you",
    "I don't know",
    "I'm not sure",
    "I don't have it",
    'one moment',
    'where is my parcel',
    'I want to speak to a person',
    'oh, ah',
    'constructor',
    '包裹在哪里',
    'sorry Rosa',
    'sorry is there a delay',
    'bay five',
    'seats four seven two',
  ],
};

const GERMAN: Record<ReplyReading, string[]> = {
  yes: [
    'Ja.',
    'ja genau',
    'Stimmt',
    'Das stimmt.',
    'richtig',
    'Nein, das stimmt so.',
    'Nein, nein, das ist richtig',
    'Kein Problem, ja',
    'Ja, wann kommt es?',
    'Ja, aber wann kommt es?',
    'natürlich',
  ],
  no: ['Nein.', 'nee', 'Das stimmt nicht', 'falsch', 'Ja... nein, falsch', 'Das ist nicht richtig'],
  correction: [
    'Ja, aber die letzte Ziffer ist fünf',
    'fünf',
    'neun fünf',
    'nein, fünf',
    'B wie Berta',
    'nicht B sondern D',
    'Ich habe neun gesagt',
    'Warten Sie',
    'Nein, am Ende eine eins',
    'Da fehlt eine Null',
    'Entschuldigung, es ist die blaue',
    'Können Sie das ändern?',
  ],
  unclear: [
    '',
    'Wie bitte?',
    'Ist das richtig?',
    'Einen Moment',
    'Kein Problem',
    'Ich weiß nicht',
    'Ich habe Sie nicht verstanden',
    'Können Sie das wiederholen?',
  ],
};

const SPANISH: Record<ReplyReading, string[]> = {
  yes: [
    'Sí.',
    'si',
    'Sí, es correcto',
    'Correcto',
    'No, es correcto.',
    'No, no, está bien',
    'No hay problema, sí',
    'Sí, ¿cuándo llega?',
    'Sí, pero ¿cuándo llega?',
    'por supuesto',
  ],
  no: [
    'No.',
    'no es correcto',
    'Está mal... no',
    'incorrecto',
    'Sí... no, mal',
    'Eso no es',
    'no está bien',
  ],
  correction: [
    'Sí, pero el último dígito es cinco',
    'cinco',
    'nueve cinco',
    'no, cinco',
    'B de Barcelona',
    'no B sino D',
    'Dije nueve',
    'Espere',
    'No, al final un cinco',
    'Falta un cero',
    'Perdón, es el número azul',
    '¿Puede cambiarlo?',
  ],
  unclear: [
    '',
    '¿Cómo?',
    '¿Es correcto?',
    'Un momento',
    'No hay problema',
    'No sé',
    'No le entiendo',
    '¿Puede repetirlo?',
  ],
};

const LANGUAGES: [name: string, ReplyLanguage, Record<ReplyReading, string[]>][] = [
  ['English', en, ENGLISH],
  ['German', de, GERMAN],
  ['Spanish', es, SPANISH],
];

for (const [name, language, table] of LANGUAGES) {
  for (const [expected, rows] of Object.entries(table)) {
    describe(`readReply(): ${expected} in ${name}`, () => {
      for (const said of rows) {
        test(JSON.stringify(said), () => assert.equal(readReply(said, language), expected));
      }
    });
  }
}

describe('readReplies(): what counts of several turns', () => {
  const rows: [turns: string[], expected: ReplyReading][] = [
    [[], 'unclear'],
    [['um', 'hello?'], 'unclear'],
    [['um', 'yes', 'hello?'], 'yes'],
    [['yes', 'no'], 'no'],
    [['Yes.', 'the last one is five'], 'correction'],
    [['No', 'the last one is five'], 'correction'],
    [['the last one is five', 'no'], 'no'],
    // The yes may answer the assistant's own "So it ends in five?".
    [['No, the last one is five', 'Yes.'], 'correction'],
    [['No.', 'yes, please'], 'no'],
    [['No.', 'oh yes'], 'no'],
    [['No.', "Oh sorry, yes, that's right"], 'yes'],
    [['No.', 'you were right, yes'], 'yes'],
    [['No.', 'oh sorry, yes', 'no, wait'], 'correction'],
    [['No.', "sorry, I can't hear you"], 'no'],
  ];
  for (const [turns, expected] of rows) {
    test(JSON.stringify(turns), () => assert.equal(readReplies(turns, en), expected));
  }
});

describe('readReply(): properties', () => {
  const clear: [string, ReplyReading][] = [
    ['No, that is wrong.', 'no'],
    ['nope', 'no'],
    ['the last digit is five', 'correction'],
  ];
  const around = fc.constantFrom(
    'Yes.',
    'Yeah, right.',
    'Correct!',
    'um,',
    'No problem.',
    'Exactly.',
  );

  test('a no or a correction beats every yes around it', () => {
    const saids = fc.tuple(fc.array(around), fc.constantFrom(...clear), fc.array(around));
    fc.assert(
      fc.property(saids, ([before, [denial, expected], after]) => {
        assert.equal(readReply([...before, denial, ...after].join(' '), en), expected);
      }),
    );
  });

  test('case, punctuation at the end and spaces around make no difference', () => {
    const rows = Object.entries(ENGLISH).flatMap(([expected, saids]) =>
      saids.map((said) => ({ said, expected })),
    );
    fc.assert(
      fc.property(fc.constantFrom(...rows), ({ said, expected }) => {
        assert.equal(readReply(`  ${said.toUpperCase()} `, en), expected);
      }),
    );
  });

  test('any text whatever has a reading, in every language', () => {
    const readings = ['yes', 'no', 'correction', 'unclear'];
    const words = fc.constantFrom(
      ...'no yes not but wait sorry that is right five b , . ? -'.split(' '),
    );
    const texts = fc.oneof(
      fc.string({ unit: 'grapheme' }),
      fc.array(words, { maxLength: 40 }).map((it) => it.join(' ')),
    );
    fc.assert(
      fc.property(texts, fc.constantFrom(en, de, es), (said, language) => {
        assert.ok(readings.includes(readReply(said, language)));
      }),
    );
  });

  test('what stands behind 5,000 characters is not read', () => {
    assert.equal(readReply(`${'um '.repeat(2000)}no`, en), 'unclear');
  });
});
