/** A number that is read without a doubt. */
export const CLEAN = 'WB100001';

/** Another such number. */
export const OTHER = 'WB200002';

/** A number in full-width letters, which has to be interpreted. */
export const DOUBTFUL = 'ＷＢ３００００３';

/** What the doubtful number is taken for. */
export const TAKEN = 'WB300003';

/** What is no tracking number: it is too short. */
export const BAD = 'WB1';
