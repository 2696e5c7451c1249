import { SIGNATURE_WINDOW_MS } from '../../src/vapi/signature.ts';
import { type Finding, reporter } from './finding.ts';

const { ok, note, fault } = reporter('Clock');

/** An answer's date has whole seconds, and the answer was under way. */
const UNSEEN_MS = 3000;
const FAULT_MS = 60_000;

/** How far this machine's clock is from Sanity's: days, ages and signatures are told by it. */
export function checkClock(aheadMs: number | null): Finding[] {
  if (aheadMs === null) return [note('skew', 'not known: Sanity gave no answer to tell it by')];
  const off = Math.abs(aheadMs);
  if (off <= UNSEEN_MS) return [ok('skew', "agrees with Sanity's")];
  const told = `${Math.round(off / 1000)} s ${aheadMs > 0 ? 'ahead of' : 'behind'} Sanity's`;
  const advice =
    `Set it by NTP: "tomorrow" and the age of a record are told by it, and HMAC signatures older than ` +
    `${SIGNATURE_WINDOW_MS / 60_000} minutes are refused`;
  return [off >= FAULT_MS ? fault('skew', told, advice) : note('skew', told, advice)];
}
