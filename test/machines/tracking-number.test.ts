import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { type NumberReading, normalizeTrackingNumber } from '../../machines/tracking-number.ts';

const sure = (trackingNumber: string): NumberReading => {
  return { ok: true, trackingNumber, interpreted: false };
};
const unsure = (trackingNumber: string): NumberReading => {
  return { ok: true, trackingNumber, interpreted: true };
};
const fault = (name: 'missing' | 'tooShort' | 'tooLong' | 'badCharacter'): NumberReading => {
  return { ok: false, fault: name };
};

const READINGS: [what: string, heard: string, reading: NumberReading][] = [
  ['a number as records have it', 'WB10000001', sure('WB10000001')],
  ['lower case', 'wb10000001', sure('WB10000001')],
  ['spaces around and inside', ' wb 1000 0001\n', sure('WB10000001')],
  ['no-break and thin spaces', 'WB\u00a01000\u20090001', sure('WB10000001')],
  ['zero-width spaces and marks', '\ufeffWB\u200b10000001', sure('WB10000001')],
  ['hyphens', 'WB-1000-0001', sure('WB10000001')],
  ['en and em dashes', 'WB–1000—0001', sure('WB10000001')],
  ['a minus sign and a soft hyphen', 'WB\u22121000\u00ad0001', sure('WB10000001')],
  ['a full-width dash', 'WB－10000001', sure('WB10000001')],
  ['full-width letters and digits', 'ＷＢ１０００', unsure('WB1000')],
  ['circled digits', 'WB①②③④', unsure('WB1234')],
  ['a ligature', 'ﬁ1234', unsure('FI1234')],
  ['an empty string', '', fault('missing')],
  ['only spaces and dashes', ' -–— ', fault('missing')],
  ['5 characters', 'WB123', fault('tooShort')],
  ['6 characters', 'WB1234', sure('WB1234')],
  ['40 characters', 'W'.repeat(40), sure('W'.repeat(40))],
  ['41 characters', 'W'.repeat(41), fault('tooLong')],
  ['a sharp s, which has two capitals', 'straße1', fault('badCharacter')],
  ['an umlaut', 'WÜ10000001', fault('badCharacter')],
  ['an emoji', 'WB1000📦0001', fault('badCharacter')],
  ['Cyrillic letters that look Latin', 'АВ10000001', fault('badCharacter')],
  ['Arabic digits', 'WB١٢٣٤٥٦', fault('badCharacter')],
  ['a dot', 'WB.1000', fault('badCharacter')],
  ['a null byte', 'WB1000\u0000', fault('badCharacter')],
  ['half a surrogate pair', 'WB1000\ud83d', fault('badCharacter')],
  ['GROQ that closes a string', '" || true || "', fault('badCharacter')],
  ['a GROQ filter', '*[_type=="delivery"]', fault('badCharacter')],
  ['a GROQ parameter', '$trackingNumber', fault('badCharacter')],
  ['a GROQ comment', 'WB10000001//', fault('badCharacter')],
];

for (const [what, heard, reading] of READINGS) {
  test(`normalizeTrackingNumber(): ${what} reads as ${JSON.stringify(reading)}`, () => {
    assert.deepEqual(normalizeTrackingNumber(heard), reading);
  });
}

// Whole numbers among noise: what would be read, and what nearly would.
const heardText = fc.oneof(
  fc.string({ unit: 'binary' }),
  fc.string({ unit: fc.constantFrom(...'aZ09 -–Ｗ１ßé"*[]$') }),
  fc.string({ unit: fc.constantFrom(...'aZ09 -–Ｗ１'), minLength: 6 }),
);

test('normalizeTrackingNumber(): what it yields is a key of letters and digits', () => {
  fc.assert(
    fc.property(heardText, (heard) => {
      const reading = normalizeTrackingNumber(heard);
      if (reading.ok) assert.match(reading.trackingNumber, /^[A-Z0-9]{6,40}$/);
    }),
  );
});

test('normalizeTrackingNumber(): what it yields reads as itself, without a doubt', () => {
  fc.assert(
    fc.property(heardText, (heard) => {
      const reading = normalizeTrackingNumber(heard);
      if (!reading.ok) return;
      const { trackingNumber } = reading;
      assert.deepEqual(normalizeTrackingNumber(trackingNumber), sure(trackingNumber));
    }),
  );
});

test('normalizeTrackingNumber(): only case, spaces and dashes leave no doubt', () => {
  fc.assert(
    fc.property(heardText, (heard) => {
      const reading = normalizeTrackingNumber(heard);
      if (!reading.ok) return;
      const bare = heard.replace(/[^A-Za-z0-9]/g, '').toUpperCase();
      assert.equal(reading.interpreted, bare !== reading.trackingNumber);
    }),
  );
});

const key = fc.string({
  unit: fc.constantFrom(...'ABCXYZ0189'),
  minLength: 6,
  maxLength: 40,
});

test('normalizeTrackingNumber(): a key spelled with any case, spaces and dashes is that key', () => {
  const spelled = fc.array(fc.tuple(fc.boolean(), fc.constantFrom('', ' ', '-', '—', '\u00a0')));
  fc.assert(
    fc.property(key, spelled, (trackingNumber, how) => {
      const heard = [...trackingNumber].map((letter, index) => {
        const [lower, gap] = how[index] ?? [false, ''];
        return (lower ? letter.toLowerCase() : letter) + gap;
      });
      assert.deepEqual(normalizeTrackingNumber(heard.join('')), sure(trackingNumber));
    }),
  );
});
