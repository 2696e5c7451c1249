// What a language says it has to understand as well: format and match stand in one folder, and here
// each is asked of the other, in every language that there is.
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { ALL_LANGUAGES, languageOf } from '../../../machines/languages/language.ts';
import { KNOWN_STATUSES } from '../../../machines/statuses.ts';
import { moveChart, startChart } from '../../../machines/transition.ts';
import { NOON, POLICY, where } from '../call-script.ts';
import { CLEAN } from '../scenarios/numbers.ts';

for (const language of ALL_LANGUAGES) {
  const { code, statuses, dates, numbers, sentences } = language;
  describe(`languages: ${code}`, () => {
    for (const status of KNOWN_STATUSES) {
      test(`hears ${status} in its own words for it`, () => {
        const [heard] = `It ${statuses.rows[status].words}.`.matchAll(statuses.heard);
        const index = heard?.slice(1).findIndex((group) => group !== undefined);
        assert.equal(KNOWN_STATUSES[index ?? -1], status);
      });
    }

    test('reads every day of a year in its own form', () => {
      for (let at = Date.UTC(2028, 0, 1); at < Date.UTC(2029, 0, 1); at += 86_400_000) {
        const date = new Date(at);
        const weekday = dates.weekdays[date.getUTCDay()] ?? '';
        const parts = { weekday, month: date.getUTCMonth() + 1, day: date.getUTCDate() };
        const said = dates.date({ ...parts, year: 2028 });
        const read = dates.dateForms.flatMap(({ pattern, read: of }) => {
          const [match] = said.matchAll(pattern);
          return match === undefined ? [] : [of(match.slice(1))];
        });
        assert.deepEqual(read[0], { days: [{ ...parts, year: '2028' }] }, said);
      }
    });

    test('reads the ages that it says', () => {
      const ages = [
        ...[2, 7, 20, 45].map((count) => ({ said: dates.age.minutes(count), count, unit: 60 })),
        ...[1, 1.5, 2, 23].map((count) => ({ said: dates.age.hours(count), count, unit: 3600 })),
        ...[1, 2, 99].map((count) => ({ said: dates.age.days(count), count, unit: 86_400 })),
      ];
      for (const { said, count, unit } of ages) {
        const [match] = said.matchAll(dates.ageForm.pattern);
        const read = match === undefined ? null : dates.ageForm.read(match.slice(1));
        assert.deepEqual(read, { count, unitSeconds: unit, isMore: false }, said);
      }
    });

    test('counts by the names that it has for numbers', () => {
      for (const [word, value] of numbers.values) assert.equal(numbers.readCount(word), value);
      for (const word of ['x2', '2x', '']) assert.equal(numbers.readCount(word), null);
    });

    test('hears that a number is lacking where it says so itself', () => {
      assert.match(numbers.lackingSaid.toLowerCase(), numbers.lacking);
    });

    test('knows its own words before a name, and where it says that a note was cut', () => {
      const { names, cutLead } = language.claims;
      assert.ok(sentences.parcel('Maria', 'none', '').startsWith(`${names.ownLead}Maria`));
      assert.ok(sentences.cutNote.startsWith(cutLead));
      assert.match(sentences.parcel('', 'ending', '1').slice(names.ownLead.length), names.afterOwn);
    });
  });
}

test('languageOf(): calls on record from before there was a choice are in English', () => {
  assert.equal(languageOf(undefined).code, 'en');
});

test('call: its language is that of its answers, and absent where it was', () => {
  const termsIn = (policy: typeof POLICY) => {
    const asked = moveChart(startChart({ callId: 'c', policy }).snapshot, where('a', CLEAN));
    const lost = { type: 'call.ended', at: NOON + 1, reason: null } as const;
    const { emitted, snapshot } = moveChart(asked.snapshot, lost);
    assert.deepEqual(snapshot.context.policy, policy);
    return emitted.flatMap((it) => (it.type === 'reply' ? [it.reply.terms] : []));
  };
  assert.deepEqual(termsIn(POLICY), [{}]);
  assert.deepEqual(termsIn({ ...POLICY, language: 'en' }), [{ language: 'en' }]);
});
