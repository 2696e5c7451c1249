import { parseArgs } from 'node:util';
import { normalizeTrackingNumber } from '../../machines/tracking-number.ts';
import type { Subject } from '../../src/erasure/find-person.ts';

/** Whose data is to go, and where. */
export type Wanted = {
  subject: Subject;
  dir: string | undefined;
  isDryRun: boolean;
  /** Numbers of candidates. */
  yesAlso: number[];
};

/** What the program is to do, or the one line that says why it cannot. */
export type EraseReading =
  | { ok: true; do: 'help' }
  | ({ ok: true; do: 'erase' } & Wanted)
  | { ok: false; fault: string };

const E164 = /^\+[1-9]\d{6,14}$/;

const FLAGS = {
  caller: { type: 'string' },
  tracking: { type: 'string' },
  call: { type: 'string' },
  dir: { type: 'string' },
  'dry-run': { type: 'boolean' },
  'yes-also': { type: 'string', multiple: true },
  help: { type: 'boolean', short: 'h' },
} as const;

/** Reads the program's arguments. Faults never repeat what names a person. */
export function readEraseOptions(args: string[]): EraseReading {
  try {
    const { values, positionals } = parseArgs({ args, options: FLAGS, allowPositionals: true });
    if (values.help) return { ok: true, do: 'help' };
    const { caller, tracking, call, dir } = values;
    const named = [caller, tracking, call].filter((value) => value !== undefined);
    if (named.length !== 1) return fault('Expected one of --caller, --tracking and --call');
    const subject = readSubject(caller, tracking, call);
    if (typeof subject === 'string') return fault(subject);
    const yesAlso = readNumbers(values['yes-also'], positionals);
    if (yesAlso === null) return fault('--yes-also does not fit: expected numbers of candidates');
    return { ok: true, do: 'erase', subject, dir, isDryRun: values['dry-run'] === true, yesAlso };
  } catch (error) {
    if (!(error instanceof TypeError)) throw error;
    // What follows the first sentence is advice on positional arguments, which there are none of.
    return fault(error.message.split(/\. |\n/)[0] ?? error.message);
  }
}

/** "--yes-also 1 2" and "--yes-also 1,2"; null for what is no list of numbers. */
function readNumbers(named: string[] | undefined, positionals: string[]): number[] | null {
  const parts = [...(named ?? []), ...positionals].flatMap((part) => part.split(','));
  if (parts.length > 0 && named === undefined) return null;
  return parts.every((part) => /^[1-9]\d{0,6}$/.test(part)) ? parts.map(Number) : null;
}

function readSubject(caller?: string, tracking?: string, callId?: string): Subject | string {
  if (caller !== undefined) {
    const phone = caller.replace(/[\s().-]/g, '');
    return E164.test(phone)
      ? { by: 'caller', phone }
      : '--caller does not fit: expected a phone number in E.164, such as +12025550101';
  }
  if (tracking !== undefined) {
    const reading = normalizeTrackingNumber(tracking);
    return reading.ok
      ? { by: 'tracking', trackingNumber: reading.trackingNumber }
      : `--tracking does not fit: ${reading.fault}`;
  }
  return callId ? { by: 'call', callId } : '--call is empty: expected the ID of a call';
}

function fault(text: string): EraseReading {
  return { ok: false, fault: text };
}
