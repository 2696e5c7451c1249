/**
 * What must have been met in so many calls, with how often at least in a thousand of them: a quiet run
 * must not pass for a good one. Judged where all faults are let loose.
 */
export const SITUATIONS: Readonly<Record<string, number>> = {
  'a call is in need': 500,
  'a call is in confirm': 500,
  'a call is in fetch': 500,
  'a call is in report': 300,
  'a call is in fallback': 300,
  'a call is in ended': 500,
  'an answer is success': 300,
  'an answer is needs_confirmation': 300,
  'an answer is not_found': 50,
  'an answer is invalid': 50,
  'an answer is unavailable': 50,
  'an answer is handoff': 50,
  'an answer is error': 10,
  'a number is nobody’s': 50,
  "a model's yes is denied by the caller's own words": 1,
  'a known caller is asked about a parcel of theirs': 3,
  'an old record is told, with its age': 3,
  'an answer comes late, and is said': 2,
  'an untrue statement is corrected': 10,
  'a tool call comes again': 50,
  'an ID asks something else': 5,
  'silence ends a call': 20,
  'the breaker is open': 5,
  'the breaker is halfOpen': 5,
  'the breaker is closed': 3,
  'the listener is following': 20,
  'the listener is down': 10,
  'the listener hears nothing': 0.5,
  'a change is heard': 100,
  'a change is looked up: found': 10,
  'a record is told after a change was heard': 5,
  'a process is killed': 10,
  'a call goes on after a restart, in need': 1,
  'a call goes on after a restart, in confirm': 1,
  'a call goes on after a restart, in report': 1,
  'the disk refuses, and calls go on': 10,
  'the disk works again': 10,
  'a damaged line is set aside': 1,
  'a torn line is cut off': 1,
  'somebody calls without a model': 50,
  'a session begins': 50,
  'a chain begins': 50,
  'a turn is answered success': 50,
  'a turn is answered needs_confirmation': 50,
  'a turn is answered unavailable': 5,
  'a number that came in parts is told of': 2,
  'somebody is taken out of the record': 1,
};

/** What was met less often than it has to be in so many calls. */
export function tooSeldom(met: ReadonlyMap<string, number>, calls: number): string[] {
  return Object.entries(SITUATIONS).flatMap(([situation, least]) => {
    const times = met.get(situation) ?? 0;
    const wanted = Math.max(1, Math.floor((least * calls) / 1000));
    return times >= wanted ? [] : [`${situation}: ${times} times, at least ${wanted} expected`];
  });
}
