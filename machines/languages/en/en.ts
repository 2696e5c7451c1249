import type { Language } from '../language.ts';
import { claims } from './claims.ts';
import { corrections } from './corrections.ts';
import { dates } from './dates.ts';
import { deeds } from './deeds.ts';
import { names } from './names.ts';
import { numbers } from './numbers.ts';
import { phone } from './phone.ts';
import { prompt } from './prompt.ts';
import { records } from './records.ts';
import { replies } from './replies.ts';
import { sentences } from './sentences.ts';
import { spoken } from './spoken.ts';
import { statuses } from './statuses.ts';
import { tools } from './tools.ts';
import { turns } from './turns.ts';

/** English. */
export const en: Language = {
  code: 'en',
  sentences,
  statuses,
  dates,
  numbers,
  spoken,
  corrections,
  claims,
  deeds,
  prompt,
  tools,
  phone,
  records,
  replies,
  turns,
  names,
};
