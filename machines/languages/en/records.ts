/** What stands in records that are written in English. */
import type { RecordWords } from '../language.ts';
import { MONTHS } from './dates.ts';

const MONTH = '(?<name>[a-z]{3,9})\\.?';
const DAY = '(?<day>\\d{1,2})(?:st|nd|rd|th)?';
const YEAR = '(?<year>\\d{4})';

export const records: RecordWords = {
  // With what programs write there.
  nothing:
    /^(?:n\W?a\W?|not (?:available|applicable|known|set|yet known)|none|null|nil|nan|undefined|unknown|empty|blank|no (?:name|date|notes?|comments?|issues?|problems?|message)|tb[acd]|to be (?:announced|confirmed|determined)|[\W_]+|x{2,5}|\(?(?:none|null|empty)\)?)\.?$/i,
  noStatus: /^(?:n\W?a\W?|none|null|nil|nan|undefined|tb[acd]|[\W_]+)$/i,
  dateForms: [
    `(?:[a-z]{3,9},? )?${MONTH} ${DAY},? ${YEAR}`,
    `(?:[a-z]{3,9},? )?${DAY}[ -](?:of )?${MONTH},?[ -]${YEAR}`,
  ],
  monthNamed,
};

// "Dec", "Sept" and whole names: what begins like a month and goes on otherwise is none.
function monthNamed(name: string): number {
  const said = name.toLowerCase().replace(/^sept$/, 'sep');
  return (
    MONTHS.findIndex((month) => {
      const whole = month.toLowerCase();
      return said === whole || said === whole.slice(0, 3);
    }) + 1
  );
}
