import { CHECK_DIGITS } from './call-check-digits.ts';
import { CONFIRM } from './call-confirm.ts';
import { ENDED } from './call-ended.ts';
import { FALLBACK } from './call-fallback.ts';
import { FETCH } from './call-fetch.ts';
import { FETCH_MEANWHILE } from './call-fetch-meanwhile.ts';
import { HEARD } from './call-heard.ts';
import { LIMITS } from './call-limits.ts';
import { NEED } from './call-need.ts';
import { OWN } from './call-own.ts';
import { REPORT } from './call-report.ts';
import { TALK } from './call-talk.ts';
import { VERIFY } from './call-verify.ts';

/** Every scenario of the call's chart: together they take each of its transitions. */
export const SCENARIOS = [
  ...NEED,
  ...CONFIRM,
  ...FETCH,
  ...FETCH_MEANWHILE,
  ...REPORT,
  ...FALLBACK,
  ...ENDED,
  ...LIMITS,
  ...HEARD,
  ...CHECK_DIGITS,
  ...VERIFY,
  ...OWN,
  ...TALK,
];
