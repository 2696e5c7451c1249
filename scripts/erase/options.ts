import { resolve } from 'node:path';
import { normalizeTrackingNumber } from '../../machines/tracking-number.ts';
import type { Subject } from '../../src/erasure/find-person.ts';
import { Misuse, type NoReading, readArguments } from '../command.ts';

/** Whose data is to go, and where. */
export type Wanted = {
  subject: Subject;
  /** The journals; none for that of the settings. */
  dirs: string[];
  isDryRun: boolean;
  /** Numbers of candidates. */
  yesAlso: number[];
};

/** What the program is to do, or the one line that says why it cannot. */
export type EraseReading = NoReading | ({ ok: true; do: 'erase' } & Wanted);

const E164 = /^\+[1-9]\d{6,14}$/;

const FLAGS = {
  caller: { type: 'string' },
  tracking: { type: 'string' },
  call: { type: 'string' },
  dir: { type: 'string', multiple: true },
  'dry-run': { type: 'boolean' },
  'yes-also': { type: 'string', multiple: true },
} as const;

/** Reads the program's arguments. Faults never repeat what names a person. */
export function readEraseOptions(args: string[]): EraseReading {
  return readArguments(args, FLAGS, (values, positionals) => {
    const { caller, tracking, call, dir = [] } = values;
    const named = [caller, tracking, call].filter((value) => value !== undefined);
    if (named.length !== 1) throw new Misuse('Expected one of --caller, --tracking and --call');
    const subject = readSubject(caller, tracking, call);
    const yesAlso = readNumbers(values['yes-also'], positionals);
    // Two names of one directory would wait for one another.
    const dirs = [...new Set(dir.map((each) => resolve(each)))];
    return { ok: true, do: 'erase', subject, dirs, isDryRun: values['dry-run'] === true, yesAlso };
  });
}

/** "--yes-also 1 2" and "--yes-also 1,2". */
function readNumbers(named: string[] | undefined, positionals: string[]): number[] {
  const parts = [...(named ?? []), ...positionals].flatMap((part) => part.split(','));
  const areNumbers = parts.every((part) => /^[1-9]\d{0,6}$/.test(part));
  if (areNumbers && (parts.length === 0 || named !== undefined)) return parts.map(Number);
  throw new Misuse('--yes-also does not fit: expected numbers of candidates');
}

function readSubject(caller?: string, tracking?: string, callId?: string): Subject {
  if (caller !== undefined) {
    const phone = caller.replace(/[\s().-]/g, '');
    if (E164.test(phone)) return { by: 'caller', phone };
    throw new Misuse(
      '--caller does not fit: expected a phone number in E.164, such as +12025550101',
    );
  }
  if (tracking !== undefined) {
    const reading = normalizeTrackingNumber(tracking);
    if (reading.ok) return { by: 'tracking', trackingNumber: reading.trackingNumber };
    throw new Misuse(`--tracking does not fit: ${reading.fault}`);
  }
  if (callId) return { by: 'call', callId };
  throw new Misuse('--call is empty: expected the ID of a call');
}
