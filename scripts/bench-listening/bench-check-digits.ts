/** How the check digits of couriers' test numbers are judged, against what the numbers' source says. */
import { judgeCheckDigits } from '../../machines/listening/check-digits.ts';

/** A test number with its format, as in tracking-vectors.json: `checksum` is null where it has none. */
export type VectorRow = {
  format: string;
  kind: 'valid' | 'invalid';
  number: string;
  checksum: object | null;
  regex: string;
};

/** Numbers of one kind, how many of them are judged as their source says, and which are not. */
export type CheckDigitCounts = { rows: number; right: number; wrong: string[] };

/** How the numbers of formats with a check digit are judged, and what is said of the others. */
export type CheckDigitFigures = {
  valid: CheckDigitCounts;
  /** Of the right shape, with a wrong check digit. */
  invalid: CheckDigitCounts;
  /** Invalid ones that exactly one repair would make valid. */
  repairable: number;
  /** Numbers without a check digit that are taken for a courier's with a wrong one: none is right. */
  others: CheckDigitCounts;
};

/** Judges each row. A number that is valid in another format of its shape cannot be told from it. */
export function benchCheckDigits(data: readonly VectorRow[]): CheckDigitFigures {
  const checked = data.filter(({ checksum }) => checksum !== null);
  const valid = checked.filter(({ kind }) => kind === 'valid');
  const invalid = checked.filter(({ kind, number, regex }) => {
    return kind === 'invalid' && new RegExp(`^(?:${regex})$`).test(number);
  });
  const others = data.filter(({ checksum, kind }) => checksum === null && kind === 'valid');
  return {
    valid: count(valid, (judged) => judged?.isValid === true),
    invalid: count(invalid, (judged) => judged?.isValid === false),
    repairable: invalid.filter(({ number }) => judge(number)?.repairs.length === 1).length,
    others: count(others, (judged) => !(judged?.isSurely && !judged.isValid)),
  };
}

type Judged = ReturnType<typeof judgeCheckDigits>;

function judge(number: string): Judged {
  return judgeCheckDigits(number.replace(/[\s-]/g, '').toUpperCase());
}

function count(rows: readonly VectorRow[], isRight: (judged: Judged) => boolean): CheckDigitCounts {
  const wrong = rows.filter(({ number }) => !isRight(judge(number)));
  return {
    rows: rows.length,
    right: rows.length - wrong.length,
    wrong: wrong.map(({ format, number }) => `${format} ${number}`),
  };
}
