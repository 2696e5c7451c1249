/** A number that is read without a doubt. */
export const CLEAN = 'WB100001';

/** Another such number, and nothing like it. */
export const OTHER = 'KT584206';

/** A number in full-width letters, which has to be interpreted. */
export const DOUBTFUL = 'ＱＸ７３９５１８';

/** What the doubtful number is taken for. */
export const TAKEN = 'QX739518';

/** What is no tracking number: it is too short. */
export const BAD = 'WB1';

/** What is no tracking number: it is too long. */
export const LONG = '1'.repeat(41);
